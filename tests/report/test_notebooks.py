"""What a notebook shows of descriptions, score tables and runs: read back by a parser."""

from html.parser import HTMLParser

import keras_gan_zoo
from keras_gan_zoo.evaluation.score_table import ScoreTable
from keras_gan_zoo.runs.directory import RunDirectory


class Parsed(HTMLParser):
    """The tags that are opened, with their attributes, and the text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts, self.open = [], [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_a_description_has_headings_and_a_link():
    description = keras_gan_zoo.describe("dcgan")
    parsed = Parsed(description._repr_html_())
    assert "".join(parsed.texts) == str(description)
    (link,) = (found for tag, found in parsed.tags if tag == "a")
    assert link == {"href": "https://arxiv.org/abs/1511.06434"}
    headings = {"Paper", "Objective", "Players", "Networks", "Differs from the paper in", "Example"}
    assert headings <= set(parsed.texts)


def test_a_score_table_has_its_rows_and_its_protocol():
    table = ScoreTable("FID", ["", "<b> (lower)"], [["ours & theirs", 0.12345]], "1,000 each.")
    parsed = Parsed(table._repr_html_())
    assert parsed.texts == ["FID", "<b> (lower)", "ours & theirs", "0.123", "1,000 each."]
    assert [tag for tag, _ in parsed.tags].count("td") == 2


def test_a_run_shows_its_newest_pictures(tmp_path):
    run = RunDirectory(tmp_path / "a<b")
    assert "(not begun)" in run._repr_html_()
    run.pictures.mkdir(parents=True)
    for step in (5, 10):
        (run.pictures / f"step_{step:06d}.png").write_bytes(b"\x89PNG%d" % step)
    (run.path / "growth.png").write_bytes(b"\x89PNG")
    run.recipe_file.write_text("name: x\n")
    parsed = Parsed(run._repr_html_())
    assert " (unfinished)" in parsed.texts and str(run) in parsed.texts
    sources = [found["src"] for tag, found in parsed.tags if tag == "img"]
    assert sources == [
        "data:image/png;base64,iVBORw==",
        "data:image/png;base64,iVBORzEw",
    ]
    assert "step_000010.png" in parsed.texts
