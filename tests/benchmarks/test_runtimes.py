"""The cells and the page of benchmarks/costs/runtimes; the runtimes themselves are run by hand."""

import json

import numpy as np
import pytest

from benchmarks.costs.runtimes import settings
from benchmarks.costs.runtimes.table import cell, reason, write_table
from benchmarks.costs.runtimes.worker import RUNTIMES as WORKERS
from benchmarks.costs.runtimes.worker import named

NOTHING = np.zeros((1, 2, 2, 1), "float32")


def test_a_cell_is_the_largest_difference_and_from_a_hundredth_on_the_psnr():
    assert cell(NOTHING + np.float32(2**-10), NOTHING) == "9.8e-04"
    assert cell(NOTHING + np.float32(0.5), NOTHING) == "5.0e-01 (12 dB)"
    assert cell(NOTHING * np.nan, NOTHING) == "draws what is no number"
    assert cell(NOTHING[0], NOTHING) == "draws (2, 2, 1) for (1, 2, 2, 1)"
    assert cell("no answer within 120 s", NOTHING) == "no answer within 120 s"


@pytest.mark.parametrize(
    ("status", "said", "before", "words"),
    [
        (-11, "Fatal", False, "the process crashed"),
        (1, "warning\nTraceback:\n  File\nValueError: no | op\n", False, "ValueError: no / op"),
        (1, "Failed: SELECT\n\nTraceback\nRuntimeError: no\n", True, "Failed: SELECT"),
        (1, "Traceback\npackage.OpError: no\n", True, "package.OpError: no"),
        (3, "", False, "exit status 3"),
        (1, f"ValueError: {'words ' * 30}", False, f"ValueError: {'words ' * 13}..."),
    ],
)
def test_a_reason_is_the_first_words_of_the_error(status, said, before, words):
    assert reason(status, said, before) == words


def test_the_columns_of_earlier_calls_stay(tmp_path):
    page = tmp_path / "runtimes.md"
    write_table({"litert": {"float32, dcgan": "old"}}, {"a.tflite": "LiteRT 1.0.1"}, page)
    write_table({"openvino": {"SavedModel, dcgan": "1.0e-06"}}, path=page)
    write_table({"litert": {"float32, dcgan": "new"}}, path=page)
    told = json.loads(page.with_suffix(".json").read_text())
    assert [*told["columns"]] == ["litert", "openvino"]
    rows = page.read_text().splitlines()
    assert "| Kind | Model | LiteRT 2.3.0 | OpenVINO 2026.4.1 |" in rows
    assert "| float32 | `dcgan/fashion_mnist` | new |  |" in rows
    assert "| SavedModel | `dcgan/fashion_mnist` |  | 1.0e-06 |" in rows
    assert "LiteRT 1.0.1: 1" in page.read_text()


def test_every_runtime_has_its_call_and_every_kind_its_maker():
    calls = {runtime.worker for runtime in settings.RUNTIMES.values()} - {None}
    assert calls == {*WORKERS}
    made = [kind for kinds, _ in settings.CONVERTERS.values() for kind in kinds]
    assert sorted(made) == sorted(settings.KINDS) == sorted(settings.FILES)
    for runtime in settings.RUNTIMES.values():
        assert {*runtime.reads} <= {*settings.KINDS}
        pinned = [package for package in runtime.packages if not package.startswith("numpy")]
        assert all("==" in package for package in pinned)
    assert settings.RUNTIMES["litert"].full_title() == "LiteRT 2.3.0"


def test_an_input_is_found_by_what_a_converter_made_of_its_name():
    inputs = {"latents": 1, "labels": 2}
    assert named(inputs, "generate_latents:0", "tfl.quantize") == 1
    assert named(inputs, "labels") == 2
