"""A picture metric is one file, and its table in docs/metrics.md is made of what it says."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from keras_gan_zoo import metrics
from keras_gan_zoo.metrics import catalogue, metric, register_metric
from keras_gan_zoo.metrics.catalogue import metric_of_score

DOCS = Path(__file__).parents[2] / "docs"
script = runpy.run_path(str(DOCS / "make_metrics.py"))


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """What a test registers is gone after it."""
    metrics.list_metrics()
    monkeypatch.setattr(metric, "METRICS", dict(metric.METRICS))
    monkeypatch.setattr(catalogue, "METRICS", metric.METRICS)


def test_the_table_of_the_docs_is_up_to_date():
    assert (DOCS / "metrics.md").read_text(encoding="utf-8") == script["page"](), (
        "docs/metrics.md is out of date: run `python docs/make_metrics.py`."
    )


def test_names_are_listed_without_tensorflow():
    code = (
        "import json, sys\n"
        "from keras_gan_zoo.evaluation.metric_names import parse_all\n"
        "from keras_gan_zoo import metrics\n"
        "parse_all(metrics.list_metrics(), 100, 'clean')\n"
        "heavy = [name for name in ('tensorflow', 'keras', 'PIL', 'cv2') if name in sys.modules]\n"
        "print(json.dumps([metrics.list_metrics(), heavy]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names, heavy = json.loads(done.stdout)
    assert names == metrics.list_metrics() and heavy == []


def test_every_metric_says_what_it_is():
    for name in metrics.list_metrics():
        found = metrics.find_metric(name)
        assert found.summary.endswith(".") and found.table in metric.TABLES
        assert set(found.needs) <= set(metric.ARGUMENTS) and found.better


def test_registering_leaves_the_function_as_it_is():
    @register_metric("brightness", table="Pixels", better="as real", paper="2101.00001", least=5)
    def brightness(generated, real, neighbours=3):
        """How bright pictures are.

        More about it.
        """
        return np.mean(generated)

    assert brightness(np.full(3, 2.0), None) == 2.0
    found = metrics.find_metric("brightness")
    assert (found.summary, found.paper, found.least) == (
        "How bright pictures are.",
        "2101.00001",
        5,
    )
    assert found.needs == ("generated", "real", "neighbours") and found.neighbours == 3
    assert found.compares and not found.of_features and not found.needs_training
    assert "brightness" in metrics.list_metrics()
    # A table is of the zoo's own metrics.
    assert not any("`brightness`" in line for line in script["table"]())


def test_a_module_may_be_loaded_again_and_another_may_not_take_its_name():
    def make():
        @register_metric("brightness", table="Pixels", better="as real")
        def brightness(generated):
            return 1.0

    make()
    make()
    with pytest.raises(ValueError, match="'fid' is already registered"):
        register_metric("fid", table="Pixels", better="lower")(lambda generated: 1.0)


@pytest.mark.parametrize(
    ("name", "function", "part"),
    [
        ("Fid", lambda generated: 1, "lower-case words"),
        ("fid10k", lambda generated: 1, "how many pictures"),
        (None, lambda generated: 1, "lower-case words"),
        ("fid_legacy", lambda generated: 1, "must not end in 'clean', 'legacy'"),
        ("own", lambda images: 1, "takes 'images', but a metric is given only 'generated'"),
        ("own", lambda generatd: 1, "Did you mean 'generated'"),
        ("own", lambda generated, neighbours: 1, "as in `neighbours=5`"),
    ],
)
def test_what_cannot_be_registered_is_told(name, function, part):
    with pytest.raises(ValueError, match=part):
        register_metric(name, table="Pixels", better="lower")(function)


def test_scores_are_told_by_the_longest_beginning():
    register_metric("fid_of_faces", table="Faces", better="lower")(lambda generated: 1.0)
    assert metric_of_score("fid_of_faces1k")[0].name == "fid_of_faces"
    assert metric_of_score("fid1k_legacy")[0].name == "fid"
    assert metric_of_score("memorised_p1k")[1] == "memorised_p"
    with pytest.raises(ValueError, match="No metric has scores such as 'lpips1k'"):
        metric_of_score("lpips1k")


def test_a_metric_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match=r"no metric 'fidd'.* Did you mean 'fid'"):
        metrics.find_metric("fidd")
    with pytest.raises(AttributeError, match="no attribute 'greyness'"):
        _ = metrics.greyness
