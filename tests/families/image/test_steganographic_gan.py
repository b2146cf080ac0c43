"""Steganographic GAN: three players, what embedding changes, and messages read back."""

import io

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in
from PIL import Image
from tiny import numpy, rates, reloaded

import keras_gan_zoo
from keras_gan_zoo.families.image.steganographic_gan import steganographic_gan as family
from keras_gan_zoo.families.image.steganographic_gan.hiding import (
    capacity,
    draw_changes,
    embedded,
    hide,
    in_bytes,
    read_message,
)
from keras_gan_zoo.families.image.steganographic_gan.steganalyser import HighPass

RANDOM = np.random.default_rng(0)
SMALL = {
    "image_shape": (4, 4, 2),
    "body": "mlp",
    "width": 8,
    "latent_dim": 3,
    "generator_normalization": "none",
    "discriminator_normalization": "none",
    "seed": 5,
}
X = RANDOM.uniform(-1, 1, (6, 4, 4, 2)).astype("float32")
Z = RANDOM.normal(size=(6, 3)).astype("float32")
CHANGES = RANDOM.integers(-1, 2, (6, 4, 4, 1)).astype("float32")
PLAYERS = ("discriminator", "steganalyser", "generator")


def softplus(x):
    return np.logaddexp(0.0, x)


def pictures(count, height=40, width=50, channels=3):
    return RANDOM.integers(0, 256, (count, height, width, channels), dtype=np.uint8)


@pytest.mark.parametrize("alpha", [0.7, 0.0, 1.0])
def test_each_player_goes_down_its_loss(alpha, monkeypatch):
    # Steps of a grey level have no slope: without them, the rest must be right.
    smooth = {
        "in_bytes": lambda images: images,
        "embedded": lambda images, changes: (
            images + ops.pad(changes / 127.5, [(0, 0)] * 3 + [(0, 1)])
        ),
        "draw_changes": lambda like, seed: ops.convert_to_tensor(CHANGES),
    }
    for name, function in smooth.items():
        monkeypatch.setattr(family, name, function)
    gan = descend(keras_gan_zoo.get("steganographic_gan", alpha=alpha, **SMALL))
    gan.sample_latents = lambda like: ops.convert_to_tensor(Z)

    def G():
        return gan.generator(Z, training=True)

    def D(images):
        return numpy(gan.discriminator(images, training=True))

    def S(images):
        return numpy(gan.steganalyser(images, training=True))

    def stego():
        return numpy(G()) + np.pad(CHANGES, [(0, 0)] * 3 + [(0, 1)]) / 127.5

    def judged():
        return softplus(-D(X)).mean() + softplus(D(G())).mean()

    def found():
        return softplus(-S(stego())).mean() + softplus(S(G())).mean()

    def deceived():
        hidden = softplus(S(stego())).mean() + softplus(-S(G())).mean()
        return alpha * softplus(-D(G())).mean() + (1 - alpha) * hidden

    losses = zip(PLAYERS, (judged, found, deceived), strict=True)
    check_moves(gan, moves_in(gan, X), list(losses), stride=2e-4)


def test_a_step_hides_in_bytes_of_the_first_channel():
    gan = keras_gan_zoo.get("steganographic_gan", **SMALL)
    shown, steganalyser = [], gan.steganalyser.call
    gan.steganalyser.call = lambda x, **kw: (shown.append(numpy(x)), steganalyser(x, **kw))[1]
    gan.train_step(ops.convert_to_tensor(X))
    stego, empty = np.split((shown[0] + 1) * 127.5, 2)
    for part in (stego, empty):
        np.testing.assert_allclose(part, np.round(part), atol=1e-3)
    difference = np.round(stego - empty)
    assert set(np.unique(difference[..., 0])) == {-1.0, 0.0, 1.0}
    assert not np.any(difference[..., 1])


def test_embedding_changes_a_fifth_of_the_values_half_of_them_up():
    seed = keras.random.SeedGenerator(0)
    changes = numpy(draw_changes(np.zeros((50, 40, 50, 3)), seed))
    assert changes.shape == (50, 40, 50, 1)
    for sign in (-1, 1):
        assert np.mean(changes == sign) == pytest.approx(0.1, abs=0.004)
    assert not np.array_equal(changes, numpy(draw_changes(np.zeros((50, 40, 50, 3)), seed)))
    # As the message does that is really hidden.
    before = pictures(50)
    after = hide(before, [b""] * 50, key=1, seed=0)
    difference = after.astype(int) - before
    for sign in (-1, 1):
        assert np.mean(difference[..., 0] == sign) == pytest.approx(0.1, abs=0.004)
    assert not np.any(difference[..., 1:])


def test_black_goes_up_and_white_down():
    levels = np.array([0, 1, 254, 255], "float32")
    images = (levels / 127.5 - 1).reshape(1, 1, 4, 1)
    for change, expected in ((1, [1, 2, 255, 254]), (-1, [1, 0, 253, 254]), (0, levels)):
        out = numpy(embedded(images, np.full((1, 1, 4, 1), change, "float32")))
        np.testing.assert_allclose((out.ravel() + 1) * 127.5, expected, atol=1e-3)
    ends = np.zeros((2, 40, 50, 1), np.uint8)
    ends[1] = 255
    np.testing.assert_array_equal(np.unique(hide(ends, ["", ""], key=0)[0]), [0, 1])
    np.testing.assert_array_equal(np.unique(hide(ends, ["", ""], key=0)[1]), [254, 255])


def test_the_gradient_passes_rounding_and_the_message():
    images = tf.Variable(RANDOM.uniform(-1, 1, (2, 3, 4, 2)).astype("float32"))
    weights = RANDOM.normal(size=images.shape).astype("float32")
    changes = np.sign(RANDOM.normal(size=(2, 3, 4, 1))).astype("float32")
    for function in (in_bytes, lambda x: embedded(x, changes)):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(function(images) * weights)
        np.testing.assert_allclose(tape.gradient(loss, images), weights, rtol=1e-6)


def test_the_filter_takes_away_what_varies_slowly():
    column = np.arange(9.0)
    smooth = np.stack([column + 2 * row for row in range(9)])[None, :, :, None] / 127.5
    found = numpy(HighPass()(smooth.astype("float32")))[0, 2:-2, 2:-2, 0]
    np.testing.assert_allclose(found, 0, atol=1e-5)  # a ramp, but at the border
    dot = np.zeros((1, 9, 9, 1), "float32")
    dot[0, 4, 4, 0] = 1 / 127.5  # a grey level
    np.testing.assert_allclose(
        numpy(HighPass()(dot))[0, 2:7, 2:7, 0] * 12,
        [
            [-1, 2, -2, 2, -1],
            [2, -6, 8, -6, 2],
            [-2, 8, -12, 8, -2],
            [2, -6, 8, -6, 2],
            [-1, 2, -2, 2, -1],
        ],
        atol=1e-5,
    )
    half = keras.DTypePolicy("mixed_bfloat16")
    assert HighPass(dtype=half).compute_dtype == "float32"


def test_a_message_is_read_from_a_file_exactly():
    messages = [b"", bytes(range(91)), "¿dónde está?"]
    hidden = hide(pictures(3), messages, key=7, seed=3)
    files = []
    for picture in hidden:
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "PNG")
        files.append(np.asarray(Image.open(file)))
    assert read_message(np.stack(files), key=7) == [b"", bytes(range(91)), "¿dónde está?".encode()]
    assert capacity(40, 50) == 96  # 800 bits, 32 of them for the length
    full = [bytes(96)] * 2
    assert read_message(hide(pictures(2), full, key=0), key=0) == full
    # Another key finds other bits.
    with pytest.raises(ValueError, match=r"`pictures\[0\]` holds no message under the key 8"):
        read_message(hidden, key=8)


def test_the_generator_draws_containers():
    gan = keras_gan_zoo.get("steganographic_gan", **{**SMALL, "image_shape": (16, 16, 1)})
    hidden = gan.hide([b"noon", "eight"], key=3, seed=1)
    assert hidden.shape == (2, 16, 16, 1)
    assert gan.read(hidden, key=3) == [b"noon", b"eight"]
    drawn = np.round((gan.generate(2, seed=1) + 1) * 127.5)
    assert np.max(np.abs(hidden - drawn)) == 1


def test_defaults_and_saving(tmp_path):
    gan = keras_gan_zoo.get("steganographic_gan", **SMALL)
    assert rates(gan) == dict.fromkeys(PLAYERS, (0.0002, 0.5))
    assert gan.alpha == 0.7
    gan = keras_gan_zoo.get("steganographic_gan", alpha=0.4, loss="least_squares", **SMALL)
    again = reloaded(gan, tmp_path)
    assert (again.alpha, again.adversarial.name) == (0.4, "least_squares")
    for ours, theirs in zip(gan.steganalyser.weights, again.steganalyser.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_refused():
    with pytest.raises(
        ValueError, match="`alpha` is the discriminator's share, from 0 to 1, got 2"
    ):
        keras_gan_zoo.get("steganographic_gan", alpha=2, **SMALL)
    with pytest.raises(ValueError, match=r"got \(3,\): messages are hidden in pictures; use 'gan'"):
        keras_gan_zoo.get("steganographic_gan", image_shape=(3,), body="mlp")
    first, second = (
        keras_gan_zoo.get("steganographic_gan", **{**SMALL, "image_shape": (side, side, 1)})
        for side in (4, 8)
    )
    with pytest.raises(ValueError, match="`steganalyser` takes images of shape"):
        family.SteganographicGAN(first.generator, first.discriminator, second.steganalyser)
    given = pictures(2)
    with pytest.raises(ValueError, match="must be a list of 2, one a picture, got 1; an empty"):
        hide(given, [b"a"], key=0)
    with pytest.raises(ValueError, match="must be a list of 2, one a picture, got one text"):
        hide(given, "ab", key=0)
    with pytest.raises(ValueError, match=r"`messages\[1\]` has 97 bytes.*40x50 pixels hides 96"):
        hide(given, [b"", bytes(97)], key=0)
    with pytest.raises(ValueError, match="`key` must be a whole number of at least 0"):
        hide(given, [b"", b""], key=-1)
    floats = (given / 127.5 - 1).astype("float32")
    with pytest.raises(ValueError, match=r"must be uint8 .* of images in \[-1, 1\] make such by"):
        hide(floats, [b"", b""], key=0)
    # What it advises works.
    hide(np.round((floats + 1) * 127.5).astype("uint8"), [b"", b""], key=0)


@pytest.mark.parametrize("shape", [28, "28", (28, 28), (0, 0, 1), (5,)])
def test_a_shape_of_no_picture_is_told(shape):
    with pytest.raises(ValueError, match=r"^`image_shape` must be \(height, width, channels\)"):
        keras_gan_zoo.get("steganographic_gan", image_shape=shape)


def test_messages_that_are_none_and_pictures_without_room_are_told():
    with pytest.raises(
        ValueError, match=r"`messages\[1\]` must be bytes or text, got int; of a num"
    ):
        hide(pictures(2), [b"at", 5], key=7)
    with pytest.raises(ValueError, match="8x8 pixels are too small to hide anything in"):
        hide(pictures(1, 8, 8), [b""], key=7)
    smallest = hide(pictures(1, 8, 10), [b""], key=7)  # 32 bits for the length, and no more
    assert read_message(smallest, key=7) == [b""]
    gan = keras_gan_zoo.get("steganographic_gan", **SMALL)
    for none in ([], "at noon", b"at noon"):
        with pytest.raises(ValueError, match="`messages` must be a list of at least one"):
            gan.hide(none, key=7)
