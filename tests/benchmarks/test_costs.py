"""The arithmetic and the tables of benchmarks/costs/beside_the_step."""

import importlib.util
import json
import subprocess
import sys

import pytest

from benchmarks.common.marked_text import marks
from benchmarks.common.places import ROOT
from benchmarks.costs.beside_the_step import curves, report, settings
from benchmarks.costs.beside_the_step.worker import MODULES
from benchmarks.costs.throughput.settings import SETTINGS, find_setting


def test_the_slope_is_the_exponent_of_a_power_law():
    assert curves.slope({n: 0.3 * n**1.5 for n in (8, 16, 64, 128)}) == pytest.approx(1.5)
    assert curves.slope({10: 2.0, 1000: 2.0}) == 0.0
    # Points off the line by the same factor up and down: the line between them.
    assert curves.slope({1: 2.0, 10: 10 / 2, 100: 100 / 2, 1000: 2000.0}) == pytest.approx(1.0)
    assert curves.slope({10: 2.0}) is None


def test_ratios_are_medians_over_turns_that_follow_each_other():
    # The machine was slow in the second turn, for both.
    assert curves.median_ratio([2.0, 40.0, 3.0], [1.0, 10.0, 2.0]) == 2.0


def test_callbacks_are_charged_by_their_periods():
    shares = curves.callback_shares(
        bare=[0.1, 0.1, 0.5],
        with_callbacks=[0.101, 0.101, 0.51],
        occasional={"picture": [0.5, 0.5, 2.5], "checkpoint": [1.0, 1.0, 5.0]},
        periods={"picture": 500, "checkpoint": 1000},
    )
    assert shares == pytest.approx({"step": 0.01, "picture": 0.01, "checkpoint": 0.01, "all": 0.03})


def result(seconds, memory):
    return {"seconds": seconds, "memory": memory, "threads": 2, "repeats": 3, "load": [0.5, 1.0]}


def test_a_row_has_time_speed_ratio_slope_and_memory():
    seconds = {
        "extraction": {
            "ours": {"50": [1.0, 2.0, 1.0], "200": [4.0, 8.0, 4.0]},
            "torchscript": {"50": [2.0, 4.0, 2.0], "200": [6.0, 12.0, 4.0]},
        }
    }
    memory = {"ours": {"50": 700.0, "200": 900.4}, "torchscript": {"50": 500.0, "200": 600.0}}
    ours, theirs = report.curve_table({"features": result(seconds, memory)})[2:]
    assert ours == (
        "| FID's features | count 200 | keras_gan_zoo | 4 | 50 |  | 1.00 | 700 to 900 |"
    )
    assert theirs.endswith("| 6 | 33 | 1.50 | 0.79 | 500 to 600 |")


def test_the_tables_go_between_their_marks_and_the_plot_beside_them(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "DOCS", tmp_path)
    monkeypatch.setattr(report, "PICTURES", tmp_path / "pictures")
    page = tmp_path / "performance.md"
    begin, end = marks("benchmarks/costs/beside_the_step")
    page.write_text(f"before\n{begin}\nstale\n{end}\nafter\n")
    cost = settings.COSTS["beginning"]
    turns = {
        part: {competitor: {"dcgan_32": [2.0, 2.0]} for competitor in ("ours", "keras")}
        for part in cost.parts
    }
    steps = {"bare": {"100": [0.1]}, "callbacks": {"100": [0.102]}}
    acts = {"picture": {"callbacks": {"100": [0.5]}}, "checkpoint": {"callbacks": {"100": [1.0]}}}
    curve = {"ours": {"256": [0.1], "1024": [0.4]}}
    report.write_report(
        {
            "beginning": result(turns, {"ours": {"dcgan_32": 800.0}, "keras": {"dcgan_32": 900.0}}),
            "callbacks": result({"step": steps, **acts}, {"bare": {"100": 1.0}}),
            "frechet_by_count": result({"distance": curve}, {"ours": {"256": 1.0, "1024": 2.0}}),
        }
    )
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "stale" not in text
    assert "| plain Keras | 2.00 | 2.00 | 2.00 | 2.00 | 1.00 | 900 |" in text
    assert "| together |  | +4.00% |" in text
    assert (tmp_path / "pictures" / "costs.png").stat().st_size < 100_000
    page.write_text("no marks")
    with pytest.raises(RuntimeError, match="must hold"):
        report.write_report({"frechet_by_count": result({"distance": curve}, {"ours": {"1": 1.0}})})


def test_nothing_but_the_standard_library_is_needed_to_direct_the_others():
    code = "import json, sys; from benchmarks.costs.beside_the_step import __main__ as costs"
    code += "; print(json.dumps(list(costs.COSTS)))"
    code += "; assert not {'tensorflow', 'keras', 'torch', 'scipy', 'PIL'} & set(sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "loading_png_64" in json.loads(told.stdout)


def test_every_cost_is_measured_by_a_module_that_is_there():
    assert {cost.module for cost in settings.COSTS.values()} == {*MODULES, "training"}
    assert all(importlib.util.find_spec(module) for module in MODULES.values())


def test_only_known_numbers_of_a_setting_change():
    assert find_setting("dcgan_32") == SETTINGS["dcgan_32"]
    changed = find_setting("dcgan_32:batch=8,side=16")
    assert (changed.batch, changed.side, changed.units, changed.width) == (8, 16, 8, 64)
    with pytest.raises(TypeError, match="sise"):
        find_setting("dcgan_32:sise=16")
