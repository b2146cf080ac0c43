"""What a notebook shows of models, descriptions, score tables and runs: read by a parser."""

import numpy as np
from parsed_html import Parsed

import keras_gan_zoo
from keras_gan_zoo.evaluation.score_table import ScoreTable
from keras_gan_zoo.runs.directory import RunDirectory


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


def test_a_model_shows_its_game_and_how_far_it_is():
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=3)
    texts = Parsed(gan._repr_html_()).texts
    described = keras_gan_zoo.describe("dcgan")
    assert texts[:2] == ["DCGAN", " (0 steps taken, trains on images)"]
    assert "\n".join(described.objective) in texts
    cells = texts[texts.index("optimizer") + 1 :]
    adam = "Adam(learning_rate=0.0002, beta_1=0.5, beta_2=0.999)"
    parameters = [
        f"{sum(v.shape.num_elements() for v in network.trainable_variables):,}"
        for network in (gan.generator, gan.discriminator)
    ]
    assert cells == [
        *("generator", "generator", "3", "16x16x1", parameters[0], adam),
        *("discriminator", "discriminator", "16x16x1", "1", parameters[1], adam),
    ]
    gan.train_on_batch(np.zeros((2, 16, 16, 1), "float32"))
    assert Parsed(gan._repr_html_()).texts[1] == " (1 step taken, trains on images)"
