import json
import re
import zipfile
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo.recipes.recipe import resolve
from keras_gan_zoo.report import page, write_report
from keras_gan_zoo.report.curves import loss_curves, panel_names, smoothed
from keras_gan_zoo.report.snapshots import choose_snapshots, rows_over_time
from keras_gan_zoo.runs.directory import RunDirectory
from keras_gan_zoo.samples.labelled_rows import BANDS
from keras_gan_zoo.samples.sheets import save_png


class Strict(HTMLParser):
    """Checks that tags are closed in order, and keeps what a page would fetch."""

    VOID = ("meta", "img", "br", "path", "use", "rect")

    def __init__(self):
        super().__init__()
        self.open, self.addresses, self.text = [], [], ""

    def handle_starttag(self, tag, attributes):
        self.addresses += [value for name, value in attributes if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.addresses += [value for name, value in attributes if name in ("src", "href")]

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def save_pictures(directory, labels, steps):
    for step in steps:
        sheet = np.full((10 * len(labels), 30, 3), step, "uint8")
        bands = []
        for index, label in enumerate(labels):
            sheet[10 * index : 10 * index + 10, :, 0] = index
            bands.append({"label": label, "top": 10 * index, "height": 10})
        save_png(directory / f"step_{step:06d}.png", sheet, {BANDS: json.dumps(bands)})


@pytest.fixture
def directory(tmp_path):
    directory = RunDirectory(tmp_path / "run")
    recipe = resolve(
        {
            "name": "a_run",
            "summary": "<script>alert(1)</script> & more",
            "model": {"name": "dcgan"},
            "data": {"name": "fashion_mnist"},
            "training": {"steps": 30},
        }
    )
    machine = {"processor": "A <fast> one", "cores": 2, "accelerators": []}
    directory.begin(recipe, {"versions": {"keras": "3"}, "machine": machine})
    return directory


def parsed(directory):
    write_report(directory)
    parser = Strict()
    parser.feed(directory.report_file.read_text())
    assert parser.open == []
    return parser


def test_a_run_that_has_just_begun(directory):
    report = parsed(directory)
    assert "stopped at step 0 of 30" in report.text
    assert f"train --run_dir {directory}" in report.text


def test_everything_is_in_the_page_and_escaped(directory):
    lines = [{"step": s, "seconds": s / 2, "g_loss": 1 / s, "d_loss": None} for s in (10, 20, 30)]
    directory.history_file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    save_pictures(directory.pictures, ["samples", "samples"], range(0, 40, 10))
    directory.checkpoints.mkdir()
    zipfile.ZipFile(directory.checkpoints / "step_000030.keras", "w").close()
    save_png(directory.path / "scores/1.png", np.zeros((4, 4, 3), "uint8"))
    table = {"title": "T <1>", "columns": ["", "L1"], "rows": [["ours", 0.123456]], "note": "n"}
    scores = {
        "seconds": {"training": 15.0, "evaluation": 61.0},
        "tables": [table],
        "pictures": [[{"caption": "c & d", "file": "scores/1.png"}]],
    }
    directory.scores_file.write_text(json.dumps(scores))
    report = parsed(directory)
    for words in (
        "<script>alert(1)</script> & more",
        "A <fast> one",
        "finished",
        "30 steps, batch size 64, 15 s",
        "evaluation 1 min 1 s",
        "T <1>",
        "0.123",
        "c & d",
        "Samples at step 30, not selected",
        "untrained",
        "generate --run_dir",
    ):
        assert words in report.text
    text = directory.report_file.read_text()
    assert "<script" not in text
    # One address for each of 4 rows, the last grid and the score's picture; none leaves the page.
    fetched = [address for address in report.addresses if not address.startswith("#")]
    assert len(fetched) == 6
    assert all(address.startswith("data:image/png;base64,") for address in fetched)
    assert not re.search(r"url\((?!#)", text)


def test_rows_are_cut_from_the_grids(tmp_path):
    labels = ["x_to_y input", "x_to_y output", "x_to_y input", "x_to_y output"]
    save_pictures(tmp_path, labels, [0, 50, 200])
    rows = rows_over_time(tmp_path)
    assert list(rows) == ["x_to_y input", "x_to_y output"]
    assert [row.step for row in rows["x_to_y output"]] == [0, 50, 200]
    import base64
    import io

    content = base64.b64decode(rows["x_to_y output"][2].image.partition(",")[2])
    row = np.asarray(Image.open(io.BytesIO(content)))
    assert row.shape == (10, 30, 3)
    assert (row[..., 0] == 1).all() and (row[..., 1] == 200).all()


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 12, 40, 500])
def test_snapshots_span_the_training(count):
    chosen = choose_snapshots(range(count), 8)
    assert len(chosen) == min(8, count)
    assert chosen[0] == 0 and chosen[-1] == count - 1
    assert chosen == sorted(set(chosen))


def test_smoothing_begins_at_the_first_value_and_follows():
    values = np.array([3.0, np.nan, 3.0, 3.0, 5.0, 5.0, 5.0])
    means = smoothed(values, span=3)
    np.testing.assert_allclose(means[:4], 3.0)
    assert np.all(np.diff(means[3:]) > 0) and means[-1] < 5.0
    np.testing.assert_array_equal(smoothed(values[2:], span=1), values[2:])


def test_losses_that_belong_together_share_a_panel():
    names = ["generators_loss", "discriminators_loss", "cycle_x", "cycle_y", "gradient_penalty"]
    assert panel_names(names) == {
        "loss of each player": names[:2],
        "cycle": names[2:4],
        "gradient_penalty": names[4:],
    }


def test_curves_take_the_page_s_colour_and_name_every_loss():
    history = [{"step": s, "seconds": 1.0, "g_loss": s, "d_loss": -s} for s in range(1, 40)]
    svg = loss_curves(history)
    assert svg.startswith("<svg") and "currentColor" in svg and "#010203" not in svg
    assert "g_loss" in svg and "d_loss" in svg
    assert loss_curves([]) == ""
    assert loss_curves(history) == svg  # the same run, the same report


def test_numbers_line_up_unless_they_are_extreme():
    values = (0.123456, 0.0, 1234.56, 123456.0, 0.00012, 3, "ours", None)
    shown = ["0.123", "0.000", "1234.560", "1.235e+05", "0.00012", "3", "ours", "-"]
    assert [page.number(value) for value in values] == shown


def test_a_term_that_is_always_zero_is_not_drawn():
    history = [{"step": s, "identity_x": 0.0, "identity_y": 1 / s} for s in range(1, 9)]
    svg = loss_curves(history)
    assert "identity_y" in svg and "identity_x" not in svg
