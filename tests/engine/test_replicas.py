"""Two replicas of half a batch train as one of the whole batch."""

from pathlib import Path

import numpy as np
from keras import ops
from new_process import output_of


def test_two_replicas_equal_one(tmp_path, pictures):
    small = ops.convert_to_numpy(ops.image.resize(pictures[:24], (16, 16)))
    points = np.random.default_rng(0).normal(size=(12, 2)).astype("float32")
    np.savez(tmp_path / "data.npz", x=small[:12], y=-small[12:], points=points)
    script = Path(__file__).parents[1] / "shared" / "replicas.py"
    output_of(script, tmp_path / "data.npz", tmp_path)
    results = []
    for count in (1, 2):
        with np.load(tmp_path / f"{count}.npz") as result:
            results.append(dict(result))
    one, two = results
    assert one.keys() == two.keys()
    for name, value in one.items():
        np.testing.assert_allclose(two[name], value, rtol=1e-5, atol=1e-5, err_msg=name)
