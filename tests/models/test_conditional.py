"""Families with a condition: what their steps compute, what they are given and what they draw."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from tiny import numpy

import keras_gan_zoo
from keras_gan_zoo.cli import drawing
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.samples.sheets import to_uint8
from keras_gan_zoo.training.exporting import generators

SHAPE, CLASSES = (4, 4, 1), 3
IMAGES = np.random.default_rng(0).uniform(-1, 1, (6, *SHAPE)).astype("float32")
LABELS = np.array([0, 1, 2, 2, 1, 0])
X, Y = tf.constant(IMAGES), tf.constant(LABELS, "int32")


def still(family, **arguments):
    """Returns a family on tiny pictures whose optimizers stand still."""
    gan = keras_gan_zoo.get(
        family, image_shape=SHAPE, classes=CLASSES, latent_dim=2, width=16, seed=5, **arguments
    )
    gan.compile({player: keras.optimizers.SGD(0.0) for player in gan.players})
    return gan


@pytest.fixture(scope="module")
def cgan():
    return still("cgan", body="mlp")


def softplus(x):
    return np.log1p(np.exp(numpy(x)))


def first_latents(gan, rows=6):
    return keras.random.normal((rows, gan.latent_dim), seed=keras.random.SeedGenerator(gan.seed))


def test_cgan_shows_both_players_the_class():
    gan = still("cgan", body="mlp")
    fake = gan.generator([first_latents(gan), Y], training=True)
    real_logits, fake_logits = (
        gan.discriminator([images, Y], training=True) for images in (X, fake)
    )
    losses = step_of_pairs(gan)
    expected = np.mean(softplus(-real_logits)) + np.mean(softplus(fake_logits))
    assert losses["discriminator_loss"] == pytest.approx(expected, rel=1e-4)
    assert losses["generator_loss"] == pytest.approx(np.mean(softplus(-fake_logits)), rel=1e-4)


def test_acgan_multiplies_the_latents_by_the_class_and_cgan_sets_it_beside_them():
    lengths = {
        name: still(name, body="mlp", **arguments).generator.get_layer("images").input_shape[-1]
        for name, arguments in (("cgan", {}), ("acgan", {}))
    }
    told = still("acgan", body="mlp", conditioning="concatenate")
    assert lengths["cgan"] > lengths["acgan"] == told.latent_dim
    assert told.generator.get_layer("images").input_shape[-1] == lengths["cgan"]


def test_acgan_wants_the_class_named_by_both_players():
    gan = still("acgan", body="mlp", classification_weight=2.0)
    fake = gan.generator([first_latents(gan), Y], training=True)
    judged = [gan.discriminator(images, training=True) for images in (X, fake)]
    named = [log_softmax(one["class_logits"])[np.arange(6), LABELS].mean() for one in judged]
    losses = step_of_pairs(gan)
    assert losses["class_real"] == pytest.approx(-named[0], rel=1e-4)
    assert losses["class_fake"] == pytest.approx(-named[1], rel=1e-4)
    sources = np.mean(softplus(-judged[0]["logits"])) + np.mean(softplus(judged[1]["logits"]))
    expected = sources - 2 * (named[0] + named[1])
    assert losses["discriminator_loss"] == pytest.approx(expected, rel=1e-4)
    expected = np.mean(softplus(-judged[1]["logits"])) - 2 * named[1]
    assert losses["generator_loss"] == pytest.approx(expected, rel=1e-4)


def test_projection_gan_deals_pairs_out_to_its_discriminator_steps():
    gan = keras_gan_zoo.get(
        "projection_gan",
        image_shape=(16, 16, 1),
        classes=CLASSES,
        body="dcgan",
        width=1,
        critic_steps=3,
        seed=0,
    )
    shown = []
    gan.discriminator_step = lambda x, y: shown.append((numpy(x)[:, 0, 0, 0], numpy(y)))
    first_pixels = np.arange(6, dtype="float32") / 10 - 0.5
    images = np.tile(first_pixels[:, None, None, None], (1, 16, 16, 1))
    batches = gan.prepare_data((images, LABELS), 2, shuffle=False)
    gan.train_step(next(iter(batches)))
    for index, (x, y) in enumerate(shown):
        np.testing.assert_allclose(x, first_pixels[index::3])
        np.testing.assert_array_equal(y, LABELS[index::3])
    assert len(shown) == 3
    with pytest.raises(ValueError, match="critic_steps=3, but got 4 examples; pass a"):
        gan.train_step((images[:4], LABELS[:4]))
    with pytest.raises(ValueError, match="critic_steps=3 batches, and `x` has fewer"):
        gan.prepare_data((images, LABELS), 3, shuffle=False)


def test_infogan_maximises_a_bound_that_is_tight_when_all_is_read():
    gan = still("infogan", body="mlp")
    category, code = np.array([2, 0]), np.array([[0.5, -1.0], [0.0, 0.25]], "float32")
    certain = 50.0 * np.eye(CLASSES, dtype="float32")[category]
    bound = float(gan.information({"class_logits": certain, "codes": code}, category, code))
    # The category is read whole; of a code a Gaussian of deviation 1 leaves log sqrt(2 pi).
    of_codes = 2 * (np.log(2) - 0.5 * np.log(2 * np.pi))
    assert bound == pytest.approx(np.log(CLASSES) + of_codes, abs=1e-5)
    nothing = {"class_logits": 0 * certain, "codes": code + 1.0}
    assert float(gan.information(nothing, category, code)) == pytest.approx(of_codes - 1, abs=1e-5)


def test_infogan_draws_by_category_and_code():
    gan = still("infogan", body="mlp")
    images = gan.generate(2, codes=[[-1.0, 0.0], [1.0, 0.0]], latents=np.zeros((2, 2)))
    assert images.shape == (2, *SHAPE) and np.abs(images[0] - images[1]).max() > 1e-4
    np.testing.assert_array_equal(gan.generate(1, n=3, seed=4), gan.generate(1, n=3, seed=4))
    with pytest.raises(ValueError, match=r"`codes` must have shape \(3, 2\) or \(2,\), got \(3,\)"):
        gan.generate(1, n=3, codes=[1, 2, 3])


def test_one_condition_gives_different_pictures_and_a_seed_the_same(cgan):
    images = cgan.generate(2, n=4, seed=0)
    assert images.shape == (4, *SHAPE)
    assert all(np.abs(images[0] - image).max() > 1e-4 for image in images[1:])
    np.testing.assert_array_equal(images, cgan.generate(2, n=4, seed=0))
    by_label = cgan.generate([2, 1], n=2, seed=0)
    np.testing.assert_allclose(by_label[:2], images[:2], atol=1e-6)
    latents = np.random.default_rng(0).standard_normal((4, 2))
    np.testing.assert_allclose(cgan.generate(2, latents=latents), images, atol=1e-6)
    in_turn = cgan.generate(n=4, seed=0)
    np.testing.assert_allclose(in_turn, cgan.generate([0, 1, 2, 0], seed=0), atol=1e-6)


def test_files_of_a_condition(cgan, tmp_path):
    drawing.draw(cgan, 2, tmp_path / "asked", seed=0, condition="2")
    images = to_uint8(cgan.generate(2, n=2, seed=0))
    for index, image in enumerate(images):
        file = tmp_path / "asked" / f"{index}.png"
        np.testing.assert_array_equal(np.asarray(Image.open(file))[..., None], image)
    with pytest.raises(ValueError, match="a class number from 0 to 2, got 'shoe'"):
        drawing.draw(cgan, 2, tmp_path / "other", condition="shoe")
    dcgan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=1)
    with pytest.raises(ValueError, match="A DCGAN takes no condition, got '2'"):
        drawing.draw(dcgan, 2, tmp_path / "other", condition="2")


def test_an_evaluation_draws_the_conditions_in_turn(cgan):
    (network,) = generators(cgan, {}).values()
    latents = np.random.default_rng(0).standard_normal((4, 2)).astype("float32")
    assert network.input_shape == (None, 2)
    np.testing.assert_allclose(network(latents), cgan.generate(latents=latents), atol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "Give `generate` a `condition`, or without one either `n` or `latents`"),
        ({"condition": 3}, "`condition` must be a class number from 0 to 2, got 3"),
        ({"condition": 1.5}, "condition has the dtype float64"),
        ({"condition": 1, "n": 0}, "`n` must be a whole number of at least 1, got 0"),
        ({"condition": [0, 1], "latents": np.zeros((3, 2))}, "each of the 2 pictures, got 3"),
    ],
)
def test_what_cannot_be_drawn_is_named(cgan, arguments, message):
    with pytest.raises(ValueError, match=message):
        cgan.generate(**arguments)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (IMAGES, r"`x` must be images and their labels, as \(images, labels\) .* got ndarray"),
        (tf.data.Dataset.from_tensor_slices(IMAGES), "got a dataset of 1 thing"),
        ((IMAGES, LABELS[:4]), "`x` has 6 images and 4 labels, where each image needs one"),
        ((IMAGES, LABELS + 1), r"x\[1\] has labels from 1 to 3 .* with classes=4"),
        ((IMAGES, LABELS - 1), r"x\[1\] has labels from -1 to 1 where 0 to 2 are expected\."),
        ((IMAGES, np.eye(3)[LABELS]), r"shape \(6, 3\) .* pass labels.argmax\(axis=1\)"),
        (
            tf.data.Dataset.from_tensor_slices((IMAGES, LABELS + 1)),
            "x has labels from 1 to 3 .* with classes=4",
        ),
        ((IMAGES[:, :2], LABELS), r"x\[0\] has images of shape"),
    ],
)
def test_data_that_does_not_fit_is_named(cgan, x, message):
    with pytest.raises(ValueError, match=message):
        cgan.fit(x, batch_size=2)


@pytest.mark.parametrize("batched", [False, True])
def test_arrays_and_datasets_give_the_same_batches(cgan, batched):
    dataset = tf.data.Dataset.from_tensor_slices((IMAGES, LABELS.astype("uint8")))
    dataset = dataset.batch(3) if batched else dataset
    for (x, y), (images, labels) in zip(
        cgan.prepare_data(dataset, 3, shuffle=False),
        cgan.prepare_data((IMAGES, LABELS[:, None]), 3, shuffle=False),
        strict=True,
    ):
        np.testing.assert_array_equal(x, images)
        np.testing.assert_array_equal(y, labels)
        assert y.dtype == "int32"


def test_unlabelled_families_say_what_to_do_with_labels():
    gan = still("infogan", body="mlp")
    with pytest.raises((ValueError, DataMismatch), match="takes images alone"):
        gan.fit(tf.data.Dataset.from_tensor_slices((IMAGES, LABELS)))


def step_of_pairs(gan):
    gan.reset_metrics()
    return {name: float(value) for name, value in gan.train_step((X, Y)).items()}


def log_softmax(logits):
    logits = numpy(logits)
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
