"""Sound to image: each player's loss, who hears, and how sounds are drawn."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in, settle
from tiny import numpy, reloaded

import keras_gan_zoo
from keras_gan_zoo.cli import drawing
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.conditional.sound_to_image import networks as nets
from keras_gan_zoo.families.conditional.sound_to_image.sound_to_image import SoundToImage
from keras_gan_zoo.layers import LogMel
from keras_gan_zoo.samples.element_checks import mismatch_of
from keras_gan_zoo.samples.sound_files import write_sound
from keras_gan_zoo.samples.sounds import Sounds

SMALL = {
    "image_shape": (16, 16, 3),
    "samples": 256,
    "rate": 4000,
    "classes": 3,
    "bands": 8,
    "window": 64,
    "hop": 32,
    "sound_dim": 5,
    "latent_dim": 2,
    "width": 2,
    "seed": 5,
}
RANDOM = np.random.default_rng(0)
SOUNDS = Sounds((256,), 4000).examples(4, seed=3)
PICTURES = RANDOM.uniform(-0.9, 0.9, (4, 16, 16, 3)).astype("float32")
CLASSES = np.int32([2, 0, 1, 2])
DATA = (SOUNDS, PICTURES, CLASSES)
Z = RANDOM.normal(size=(4, 2)).astype("float32")


def small(**arguments):
    return keras_gan_zoo.get("sound_to_image", **{**SMALL, **arguments})


def run(network, *inputs):
    inputs = [ops.convert_to_tensor(each) for each in inputs]
    return network(inputs if len(inputs) > 1 else inputs[0], training=True)


def cross_entropy(logits):
    logits = numpy(logits)
    logits = logits - logits.max(axis=1, keepdims=True)
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return -np.log(chances[np.arange(4), CLASSES]).mean()


def hinge(real, fake):
    return np.maximum(0, 1 - numpy(real)).mean() + np.maximum(0, 1 + numpy(fake)).mean()


@pytest.fixture(scope="module")
def gan():
    """A model that no test changes."""
    return small()


def test_each_player_goes_down_its_loss():
    gan = settle(descend(small(class_weight=0.7, listening_weight=0.3)))
    gan.sample_latents = lambda sounds: ops.convert_to_tensor(Z)
    heard = run(gan.encoder, SOUNDS)  # as it was before the step, for the generator
    fakes = run(gan.generator, Z, heard)

    def judged():
        sound = run(gan.encoder, SOUNDS)
        real, fake = (run(gan.discriminator, x, sound) for x in (PICTURES, fakes))
        return (
            hinge(real["logits"], fake["logits"])
            + 0.7 * cross_entropy(real["class_logits"])
            + 0.3 * cross_entropy(run(gan.listener, sound))
        )

    def drawn():
        said = run(gan.discriminator, run(gan.generator, Z, heard), heard)
        return -numpy(said["logits"]).mean() + 0.7 * cross_entropy(said["class_logits"])

    moves = moves_in(gan, *DATA)
    players = [("discriminator", judged), ("generator", drawn)]
    check_moves(gan, moves, players, rtol=0.05, stride=2e-4)
    for network in ("discriminator", "encoder", "listener"):
        assert moves[0].of(gan, network) > 0


def test_what_is_logged_is_each_term():
    gan = settle(descend(small()))
    gan.sample_latents = lambda sounds: ops.convert_to_tensor(Z)
    heard = run(gan.encoder, SOUNDS)
    said = run(gan.discriminator, PICTURES, heard)
    gan.compile({player: keras.optimizers.SGD(0.0) for player in gan.players})
    batch = tuple(map(ops.convert_to_tensor, DATA))
    logs = {name: float(value) for name, value in gan.train_step(batch).items()}
    assert logs["class_real"] == pytest.approx(cross_entropy(said["class_logits"]), rel=1e-4)
    assert logs["class_heard"] == pytest.approx(cross_entropy(run(gan.listener, heard)), rel=1e-4)
    fake = run(gan.discriminator, run(gan.generator, Z, heard), heard)
    assert logs["class_fake"] == pytest.approx(cross_entropy(fake["class_logits"]), rel=1e-4)


def test_the_score_is_an_inner_product_and_classes_are_seen_not_heard():
    judge = nets.sound_discriminator(
        (16, 16, 3), 5, 3, width=2, feature_dim=4, normalization="none"
    )
    sounds = RANDOM.normal(size=(4, 5)).astype("float32")
    found = judge([PICTURES, sounds])
    features = keras.Model(judge.inputs, judge.get_layer("features").output)([PICTURES, sounds])
    told = sounds @ numpy(judge.get_layer("projection").kernel)
    score = numpy(judge.get_layer("score")(features))
    expected = score + (told * numpy(features)).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found["logits"], expected, atol=1e-5)
    other = judge([PICTURES, sounds[::-1]])
    np.testing.assert_array_equal(other["class_logits"], found["class_logits"])
    assert np.any(numpy(other["logits"]) != numpy(found["logits"]))


def test_a_louder_sound_is_heard_as_another_and_a_later_one_as_nearly_the_same():
    encoder = nets.sound_encoder(4096, LogMel(4000, 8, 64, 32), sound_dim=6, width=4)
    time = np.arange(1024) / 4000
    note = (np.hanning(1024) * np.sin(2 * np.pi * 600 * time)).astype("float32")
    silence = np.float32(1e-3) * RANDOM.normal(size=4096).astype("float32")
    at = [silence.copy() for _ in range(3)]
    at[0][512:1536] += 0.8 * note
    at[1][1536:2560] += 0.8 * note  # 1,024 samples later: four places of the last map
    at[2][512:1536] += 0.08 * note
    here, later, quiet = numpy(encoder(np.stack(at)))
    assert np.abs(here - later).max() < 0.25 * np.abs(here - quiet).max()


# Drawing


def test_latents_say_which_picture_of_a_sound_it_is(gan):
    drawn = gan.generate(SOUNDS, n=3, seed=0)
    assert drawn.shape == (4, 3, 16, 16, 3) and drawn.dtype == np.float32
    again = gan.generate(SOUNDS, n=3, seed=0, batch_size=5)
    np.testing.assert_allclose(drawn, again, atol=1e-6)
    assert np.ptp(drawn, axis=1).max() > 1e-4
    given = gan.generate(SOUNDS, latents=Z)
    heard = numpy(gan.encoder(SOUNDS))
    np.testing.assert_allclose(given, gan.generator([Z, heard]), atol=1e-6)
    twice = RANDOM.normal(size=(8, 2)).astype("float32")
    own = gan.generator([twice, np.repeat(heard, 2, axis=0)])
    several = gan.generate(SOUNDS, n=2, latents=twice)
    assert several.shape == (4, 2, 16, 16, 3) and np.ptp(heard, axis=0).max() > 1e-3
    np.testing.assert_allclose(several.reshape(own.shape), own, atol=1e-7)
    mean = gan.generate(SOUNDS, latents=np.zeros((4, 2)))
    np.testing.assert_allclose(gan(SOUNDS), mean, atol=1e-6)
    network, inputs = gan.network_and_inputs("sound_to_image", SOUNDS)
    np.testing.assert_allclose(network(inputs), mean, atol=1e-6)


def test_what_cannot_be_drawn_is_told_in_a_sentence(gan):
    with pytest.raises(DataMismatch, match=r"images has sounds of 200 samples where 256 are"):
        gan.generate(SOUNDS[:, :200])
    with pytest.raises(DataMismatch, match=r"images\[1\] is silence"):
        gan.generate(SOUNDS * np.float32([[1], [0], [1], [1]]))
    with pytest.raises(ValueError, match="`latents` must be 8, one for each picture, got 4"):
        gan.generate(SOUNDS, n=2, latents=Z)
    with pytest.raises(ValueError, match="`direction` must be 'sound_to_image', got 'up'"):
        gan.generate(SOUNDS, direction="up")
    with pytest.raises(ValueError, match="`n` must be a whole number of at least 1, got 0"):
        gan.generate(SOUNDS, n=0)


def test_sheets_show_the_sound_and_what_is_drawn_of_it(gan, tmp_path):
    inputs = gan.watched_inputs(8, 0, {"sound_to_image": SOUNDS})
    (group,) = gan.watched_samples(inputs)
    assert [label for label, _ in group] == ["sound"] + [f"drawn, z {k}" for k in (1, 2, 3)]
    np.testing.assert_array_equal(group[0][1], Sounds((256,), 4000).pictures(SOUNDS, (16, 16)))
    drawn = gan.generate(SOUNDS, n=3, seed=0)
    np.testing.assert_array_equal(group[3][1], drawn[:, 2])
    gan.gives.save_sheet(tmp_path / "sheet.png", [group])
    names = ("brightness", "contrast", "difference", "sharpness")
    assert set(gan.small_sample(2, 0)) == {f"sound_to_image.{name}" for name in names}


def test_files_of_another_rate_and_length_are_drawn(gan, tmp_path):
    tone = 0.5 * np.sin(np.arange(1000) / 5)
    write_sound(tmp_path / "in" / "tone.wav", tone, 8000)
    (file,) = drawing.translate(gan, tmp_path / "in", tmp_path / "out")
    assert file.name == "tone.png" and file.exists()
    write_sound(tmp_path / "in" / "click.wav", tone[:8], 8000)
    with pytest.raises(ValueError, match=r"click.wav' cannot be read: 1 ms, shorter than 10 ms"):
        drawing.translate(gan, tmp_path / "in", tmp_path / "again")


# Data


def dataset(*parts):
    return tf.data.Dataset.from_tensor_slices(parts)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (SOUNDS, r"`x` must be \(sounds, pictures, class numbers\), .*got ndarray; e.g. keras"),
        (DATA[:2], r"`x` must be \(sounds, pictures, class numbers\)"),
        ((SOUNDS, PICTURES, CLASSES[:3]), r"has 4 sounds, 4 pictures and 3 class numbers"),
        ((SOUNDS[:, :99], *DATA[1:]), r"x\[0\] has sounds of 99 samples where 256 are"),
        ((SOUNDS, PICTURES[:, :6], CLASSES), r"x\[1\] has images of shape \(6, 16, 3\)"),
        ((SOUNDS, PICTURES, 3), r"x\[2\] has the dtype int64 and the shape \(\) where class num"),
        (
            dataset(SOUNDS, PICTURES, CLASSES / 2),
            "yield a class number as a whole number, but yields .*float64",
        ),
        (
            dataset(SOUNDS, np.uint8(PICTURES), CLASSES),
            r"lambda sounds, pictures, numbers: \(sounds, tf.cast\(pictures, .*- 1, numbers\)",
        ),
        ((SOUNDS, PICTURES, CLASSES / 2), r"x\[2\] has the dtype float64 .* class numbers of"),
        ((SOUNDS, PICTURES, CLASSES + 1), r"numbers from 1 to 3 where 0 to 2 .*with classes=4"),
        ((SOUNDS, PICTURES, CLASSES - 1), r"numbers from -1 to 1 where 0 to 2 are expected\."),
        (
            dataset(*DATA[:2]),
            r"`x` must yield \(sound, picture, class number\), but yields 2 things",
        ),
        (dataset(SOUNDS * 9, *DATA[1:]), r"The sounds of `x` has values from"),
        (dataset(SOUNDS, PICTURES[:, :6], CLASSES), "The pictures of `x` has images of shape"),
    ],
)
def test_data_that_do_not_fit_are_told_in_a_sentence(gan, x, message):
    with pytest.raises(DataMismatch, match=message):
        gan.prepare_data(x, 2, False)


def test_a_class_number_far_back_in_a_dataset_is_told(gan):
    batches = gan.prepare_data(dataset(SOUNDS, PICTURES, np.int32([0, 1, 2, 3])), 2, False)
    with pytest.raises(tf.errors.InvalidArgumentError) as raised:
        list(batches)
    assert "the class number 3 where 0 to 2 are expected" in str(mismatch_of(raised.value))


def test_arrays_and_batches_are_the_same_to_a_step(gan):
    (of_arrays,) = gan.prepare_data(DATA, 4, False)
    (of_batches,) = gan.prepare_data(dataset(*DATA).batch(4), 1, False)
    for one, other, given in zip(of_arrays, of_batches, DATA, strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, given)


# Building


def test_networks_must_fit_each_other():
    spectra = LogMel(4000, 8, 64, 32)
    fitting = {
        "encoder": nets.sound_encoder(256, spectra, 5, 2),
        "listener": nets.listener(5, 3),
        "generator": nets.sound_generator((16, 16, 3), 5, 2, 2),
        "discriminator": nets.sound_discriminator((16, 16, 3), 5, 3, 2),
    }
    others = {
        "listener": nets.listener(4, 3),
        "generator": nets.sound_generator((16, 16, 3), 4, 2, 2),
        "discriminator": nets.sound_discriminator((16, 16, 1), 5, 3, 2),
    }
    assert SoundToImage(**fitting, rate=4000).classes == 3
    for name, network in others.items():
        with pytest.raises(ValueError, match=f"`{name}` must take "):
            SoundToImage(**{**fitting, name: network})
    wrong = nets.sound_discriminator((16, 16, 3), 5, 4, 2)
    with pytest.raises(ValueError, match=r"`discriminator` must name 3 classes, .* got 4"):
        SoundToImage(**{**fitting, "discriminator": wrong})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"class_weight": -1}, "`class_weight` must be a number of at least 0, got -1"),
        ({"listening_weight": -1}, "`listening_weight` must be a number of at least 0, got -1"),
        ({"classes": 1}, "`classes` must be a whole number of at least 2, got 1"),
        ({"samples": 60}, "`samples` must be at least `window`=64, got 60"),
        ({"bands": 99}, "`bands`=99 are too many"),
    ],
)
def test_arguments_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        small(**arguments)


def test_adaptive_augmentation_asks_how_true_pairs_are_judged(gan):
    expected = gan.discriminator([PICTURES, numpy(gan.encoder(SOUNDS))])["logits"]
    found = gan.judge_real(tuple(map(ops.convert_to_tensor, DATA)))
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert "augment_probability" in small(augment="adaptive").terms


def test_a_file_keeps_the_settings(tmp_path):
    gan = small(class_weight=0.5, listening_weight=2.0)
    again = reloaded(gan, tmp_path)
    for name in ("class_weight", "listening_weight", "rate", "samples", "classes", "latent_dim"):
        assert getattr(again, name) == getattr(gan, name)
    np.testing.assert_array_equal(again.generate(SOUNDS, seed=1), gan.generate(SOUNDS, seed=1))
