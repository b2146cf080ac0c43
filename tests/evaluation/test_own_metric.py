"""A metric in one file is known wherever metrics are asked for by name."""

import importlib
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo import cli, metrics
from keras_gan_zoo.callbacks import EvaluateEvery
from keras_gan_zoo.cli.command import MISTAKE
from keras_gan_zoo.evaluation import GenerationJudge, check_protocol, score_pictures
from keras_gan_zoo.evaluation.metric_names import Request, parse, parse_all
from keras_gan_zoo.metrics import FeatureExtractor, Score, catalogue, metric, register_metric

MODULE = '''
"""How colourless pictures are."""

import numpy as np

from keras_gan_zoo.metrics import register_metric


@register_metric("toy_greyness", table="Toys", better="as real", paper="2101.00001")
def toy_greyness(generated):
    """How little the channels of a pixel differ."""
    return 255.0 - np.ptp(generated.astype(int), axis=-1).mean()
'''
RANDOM = np.random.default_rng(0)
PICTURES = RANDOM.integers(0, 256, (90, 8, 8, 3), "uint8")
PIXELS = FeatureExtractor("pixels", "none", 3, lambda images: images.mean(axis=(1, 2)))


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """What a test registers is gone after it."""
    metrics.list_metrics()
    monkeypatch.setattr(metric, "METRICS", dict(metric.METRICS))
    monkeypatch.setattr(catalogue, "METRICS", metric.METRICS)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with pictures in files and in an array."""
    (tmp_path / "files").mkdir()
    for index, picture in enumerate(PICTURES[:40]):
        Image.fromarray(picture).save(tmp_path / "files" / f"{index}.png")
    np.save(tmp_path / "real.npy", PICTURES[40:])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path


EVALUATE = ["evaluate", "files", "--data=real.npy", "--split=train", "--samples=25"]


def greyness(pictures):
    return 255 - (pictures.max(axis=-1).astype(int) - pictures.min(axis=-1)).mean()


def assert_scored(shown):
    title, heading, ours, real, note = shown.strip().splitlines()[-5:]
    assert title == "Toys" and heading.strip() == "toy_greyness25 (as real)"
    assert ours.startswith("this model") and real.startswith("other real pictures")
    assert note.startswith("25 pictures of each set; against real.npy/train")
    # Of 25 of 40 pictures, and of 25 of 50.
    for row, expected in ((ours, PICTURES[:40]), (real, PICTURES[40:])):
        assert float(row.split()[-1]) == pytest.approx(greyness(expected), abs=5)


def test_a_users_own_metric_is_scored_by_the_command_line(folder, capsys):
    name = "module_with_a_toy_metric"
    (folder / f"{name}.py").write_text(MODULE)
    assert cli.main([*EVALUATE, "--metrics=toy_greyness"]) == MISTAKE
    assert "no metric 'toy_greyness'; there are 'colour'," in capsys.readouterr().err
    try:
        assert cli.main([*EVALUATE, f"--import={name}", "--metrics=toy_greyness,sharpness"]) == 0
    finally:
        sys.modules.pop(name, None)
    assert_scored(capsys.readouterr().out)
    assert cli.main([*EVALUATE, "--metrics=toy_greynes"]) == MISTAKE
    error = capsys.readouterr().err
    assert "no metric 'toy_greynes';" in error and "Did you mean 'toy_greyness'" in error


@pytest.fixture
def dropped_in(folder, monkeypatch):
    """A file more in `keras_gan_zoo/metrics/pictures`, as far as Python can tell."""
    (folder / "more").mkdir()
    (folder / "more" / "toy_greyness.py").write_text(MODULE)
    from keras_gan_zoo.metrics import pictures

    monkeypatch.setattr(pictures, "__path__", [*pictures.__path__, str(folder / "more")])
    importlib.invalidate_caches()
    catalogue._import_pictures.cache_clear()
    yield
    catalogue._import_pictures.cache_clear()
    sys.modules.pop("keras_gan_zoo.metrics.pictures.toy_greyness", None)
    vars(pictures).pop("toy_greyness", None)


def test_a_file_among_the_zoos_metrics_is_all_that_a_metric_takes(dropped_in, capsys):
    assert cli.main([*EVALUATE, "--metrics=toy_greyness,colour"]) == 0
    assert_scored(capsys.readouterr().out)
    assert "toy_greyness" in metrics.list_metrics()
    assert metrics.toy_greyness(PICTURES) == pytest.approx(greyness(PICTURES))
    check_protocol("generation", {"metrics": ["toy_greyness1k"]})
    scores = EvaluateEvery(PICTURES, "toy_greyness50", extractor=PIXELS)
    (score,) = scores._judge(lambda count: PICTURES[:count])
    assert score.name == "toy_greyness50"
    script = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "make_metrics.py"))
    (row,) = (line for line in script["table"]() if "toy_greyness" in line)
    assert row == (
        "| `toy_greyness` | How little the channels of a pixel differ. | as real | pixels | 2 "
        "| 2101.00001 |"
    )


def judged(names, **options):
    judge = GenerationJudge(
        lambda count: PICTURES[40 : 40 + count],
        parse_all(names, 30, "legacy"),
        source="noise",
        extractor=PIXELS,
        progress=False,
        **options,
    )
    return judge(lambda count: PICTURES[:count])


def test_a_number_becomes_a_score_with_its_protocol():
    @register_metric("shift", table="Toys", better="lower")
    def shift(generated_features, real_features, neighbours=4):
        assert len(generated_features) == len(real_features)
        return neighbours + np.float32(abs(generated_features.values - real_features.values).mean())

    assert parse("shift", 50, "clean") == Request("shift", 50, "clean", 4)
    assert parse("shift_k2_1k_legacy", 50, "clean") == Request("shift", 1000, "legacy", 2)
    (score,) = judged("shift_k3_20")
    expected = abs(PICTURES[:20].mean(axis=(1, 2)) - PICTURES[40:60].mean(axis=(1, 2))).mean()
    assert score.value == pytest.approx(3 + expected, rel=1e-5)
    assert score.name == "shift_k3_20_pixels" and score.source == "noise"
    assert (score.samples, score.reference_samples, score.extractor) == (20, 20, "pixels")


def test_pictures_and_training_pictures_are_given_as_they_are_asked_for():
    given = {}

    @register_metric("look", table="Toys", better="lower", least=7)
    def look(real, training, generated):
        given.update(real=real, training=training, generated=generated)
        return 0.0

    with pytest.raises(ValueError, match="'look', which needs `training` pictures"):
        judged("look8")
    with pytest.raises(ValueError, match="give `training_data`"):
        check_protocol("generation", {"metrics": ["look"]})
    with pytest.raises(ValueError, match="'look', which takes too long"):
        EvaluateEvery(PICTURES, "look9")
    with pytest.raises(ValueError, match="of 6 pictures; 7 are the least"):
        parse("look6", 50, "legacy")
    (score,) = judged("look8", training=PICTURES[:5])
    np.testing.assert_array_equal(given["real"], PICTURES[40:48])
    np.testing.assert_array_equal(given["generated"], PICTURES[:8])
    np.testing.assert_array_equal(given["training"], PICTURES[:5])
    assert score.name == "look8"


def test_metrics_of_one_function_are_computed_once_and_take_their_own():
    calls = []

    def both(generated):
        calls.append(len(generated))
        return {"low": generated.min(), "high": Score(9.0, "high_of_mine", samples=3)}

    register_metric("low", table="Toys", better="lower")(both)
    register_metric("high", table="Tall toys", better="higher")(both)
    low, high = judged("low,high")
    assert calls == [30] and (low.value, high.value) == (PICTURES[:30].min(), 9.0)
    assert (low.name, high.name) == ("low30", "high_of_mine")
    assert len(judged("low20,high")) == 2 and calls == [30, 20, 30]
    tables = score_pictures(
        lambda count: PICTURES[:count],
        PICTURES[40:],
        metrics="high,low,sharpness",
        samples=20,
        progress=False,
    )
    # The zoo's tables come first, the others in the order they were asked for.
    assert [table.title for table in tables] == ["Pixels", "Tall toys", "Toys"]


@pytest.mark.parametrize(
    ("result", "part"),
    [
        ([1, 2], "must return a number, a `Score` or a mapping of them, got list"),
        (None, "got NoneType"),
        ({"bad": 1.0}, "name begins with 'own', but its function gave only 'bad'"),
        (Score(1.0, "other", samples=2), "name begins with 'own', .* one named 'other'"),
    ],
)
def test_a_function_that_returns_no_score_is_told(result, part):
    register_metric("own", table="Toys", better="lower")(lambda generated: result)
    with pytest.raises(ValueError, match=part):
        judged("own")


def test_a_picture_needs_so_many_others():
    with pytest.raises(ValueError, match="'precision5' of 5 pictures; 6 are the least"):
        parse("precision5", 50, "legacy")
    assert parse("precision_k3_4", 50, "legacy").neighbours == 3
