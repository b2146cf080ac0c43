import json

import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import metrics
from keras_gan_zoo.evaluation import GenerationJudge, check_protocol, evaluate, score_pictures
from keras_gan_zoo.evaluation.metric_names import Request, parse, parse_all
from keras_gan_zoo.evaluation.protocols import find_protocol
from keras_gan_zoo.evaluation.real_pictures import RealPictures
from keras_gan_zoo.metrics import FeatureExtractor

LATENT_DIM = 6


class Counted:
    """Quarter-size pixels as features, counting the images that pass, and failing on demand."""

    def __init__(self, fail_after=None):
        self.images, self.fail_after = 0, fail_after
        self.extractor = FeatureExtractor("pixels", "none", 49, self._features)

    def _features(self, images):
        if self.fail_after is not None and self.images >= self.fail_after:
            raise KeyboardInterrupt
        self.images += len(images)
        blocks = images[..., 0].reshape(len(images), 7, 4, 7, 4)
        return blocks.mean(axis=(2, 4)).reshape(len(images), 49) / 255.0


class Painter:
    """A generator whose pictures are real ones, chosen and changed by their latents."""

    input_shape = (None, LATENT_DIM)

    def __init__(self, pictures):
        self.pictures = pictures

    def __call__(self, latents):
        chosen = (np.abs(latents[:, 0]) * 1e4).astype(int) % len(self.pictures)
        return np.clip(self.pictures[chosen] + 0.1 * latents[:, 1, None, None, None], -1, 1)


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("fid10k_legacy", Request("fid", 10000, "legacy")),
        ("fid", Request("fid", 500, "clean")),
        ("kid512", Request("kid", 512, "clean")),
        ("precision_k3_5k_legacy", Request("precision", 5000, "legacy", 3)),
        ("coverage", Request("coverage", 500, "clean", 5)),
        ("recall_k4_", Request("recall", 500, "clean", 4)),
        ("sharpness2k", Request("sharpness", 2000)),
        ("memorisation", Request("memorisation", 500)),
    ],
)
def test_names_say_what_is_computed(name, request_):
    assert parse(name, 500, "clean") == request_


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("fit10k", "Did you mean 'fid'"),
        ("fid10k_legcy", "Did you mean 'legacy'"),
        ("sharpness1k_clean", "takes only a number"),
        ("fid1", "2 are the least"),
        ("", "no metric"),
        (None, "no metric"),
    ],
)
def test_names_that_mean_nothing_are_refused(name, part):
    with pytest.raises(ValueError, match=part):
        parse(name, 500, "legacy")


def test_a_string_holds_several_names_each_once():
    assert [r.metric for r in parse_all("fid, kid,fid500_legacy", 500, "legacy")] == ["fid", "kid"]
    with pytest.raises(ValueError, match="empty"):
        parse_all([], 500, "legacy")


def numbered(count):
    return np.arange(count, dtype="uint8").reshape(-1, 1, 1, 1)


@pytest.mark.parametrize(
    "as_set",
    [
        lambda images: images,
        tf.data.Dataset.from_tensor_slices,
        lambda images: tf.data.Dataset.from_tensor_slices(images).batch(7),
        lambda images: tf.data.Dataset.from_tensor_slices((images, images[:, 0, 0, 0])),
    ],
)
def test_samples_of_real_pictures_are_disjoint_spread_and_the_same_each_time(as_set):
    real = RealPictures(as_set(numbered(200)), seed=1)
    first, again = (np.concatenate(list(real.sample(60))).ravel() for _ in range(2))
    second = np.concatenate(list(real.sample(60, after=60))).ravel()
    np.testing.assert_array_equal(first, again)
    assert len(set(first) | set(second)) == 120
    assert 70 < first.mean() < 130  # not the first sixty
    assert real.has(200) and not real.has(201)
    with pytest.raises(ValueError, match="only 200"):
        real.sample(201)


def test_one_extraction_gives_what_the_metrics_give_alone(fashion_mnist_images, tmp_path):
    real, other = fashion_mnist_images[:200], fashion_mnist_images[200:400]
    counted = Counted()
    judge = GenerationJudge(
        lambda n: real[:n],
        parse_all("fid,kid,precision_k3_,recall_k3_,density,coverage,sharpness", 200, "legacy"),
        source="test",
        extractor=counted.extractor,
        features_dir=tmp_path,
        progress=False,
    )
    scores = {score.name: score for score in judge(lambda n: other[:n])}
    assert counted.images == 400
    pair = [
        metrics.extract_features(images, Counted().extractor, progress=False)
        for images in (other, real)
    ]
    assert scores["fid200_pixels"].value == pytest.approx(metrics.fid(*pair).value)
    assert scores["kid200_pixels"].value == pytest.approx(metrics.kid(*pair).value)
    three, five = (metrics.precision_recall(*pair, neighbours=k) for k in (3, 5))
    assert scores["recall_k3_200_pixels"].value == three.recall.value
    assert scores["density_k5_200_pixels"].value == five.density.value
    as_bytes = np.rint((other + 1) * 127.5)
    assert scores["sharpness200"].value == pytest.approx(
        metrics.sharpness(as_bytes, (0, 255)).mean(), rel=1e-4
    )
    assert {score.source for score in scores.values()} == {"test"}
    judge(lambda n: real[:n])
    assert counted.images == 600  # the real pictures' features were there


def test_an_interrupted_extraction_goes_on_where_it_stopped(fashion_mnist_images, tmp_path):
    real, other = fashion_mnist_images[:200], fashion_mnist_images[200:400]

    def run(counted):
        return score_pictures(
            lambda n: other[:n],
            real,
            metrics="fid",
            samples=200,
            extractor=counted.extractor,
            features_dir=tmp_path,
            progress=False,
        )

    stopped, resumed, third = Counted(fail_after=300), Counted(), Counted()
    with pytest.raises(KeyboardInterrupt):
        run(stopped)
    tables = run(resumed)
    assert stopped.images == 300 and resumed.images == 100
    expected = metrics.fid(
        *(metrics.extract_features(i, Counted().extractor, progress=False) for i in (other, real))
    )
    assert tables[0].rows == [["this model", pytest.approx(expected.value, rel=1e-5)]]
    run(third)
    assert third.images == 200  # the real pictures' features stay, the others' do not
    assert len(list(tmp_path.glob("*.f32"))) == 1


def test_a_second_model_costs_its_own_pictures_alone(fashion_mnist_images, tmp_path):
    real, judged = fashion_mnist_images[:200], fashion_mnist_images[200:300]
    counts, tables = [], []
    for _ in range(2):
        counted = Counted()
        tables += score_pictures(
            lambda n: judged[:n],
            real,
            metrics="fid",
            samples=100,
            extractor=counted.extractor,
            features_dir=tmp_path,
            progress=False,
        )
        counts.append(counted.images)
    assert counts == [300, 100]  # real ones and other real ones were seen the first time
    assert [row[0] for row in tables[0].rows] == ["this model", "other real pictures"]
    assert tables[0].rows == tables[1].rows


def test_the_protocol_of_a_recipe(fashion_mnist_images, tmp_path):
    settings = {
        "metrics": ["fid", "kid100", "recall", "sharpness", "colour", "memorisation"],
        "samples": 150,
        "training_data": {"name": "fashion_mnist", "split": "train", "limit": 300},
        "features_dir": str(tmp_path),
        "source": "fashion_mnist/test",
        "seed": 3,
        "shown": 16,
    }
    check_protocol("generation", settings)
    tables = evaluate(
        "generation",
        {"generate": Painter(fashion_mnist_images[400:])},
        tf.data.Dataset.from_tensor_slices(fashion_mnist_images),
        extractor=Counted().extractor,
        progress=False,
        **settings,
    )
    assert [table.title for table in tables] == [
        "Distance to the data",
        "Fidelity and diversity",
        "Pixels",
        "Memorisation",
    ]
    distances = tables[0]
    assert distances.columns[1:] == ["fid150_pixels (lower)", "kid100_pixels (lower)"]
    (_, ours, _), (name, floor, _) = distances.rows
    assert name == "other real pictures" and 0 < floor < ours
    assert "fashion_mnist/test" in distances.note and "seed 3" in distances.note
    assert "100 and 150 pictures of each set" in distances.note
    (sheet,) = distances.pictures.values()
    assert sheet.shape == (2 * 30 - 2, 8 * 30 - 2, 3)
    (memorised,) = tables[3].rows
    assert memorised[2] > 1e-3
    json.dumps([table.to_dict() for table in tables])


def test_copies_of_the_training_set_are_caught_where_fid_is_pleased(fashion_mnist_images, tmp_path):
    training, held_out = fashion_mnist_images[:250], fashion_mnist_images[250:]
    mirrored = training[:, :, ::-1]
    tables = score_pictures(
        lambda n: mirrored[:n],
        held_out,
        metrics="memorisation",
        samples=200,
        training_data=training,
        extractor=Counted().extractor,
        features_dir=tmp_path,
        progress=False,
    )
    ((_, share, p_value),) = tables[0].rows
    assert share > 0.8 and p_value < 1e-6


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ({"metric": "fid"}, "Did you mean 'metrics'"),
        ({"metrics": ["fidd"]}, "Did you mean 'fid'"),
        ({"metrics": ["memorisation"]}, "`training_data`"),
        ({"metrics": ["memorisation"], "training_data": {"split": "train"}}, "`name`"),
        ({"samples": "many"}, "`samples`"),
    ],
)
def test_settings_are_checked_before_anything_is_trained(settings, part):
    with pytest.raises(ValueError, match=part):
        check_protocol("generation", settings)


def test_a_model_that_searches_for_its_pictures_is_asked_for_them(fashion_mnist_images, tmp_path):
    gan = keras_gan_zoo.get("energy_model", image_shape=(28, 28, 1), width=4, steps=2, seed=0)
    judged = find_protocol("generation").judged(gan, lambda: pytest.fail("it has no network"))
    settings = {
        "metrics": "fid", "samples": 20, "extractor": Counted().extractor,
        "features_dir": tmp_path, "progress": False, "shown": 0, "seed": 3,
    }  # fmt: skip
    (table,) = evaluate("generation", judged, fashion_mnist_images, **settings)
    drawn = gan.generate(20, seed=3)
    (again,) = score_pictures(lambda count: drawn[:count], fashion_mnist_images, **settings)
    assert table.rows[0] == again.rows[0]


def test_a_network_must_say_how_long_its_latents_are(fashion_mnist_images):
    with pytest.raises(ValueError, match="input_shape"):
        evaluate("generation", {"generate": lambda z: z}, fashion_mnist_images)


@pytest.mark.parametrize("sizes", [[5] * 23, [250], [49, 51, 1, 99], [115], [50, 50]])
def test_features_are_extracted_in_even_batches(sizes):
    passed, total = [], min(sum(sizes), 115)

    def look(images):
        passed.append(images[:, 0, 0, 0].astype(int))
        return images.reshape(len(images), -1)[:, :2]

    def pictures(count):
        start = 0
        for size in sizes:
            images = np.zeros((size, 4, 4, 1), "uint8")
            images[:, 0, 0, 0] = np.arange(start, start + size)
            start += size
            yield images

    judge = GenerationJudge(
        pictures,
        parse_all("fid", total, "legacy"),
        extractor=FeatureExtractor("two", "none", 2, look),
        progress=False,
    )
    judge(pictures)
    half = passed[: len(passed) // 2]
    assert [len(batch) for batch in half[:-1]] == [50] * (len(half) - 1) and len(half[-1]) <= 50
    np.testing.assert_array_equal(np.concatenate(half), np.arange(total))
