"""Two replicas hold the same weights, balances and stages after training."""

import json
from pathlib import Path

import numpy as np
from new_process import output_of


def test_replicas_stay_in_step(tmp_path):
    script = Path(__file__).parents[1] / "shared" / "family_replicas.py"
    output_of(script, tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert set(report) == {"began"}
    for family, found in report.items():
        assert np.isfinite(list(found["losses"].values())).all(), family
        assert found["copies"] == 2, family
        apart = {path: gap for path, gap in found["differences"].items() if gap > 1e-6}
        assert not apart, f"{family}: {apart}"
