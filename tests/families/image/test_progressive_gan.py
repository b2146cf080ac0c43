"""Progressive growing: the schedule, each player's loss at each stage, and what is drawn of it."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in
from small_families import all_variables, restore, values
from tiny import SEED, numpy, rates, reloaded

import keras_gan_zoo
from keras_gan_zoo import callbacks, export
from keras_gan_zoo.families.image.progressive_gan.networks import real_images_of
from keras_gan_zoo.families.image.progressive_gan.schedule import Growth, count_stages

X = np.random.default_rng(0).uniform(-1, 1, (4, 8, 8, 2)).astype("float32")
Z = np.random.default_rng(1).normal(size=(4, 3)).astype("float32")
BEGINNING, FADING, GROWN = 0, 130, 200
STAGES = {BEGINNING: (0, 1.0), FADING: (1, 0.3), GROWN: (1, 1.0)}


def small(shown=BEGINNING, **arguments):
    arguments = {"image_shape": X.shape[1:], "latent_dim": 3, "seed": SEED, **arguments}
    arguments = {"width": 4, "max_channels": 5, "pictures_per_stage": 100, **arguments}
    gan = keras_gan_zoo.get("progressive_gan", **arguments)
    gan.discriminator.pictures_shown.assign(shown)
    return gan


@pytest.fixture(scope="module")
def shared():
    """A model, which is traced once, that fades after 10 pictures, and what it held when new."""
    gan = small(pictures_per_stage=10)
    return gan, values(all_variables(gan))


@pytest.fixture
def quick(shared):
    """A model as it was when new, that fades after 10 pictures."""
    gan, new = shared
    restore(all_variables(gan), new)
    gan.reset_metrics()
    return gan


def doubled(images):
    return np.repeat(np.repeat(numpy(images), 2, axis=1), 2, axis=2)


def shrunk(images):
    n, side, _, channels = images.shape
    return numpy(images).reshape(n, side // 2, 2, side // 2, 2, channels).mean(axis=(2, 4))


def mixed(smaller, larger, alpha):
    return (1 - alpha) * smaller + alpha * larger


def real(stage, alpha):
    if stage == 0:
        return shrunk(X)
    return mixed(doubled(shrunk(X)), numpy(X), alpha)


def drawn(generator, stage, alpha, latents=Z):
    first = generator.blocks[0](latents)
    smaller = generator.to_images[0](first)
    if stage == 0:
        return numpy(smaller)
    larger = generator.to_images[1](generator.blocks[1](first))
    return mixed(doubled(smaller), numpy(larger), alpha)


def scored(gan, images, stage, alpha):
    network, images = gan.discriminator, ops.cast(images, "float32")
    if stage == 0:
        return network.blocks[0](network.from_images[0](images))
    maps = network.blocks[1](network.from_images[1](images))
    squares = tf.nn.avg_pool2d(images, 2, 2, "VALID")
    return network.blocks[0](mixed(network.from_images[0](squares), maps, alpha))


def critic(gan, place):
    x, fake = real(*place), drawn(gan.generator, *place)
    share = numpy(keras.random.uniform((4, 1, 1, 1), seed=keras.random.SeedGenerator(SEED)))
    between = tf.constant(x + share * (fake - x), "float32")
    with tf.GradientTape() as tape:
        tape.watch(between)
        total = tf.reduce_sum(scored(gan, between, *place))
    slopes = np.sqrt(np.sum(numpy(tape.gradient(total, between)) ** 2, axis=(1, 2, 3)))
    of_real, of_fake = (numpy(scored(gan, images, *place)) for images in (x, fake))
    return (
        of_fake.mean()
        - of_real.mean()
        + 2.0 * np.mean((slopes - 1) ** 2)
        + 0.5 * np.mean(of_real**2)
    )


@pytest.mark.parametrize("shown", STAGES)
def test_each_player_goes_down_its_loss(shown):
    gan = descend(small(shown, gradient_penalty_weight=2.0, drift=0.5))
    gan.sample_latents = lambda like: ops.convert_to_tensor(Z)
    place = STAGES[shown]

    def minus_score():
        return -numpy(scored(gan, drawn(gan.generator, *place), *place)).mean()

    losses = [("discriminator", lambda: critic(gan, place)), ("generator", minus_score)]
    check_moves(gan, moves_in(gan, X), losses)


def test_schedule():
    growth = Growth(3, 10)
    told = {0: (0, 1), 9: (0, 1), 10: (1, 0), 15: (1, 0.5), 20: (1, 1), 29: (1, 1), 30: (2, 0)}
    told |= {33: (2, 0.3), 40: (2, 1), 10**10: (2, 1)}
    for shown, place in told.items():
        found = growth.at(tf.constant(shown, "int64"))
        assert [float(each) for each in found] == pytest.approx(place), shown
    assert growth.pictures == 40


@pytest.mark.parametrize("shown", STAGES)
def test_real_pictures_are_shown_at_the_stages_size_and_faded(shown):
    stage, alpha = STAGES[shown]
    np.testing.assert_allclose(real_images_of(X, stage, alpha), real(stage, alpha), atol=1e-6)


def test_pictures_are_counted_and_a_step_moves_what_its_stage_has(quick):
    gan = quick
    of_later = {
        id(weight)
        for network in (gan.generator, gan.discriminator)
        for weight in network.trainable_variables
        if "_1/" in weight.path
    }
    before = [weight.numpy() for weight in gan.trainable_variables]
    logged = gan.train_on_batch(X)
    assert (logged["stage"], logged["alpha"]) == (0, 1)
    assert int(gan.discriminator.pictures_shown) == 4
    moved = {
        id(weight)
        for weight, old in zip(gan.trainable_variables, before, strict=True)
        if np.any(weight.numpy() != old)
    }
    assert moved and not moved & of_later
    gan.discriminator.pictures_shown.assign(13)
    assert gan.train_on_batch(X)["alpha"] == pytest.approx(0.3)
    now = [weight.numpy() for weight in gan.trainable_variables if id(weight) in of_later]
    old = [b for b, w in zip(before, gan.trainable_variables, strict=True) if id(w) in of_later]
    kernels = [(a, b) for a, b in zip(old, now, strict=True) if a.ndim > 1]
    assert kernels and all(np.any(a != b) for a, b in kernels)


def test_what_a_stage_does_not_have_is_not_computed(quick):
    gan = quick
    for network in (gan.generator, gan.discriminator):
        for weight in network.trainable_variables:
            if "_1/" in weight.path:
                weight.assign(np.full(weight.shape, np.nan))
    assert np.isfinite(list(gan.train_on_batch(X).values())).all()
    gan.discriminator.pictures_shown.assign(13)
    with pytest.raises(keras_gan_zoo.callbacks.TrainingDiverged):
        gan.train_on_batch(X)


@pytest.mark.parametrize("shown", STAGES)
def test_pictures_are_drawn_as_far_as_it_has_grown(shown):
    gan = small(shown, ema_decay=0.5)
    for weight in gan.generator_average.trainable_variables:
        weight.assign(weight * 0.7)  # so that none is drawn beyond 1
    expected = drawn(gan.generator_average, *STAGES[shown])
    if shown == BEGINNING:
        expected = doubled(expected)
    np.testing.assert_allclose(gan.generate(latents=Z), np.clip(expected, -1, 1), atol=1e-5)
    trained = drawn(gan.generator, *STAGES[shown], latents=gan.watched_inputs(4, 0)["latents"])
    trained = doubled(trained) if shown == BEGINNING else trained
    np.testing.assert_allclose(gan.samples_as_trained(4, 0), np.clip(trained, -1, 1), atol=1e-5)


def test_what_is_exported_is_the_last_stage_alone(tmp_path):
    gan = small(GROWN)
    export.tflite(gan, tmp_path / "gan.tflite")
    for shown in (GROWN, FADING):
        gan.discriminator.pictures_shown.assign(shown)
        exported = gan.inference_network("generator")(Z, stage=1, alpha=1.0)
        np.testing.assert_allclose(
            export.TFLiteGenerator(tmp_path / "gan.tflite")(Z), exported, atol=1e-5
        )
    with pytest.warns(UserWarning, match=r"train it on 200 pictures .* shown 130"):
        network = gan.export_networks()["generate"]
    before = network(Z)
    for weight in gan.inference_network("generator").to_images[0].weights:
        weight.assign(weight + 1.0)
    np.testing.assert_array_equal(network(Z), before)


class StoppedWithin(keras.callbacks.Callback):
    """Ends a training at the step in which this many pictures have been shown."""

    def __init__(self, shown):
        super().__init__()
        self.shown = shown

    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = int(self.model.discriminator.pictures_shown) >= self.shown


def test_a_fit_that_is_resumed_in_a_fade_comes_to_the_same(quick, tmp_path):
    gan = quick
    new = values(all_variables(gan))
    data = np.concatenate([X, -X])

    def fit(*added, **arguments):
        gan.fit(data, batch_size=4, epochs=4, verbose=0, callbacks=[*added], **arguments)
        return values(all_variables(gan))

    uninterrupted = fit()
    assert gan.is_grown()
    restore(all_variables(gan), new)
    folder = tmp_path / "checkpoints"
    fit(StoppedWithin(12), callbacks.Checkpoint(folder))
    _, alpha = gan.growth.at(gan.discriminator.pictures_shown)
    assert float(alpha) == pytest.approx(0.2)
    restore(all_variables(gan), new)
    resumed = fit(callbacks.Checkpoint(folder), resume=True)
    for variable, value, expected in zip(all_variables(gan), resumed, uninterrupted, strict=True):
        np.testing.assert_array_equal(value, expected, variable.path)


def test_a_fit_that_ends_too_early_is_told_of():
    gan = small(pictures_per_stage=10)
    with pytest.warns(UserWarning, match=r"takes 20 pictures, and 16 .* pictures_per_stage=8\."):
        gan.foresee(tf.TensorSpec((4, 8, 8, 2)), 4)
    gan.foresee(tf.TensorSpec((4, 8, 8, 2)), 5)


def test_defaults_and_saving(tmp_path):
    gan = small(FADING)
    assert set(rates(gan).values()) == {(1e-3, 0.0)}
    assert gan.optimizer["generator"].beta_2 == 0.99
    again = reloaded(small(FADING, drift=0.25, gradient_penalty_weight=3.0), tmp_path)
    assert (again.drift, again.gradient_penalty_weight, again.pictures_per_stage) == (0.25, 3, 100)
    np.testing.assert_array_equal(again.generate(2, seed=0), gan.generate(2, seed=0))


@pytest.mark.parametrize(
    ("side", "nearest"), [(28, r"\(32, 32, 2\)"), (4, r"\(8, 8, 2\)"), (48, r"\(32, 32, 2\)")]
)
def test_sizes_that_no_growth_reaches(side, nearest):
    with pytest.raises(ValueError, match=f"got \\({side}, {side}, 2\\); the nearest is {nearest}"):
        small(image_shape=(side, side, 2))


def test_what_is_refused():
    assert count_stages((64, 64, 3)) == 5
    with pytest.raises(ValueError, match="`image_shape` must be square"):
        small(image_shape=(16, 8, 1))
    with pytest.raises(ValueError, match="`pictures_per_stage` must be a whole number of at least"):
        small(pictures_per_stage=0)
    with pytest.raises(ValueError, match="`drift` must be a number of at least 0, got -1"):
        small(drift=-1)
    gan = small()
    plain = keras.Sequential([keras.Input(X.shape[1:]), keras.layers.Flatten()])
    with pytest.raises(TypeError, match="`discriminator` must be a GrowingDiscriminator"):
        type(gan)(gan.generator, plain)
