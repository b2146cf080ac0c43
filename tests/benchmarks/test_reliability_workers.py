"""A worker that is killed costs no step: the training goes on from its checkpoint."""

import json
from pathlib import Path

from new_process import output_of

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

KILL_AND_FINISH = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from reliability_faults import Incidents
from reliability_worker import Training

folder = Path(sys.argv[2])
training = Training(folder, "gan", 10, strategy="multi_worker", arguments=(("body", "mlp"),))
incidents = Incidents(training, (0, 0), seed="suite")
assert incidents.worker_killed()["hit"]
assert not incidents.finished
incidents.finish()
"""


def test_a_killed_worker_is_begun_again_and_no_step_counts_twice(tmp_path):
    output_of(KILL_AND_FINISH, BENCHMARKS, tmp_path)
    lines = (tmp_path / "history.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines] == list(range(1, 11))
    assert (tmp_path / "final.json").exists()
