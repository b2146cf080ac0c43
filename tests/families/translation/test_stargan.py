"""StarGAN: its terms, its domains, and the forms of its data."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from translators import SEED, images, numpy, run, step, still

from keras_gan_zoo import export
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.translation.stargan.domain_critic import domain_critic
from keras_gan_zoo.families.translation.stargan.domain_planes import with_domain
from keras_gan_zoo.families.translation.stargan.stargan import StarGAN, domain_names

NAMES = ("noto", "twemoji", "openmoji")
PICTURES, NUMBERS = images(4), np.array([0, 1, 2, 1], "int32")


@pytest.fixture(scope="module")
def untrained():
    return still("stargan", domains=NAMES, critic_steps=1)


def cross_entropy(numbers, logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return -log_probabilities[np.arange(len(numbers)), numbers].mean()


@pytest.mark.parametrize("by_domain", [False, True])
def test_terms_are_those_of_the_paper(by_domain):
    gan = still(
        "stargan",
        domains=NAMES,
        critic_steps=1,
        gradient_penalty_weight=0,
        identity_weight=0.5,
        scores_by_domain=by_domain,
    )
    seeds = keras.random.SeedGenerator(SEED)
    of_critic = keras.random.randint((4,), 0, 3, seed=seeds)
    keras.random.uniform((4, 1, 1, 1), seed=seeds)  # the places of the gradient penalty
    of_generator = keras.random.randint((4,), 0, 3, seed=seeds)
    # The first picture is asked for in its own domain, the second is not.
    drawn = numpy(of_generator).astype(int)
    numbers = np.array([drawn[0], (drawn[1] + 1) % 3, *NUMBERS[2:]], "int32")

    def translated(pictures, numbers):
        return run(gan.generator, with_domain(pictures, numbers, 3))

    def judged(pictures, numbers):
        scores, logits = run(gan.discriminator, pictures)
        if by_domain:
            scores = np.stack(
                [one[..., number] for one, number in zip(scores, numbers, strict=True)]
            )
        return scores, logits

    score, logits = judged(PICTURES, numbers)
    drawn_by_critic = numpy(of_critic).astype(int)
    critic_score, _ = judged(translated(PICTURES, of_critic), drawn_by_critic)
    fake = translated(PICTURES, of_generator).astype("float32")
    own = drawn == numbers
    fake_score, fake_logits = judged(fake, drawn)
    expected = {
        "wasserstein": score.mean() - critic_score.mean(),
        "gradient_penalty": 0.0,
        "classification_real": cross_entropy(numbers, logits),
        "adversarial": -fake_score.mean(),
        "classification_fake": cross_entropy(drawn, fake_logits),
        "reconstruction": 10.0 * np.mean(np.abs(PICTURES - translated(fake, numbers))),
        "identity": 5.0 * np.mean((3 * own)[:, None, None, None] * np.abs(PICTURES - fake)),
    }
    expected["discriminator_loss"] = expected["classification_real"] - expected["wasserstein"]
    expected["generator_loss"] = (
        expected["adversarial"]
        + expected["classification_fake"]
        + expected["reconstruction"]
        + expected["identity"]
    )
    assert step(gan, PICTURES, numbers) == pytest.approx(expected, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("normalization", ["layer", "batch", "none"])
def test_the_domain_reaches_the_picture(normalization):
    gan = still("stargan", domains=NAMES, width=4, normalization=normalization)
    to_first, to_second = (gan.generate(PICTURES, direction=name) for name in NAMES[:2])
    spread = np.std(to_first)
    # Instance normalization with reflected edges left 1e-7 of it.
    assert np.abs(to_first - to_second).max() > 0.01 * spread


def test_instance_normalization_is_refused():
    with pytest.raises(ValueError, match="would take the domain from the generator"):
        still("stargan", normalization="instance")
    # A slip is not led there.
    with pytest.raises(ValueError, match=r"'none', 'synchronized_batch', got 'instans'\.$"):
        still("stargan", normalization="instans")


def test_the_penalty_is_on_the_slope_of_the_scores(untrained):
    # With all kernels at zero the scores are flat, and the penalty is 10 (0 - 1)^2.
    weights = untrained.discriminator.get_weights()
    untrained.discriminator.set_weights([0 * weight for weight in weights])
    assert step(untrained, PICTURES, NUMBERS)["gradient_penalty"] == pytest.approx(10.0, rel=1e-4)
    untrained.discriminator.set_weights(weights)
    assert 0 < step(untrained, PICTURES, NUMBERS)["gradient_penalty"] < 10.0


def test_a_direction_is_a_domain(untrained):
    drawn = {name: untrained.generate(PICTURES, direction=name) for name in NAMES}
    assert np.any(drawn["noto"] != drawn["twemoji"])
    expected = untrained.generator(with_domain(PICTURES, [1] * 4, 3))
    np.testing.assert_allclose(drawn["twemoji"], expected, atol=1e-6)
    networks = untrained.export_networks()
    for number, name in enumerate(NAMES):
        translated = networks["translate"]([PICTURES, np.full(4, number)])
        np.testing.assert_allclose(translated, drawn[name], atol=1e-6)
    np.testing.assert_array_equal(untrained.generate(PICTURES), drawn["noto"])
    np.testing.assert_allclose(untrained(PICTURES), drawn["noto"], atol=1e-6)
    with pytest.raises(ValueError, match=r"got 'tweemoji'. Did you mean 'twemoji'"):
        untrained.generate(PICTURES, direction="tweemoji")


def test_planes_say_the_domain():
    planes = numpy(with_domain(PICTURES, [2, 0, 1, 1], 3))[..., 1:]
    np.testing.assert_array_equal(planes[:, 5, 7], np.eye(3)[[2, 0, 1, 1]])


def test_one_file_goes_to_every_domain(untrained, tmp_path):
    numbers = {"images": PICTURES, "domains": NUMBERS}
    for quantize, apart in ((None, 1e-4), ("int8", 0.2)):
        file = export.tflite(
            untrained, tmp_path / f"{quantize}.tflite", quantize=quantize, examples=numbers
        )
        translated = export.TFLiteGenerator(file)(**numbers)
        for picture, name, got in zip(PICTURES, np.array(NAMES)[NUMBERS], translated, strict=True):
            expected = untrained.generate(picture[None], direction=name)[0]
            np.testing.assert_allclose(got, expected, atol=apart)
    (domains,) = (
        tensor for tensor in export.read_metadata(file)["inputs"] if tensor["name"] == "domains"
    )
    assert domains["meaning"] == "class number" and domains["names"] == list(NAMES)


def test_every_form_of_data_keeps_its_numbers(untrained):
    # Each picture's brightness tells its domain.
    numbers = np.repeat([0, 1, 2], [2, 4, 2])
    pictures = np.broadcast_to((numbers / 4 - 0.5)[:, None, None, None], (8, 16, 16, 1))
    pictures = np.float32(pictures + 0.001)
    labelled = tf.data.Dataset.from_tensor_slices((pictures, numbers))
    sets = [pictures[numbers == number] for number in range(3)]
    datasets = [tf.data.Dataset.from_tensor_slices(one) for one in sets]
    forms = [(pictures, numbers), labelled, labelled.batch(2), sets, datasets]
    forms.append([one.batch(2) for one in datasets])
    for x in forms:
        seen = []
        for batch, its_numbers in untrained.prepare_data(x, 2, shuffle=True):
            assert its_numbers.dtype == tf.int32
            told = np.round((batch.numpy()[:, 0, 0, 0] + 0.5) * 4).astype(int)
            np.testing.assert_array_equal(told, its_numbers)
            seen += told.tolist()
        assert sorted(seen) == numbers.tolist()


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (PICTURES, r"`x` must be \(pictures, numbers of their domains\) or 3 sets .*got ndarray"),
        ((PICTURES, PICTURES), r"or 3 sets of pictures, one for each of noto, .*got 2 things"),
        ((PICTURES, NUMBERS[:3]), r"for each picture, got 4 pictures and 3 numbers"),
        ((PICTURES, NUMBERS + 1), r"The number 3 is no domain's: there are 3, from 0 to 2"),
        ((PICTURES, NUMBERS / 2), r"dtype float64 where whole numbers in \[0, 3\)"),
        (
            tf.data.Dataset.from_tensor_slices(PICTURES),
            r"must yield \(picture, number of its domain",
        ),
        ([PICTURES, PICTURES, 300 * PICTURES], r"x\[2\] has values from"),
    ],
)
def test_what_is_no_set_of_domains_is_refused_in_one_sentence(untrained, x, message):
    with pytest.raises((ValueError, DataMismatch), match=message):
        untrained.fit(x)


@pytest.mark.parametrize("domains", [1, ("a",), ("a", "a"), ("a b", "c"), (1, 2)])
def test_domains_are_checked(domains):
    with pytest.raises(ValueError, match=r"`domains` must be"):
        domain_names(domains)


def test_a_discriminator_of_other_scores_is_refused():
    gan = still("stargan", domains=NAMES)
    critic = domain_critic((16, 16, 1), 2, 2, 2, scores_by_domain=True)
    with pytest.raises(ValueError, match=r"scores, 1 or 3 for each patch, and to logits \(None, 3"):
        StarGAN(gan.generator, critic, domains=NAMES)
