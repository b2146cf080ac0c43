"""Two replicas take the steps that one takes of the whole batch, the first one included."""

import json
from pathlib import Path

import pytest
from new_process import output_of


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    out = tmp_path_factory.mktemp("replicas") / "report.json"
    output_of(Path(__file__).parents[2] / "shared" / "flow_replicas.py", out)
    return json.loads(out.read_text())


@pytest.mark.parametrize("family", ["glow", "real_nvp"])
def test_replicas_begin_and_go_on_as_one(report, family):
    assert max(report[family]["moved"]) > 0.01
    assert max(report[family]["apart"]) < 1e-4
