"""SiGAN: each player's loss in NumPy, who learns from what, pairs of faces, and refusals."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops
from moves import check_moves, descend, moves_in
from tiny import numpy, rates, reloaded
from translators import softplus

import keras_gan_zoo
from keras_gan_zoo import losses
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.upscaling.siamese_gan.networks import (
    dense_enlarger,
    face_discriminator,
    map_embedder,
)
from keras_gan_zoo.families.upscaling.siamese_gan.pairs import pair_batches
from keras_gan_zoo.families.upscaling.siamese_gan.siamese_gan import SiameseGAN

RANDOM = np.random.default_rng(0)
X_1, X_2 = RANDOM.uniform(-0.9, 0.9, (2, 3, 8, 8, 3)).astype("float32")
SAME = np.array([1, 0, 0], "int32")
SMALL = {
    "image_shape": (8, 8, 3),
    "scale": 2,
    "width": 16,
    "blocks": 1,
    "growth": 2,
    "embedding_length": 5,
    "discriminator_width": 2,
    "discriminator_downsamplings": 2,
    "seed": 5,
}
WEIGHTS = {
    "reconstruction_weight": 0.8,
    "adversarial_weight": 0.4,
    "contrastive_weight": 3.0,
    "pixel_weight": 0.3,
}


@functools.cache
def networks():
    """Returns the networks of a small model, built once: that takes longer than a step."""
    gan = keras_gan_zoo.get("siamese_gan", **SMALL)
    return gan.generator, gan.discriminator, gan.embedder


def small(**arguments):
    return SiameseGAN(*networks(), seed=5, **arguments)


def means(pictures):
    """Returns the means of blocks of 2 x 2 pixels."""
    rows, height, width, channels = pictures.shape
    return pictures.reshape(rows, height // 2, 2, width // 2, 2, channels).mean((2, 4))


def with_its_maps(generator):
    """Returns a function of small faces: what is drawn of them, and the last doubling's maps."""
    outputs = [generator.output, generator.get_layer("maps").output]
    both = keras.Model(generator.inputs, outputs)
    return tf.function(lambda faces: both(faces, training=True))


def test_each_player_goes_down_its_loss():
    gan = descend(small(margin=0.7, **WEIGHTS))
    x = np.concatenate([X_1, X_2])
    z = means(x)
    seen = z + RANDOM.normal(0, 0.1, z.shape).astype("float32")
    gan.with_noise = lambda faces: ops.array(seen)
    G = with_its_maps(gan.generator)

    def D(pictures):
        return numpy(gan.discriminator(pictures, training=True))

    def discriminator():
        fakes, _ = G(seen)
        return softplus(-D(x)).mean() + softplus(D(fakes)).mean()

    def generator():
        fakes, maps = G(seen)
        f = numpy(gan.embedder(maps, training=True))
        d = np.sqrt(np.sum((f[:3] - f[3:]) ** 2, axis=1))
        pairs = [d[0] ** 2, max(0, 0.7 - d[1]) ** 2, max(0, 0.7 - d[2]) ** 2]
        made = numpy(fakes)
        near = np.abs(means(made) - z).mean() / 2
        pixels = np.abs(made - x).mean() / 2
        judged = softplus(-D(fakes)).mean()
        return 0.8 * near + 0.4 * judged + 3.0 * np.mean(pairs) + 0.3 * pixels

    moves = moves_in(gan, X_1, X_2, SAME)
    assert all(moves[1].of(gan, network) > 0 for network in ("generator", "embedder"))
    check_moves(
        gan,
        moves,
        [("discriminator", discriminator), ("generator", generator)],
        rtol=0.05,
        stride=1e-4,
    )


def test_the_pairs_alone_teach_generator_and_embedder():
    weights = dict.fromkeys(WEIGHTS, 0.0)
    gan = descend(small(noise=0.0, **{**weights, "contrastive_weight": 1.0}))
    judge = [weight.numpy().copy() for weight in gan.discriminator.weights]
    (move,) = moves_in(gan, X_1, X_2, SAME)
    assert move.of(gan, "generator") > 0 < move.of(gan, "embedder")
    # Above the maps nothing is known of the pairs.
    last = [one for one in gan.generator.layers if isinstance(one, layers.Conv2D)][-1]
    moved = zip(gan.player_variables("generator"), move.gradient, strict=True)
    assert not np.any(next(gradient for one, gradient in moved if one is last.kernel))
    for weight, value in zip(gan.discriminator.weights, judge, strict=True):
        np.testing.assert_array_equal(weight, value)


def test_without_the_pairs_term_nobody_learns_from_pairs():
    gan = descend(small(contrastive_weight=0.0))
    _, move = moves_in(gan, X_1, X_2, SAME)
    assert move.of(gan, "embedder") == 0 < move.of(gan, "generator")


def test_contrastive_is_the_closed_form_and_has_a_gradient_at_no_distance():
    one = ops.array([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    other = ops.array([[0.3, 0.4], [0.3, 0.4], [1.0, -1.0]])
    found = losses.contrastive(one, other, ops.array([1, 0, 0]), margin=0.8)
    assert float(found) == pytest.approx((0.25 + 0.3**2 + 0) / 3, rel=1e-5)
    with tf.GradientTape() as tape:
        place = tf.constant([[0.2, 0.1]])
        tape.watch(place)
        loss = losses.contrastive(place, place * 1.0, tf.constant([0]), margin=0.5)
    assert float(loss) == pytest.approx(0.25, rel=1e-3)
    assert np.isfinite(tape.gradient(loss, place)).all()


def test_faces_shrink_to_means_and_get_noise_of_the_strength_that_is_said():
    gan = small(noise=0.2)
    noisy = numpy(gan.with_noise(ops.zeros((500, 2, 2, 3))))
    assert noisy.std() == pytest.approx(0.4, rel=0.05) and abs(noisy.mean()) < 0.02
    low, high = gan.low_and_high(ops.array(X_1))
    np.testing.assert_array_equal(high, X_1)
    np.testing.assert_allclose(low, means(X_1), atol=1e-6)
    np.testing.assert_allclose(gan.shrunk(ops.array(X_1)), low, atol=1e-6)
    bicubic = small(degradation="bicubic")
    low, _ = bicubic.low_and_high(ops.array(X_1))
    assert np.abs(numpy(low) - means(X_1)).max() > 0.02
    np.testing.assert_allclose(bicubic.shrunk(ops.array(X_1)), low, atol=1e-6)


def test_before_the_game_the_generator_learns_pixels_and_pairs():
    gan = descend(small(noise=0.0, margin=0.7, contrastive_weight=2.0))
    (move,) = moves_in(gan, step=lambda: gan.pixel_step((X_1, X_2, SAME)))
    made, maps = with_its_maps(gan.generator)(means(np.concatenate([X_1, X_2])))
    f = gan.embedder(maps, training=True)
    pairs = losses.contrastive(f[:3], f[3:], SAME, 0.7)
    pixels = np.abs(numpy(made) - np.concatenate([X_1, X_2])).mean() / 2
    assert move.value == pytest.approx(pixels + 2 * float(pairs), rel=1e-4)
    assert move.of(gan, "embedder") > 0 < move.of(gan, "generator")


# Pairs


def numbered(persons):
    """Returns faces that say in their first value which they are, and the persons' numbers."""
    faces = np.zeros((len(persons), 2, 2, 1), "float32")
    faces[:, 0, 0, 0] = np.arange(len(persons)) / 100 - 0.9
    return faces, np.asarray(persons, "int32")


def which(faces):
    return np.round(100 * (numpy(faces)[:, 0, 0, 0] + 0.9)).astype(int)


def test_half_of_the_pairs_are_of_one_person_and_y_says_which():
    persons = RANDOM.permutation(np.repeat(np.arange(12), 6))
    faces, numbers = numbered(persons)
    batches = pair_batches((faces, numbers), (2, 2, 1), 8, shuffle=True, seed=3)
    assert int(batches.cardinality()) == 9
    found, orders = [], []
    for _ in range(2):
        seen = []
        for first, second, same in batches:
            one, other = which(first), which(second)
            np.testing.assert_array_equal(same, persons[one] == persons[other])
            assert same.dtype == tf.int32 and same.shape == (4,)
            found += same.numpy().tolist()
            seen += [*one, *other]
        assert len(seen) == len(set(seen)) == 72  # each face once a pass
        orders.append(seen)
    assert orders[0] != orders[1]
    assert 0.5 <= np.mean(found) < 0.6


def test_pairs_keep_the_order_that_is_asked_for():
    faces, numbers = numbered([0, 1, 0, 2, 1, 3, 2, 3])
    ((first, second, same),) = pair_batches((faces, numbers), (2, 2, 1), 8, False, None)
    # Duos as they get complete: 0 and 2, 1 and 4, 3 and 6, 5 and 7.
    assert which(first).tolist() == [0, 3, 1, 6] and which(second).tolist() == [2, 5, 4, 7]
    assert same.numpy().tolist() == [1, 0, 1, 0]


def test_a_dataset_gives_the_same_pairs_batched_or_not():
    faces, numbers = numbered(np.repeat(np.arange(8), 4))
    dataset = tf.data.Dataset.from_tensor_slices((faces, numbers))
    expected = list(pair_batches((faces, numbers), (2, 2, 1), 4, False, None))
    for given in (dataset, dataset.batch(4)):
        found = list(pair_batches(given, (2, 2, 1), 4, False, None))
        assert len(found) == len(expected) == 8
        for one, other in zip(found, expected, strict=True):
            for part, its in zip(one, other, strict=True):
                np.testing.assert_array_equal(part, its)


def test_a_person_who_is_seen_once_has_no_partner():
    faces, numbers = numbered([0, 5, 0, 1, 6, 1, 2, 2, 7, 3, 3, 8])
    ((first, second, _),) = pair_batches((faces, numbers), (2, 2, 1), 8, False, None)
    assert not {1, 4, 8, 11} & {*which(first), *which(second)}


def test_of_few_people_partners_may_be_of_one_person_and_y_says_so():
    faces, numbers = numbered([0] * 8)
    ((_, _, same),) = pair_batches((faces, numbers), (2, 2, 1), 8, False, None)
    assert same.numpy().tolist() == [1, 1, 1, 1]


# What it is for


def test_small_faces_become_large_and_the_file_takes_small_ones():
    gan = small()
    faces = RANDOM.uniform(-1, 1, (2, 4, 4, 3)).astype("float32")
    assert gan.generate(faces).shape == (2, 8, 8, 3)
    exported = gan.export_networks()["up"]
    assert exported.input_shape == (None, 4, 4, 3)
    np.testing.assert_allclose(gan.generate(faces), exported(faces), atol=1e-5)


def test_the_networks_are_the_authors():
    generator = dense_enlarger(3, 4, 48, growth=4)
    filters = [one.filters for one in generator.layers if isinstance(one, layers.Conv2D)]
    # 1x1, then in each dense block three times 16 and 4 and once as many as there are by then.
    first = [48, *([16, 4] * 3 + [60]), *([16, 4] * 3 + [72]), 48]
    assert filters[: len(first)] == first
    assert filters[-4:] == [18, 18, 18, 3]
    assert sum(isinstance(one, layers.Concatenate) for one in generator.layers) == 3 * (2 + 3)
    judge = face_discriminator((64, 64, 3), 2)
    kinds = [one for one in judge.layers if isinstance(one, layers.Conv2D)]
    assert [one.filters for one in kinds] == [2, 4, 8, 12, 12, 12, 1]
    assert [one.strides[0] for one in kinds] == [2, 2, 2, 2, 1, 1, 1]
    assert judge.layers[-1].name == "logits" and judge.output_shape == (None, 1)
    gan = small()
    vectors = numpy(gan.embedder(RANDOM.normal(size=(4, 8, 8, gan.embedder.input_shape[-1]))))
    assert vectors.shape == (4, 5) and vectors.min() > 0
    np.testing.assert_allclose(vectors.sum(axis=1), 1, atol=1e-6)


def test_defaults_and_saving(tmp_path):
    kept = {**WEIGHTS, "margin": 0.9, "noise": 0.1, "degradation": "bicubic"}
    gan = keras_gan_zoo.get("siamese_gan", **SMALL, **kept)
    assert rates(gan) == dict.fromkeys(gan.players, (2e-4, 0.5))
    again = reloaded(gan, tmp_path)
    for name, value in kept.items():
        assert getattr(again, name) == value


def test_what_is_refused():
    for arguments, sentence in (
        ({"degradation": "real_esrgan"}, "must be 'area' or 'bicubic'"),
        (dict.fromkeys(WEIGHTS, 0), "`pixel_weight` are all 0: nothing is learned"),
        ({"margin": -1}, "`margin` must be"),
    ):
        with pytest.raises(ValueError, match=sentence):
            small(**arguments)
    with pytest.raises(ValueError, match="one for each doubling, 2 of them, got"):
        dense_enlarger(3, 4, blocks=(1,))
    with pytest.raises(ValueError, match=r"`embedding_pool` must divide .* `image_shape`, 8 and 8"):
        map_embedder((8, 8, 4), pool=3)
    generator, discriminator, embedder = networks()
    faces = keras.Input((None, None, 3))
    plain = keras.Model(faces, layers.Conv2D(3, 3, padding="same")(layers.UpSampling2D(2)(faces)))
    with pytest.raises(ValueError, match="`generator` must have a layer named 'maps'"):
        SiameseGAN(plain, discriminator, embedder)
    with pytest.raises(ValueError, match=r"`embedder` must map the maps \(8, 8, 16\)"):
        SiameseGAN(generator, discriminator, discriminator)


def test_what_is_no_faces_with_persons_is_refused():
    gan = small()
    gan.compile()
    faces, numbers = np.concatenate([X_1, X_2, X_1, X_2]), np.arange(12) // 2
    for x, sentence in (
        (faces, "`x` must be .faces, numbers of their persons., .* got ndarray"),
        ((faces, numbers[:5]), r"whole, of shape \(12,\)"),
        ((faces, numbers.astype("float32")), "dtype float32"),
        ((faces, np.arange(12)), "at least twice"),
        (tf.data.Dataset.from_tensor_slices(faces), "yields one thing an example"),
    ):
        with pytest.raises(DataMismatch, match=sentence):
            gan.fit(x, batch_size=2)
    with pytest.raises(DataMismatch, match="pass batch_size=8 or less"):
        gan.fit((faces, numbers), batch_size=16)
    with pytest.raises(ValueError, match="must be even, got 5; the nearest is 6"):
        gan.fit((faces, numbers), batch_size=5)
