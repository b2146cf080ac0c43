"""A lecture's claim has a page: the claim, what was found, the figure, and how to find it again."""

import argparse
from pathlib import Path

from benchmarks.common.row_options import add_shared
from benchmarks.families.lectures.page import add_places, figure_path, keep, shown, write_page

TOLD = ("A toy", "one is more.", "python -m toy --seeds 0", {"steps": 1000, "rate": 0.5})


def test_rows_are_kept_while_the_settings_are_the_same(tmp_path):
    def kept(settings, found):
        return keep("toy", settings, found, ("vae", "gan"), tmp_path)

    kept({"steps": 10}, {"gan": {0: {"share": 0.5}}})
    both = kept({"steps": 10}, {"vae": {1: {"share": 0.25}}})
    assert both == {"vae": {"1": {"share": 0.25}}, "gan": {"0": {"share": 0.5}}}
    assert list(both) == ["vae", "gan"]
    assert kept({"steps": 20}, {"gan": {0: {"share": 1}}}) == {"gan": {"0": {"share": 1}}}


def test_the_page_has_the_claim_the_table_the_figure_and_the_command(tmp_path):
    (tmp_path / "toy.txt").write_text("One is less.\n")
    figure_path("toy", tmp_path).write_bytes(b"")
    rows = {"vae": {"0": {"share": 0.25, "steps": 1000}}, "gan": {"0": {"share": 2e9}}}
    page = write_page("toy", *TOLD, rows, caption="Ones.", pages=tmp_path, notes=tmp_path)
    assert page == tmp_path / "toy.md"
    assert page.read_text() == (
        "# A toy\n\nThe lecture's claim: one is more.\n\n## What was found\n\nOne is less.\n\n"
        "| row | seed | share | steps |\n|---|---|---|---|\n"
        "| vae | 0 | 0.250 | 1,000 |\n| gan | 0 | 2,000,000,000 |  |\n\n"
        "![A toy](toy.png)\n\nOnes.\n\n"
        "## How it was found\n\n```sh\npython -m toy --seeds 0\n```\n\n"
        "Settings: steps 1,000, rate 0.5.\n"
    )


def test_columns_are_chosen_and_no_figure_is_shown_that_is_not_there(tmp_path):
    rows = {"vae": {"0": {"share": 0.25, "seconds": 3.0}}}
    page = write_page("toy", *TOLD, rows, ("share",), pages=tmp_path, notes=tmp_path).read_text()
    assert "| vae | 0 | 0.250 |\n" in page and "seconds" not in page and "png" not in page


def test_values_are_shown_as_a_table_has_them():
    values = (None, 0.12345, 12345.6, 3, 1234, "a few", True)
    assert [shown(value) for value in values] == [
        *("", "0.123", "12,346", "3", "1,234", "a few", "True"),
    ]


def test_a_command_keeps_its_trainings_in_a_folder_of_its_own():
    parser = argparse.ArgumentParser()
    add_shared(parser, "toy", ("row",), steps=3)
    add_places(parser, "toy")
    options = parser.parse_args([])
    assert options.cells == Path("build/lectures_toy")
    assert options.pages.name == "lectures" and options.results.name == "results"
