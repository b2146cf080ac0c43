import json

import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo import metrics
from keras_gan_zoo.evaluation import ScoreTable, check_protocol, evaluate
from keras_gan_zoo.evaluation.translation import evaluate_translation
from tests.shared.downloads import skipped_without_weights


@pytest.fixture(scope="module")
def domains():
    """Coloured shapes and their line drawings, in the same order."""
    generator = np.random.default_rng(0)
    drawings = np.ones((6, 24, 24, 3), "float32")
    coloured = np.empty_like(drawings)
    for index in range(6):
        top, left = generator.integers(2, 10, 2)
        coloured[index] = generator.uniform(-1, 1, 3)
        coloured[index, top : top + 10, left : left + 10] = generator.uniform(-1, 1, 3)
        for images in (drawings, coloured):
            images[index, top, left : left + 10] = -1.0
            images[index, top : top + 10, left] = -1.0
    return drawings, coloured


def rows_of(table):
    return {row[0]: row[1:] for row in table.rows}


def test_a_perfect_translator_scores_perfectly(domains):
    drawings, coloured = domains
    to_pencil, to_colour = evaluate_translation(
        {"x_to_y": lambda x: coloured, "y_to_x": lambda y: drawings},
        drawings,
        coloured,
        one_answer="y_to_x",
        names=("drawing", "picture"),
    )
    assert to_pencil.title == "Picture to drawing"
    assert rows_of(to_pencil)["this model"] == pytest.approx([0.0, 1.0])
    assert rows_of(to_colour)["this model"] == rows_of(to_colour)["the true counterparts"]
    assert rows_of(to_colour)["this model"][1] == pytest.approx(0.0, abs=1e-9)


def test_an_identity_translator_scores_as_its_baseline(domains):
    tables = evaluate_translation(
        {"x_to_y": lambda x: x, "y_to_x": lambda y: y}, *domains, one_answer="y_to_x"
    )
    for table in tables:
        rows = rows_of(table)
        assert rows["this model"] == rows["baseline: input unchanged"]


def test_l1_is_in_the_units_of_the_pictures(domains):
    drawings, coloured = domains
    (table, _) = evaluate_translation(
        {"x_to_y": lambda x: x, "y_to_x": lambda y: y}, drawings, coloured, one_answer="y_to_x"
    )
    assert rows_of(table)["this model"][0] == pytest.approx(np.abs(coloured - drawings).mean())


def test_the_direction_with_one_answer_may_be_either(domains):
    tables = evaluate_translation(
        {"x_to_y": lambda x: x, "y_to_x": lambda y: y}, *domains, one_answer="x_to_y"
    )
    assert "L1" in tables[0].columns[1]
    assert tables[0].title == "X to Y"


def test_pictures_are_shown_as_rows_of_bytes(domains):
    tables = evaluate_translation(
        {"x_to_y": lambda x: x, "y_to_x": lambda y: y}, *domains, one_answer="y_to_x", shown=3
    )
    (picture,) = tables[0].pictures.values()
    assert picture.shape == (3 * 24, 3 * 24, 3)
    assert picture.dtype == np.uint8
    first, last = picture[:24, :24] / 127.5 - 1, picture[:24, -24:] / 127.5 - 1
    # Neighbours are often alike: what is shown is from all over.
    np.testing.assert_allclose(first, domains[1][0], atol=0.01)
    np.testing.assert_allclose(last, domains[1][-1], atol=0.01)


def test_a_refiner_goes_from_the_first_to_the_second(domains):
    (table,) = evaluate_translation({"refine": lambda x: x}, *domains, one_answer="x_to_y")
    assert table.title == "X to Y"
    rows = rows_of(table)
    assert rows["this model"] == rows["baseline: input unchanged"]


def test_lpips_joins_the_table_of_the_answer_if_asked_for(domains):
    drawings, coloured = (images.repeat(2, axis=1).repeat(2, axis=2) for images in domains)
    with skipped_without_weights():
        (table, other) = evaluate_translation(
            {"x_to_y": lambda x: coloured, "y_to_x": lambda y: drawings},
            drawings,
            coloured,
            one_answer="y_to_x",
            perceptual="lpips_alex",
        )
    assert table.columns[-1] == "lpips_alex to the answer (lower is better)"
    assert rows_of(table)["this model"][-1] == 0.0
    expected = metrics.lpips(coloured, drawings, "alex").mean()
    assert rows_of(table)["baseline: input unchanged"][-1] == pytest.approx(expected)
    assert len(other.columns) == 3


def test_datasets_are_accepted(domains):
    sets = tuple(tf.data.Dataset.from_tensor_slices(images) for images in domains)
    generators = {"x_to_y": lambda x: x, "y_to_x": lambda y: y}
    tables = evaluate("translation", generators, sets, one_answer="y_to_x")
    expected = float(metrics.ssim(domains[1], domains[0]).mean())
    assert rows_of(tables[0])["this model"][1] == pytest.approx(expected)


def test_pairs_and_a_single_direction_are_accepted(domains):
    pairs = tf.data.Dataset.from_tensor_slices(domains)
    (table,) = evaluate("translation", {"x_to_y": lambda x: x}, pairs, one_answer="x_to_y")
    expected = float(metrics.ssim(*domains).mean())
    assert rows_of(table)["this model"][1] == pytest.approx(expected)
    with pytest.raises(ValueError, match=r"`generators` must be for 'x_to_y', 'y_to_x', got 'red'"):
        evaluate("translation", {"red": lambda x: x}, pairs, one_answer="x_to_y")


@pytest.mark.parametrize(
    ("protocol", "settings", "message"),
    [
        ("translaton", {}, "Did you mean 'translation'"),
        ("translation", {"one_anser": "y_to_x"}, "Did you mean 'one_answer'"),
        ("translation", {"perceptual": "lpips_vg"}, "Did you mean 'lpips_vgg'"),
    ],
)
def test_a_wrong_protocol_is_named_before_training(protocol, settings, message):
    with pytest.raises(ValueError, match=message):
        check_protocol(protocol, settings)


def test_wrong_arguments_are_named(domains):
    drawings, coloured = domains
    same = {"x_to_y": lambda x: x, "y_to_x": lambda y: y}
    with pytest.raises(ValueError, match="`one_answer` must be"):
        evaluate_translation(same, drawings, coloured, one_answer="forth")
    with pytest.raises(ValueError, match="got 6 and 5 pictures"):
        evaluate_translation(same, drawings, coloured[:5], one_answer="y_to_x")


def test_a_table_prints_and_serializes():
    table = ScoreTable("Title", ["", "score"], [["ours", 0.12345], ["theirs", 2.0]], "Note.")
    lines = str(table).splitlines()
    assert lines[0] == "Title"
    assert lines[2].split() == ["ours", "0.123"]
    assert lines[-1] == "Note."
    assert json.loads(json.dumps(table.to_dict()))["rows"] == [["ours", 0.12345], ["theirs", 2.0]]
