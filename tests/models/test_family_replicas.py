"""Two replicas hold the same weights, balances and stages after training."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

import keras_gan_zoo


def test_replicas_stay_in_step(tmp_path):
    script = Path(__file__).with_name("family_replicas.py")
    root = Path(keras_gan_zoo.__file__).parents[1]
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    subprocess.run(
        [sys.executable, script, tmp_path / "report.json"],
        env={**os.environ, "PYTHONPATH": path},
        check=True,
    )
    report = json.loads((tmp_path / "report.json").read_text())
    assert set(report) == {"began", "gogan", "unrolled_gan"}
    for family, found in report.items():
        assert np.isfinite(list(found["losses"].values())).all(), family
        assert found["copies"] == 2, family
        apart = {path: gap for path, gap in found["differences"].items() if gap > 1e-6}
        assert not apart, f"{family}: {apart}"
