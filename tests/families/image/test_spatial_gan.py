"""Spatial GAN: a logit a place, crops, and pictures of any size."""

import keras
import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import numpy, rates, reloaded

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.evaluation.generation import draw
from keras_gan_zoo.families.image.spatial_gan.networks import spatial_generator
from keras_gan_zoo.layers.random_crops import random_crops

RANDOM = np.random.default_rng(0)
SMALL = {"image_shape": (8, 12, 2), "depth": 2, "latent_dim": 3, "width": 4, "seed": 5}
X = RANDOM.uniform(-1, 1, (4, 8, 12, 2)).astype("float32")
Z = RANDOM.uniform(-1, 1, (4, 2, 3, 3)).astype("float32")
LARGE = RANDOM.uniform(-1, 1, (3, 15, 21, 2)).astype("float32")


@pytest.fixture(scope="module")
def gan():
    return keras_gan_zoo.get("spatial_gan", **SMALL)


def test_each_player_goes_down_the_mean_log_loss_of_all_places():
    gan = descend(keras_gan_zoo.get("spatial_gan", **SMALL))
    gan.sample_latents = lambda like: ops.convert_to_tensor(Z)

    def logits(images):
        found = numpy(gan.discriminator(images, training=True))
        assert found.shape == (4, 2, 3, 1)
        return found

    def decay(network):
        kernels = [v for v in network.trainable_variables if len(v.shape) == 4]
        return 1e-5 * sum(np.sum(numpy(kernel) ** 2) for kernel in kernels)

    def drawn():
        return gan.generator(Z, training=True)

    def judged():
        loss = np.logaddexp(0, -logits(X)).mean() + np.logaddexp(0, logits(drawn())).mean()
        return loss + decay(gan.discriminator)

    def believed():
        return np.logaddexp(0, -logits(drawn())).mean() + decay(gan.generator)

    check_moves(gan, moves_in(gan, X), [("discriminator", judged), ("generator", believed)])


def test_a_step_is_taken_on_crops_of_the_pictures(gan, monkeypatch):
    shown, discriminator = [], gan.discriminator.call
    monkeypatch.setattr(
        gan.discriminator,
        "call",
        lambda x, **kw: (shown.append(numpy(x)), discriminator(x, **kw))[1],
    )
    gan.train_step(ops.convert_to_tensor(LARGE))
    for crop, picture in zip(shown[0], LARGE, strict=True):
        assert places_of(crop, picture)


def places_of(crop, picture):
    """Returns where in a picture a crop is, by looking everywhere."""
    height, width = crop.shape[:2]
    return [
        (top, left)
        for top in range(picture.shape[0] - height + 1)
        for left in range(picture.shape[1] - width + 1)
        if np.array_equal(picture[top : top + height, left : left + width], crop)
    ]


def test_crops_come_from_all_places_alike_and_from_each_picture_its_own():
    seed = keras.random.SeedGenerator(1)
    picture = np.arange(5 * 7, dtype="float32").reshape(1, 5, 7, 1)
    crops = numpy(random_crops(picture.repeat(6000, 0), 4, 5, seed))
    found, counts = np.unique(crops[:, 0, 0, 0], return_counts=True)
    np.testing.assert_array_equal(found, [0, 1, 2, 7, 8, 9])
    np.testing.assert_allclose(counts / 6000, 1 / 6, atol=0.02)
    assert places_of(crops[0], picture[0])
    # From a batch of several, each is cut out of its own.
    for crop, whole in zip(numpy(random_crops(LARGE, 8, 12, seed)), LARGE, strict=True):
        assert len(places_of(crop, whole)) == 1


def test_pictures_of_the_crops_size_are_taken_whole():
    assert random_crops(X, 8, 12, seed=None) is X


def test_what_is_far_from_a_border_depends_on_the_latents_around_it_alone():
    gan = keras_gan_zoo.get("spatial_gan", **SMALL)
    for variable in gan.generator.trainable_variables:
        variable.assign(variable + 0.1 * RANDOM.normal(size=variable.shape))
    latents = RANDOM.uniform(-1, 1, (2, 9, 8, 3)).astype("float32")
    whole = gan.generate(latents=latents)
    part = gan.generate(latents=latents[:, 2:8, 1:7])
    assert whole.shape == (2, 36, 32, 2) and part.shape == (2, 24, 24, 2)
    np.testing.assert_allclose(part[:, 4:-4, 4:-4], whole[:, 12:28, 8:24], atol=1e-6)
    assert np.abs(part[:, :2] - whole[:, 8:10, 4:28]).max() > 1e-3  # where there are zeros around


def test_any_size_is_drawn_and_the_same_from_the_same_seed(gan):
    assert gan.generate(2, seed=0).shape == (2, 8, 12, 2)
    large = gan.generate(3, seed=1, size=(16, 4), batch_size=2)
    assert large.shape == (3, 16, 4, 2)
    np.testing.assert_array_equal(large, gan.generate(3, seed=1, size=(16, 4)))
    assert np.any(large != gan.generate(3, seed=2, size=(16, 4)))
    latents = gan.latents_of(4, seed=3)
    assert latents.shape == (4, 2, 3, 3) and -1 <= latents.min() < -0.8 and 0.8 < latents.max() <= 1
    np.testing.assert_array_equal(gan.generate(latents=latents), gan.generate(4, seed=3))


def test_one_large_picture_is_enough(gan):
    batches = gan.prepare_data(LARGE[:1], batch_size=4, shuffle=True)
    assert [batch.shape for batch in batches] == [(4, 15, 21, 2)]
    losses = gan.train_on_batch(next(iter(batches)))
    assert np.isfinite(list(losses.values())).all()
    # As many as a batch are taken as they are.
    assert len(list(gan.prepare_data(LARGE, batch_size=2, shuffle=False))) == 1


def test_a_file_is_of_one_size_and_says_what_it_takes(gan, tmp_path):
    file = export.tflite(gan, tmp_path / "gan.tflite")
    told = export.read_metadata(file)
    assert told["inputs"] == [
        {
            "name": "latents",
            "shape": [2, 3, 3],
            "dtype": "float32",
            "meaning": "map of latent vectors, uniform",
            "range": [-1, 1],
        }
    ]
    assert told["outputs"][0]["shape"] == [8, 12, 2]
    run = export.TFLiteGenerator(file)
    run.input_shape, run.latent_distribution = (None, 2, 3, 3), "uniform"
    (drawn,) = draw(run, (2, 3, 3), 2, seed=0)
    latents = np.random.default_rng(0).uniform(-1, 1, (2, 2, 3, 3))
    np.testing.assert_allclose(drawn, gan.generate(latents=latents), atol=1e-4)


def test_defaults_and_saving(gan, tmp_path):
    assert rates(gan) == {"discriminator": (5e-4, 0.5), "generator": (5e-4, 0.5)}
    again = reloaded(gan, tmp_path)
    assert (again.image_shape, again.enlarges_by, again.latent_shape) == ((8, 12, 2), 4, (2, 3, 3))
    # The weights are of no size.
    gan.save_weights(tmp_path / "gan.weights.h5")
    larger = keras_gan_zoo.get("spatial_gan", **{**SMALL, "image_shape": (32, 16, 2)})
    larger.load_weights(tmp_path / "gan.weights.h5")
    np.testing.assert_array_equal(
        larger.generate(1, seed=0), gan.generate(1, seed=0, size=(32, 16))
    )


def test_what_is_refused(gan):
    with pytest.raises(
        ValueError, match=r"`image_shape` must .* multiples of 4, got \(9, 12\); .*"
    ):
        keras_gan_zoo.get("spatial_gan", **{**SMALL, "image_shape": (9, 12, 2)})
    with pytest.raises(ValueError, match=r"`size` must .* of 4, got \(10, 30\); .* \(8, 32\)"):
        gan.generate(1, size=(10, 30))
    with pytest.raises(ValueError, match=r"`size` must .* of 4, got 16; e\.g\. \(16, 16\)"):
        gan.generate(1, size=16)
    with pytest.raises(ValueError, match="give `n` with it"):
        gan.generate(latents=Z, size=(8, 8))
    with pytest.raises(ValueError, match=r"shape \(n, any, any, 3\), got \(4, 3\)"):
        gan.generate(latents=Z[:, 0, 0])
    with pytest.raises(DataMismatch, match=r"15 times 10 pixels, .* crops of 8 times 12 can"):
        gan.fit(LARGE[:, :, :10])
    with pytest.raises(DataMismatch, match="channels=3"):
        keras_gan_zoo.get("spatial_gan", depth=2, width=2).fit(LARGE[..., :1])
    fixed = keras.Sequential([keras.Input((2, 2, 3)), keras.layers.UpSampling2D()])
    with pytest.raises(ValueError, match="`generator` must take maps of any size"):
        type(gan)(fixed, gan.discriminator, (8, 12, 2))
    with pytest.raises(
        ValueError, match="`generator` draws 1 channels and `discriminator` takes 2"
    ):
        type(gan)(spatial_generator(1, 3, 4, 2), gan.discriminator, (8, 12, 2))
