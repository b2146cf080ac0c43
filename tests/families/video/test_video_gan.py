"""The video GAN: its losses at all sizes, its futures, and films of any length and size."""

import keras
import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import numpy, reloaded
from translators import softplus

import keras_gan_zoo
from keras_gan_zoo.cli import drawing
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.video.video_gan.clipping import ClippedFrames
from keras_gan_zoo.families.video.video_gan.networks import video_discriminator, video_generator
from keras_gan_zoo.families.video.video_gan.video_gan import VideoGAN
from keras_gan_zoo.samples.video_files import read_video, write_video

SMALL = {"image_shape": (8, 8, 1), "past": 2, "scales": 2, "patch": 8, "width": 2, "seed": 5}
RANDOM = np.random.default_rng(0)
CLIPS = RANDOM.uniform(-0.6, 0.6, (3, 3, 8, 8, 1)).astype("float32")
X, Y = CLIPS[:, :2], CLIPS[:, 2]
Z = RANDOM.normal(size=(6, 4)).astype("float32")


def small(**arguments):
    return keras_gan_zoo.get("video_gan", **{**SMALL, **arguments})


def halved(frames):
    """Returns frames at half the size, each pixel a mean."""
    count, height, width, channels = frames.shape
    return frames.reshape(count, height // 2, 2, width // 2, 2, channels).mean((2, 4))


def run(network, inputs):
    return [numpy(output) for output in network(inputs, training=True)]


def gdl(frames, others, alpha=1):
    total = 0.0
    for axis in (1, 2):
        steps = np.abs(np.diff(frames, axis=axis)) - np.abs(np.diff(others, axis=axis))
        total = total + (np.abs(steps) ** alpha).mean((1, 2, 3))
    return total


@pytest.mark.parametrize("latent_dim", [0, 4])
def test_each_player_goes_down_its_loss(latent_dim):
    weights = {"distance_weight": 0.7, "gradient_weight": 0.3, "adversarial_weight": 0.4}
    gan = descend(small(latent_dim=latent_dim, distance_power=2, **weights))
    guesses = 2 if latent_dim else 1
    Xs = np.repeat(X, guesses, axis=0)
    taken = [Xs, Z] if latent_dim else Xs
    gan.sample_latents = lambda videos: taken
    true = [Y, halved(Y)]

    def judged():
        real = run(gan.discriminator, [X, *true])
        fake = run(gan.discriminator, [Xs, *run(gan.generator, taken)])
        return sum(
            softplus(-r).mean() + softplus(f).mean() for r, f in zip(real, fake, strict=True)
        )

    def drawn():
        frames = run(gan.generator, taken)
        lost = sum(
            0.7 * ((np.repeat(y, guesses, 0) - x) ** 2).mean((1, 2, 3))
            + 0.3 * gdl(np.repeat(y, guesses, 0), x)
            for y, x in zip(true, frames, strict=True)
        )
        logits = run(gan.discriminator, [Xs, *frames])
        nearest = (lost / 2).reshape(-1, guesses).min(axis=1).mean()
        return nearest + 0.4 * sum(softplus(-each).mean() for each in logits)

    moves = moves_in(gan, CLIPS)
    # Where a pixel is clipped the loss stands still and the gradient goes on, which is meant: here
    # no pixel is.
    assert max(np.abs(frame).max() for frame in run(gan.generator, taken)) < 1
    check_moves(
        gan, moves, [("discriminator", judged), ("generator", drawn)], rtol=0.05, stride=2e-4
    )


def test_the_judge_is_shown_each_size_and_no_adversary_has_no_step():
    gan = small(adversarial_weight=0, distance_power=1)
    before = [weight.numpy().copy() for weight in gan.discriminator.weights]
    logs = {name: float(value) for name, value in gan.train_step(ops.array(CLIPS)).items()}
    assert logs["adversarial"] == logs["discriminator_loss"] == 0
    for weight, value in zip(gan.discriminator.weights, before, strict=True):
        np.testing.assert_array_equal(weight, value)
    whole = run(gan.discriminator, [X, Y, halved(Y)])
    other = run(gan.discriminator, [X, Y, halved(Y) * 0.5])
    np.testing.assert_array_equal(whole[0], other[0])
    assert np.any(whole[1] != other[1])


def test_of_several_guesses_the_nearest_is_held_against_the_true_frame():
    gan = small(latent_dim=4, guesses=3, gradient_weight=0.5)
    true = [np.zeros((2, 4, 4, 1), "float32"), np.zeros((2, 2, 2, 1), "float32")]
    shades = np.float32([0.5, 0.1, 0.9, -0.2, 0.8, -0.3])[:, None, None, None]
    drawn = [np.broadcast_to(shades, (6, side, side, 1)) for side in (4, 2)]
    found = gan.distances(true, drawn)
    assert float(found["distance"]) == pytest.approx((0.1 + 0.2) / 2)
    assert float(found["gradient_difference"]) == 0


def test_clipping_is_not_noticed_by_the_gradient():
    x = keras.Variable([-2.0, 0.5, 3.0])
    import tensorflow as tf

    with tf.GradientTape() as tape:
        y = ClippedFrames()(x.value)
        loss = ops.sum(y * np.float32([1, 2, 3]))
    np.testing.assert_array_equal(y, [-1, 0.5, 1])
    np.testing.assert_array_equal(tape.gradient(loss, x.value), [1, 2, 3])


def test_a_generator_that_keeps_begins_with_the_last_frame():
    gan = small(keep=True, scales=3)
    for layer in gan.generator.layers:
        if isinstance(layer, keras.layers.Conv2D):
            layer.kernel.assign(ops.zeros_like(layer.kernel))
    film = gan.generate(X, frames=3)
    np.testing.assert_allclose(film, np.repeat(X[:, 1:], 3, axis=1), atol=1e-6)
    frames = run(gan.generator, X)
    np.testing.assert_allclose(frames[1], halved(X[:, 1]), atol=1e-6)
    np.testing.assert_allclose(frames[2], halved(halved(X[:, 1])), atol=1e-6)


def test_a_larger_size_adds_to_the_smaller_one():
    gan = small()
    last = [layer for layer in gan.generator.layers if isinstance(layer, keras.layers.Conv2D)][-1]
    for weight in last.weights:
        weight.assign(ops.zeros_like(weight))
    large, little = run(gan.generator, X)
    enlarged = keras.layers.UpSampling2D(interpolation="bilinear")(little)
    np.testing.assert_allclose(large, enlarged, atol=1e-6)


# Prediction


def test_what_was_predicted_is_known_for_the_next_frame():
    gan = small()
    film = gan.generate(X, frames=3)
    assert film.shape == (3, 3, 8, 8, 1)
    first = gan.generate(X)
    np.testing.assert_array_equal(film[:, :1], first)
    known = np.concatenate([X[:, 1:], first], axis=1)
    np.testing.assert_array_equal(film[:, 1:2], gan.generate(known))
    # Of a longer video the last frames are looked at.
    longer = np.concatenate([RANDOM.uniform(-1, 1, X.shape).astype("float32"), X], axis=1)
    np.testing.assert_array_equal(gan.generate(longer, frames=3), film)
    np.testing.assert_allclose(gan(X), first[:, 0], atol=1e-6)


def test_frames_of_another_size_are_predicted_too():
    gan = small()
    wide = np.tile(X, (1, 1, 1, 2, 1))
    assert gan.generate(wide).shape == (3, 1, 8, 16, 1)
    with pytest.raises(DataMismatch, match=r"8 times 7 .* multiples of 2 .*`image_size=\(8, 8\)`"):
        gan.generate(X[:, :, :, :7])


def test_latents_say_which_future_it_is():
    gan = small(latent_dim=4)
    films = gan.generate(X, frames=2, n=3, seed=0)
    assert films.shape == (3, 3, 2, 8, 8, 1)
    assert np.ptp(films, axis=1).max() > 1e-3
    np.testing.assert_array_equal(films, gan.generate(X, frames=2, n=3, seed=0))
    given = RANDOM.normal(size=(3, 4)).astype("float32")
    film = gan.generate(X, frames=2, latents=given)
    again = gan.generate(np.concatenate([X[:, 1:], film[:, :1]], axis=1), latents=given)
    np.testing.assert_array_equal(film[:, 1:], again)  # the same latents for all frames


def test_what_cannot_be_predicted_is_told_in_a_sentence():
    gan = small()
    with pytest.raises(ValueError, match="has no latents and predicts one future, but `n` asks"):
        gan.generate(X, n=2)
    with pytest.raises(ValueError, match="but `latents` are given: leave it out, or build"):
        gan.generate(X, latents=Z)
    with pytest.raises(ValueError, match="`latents` must be 6, one for each future, got 3"):
        small(latent_dim=4).generate(X, n=2, latents=Z[:3])
    with pytest.raises(DataMismatch, match="videos of 1 frames where at least 2 are expected"):
        gan.generate(X[:, :1])
    with pytest.raises(ValueError, match="`direction` must be 'next', got 'nxt'"):
        gan.generate(X, direction="nxt")
    with pytest.raises(ValueError, match="`frames` must be a whole number of at least 1, got 0"):
        gan.generate(X, frames=0)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (X, r"videos of 2 frames where 2 that are known and one .*load\(..., frames=3\)"),
        (CLIPS[:, :, :6], "frames of 6 times 8 pixels, of which no patches of 8 times 8"),
        (CLIPS[:, 0], "is expected"),
        (CLIPS * 5, "values from"),
    ],
)
def test_data_that_do_not_fit_are_told_in_a_sentence(x, message):
    with pytest.raises(DataMismatch, match=message):
        small().fit(x, batch_size=2, verbose=0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"patch": 7}, r"`patch` .* multiples of 2, .*got 7 times 7; the nearest are 8 times 8"),
        ({"image_shape": (8, 9, 1)}, r"`image_shape` .* got 8 times 9; the nearest are 8 times 8"),
        ({"guesses": 2}, r"`guesses`=2 are all the same without latents: give `latent_dim`"),
        ({"distance_power": 0.5}, r"`distance_power` must be a number of at least 1, got 0.5"),
        ({"motion": -1}, r"`motion` must be a number of at least 0, got -1"),
        (
            {"distance_weight": 0, "gradient_weight": 0, "adversarial_weight": 0},
            "are all 0: nothing is learned",
        ),
    ],
)
def test_arguments_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        small(**arguments)


def test_networks_must_fit_each_other():
    judge = video_discriminator(2, (8, 8, 1), 2, 2)
    with pytest.raises(ValueError, match=r"`generator` must take videos .*, 3\)"):
        VideoGAN(video_generator(2, 1, 2, 2), judge, (8, 8, 3))
    for generator in (video_generator(3, 1, 2, 2), video_generator(2, 1, 3, 2)):
        with pytest.raises(ValueError, match=r"`discriminator` must take videos of \d frames and"):
            VideoGAN(generator, judge, (8, 8, 1))


def test_longer_and_larger_videos_are_cut_and_trained_on():
    gan = small(image_shape=(12, 10, 1), latent_dim=3)
    videos = gan.takes[0].examples(6)
    assert videos.shape == (6, 3, 12, 10, 1)
    longer = np.concatenate([videos, videos], axis=1)
    x, y = gan.known_and_next(ops.array(longer))
    assert (x.shape, y.shape) == ((6, 2, 8, 8, 1), (6, 8, 8, 1))
    losses = gan.train_on_batch(longer)
    assert np.isfinite(list(losses.values())).all()


def test_a_file_keeps_the_settings(tmp_path):
    gan = small(latent_dim=3, guesses=4, motion=0.02, distance_power=1.5, gradient_power=2)
    again = reloaded(gan, tmp_path)
    for name in ("guesses", "motion", "distance_power", "gradient_power", "patch", "latent_dim"):
        assert getattr(again, name) == getattr(gan, name)
    np.testing.assert_array_equal(again.generate(X, seed=1), gan.generate(X, seed=1))


def test_sheets_show_the_true_video_and_the_predicted_one():
    gan = small()
    inputs = gan.watched_inputs(8, 0, {"next": CLIPS})
    ((true, predicted),) = gan.watched_samples(inputs)
    assert (true[0], predicted[0]) == ("true", "predicted")
    np.testing.assert_array_equal(predicted[1][:, :2], X)
    assert predicted[1].shape == (3, 2 + 5, 8, 8, 1)
    assert set(gan.small_sample(2, seed=0)) == {
        f"next.{name}" for name in ("brightness", "contrast", "difference", "motion", "sharpness")
    }


def test_files_are_gone_on_with(tmp_path):
    gan = small()
    write_video(tmp_path / "in" / "clip.npy", np.repeat(X[0], 3, axis=0))
    (file,) = drawing.translate(gan, tmp_path / "in" / "clip.npy", tmp_path / "out.npy", frames=4)
    film = read_video(file)
    assert film.shape == (6 + 4, 8, 8, 1)
    (file,) = drawing.translate(gan, tmp_path / "in", tmp_path / "out")
    assert file.name == "clip.gif" and len(read_video(file)) == 6 + 8
    with pytest.raises(ValueError, match=r"must be a .gif or .mp4 or .webp or .npy file"):
        drawing.translate(gan, tmp_path / "in" / "clip.npy", tmp_path / "other.png")
    with pytest.raises(ValueError, match="A DCGAN predicts no videos: leave `frames`=3 out"):
        keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=2).translation_settings(3)
