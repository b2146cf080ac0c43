"""The competitors of benchmarks/costs/throughput train the same networks, and tell their times."""

import importlib.util
import json
import math
import subprocess
import sys

import pytest

import keras_gan_zoo
from benchmarks.common.places import ROOT
from benchmarks.costs.throughput import nets_keras, report, settings, worker
from benchmarks.costs.throughput.competitor import COMPETITORS


def weights(network):
    return sum(math.prod(variable.shape) for variable in network.trainable_variables)


@pytest.mark.parametrize("name", ["dcgan_32", "sngan_resnet_32"])
def test_plain_keras_has_as_many_weights(name):
    setting = settings.SETTINGS[name]
    plain = nets_keras.networks(setting)
    gan = keras_gan_zoo.get(setting.family, **setting.model_arguments())
    assert weights(plain["G"]) == weights(gan.generator)
    assert weights(plain["D"]) == weights(gan.discriminator)


class _Line:
    """What a worker would read and write."""

    def __init__(self, requests):
        self.requests = iter(requests)

    def readline(self):
        return next(self.requests, "")


def test_a_worker_counts_steps_and_tells_of_those_beyond(monkeypatch):
    written = []
    monkeypatch.setattr(worker.sys, "stdin", _Line(["peak\n", "3\n", "stop\n"]))
    monkeypatch.setattr(worker.os, "_exit", lambda code: written.append(code))
    bursts = worker.Bursts(written.append, lambda: 1e9)
    bursts.begun(build=1.0)
    for _ in range(2):
        bursts.step_done(2)
    assert written[:2] == [{"build": 1.0}, {"peak": 1e9}]
    assert written[2]["excess"] == 1
    assert written[2]["seconds"] >= 0
    assert written[-1] == 0


def test_ratios_are_taken_turn_by_turn():
    result = {
        "seconds": {
            "ours": [1.0, 4.0, 1.0],
            "ours_side_by_side": [1.5, 5.0, 2.0],
            "keras": [2.0, 8.0, 1.5],
            "torch": [3.0, 3.0, 3.0],
        },
        "operations": 6e9,
        "peak": 12e9,
        "load": [1.0, 0.5],
        "threads": 2,
    }
    assert report.ratio(result, "keras") == 2.0
    assert report.best(result, "torch") == "torch"
    assert report.share_of_peak(result, "ours") == 0.5
    row = report.speed_table({"dcgan_32": result})[-1]
    assert row == "| dcgan_32, images/s | 64 | 32 | 32 | 21 |  |  | 3.00 | 2.00 |"


def test_nothing_but_numpy_is_needed_for_the_settings():
    code = "import sys; from benchmarks.costs.throughput import __main__, settings as s"
    code += "; print(json.dumps(list(s.SETTINGS)))"
    code = f"import json; {code}; assert not {{'tensorflow', 'torch'}} & set(sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "cyclegan_64" in json.loads(told.stdout)


def test_every_competitor_has_a_module_that_is_there():
    assert set(worker.MODULES) == set(COMPETITORS)
    assert all(importlib.util.find_spec(module) for module in worker.MODULES.values())
