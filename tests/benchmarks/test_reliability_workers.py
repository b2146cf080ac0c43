"""A worker that is killed costs no step: the training goes on from its checkpoint."""

import json

from new_process import output_of

KILL_AND_FINISH = """
import sys
from pathlib import Path
from benchmarks.reliability.faults import Incidents
from benchmarks.reliability.worker import Training

folder = Path(sys.argv[1])
training = Training(folder, "gan", 10, strategy="multi_worker", arguments=(("body", "mlp"),))
incidents = Incidents(training, (0, 0), seed="suite")
assert incidents.worker_killed()["hit"]
assert not incidents.finished
incidents.finish()
"""


def test_a_killed_worker_is_begun_again_and_no_step_counts_twice(tmp_path):
    output_of(KILL_AND_FINISH, tmp_path)
    lines = (tmp_path / "history.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines] == list(range(1, 11))
    assert (tmp_path / "final.json").exists()
