"""The competitors of benchmarks/throughput.py train the same networks, and say what they took."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

import keras_gan_zoo

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def settings(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    import throughput_settings

    return throughput_settings


def weights(network):
    return sum(math.prod(variable.shape) for variable in network.trainable_variables)


@pytest.mark.parametrize("name", ["dcgan_32", "sngan_resnet_32"])
def test_plain_keras_has_as_many_weights(settings, name):
    import throughput_nets_keras

    setting = settings.SETTINGS[name]
    plain = throughput_nets_keras.networks(setting)
    gan = keras_gan_zoo.get(setting.family, **setting.model_arguments())
    assert weights(plain["G"]) == weights(gan.generator)
    assert weights(plain["D"]) == weights(gan.discriminator)


class _Line:
    """What a worker would read and write."""

    def __init__(self, requests):
        self.requests = iter(requests)

    def readline(self):
        return next(self.requests, "")


def test_a_worker_counts_steps_and_tells_of_those_beyond(settings, monkeypatch):
    import throughput_worker

    written = []
    monkeypatch.setattr(throughput_worker.sys, "stdin", _Line(["peak\n", "3\n", "stop\n"]))
    monkeypatch.setattr(throughput_worker.os, "_exit", lambda code: written.append(code))
    bursts = throughput_worker.Bursts(written.append, lambda: 1e9)
    bursts.begun(build=1.0)
    for _ in range(2):
        bursts.step_done(2)
    assert written[:2] == [{"build": 1.0}, {"peak": 1e9}]
    assert written[2]["excess"] == 1
    assert written[2]["seconds"] >= 0
    assert written[-1] == 0


def test_ratios_are_taken_turn_by_turn(settings):
    import throughput_report

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
    assert throughput_report.ratio(result, "keras") == 2.0
    assert throughput_report.best(result, "torch") == "torch"
    assert throughput_report.share_of_peak(result, "ours") == 0.5
    row = throughput_report.speed_table({"dcgan_32": result})[-1]
    assert row == "| dcgan_32, images/s | 64 | 32 | 32 | 21 |  |  | 3.00 | 2.00 |"


def test_nothing_but_numpy_is_needed_for_the_settings():
    code = "import sys, throughput_settings as s; print(json.dumps(list(s.SETTINGS)))"
    code = f"import json; {code}; assert not {{'tensorflow', 'torch'}} & set(sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=BENCHMARKS, capture_output=True, text=True, check=True
    )
    assert "cyclegan_64" in json.loads(told.stdout)
