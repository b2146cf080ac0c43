"""The faults of benchmarks/reliability.py: each a trial that returns what happened."""

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

_WORKER = Path(__file__).with_name("reliability_worker.py")
STEPS = 40


class Process:
    """A training in a process of its own.

    Args:
        folder: Where it trains.
        family: What it trains.
        *arguments: Further arguments of the worker.
        environment: Added to this process's own.
        before: Called in the new process before it begins.
    """

    def __init__(self, folder, family, *arguments, environment=None, before=None):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._errors = (folder / "errors.txt").open("w+")
        self._process = subprocess.Popen(
            [sys.executable, _WORKER, folder, family, str(STEPS), *arguments],
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env={**os.environ, **(environment or {})},
            preexec_fn=before,
        )

    def wait_for(self, step):
        """Waits for a step; returns the last one told, 0 if the process ends before any."""
        told = 0
        while told < step and (line := self._process.stdout.readline()):
            told = int(line)
        return told

    def send(self, number):
        """Sends a signal."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    def end(self):
        """Waits for the end; returns the exit code, the last step told and the last error line."""
        told = self._process.communicate()[0].split()
        self._errors.seek(0)
        lines = self._errors.read().splitlines()
        self._errors.close()
        error = next((line for line in reversed(lines) if ": " in line), "")
        return self._process.returncode, int(told[-1]) if told else 0, error


def final(folder):
    """Returns what a finished training came to: its weights' digest, and its logs."""
    lines = (folder / "history.jsonl").read_text().splitlines()
    logs = [{**json.loads(line), "seconds": None} for line in lines]
    return json.loads((folder / "final.json").read_text()), logs


def straight(folder, family):
    """Trains without any fault; returns the seconds that the steps took."""
    process = Process(folder, family)
    process.wait_for(1)
    began = time.monotonic()
    code, _, error = process.end()
    if code:
        raise RuntimeError(f"{family} does not train: {error}")
    return time.monotonic() - began


def _finish(folder, family, expected):
    code, _, error = Process(folder, family).end()
    if code:
        return {"same": False, "error": error}
    weights, logs = final(folder)
    return {
        "weights": weights == expected[0],
        "logs": logs == expected[1],
        "same": (weights, logs) == expected,
    }


def _newest(folder):
    steps = [int(path.stem.split("_")[1]) for path in folder.glob("checkpoints/step_*.keras")]
    return max(steps, default=0)


def _ended_by(number, folder, family, seconds, seed):
    moment = random.Random(seed)
    process = Process(folder, family)
    told = process.wait_for(moment.randrange(1, STEPS))
    time.sleep(moment.uniform(0, 2 * seconds / STEPS))  # within the next step or two
    process.send(number)
    code, last, _ = process.end()
    return code, max(told, last)


def killed(folder, family, seconds, expected, seed):
    """SIGKILL at a random moment, then the training is started again."""
    code, last = _ended_by(signal.SIGKILL, folder, family, seconds, seed)
    writing = any(folder.glob("checkpoints/.*partial*"))
    redone = last - _newest(folder)
    return {
        "hit": code == -signal.SIGKILL,
        "writing": writing,
        "redone": redone,
        **_finish(folder, family, expected),
    }


def told_to_stop(folder, family, seconds, expected, seed):
    """Ctrl-C or SIGTERM at a random moment: the step is finished and saved."""
    number = (signal.SIGINT, signal.SIGTERM)[seed % 2]
    code, last = _ended_by(number, folder, family, seconds, seed)
    redone = last - _newest(folder)
    return {"hit": code == 0, "redone": redone, **_finish(folder, family, expected)}


def damaged(folder, family, seconds, expected, seed):
    """SIGKILL, and a bit of the newest checkpoint flips before the training is started again."""
    _ended_by(signal.SIGKILL, folder, family, seconds, seed)
    whole = sorted(folder.glob("checkpoints/step_*.keras"))
    if len(whole) < 2:  # killed so early that there is nothing before the newest
        return {"hit": False, **_finish(folder, family, expected)}
    content = bytearray(whole[-1].read_bytes())
    content[random.Random(seed).randrange(len(content))] ^= 1
    whole[-1].write_bytes(content)
    result = _finish(folder, family, expected)
    named = whole[-1].with_name(whole[-1].name + ".damaged").exists()
    return {"hit": True, "named": named, **result}


def disk_full(folder, family, seconds, expected, seed):
    """Files may not grow beyond some kilobytes: a checkpoint does not fit."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))

    code, _, error = Process(folder, family, before=limit).end()
    hit = code == 1 and "CheckpointNotWritten" in error
    return {"hit": hit, "error": error, **_finish(folder, family, expected)}


def no_folder(folder, family, seconds, expected, seed):
    """The folder of the checkpoints cannot be made: known before the first step."""
    folder.mkdir(parents=True)
    (folder / "checkpoints").touch()
    code, last, error = Process(folder, family).end()
    hit = code == 1 and last == 0 and "CheckpointNotWritten" in error
    (folder / "checkpoints").unlink()
    return {"hit": hit, "error": error, **_finish(folder, family, expected)}


def not_finite(folder, family, seconds, expected, seed):
    """A weight becomes NaN after a random step: the next one stops, before anything is saved."""
    step = random.Random(seed).randrange(3, STEPS - 2)
    code, last, error = Process(folder, family, "--poison", str(step)).end()
    hit = code == 1 and last == step and f"at step {step + 1}" in error
    # The poisoned weights may be in the checkpoint of that very step: they came from outside.
    shutil.rmtree(folder)
    return {"hit": hit, "error": error, **_finish(folder, family, expected)}


def worker_killed(folder, family, seconds, expected, seed):
    """One of two workers is killed; both are started again, as a platform does."""
    expected = _workers(folder / "straight", family, None)
    _workers(folder / "killed", family, random.Random(seed).randrange(1, STEPS))
    return {"hit": True, "same": _workers(folder / "killed", family, None) == expected}


def _workers(folder, family, kill_at):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(2)]
        for one in sockets:
            one.bind(("localhost", 0))
        hosts = [f"localhost:{one.getsockname()[1]}" for one in sockets]
    processes = []
    for index in range(2):
        task = {"cluster": {"worker": hosts}, "task": {"type": "worker", "index": index}}
        environment = {"TF_CONFIG": json.dumps(task)}
        arguments = ("--strategy", "multi_worker")
        processes.append(Process(folder, family, *arguments, environment=environment))
    if kill_at is None:
        codes = [process.end()[0] for process in processes]
        return final(folder) if not any(codes) else codes
    processes[0].wait_for(kill_at)
    processes[1].send(signal.SIGKILL)
    processes[1].end()
    # The other waits for it until its platform ends it, or notices by itself.
    time.sleep(5)
    processes[0].send(signal.SIGKILL)
    processes[0].end()
    return None
