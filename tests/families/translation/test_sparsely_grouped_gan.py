"""Sparsely grouped GAN: what each player learns, and from which labels."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import rates, reloaded
from translators import SEED, images, numpy, run, softplus, step

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.translation.sparsely_grouped_gan.attribute_translator import (
    attribute_translator,
)
from keras_gan_zoo.families.translation.sparsely_grouped_gan.sparsely_grouped_gan import (
    SparselyGroupedGAN,
    attribute_names,
)

NAMES = ("glasses", "beard")
SMALL = {
    "image_shape": (16, 16, 1),
    "attributes": NAMES,
    "width": 2,
    "blocks": 1,
    "normalization": "none",
    "discriminator_width": 2,
    "critic_steps": 1,
    "seed": SEED,
}
X = images(4)
LABELS = np.array([[1, -1], [-1, -1], [0, 1], [-1, 0]], "int32")
ASKED = np.array([0, 3, 2, 1], "int32")  # no glasses, a beard, no beard, glasses
A, V = ASKED // 2, ASKED % 2


@pytest.fixture(scope="module")
def untrained():
    return keras_gan_zoo.get("sparsely_grouped_gan", **SMALL)


def pick(parts, numbers):
    return np.stack([part[number] for part, number in zip(parts, numbers, strict=True)])


@pytest.mark.parametrize("identity", [0.0, 0.5])
def test_each_player_goes_down_its_loss(identity):
    weights = {
        "classification_weight": 0.7,
        "reconstruction_weight": 2.0,
        "identity_weight": identity,
        "gradient_penalty_weight": 0.3,
    }
    gan = descend(keras_gan_zoo.get("sparsely_grouped_gan", **SMALL, **weights))
    gan.sample_outputs = lambda like: ops.convert_to_tensor(ASKED)
    places = numpy(keras.random.uniform((4, 1, 1, 1), seed=keras.random.SeedGenerator(SEED)))

    def G(pictures):
        return np.stack(run(gan.generator, pictures), axis=1).astype("float32")

    def D(pictures):
        return run(gan.discriminator, pictures)

    def log_loss(labels, logits):
        return softplus(logits) - labels * logits

    def slopes(pictures):
        with tf.GradientTape() as tape:
            at = tf.constant(pictures)
            tape.watch(at)
            scores = tf.reduce_sum(gan.discriminator(at)[0])
        return numpy(tape.gradient(scores, at))

    def judged():
        fake = pick(G(X), ASKED)
        scores, logits = D(X)
        slope = slopes((X + places * (fake - X)).astype("float32"))
        steepness = np.mean((np.sqrt((slope**2).sum((1, 2, 3))) - 1) ** 2)
        known = [(0, 0, 1), (2, 0, 0), (2, 1, 1), (3, 1, 0)]  # row, attribute, label
        told = np.mean([log_loss(label, logits[row, a]) for row, a, label in known])
        return D(fake)[0].mean() - scores.mean() + 0.3 * steepness + 0.7 * told

    def drawn():
        all_ways = G(X)
        fake, other = pick(all_ways, ASKED), pick(all_ways, [1, 2, 3, 0])
        scores, logits = D(fake)
        back = np.abs(other - pick(G(fake), [1, 2, 3, 0])).mean()
        # Row 2 has a beard and is asked for none; row 0 has glasses and is asked for none.
        own = [0.0, 0.0, 0.0, 0.0]
        same = np.mean(own * np.abs(X - fake).mean((1, 2, 3)))
        told = log_loss(V, pick(logits, A)).mean()
        return -scores.mean() + 0.7 * told + 2.0 * back + 2.0 * identity * same

    losses = [("discriminator", judged), ("generator", drawn)]
    check_moves(gan, moves_in(gan, X, LABELS), losses, stride=2e-4)


def test_what_a_picture_has_already_is_to_stay():
    gan = keras_gan_zoo.get("sparsely_grouped_gan", identity_weight=0.5, **SMALL)
    gan.sample_outputs = lambda like: ops.convert_to_tensor(np.array([1, 1, 3, 2], "int32"))
    gan.compile({player: keras.optimizers.SGD(0.0) for player in gan.players})
    fake = pick(np.stack(run(gan.generator, X), axis=1), [1, 1, 3, 2])
    changed = np.abs(X - fake).mean((1, 2, 3))
    # Of the second nothing is known; the others have what is asked of them.
    expected = 0.5 * 10 * (changed[0] + changed[2] + changed[3]) / 4
    assert step(gan, X, LABELS)["identity"] == pytest.approx(expected, rel=1e-4)


def test_nothing_is_learned_of_labels_that_are_not_known(untrained):
    logged = step(untrained, X, np.full((4, 2), -1, "int32"))
    assert logged["classification_real"] == 0.0
    assert logged["classification_fake"] > 0.5


def test_every_way_has_a_network(untrained, tmp_path):
    assert untrained.directions == ("no_glasses", "glasses", "no_beard", "beard")
    drawn = [untrained.generate(X, direction=direction) for direction in untrained.directions]
    for ours, theirs in zip(drawn, untrained.generator(X), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
    file = export.tflite(untrained, tmp_path / "beard.tflite", signature="beard")
    np.testing.assert_allclose(export.TFLiteGenerator(file)(X), drawn[3], atol=1e-4)


def test_a_picture_stands_beside_its_own_last_convolution():
    network = attribute_translator((16, 16, 2), 2, width=2, blocks=0, normalization="none")
    for variable in network.trainable_variables:
        variable.assign(0 * variable)
    # Behind the part's one map come the picture's two channels.
    last = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D)][-2:]
    assert [tuple(layer.kernel.shape) for layer in last] == [(7, 7, 3, 2)] * 2
    for kernel in (layer.kernel for layer in last):
        value = np.zeros(kernel.shape, "float32")
        value[3, 3, 1, 0] = value[3, 3, 2, 1] = 1.0
        kernel.assign(value)
    pictures = np.concatenate([images(2), images(2, seed=4)], axis=-1)
    for drawn in network(pictures):
        np.testing.assert_allclose(drawn, np.tanh(pictures), atol=1e-6)


def test_every_form_of_data_keeps_its_labels(untrained):
    # The first pixel tells which picture it is.
    labels = np.array([[0, -1], [1, -1], [-1, 0], [-1, 1], [-1, -1], [-1, -1]], "int32")
    levels = np.linspace(-0.8, 0.8, 6).astype("float32")
    pictures = images(6)
    pictures[:, 0, 0, 0] = levels
    labelled = tf.data.Dataset.from_tensor_slices((pictures, labels))
    sets = [pictures[:1], pictures[1:2], pictures[2:3], pictures[3:4], pictures[4:]]
    forms = [(pictures, labels), labelled, labelled.batch(3), sets]
    forms.append([tf.data.Dataset.from_tensor_slices(one) for one in sets])
    for x in forms:
        seen = []
        for batch, its_labels in untrained.prepare_data(x, 3, shuffle=True):
            places = [int(np.argmin(abs(levels - one))) for one in batch.numpy()[:, 0, 0, 0]]
            np.testing.assert_array_equal(its_labels, labels[places])
            seen += places
        assert sorted(seen) == list(range(6))
    four = list(untrained.prepare_data(sets[:4], 4, shuffle=False))
    np.testing.assert_array_equal(np.sort(four[0][1], axis=0), np.sort(labels[:4], axis=0))
    one = keras_gan_zoo.get("sparsely_grouped_gan", **{**SMALL, "attributes": ("beard",)})
    ((_, its_labels),) = one.prepare_data((pictures, labels[:, 0]), 6, shuffle=False)
    np.testing.assert_array_equal(its_labels, labels[:, :1])


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (X, r"`x` must be \(pictures, labels\) or 4 sets of pictures, .* got ndarray"),
        ([X, X, X], r"without and with each of glasses, beard, and one more .* got 3 things"),
        ((X, LABELS[:3]), "labels for each picture, got 4 pictures and 3 rows of labels"),
        ((X, LABELS[:, 0]), r"labels of shape \(4,\), int32, where \(n, 2\) whole numbers"),
        ((X, LABELS / 2), r"labels of shape \(4, 2\), float64"),
        ((X, 2 * LABELS), r"x\[1\] has the label 2 where 1 \(has it\), 0 .* or -1 \(not known"),
        (tf.data.Dataset.from_tensor_slices(X), r"must yield \(picture, labels\), 2 whole numbers"),
        ([X, X, X, 300 * X], r"x\[3\] has values from"),
    ],
)
def test_data_that_does_not_fit_is_refused_in_one_sentence(untrained, x, message):
    with pytest.raises((ValueError, DataMismatch), match=message):
        untrained.fit(x)


def test_a_wrong_label_far_back_ends_the_training(untrained):
    labels = np.concatenate([LABELS, LABELS, LABELS - 1])
    pictures = np.concatenate([X, X, X])
    x = tf.data.Dataset.from_tensor_slices((pictures, labels)).batch(4)
    with pytest.raises(DataMismatch, match="has the label -2 where -1 to 1 are expected"):
        untrained.fit(x, verbose=0)


def test_defaults_and_saving(tmp_path):
    gan = keras_gan_zoo.get("sparsely_grouped_gan", **SMALL)
    assert rates(gan) == dict.fromkeys(gan.players, (0.0001, 0.5))
    given = {"reconstruction_weight": 3.0, "classification_weight": 2.0, "identity_weight": 0.1}
    gan = keras_gan_zoo.get("sparsely_grouped_gan", ema_decay=0.9, **SMALL, **given)
    again = reloaded(gan, tmp_path)
    assert again.attributes == NAMES
    assert {name: getattr(again, name) for name in given} == given
    np.testing.assert_array_equal(again.generate(X), gan.generate(X))


@pytest.mark.parametrize(
    "attributes", [(), "beard", ("a", "a"), ("a b",), (1,), ("beard", "no_beard")]
)
def test_attributes_are_checked(attributes):
    with pytest.raises(ValueError, match=r"as in attributes=\('glasses', 'beard'\), got"):
        attribute_names(attributes)


def test_networks_that_do_not_fit_are_refused(untrained):
    other = keras_gan_zoo.get("sparsely_grouped_gan", **{**SMALL, "attributes": ("beard",)})
    with pytest.raises(ValueError, match="with 2 attributes it must draw 4 of these"):
        SparselyGroupedGAN(other.generator, untrained.discriminator, NAMES)
    with pytest.raises(ValueError, match=r"to scores and to logits \(None, 2\)"):
        SparselyGroupedGAN(untrained.generator, other.discriminator, NAMES)
    with pytest.raises(ValueError, match="sides divisible by 4 and of at least 16, got"):
        keras_gan_zoo.get("sparsely_grouped_gan", image_shape=(18, 18, 1))
