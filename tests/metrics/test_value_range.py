"""Float pictures in another range than a metric reads them in: noticed, never a wrong number."""

import re

import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo import metrics
from keras_gan_zoo.evaluation import GenerationJudge, evaluate, score_pictures
from keras_gan_zoo.evaluation.metric_names import parse_all
from keras_gan_zoo.evaluation.translation import evaluate_translation
from keras_gan_zoo.metrics.features import image_batches
from keras_gan_zoo.metrics.value_range import RangeWatch

RANDOM = np.random.default_rng(0)
BYTES = RANDOM.integers(0, 256, (120, 16, 16, 3), "uint8")
UNIT, SIGNED = BYTES / 255.0, BYTES / 127.5 - 1
HALVES = metrics.FeatureExtractor(
    "halves", "none", 12, lambda x: x.reshape(len(x), 2, 8, 2, 8, 3).mean((2, 4)).reshape(-1, 12)
)
OPTIONS = {"extractor": HALVES, "progress": False}

# Every metric that takes float pictures: a number from one set, or from two.
OF_ONE = {
    "sharpness": lambda x, **r: metrics.sharpness(x, **r).mean(),
    "edges": lambda x, **r: metrics.edges(x, **r).mean(),
    "face_share": lambda x, **r: metrics.face_share(x, lambda b: b.mean((1, 2, 3)) > 127, "b", **r),
    "features": lambda x, **r: metrics.extract_features(
        x, HALVES, progress=False, **r
    ).values.mean(),
    "statistics": lambda x, **r: (
        metrics.feature_statistics(x, HALVES, progress=False, **r).gaussian.total_variance
    ),
}
OF_TWO = {
    "l1": lambda a, b, **r: metrics.l1(a, b, **r).mean(),
    "psnr": lambda a, b, **r: metrics.psnr(a, b, **r).mean(),
    "ssim": lambda a, b, **r: metrics.ssim(a, b, **r).mean(),
    "edge_ssim": lambda a, b, **r: metrics.edge_ssim(a, b, **r).mean(),
    "colour_distance": lambda a, b, **r: metrics.colour_distance(a, b, **r),
    "fid": lambda a, b, **r: metrics.fid(a, b, **OPTIONS, **r),
    "kid": lambda a, b, **r: metrics.kid(a, b, **OPTIONS, **r),
    "mifid": lambda a, b, **r: metrics.mifid(a, b, 0.1, **OPTIONS, **r),
    "recall": lambda a, b, **r: metrics.precision_recall(a, b, **OPTIONS, **r).recall,
    "density": lambda a, b, **r: metrics.precision_recall(a, b, **OPTIONS, **r).density,
    "ndb": lambda a, b, **r: (
        metrics.statistically_different_bins(a, b, 5, **OPTIONS, **r).divergence
    ),
    "support": lambda a, b, **r: metrics.support_size(a, b, 0.2, **OPTIONS, **r).estimate,
    "memorisation": lambda a, b, **r: metrics.memorisation(a, b, a[::-1], **r).distances.mean(),
}
METRICS = {
    **{name: lambda a, b, of=of, **r: of(b, **r) for name, of in OF_ONE.items()},
    **OF_TWO,
}


def split(images):
    return images[:60], images[60:]


def sentence(call):
    with pytest.raises(ValueError, match=r"looks like|outside value_range") as caught:
        call()
    return str(caught.value)


def advised(text):
    """The value range that a sentence tells to pass."""
    return eval(re.search(r"pass value_range=(\(.*?\))", text)[1])


@pytest.mark.parametrize("name", METRICS)
def test_pictures_in_zero_to_one_are_noticed_and_the_advice_works(name):
    of = METRICS[name]
    expected = float(of(*split(SIGNED)))
    text = sentence(lambda: of(*split(UNIT)))
    assert "values from 0 to 1 where [-1, 1] is expected" in text and text.endswith(".")
    assert float(of(*split(UNIT), value_range=advised(text))) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("name", METRICS)
def test_pictures_in_zero_to_255_are_noticed_and_the_advice_works(name):
    of = METRICS[name]
    expected = float(of(*split(SIGNED)))
    floats = BYTES.astype("float32")
    text = sentence(lambda: of(*split(floats)))
    assert float(of(*split(floats), value_range=advised(text))) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("name", OF_TWO)
def test_two_sets_in_two_ranges_are_noticed_and_the_advice_works(name):
    of = OF_TWO[name]
    expected = float(of(*split(SIGNED)))
    generated, _ = split(SIGNED)
    _, real = split(UNIT)
    text = sentence(lambda: of(generated, real))
    argument, rescaled = re.search(r"^(\w+) .*, (\1 \* 2 - 1) if only these are", text).groups()
    brought = eval(rescaled, {argument: real})
    assert float(of(generated, brought)) == pytest.approx(expected, rel=1e-5)
    # Whoever tells the range of one set learns that the other is not in it.
    _, real = split(BYTES.astype("float32"))
    told = advised(sentence(lambda: of(generated, real)))
    text = sentence(lambda: of(generated, real, value_range=told))
    argument, rescaled = re.search(r"^(\w+) .*: pass (\1 .*)\.$", text).groups()
    brought = eval(rescaled, {argument: generated})
    assert float(of(brought, real, value_range=told)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("count", [1, 3, 31, 32, 120])
def test_few_pictures_are_enough_and_levels_of_bytes_not_needed(count):
    for images in (UNIT[:count], RANDOM.uniform(0, 1, (count, 16, 16, 3)).astype("float32")):
        assert "[0, 1]" in sentence(lambda images=images: metrics.sharpness(images))
        assert "[0, 1]" in sentence(lambda images=images: list(image_batches(images)))


def believed(images, **value_range):
    """Whether pictures are read as [-1, 1], by a metric of arrays and by one of a series."""
    bytes_ = np.concatenate(list(image_batches(images, batch_size=7, **value_range)))
    np.testing.assert_allclose(bytes_, np.rint((images + 1) * 127.5), atol=1)
    expected = metrics.sharpness(np.asarray(images, "float64"), (-1, 1))
    np.testing.assert_array_equal(metrics.sharpness(images, **value_range), expected)
    return True


def lit(low, high, dtype="float64"):
    """120 pictures of random floats between two levels of [-1, 1]."""
    return RANDOM.uniform(low, high, (120, 8, 8, 3)).astype(dtype)


@pytest.mark.parametrize(
    "images",
    [
        lit(-1, -0.4),
        lit(-1, -0.98),
        SIGNED * 0.2,
        lit(-0.02, 0.02),
        lit(0.3, 1),
        np.zeros((40, 8, 8, 3)),
        np.ones((40, 8, 8, 3)),
        (BYTES // 2 + 128) / 127.5 - 1,
        ((BYTES // 2 + 128) / 127.5 - 1).astype("float32"),
        (BYTES // 2 + 128) / np.float32(255) * 2 - 1,
    ],
    ids=[
        "dark",
        "nearly black",
        "grey",
        "an untrained generator's",
        "bright",
        "all grey",
        "all white",
        "bright, from bytes",
        "bright, from bytes, float32",
        "bright, from bytes by [0, 1]",
    ],
)
def test_pictures_that_are_in_the_standard_range_are_believed(images):
    assert believed(images)


def test_the_user_decides_by_telling_the_range():
    bright = lit(0, 1)
    assert "value_range=(-1, 1) if they are indeed so bright" in sentence(
        lambda: metrics.sharpness(bright)
    )
    assert believed(bright, value_range=(-1, 1))
    assert believed(UNIT, value_range=(-1, 1))


def test_bytes_and_other_whole_numbers_are_left_alone():
    binary = RANDOM.integers(0, 2, (40, 8, 8, 1), "uint8")
    np.testing.assert_array_equal(np.concatenate(list(image_batches(binary))), binary)
    # A generator that has collapsed to black.
    assert metrics.sharpness(binary, (0, 255)).mean() < 20
    assert metrics.sharpness(binary, (0, 1)).mean() > 10_000


def test_fractions_are_no_bytes():
    text = sentence(lambda: metrics.sharpness(UNIT, (0, 255)))
    assert "pass images * 255." in text
    assert "pass images * 127.5 + 127.5." in sentence(lambda: metrics.sharpness(SIGNED, (0, 255)))


def test_a_series_is_judged_as_a_whole_and_no_later_than_need_be():
    taken = []

    def series():
        for start in range(0, 120, 10):
            taken.append(start)
            yield UNIT[start : start + 10]

    with pytest.raises(ValueError, match=r"generated has values from 0 to 1"):
        metrics.fid(series(), BYTES, **OPTIONS)
    assert len(taken) == 4  # 40 pictures are enough
    # Bright batches before dark ones: some are not all.
    mixed = np.concatenate([SIGNED[:20] / 2 + 0.5, SIGNED[20:]])
    assert believed(mixed)


@pytest.mark.parametrize(
    ("images", "value_range", "advice"),
    [
        (SIGNED, (0, 1), "pass value_range=(-1, 1)"),
        (BYTES.astype("float64"), (0, 1), "pass value_range=(0, 255)"),
        (BYTES * 257.0, None, "pass value_range=(0, 65535)"),
        (SIGNED * 2.4, None, "scale images to [-1, 1]"),
    ],
)
def test_values_outside_a_range_come_with_the_range_that_fits(images, value_range, advice):
    text = sentence(lambda: metrics.sharpness(images, value_range))
    assert text.endswith(f"{advice}.")
    if "pass" in advice:
        np.testing.assert_allclose(
            metrics.sharpness(images, advised(text)), metrics.sharpness(BYTES, (0, 255))
        )


def test_overshoot_of_a_resized_picture_hides_nothing():
    watch = RangeWatch("real")
    watch.see(UNIT[:9] * 1.04 - 0.02)
    with pytest.raises(ValueError, match=r"values from -0\.02 to 1\.02"):
        watch.finish()


# The protocols


class Drawing:
    """A network that draws given pictures."""

    input_shape = (None, 4)

    def __init__(self, images):
        self.images = images

    def __call__(self, latents):
        return self.images[: len(latents)]


SETTINGS = {"metrics": "fid,sharpness", "samples": 60, **OPTIONS}


def test_real_pictures_in_zero_to_one_are_refused_with_advice_that_works(tmp_path):
    def score(real):
        judged = evaluate(
            "generation", {"generate": Drawing(SIGNED)}, real, features_dir=tmp_path, **SETTINGS
        )
        return judged[0].rows[0][1]

    text = sentence(lambda: score(UNIT))
    assert text.startswith("real has values from 0 to 1")
    assert score(UNIT * 2 - 1) == pytest.approx(score(SIGNED), rel=1e-5)
    as_bytes = eval(re.search(r"bytes, (np\..*?\)), if", text)[1], {"np": np, "real": SIGNED})
    assert as_bytes.dtype == np.uint8
    judge = GenerationJudge(lambda n: UNIT[:n], parse_all("fid", 60, "legacy"), **OPTIONS)
    with pytest.raises(ValueError, match="real has values from 0 to 1"):
        judge(lambda n: SIGNED[:n])


def test_a_generator_that_has_turned_bright_is_scored_and_not_refused(tmp_path):
    bright = lit(0, 1, "float32").repeat(2, axis=1).repeat(2, axis=2)
    (distance, _) = evaluate(
        "generation", {"generate": Drawing(bright)}, SIGNED, features_dir=tmp_path, **SETTINGS
    )
    assert distance.rows[0][1] > 100
    judge = GenerationJudge(lambda n: SIGNED[:n], parse_all("fid", 60, "legacy"), **OPTIONS)
    assert judge(lambda n: bright[:n])[0].value > 100
    # Pictures from anywhere are another matter: no model of the zoo drew them.
    with pytest.raises(ValueError, match="pictures has values from"):
        score_pictures(lambda n: bright[:n], SIGNED, features_dir=tmp_path, **SETTINGS)


def test_callbacks_refuse_real_pictures_before_training():
    with pytest.raises(ValueError, match="real has values from 0 to 1"):
        keras_gan_zoo.callbacks.EvaluateEvery(UNIT, "fid60", extractor=HALVES)


def test_translations_are_of_pictures_in_the_standard_range():
    x, y = split(SIGNED)
    same = {"x_to_y": lambda x: lit(0, 1)[:60].repeat(2, axis=1).repeat(2, axis=2)}
    evaluate_translation(same, x, y, one_answer="x_to_y")
    with pytest.raises(ValueError, match=r"^y has values .*: pass y \* 2 - 1\.$"):
        evaluate_translation(same, x, split(UNIT)[1], one_answer="x_to_y")
