"""What is counted of points off the support, and how a width is said to be enough."""

import numpy as np
import pytest

from benchmarks.families.lectures.off_the_support import (
    MEANS,
    REAL,
    build,
    judged,
    medians,
    needed_width,
    table,
    told_widths,
)
from keras_gan_zoo.data import gaussian_ring

ROWS = {
    "ring / 0 / data": {"0": {"off": 0.01, "modes": 8}},
    f"ring / 16 / {MEANS}": {"0": {"off": 0.9, "modes": 8}, "1": {"off": 0.8, "modes": 7}},
    "ring / 16 / gan": {"0": {"off": 0.5, "modes": 8}, "1": {"off": 0.5, "modes": 6}},
    f"ring / 128 / {MEANS}": {"0": {"off": 0.4, "modes": 8}, "1": {"off": 0.3, "modes": 8}},
    f"ring / 64 / {MEANS}": {"0": {"off": 0.6, "modes": 8}, "1": {"off": 0.5, "modes": 8}},
}


def test_points_farther_than_three_deviations_are_off():
    ring = gaussian_ring(8, 1.0, 0.01)
    points = ring.centres[[0, 0, 1, 2]] + np.array([[0, 0], [0.029, 0], [0, 0.031], [0.5, 0]])
    assert judged(points, ring) == {"off": 0.5, "modes": 1}


def test_the_share_of_the_data_itself_is_rayleighs():
    ring = gaussian_ring()
    # Of a Gaussian of the plane exp(-9 / 2) lies beyond three deviations.
    assert judged(ring.sample(100_000, seed=0), ring)["off"] == pytest.approx(
        np.exp(-4.5), abs=0.002
    )


def test_medians_are_by_width_in_order():
    of_vae = medians(ROWS, "ring", MEANS)
    assert of_vae == pytest.approx({16: 0.85, 64: 0.55, 128: 0.35}) and list(of_vae) == [
        16,
        64,
        128,
    ]
    assert medians(ROWS, "grid", MEANS) == {}
    assert medians(ROWS, "ring", "gan", "modes") == {16: 7}


@pytest.mark.parametrize(("aim", "width"), [(0.9, 16), (0.55, 64), (0.5, 128), (0.1, None)])
def test_the_least_width_that_is_off_no_more_is_needed(aim, width):
    assert needed_width(medians(ROWS, "ring", MEANS), aim) == width


def test_a_width_is_told_for_each_of_the_gans():
    wider = {f"ring / {w} / gan": {"0": {"off": 0.2, "modes": 8}} for w in (32, 64)}
    (line,) = told_widths({**ROWS, **wider})
    assert line == (
        f"- ring of 8, units of `{MEANS}` for as small a share off as gan's: 128 for its 16; "
        "more than 128 for its 32, 64."
    )


def test_the_page_has_a_row_for_each_width_and_the_data_in_each():
    found = table(ROWS)
    assert list(found) == [f"ring of 8, {width} units" for width in (16, 64, 128)]
    ((seeds, one),) = found["ring of 8, 16 units"].items()
    assert seeds == "0, 1" and one[REAL] == "1.0%; 8"
    assert one["gan"] == "50.0%; 7 (6 to 8)"
    assert one[MEANS] == "85.0% (80.0% to 90.0%); 8 (7 to 8)"


def test_the_vaes_decoder_is_the_network_of_the_gans_generator():
    width = 8
    vae, gan = build("vae", width, 0, 10), build("gan", width, 0, 10)
    shapes = [
        [weight.shape for weight in network.weights] for network in (vae.decoder, gan.generator)
    ]
    assert (
        shapes[0] == shapes[1] == [(2, width), (width,), (width, width), (width,), (width, 2), (2,)]
    )
    kinds = [
        [layer.get_config().get("activation") for layer in network.layers[:-1]]
        for network in (vae.decoder, gan.generator)
    ]
    assert kinds[0] == kinds[1]
