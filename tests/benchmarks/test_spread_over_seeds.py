"""What is told of several seeds, and whose pictures are judged."""

import numpy as np
import pytest
from small_families import small, values

from benchmarks.families.lectures.spread_over_seeds import drawn_by, with_spread


def test_mean_and_deviation_stand_in_a_rows_last_seed():
    rows = {"vae": {"0": {"FID": 10.0}, "1": {"FID": 14.0}}, "gan": {"3": {"FID": 5.0}}}
    told = with_spread(rows)
    assert told["vae"]["0"] == {"FID": 10.0}
    # Of 10 and 14: squares of 4 and 4, by one less than two.
    assert told["vae"]["1"] == {"FID": 14.0, "mean": 12.0, "deviation": pytest.approx(8**0.5)}
    assert told["gan"]["3"] == {"FID": 5.0, "mean": 5.0}


@pytest.mark.parametrize("family", ["gan", "vae"])
def test_pictures_are_drawn_by_the_networks_and_by_their_average(family):
    gan = small(family, ema_decay=0.9, seed=0)
    for name, average in gan.average_names.items():
        for weight in getattr(gan, average).weights:
            if weight.path.endswith("kernel"):  # a variance below 0 would give no pictures at all
                weight.assign(-30.0 * weight)
        assert getattr(gan, name).weights
    as_averaged = gan.generate(3, seed=0, batch_size=250)
    assert np.isfinite(as_averaged).all()
    raw, averaged = drawn_by(gan, 3)
    assert raw.dtype == np.uint8 and np.any(raw != averaged)
    np.testing.assert_array_equal(averaged, np.uint8(np.round(127.5 * as_averaged + 127.5)))
    for name, average in gan.average_names.items():
        both = (values(getattr(gan, each).weights) for each in (name, average))
        assert all(np.array_equal(a, b) for a, b in zip(*both, strict=True))
