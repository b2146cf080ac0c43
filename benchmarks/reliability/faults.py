"""The faults of benchmarks/reliability: each an incident in a training, which then goes on."""

import dataclasses
import json
import random
import re
import resource
import signal
import time

from benchmarks.common.local_workers import worker_settings
from benchmarks.reliability import worker
from benchmarks.reliability.processes import Process
from benchmarks.reliability.worker import Training

STEPS = 30
_CHECKPOINT = re.compile(r"step_(\d+)\.keras")


class Incidents:
    """One training, to which one thing after another happens.

    Args:
        training: What is trained, in a folder that is new.
        seconds: How long it takes undisturbed: to its first step, and from there to its end.
        seed: Of the moments.
    """

    def __init__(self, training: Training, seconds, seed):
        self.training = training
        self.folder = training.folder
        self.startup, self.stepping = seconds
        self.moment = random.Random(f"{training.family} {seed}")

    @property
    def finished(self) -> bool:
        """Whether the training has come to its end."""
        return (self.folder / "final.json").exists()

    def newest(self) -> int:
        """Returns the step of the newest checkpoint, 0 if there is none."""
        names = (_CHECKPOINT.fullmatch(each.name) for each in self.folder.glob("checkpoints/*"))
        return max((int(name[1]) for name in names if name), default=0)

    def begin(self, before=None, environment=None, **changes) -> Process:
        """Starts the training, or starts it again."""
        return Process(
            worker.run,
            dataclasses.replace(self.training, **changes),
            folder=self.folder,
            environment=environment,
            before=before,
        )

    def send(self, number, starting=0.0):
        """Starts the training and sends it a signal; returns the exit code and the last step.

        Args:
            number: The signal.
            starting: Share of the signals that come before the first step.
        """
        process = self.begin()
        told = 0
        if self.moment.random() < starting:
            time.sleep(self.moment.uniform(0, self.startup))
        else:
            told = process.wait_for(self.newest() + self.moment.randrange(1, 5))
            time.sleep(self.moment.uniform(0, 4 * self.stepping / STEPS))  # two checkpoints' time
        process.send(number)
        code, last, _ = process.end()
        return code, max(told, last)

    def killed(self) -> dict:
        """SIGKILL at a random moment, of the start too."""
        code, last = self.send(signal.SIGKILL, starting=0.2)
        return {
            "hit": code == -signal.SIGKILL,
            "starting": last == 0,
            "writing": any(self.folder.glob("checkpoints/.*partial*")),
            "redone": max(0, last - self.newest()),
        }

    def damaged(self) -> dict:
        """SIGKILL, and a bit of the newest checkpoint flips."""
        self.send(signal.SIGKILL)
        step = self.newest()
        whole = self.folder / f"checkpoints/step_{step:06d}.keras"
        if step <= 2:  # killed so early that there is nothing before the newest
            return {"hit": False}
        content = bytearray(whole.read_bytes())
        content[self.moment.randrange(len(content))] ^= 1 << self.moment.randrange(8)
        whole.write_bytes(content)
        process = self.begin()
        told = process.wait_for(step)
        process.send(signal.SIGKILL)
        process.end()
        aside = whole.with_name(whole.name + ".damaged").exists()
        return {"hit": aside and told > 0, "redone": 2}

    def interrupted(self) -> dict:
        """Ctrl-C: the step in progress is finished and saved."""
        return self._told_to_stop(signal.SIGINT)

    def terminated(self) -> dict:
        """SIGTERM, as a platform sends it before it takes the machine away."""
        return self._told_to_stop(signal.SIGTERM)

    def _told_to_stop(self, number):
        code, last = self.send(number)
        return {"hit": code == 0 and not self.finished, "redone": max(0, last - self.newest())}

    def disk_full(self) -> dict:
        """Files may not grow beyond some kilobytes: a checkpoint does not fit."""

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, resource.RLIM_INFINITY))

        before = self.newest()
        code, _, error = self.begin(before=limit).end()
        named = f"step_{before:06d}.keras" in error if before else "none before it" in error
        return {"hit": code == 1 and "CheckpointNotWritten" in error and named, "error": error}

    def no_folder(self) -> dict:
        """The folder of the checkpoints is none: known before the first step."""
        checkpoints, kept = self.folder / "checkpoints", self.folder / "kept"
        if checkpoints.exists():
            checkpoints.rename(kept)
        checkpoints.touch()
        code, last, error = self.begin().end()
        checkpoints.unlink()
        if kept.exists():
            kept.rename(checkpoints)
        return {
            "hit": code == 1 and last == 0 and "CheckpointNotWritten" in error,
            "error": error,
        }

    def not_finite(self) -> dict:
        """A weight becomes NaN between two checkpoints: the next step ends, and names the last."""
        before = self.newest()
        # Even steps are saved, and those at which it was told to stop.
        step = before + 1 + before % 2 + self.moment.choice((0, 2))
        code, last, error = self.begin(poisoned_step=step).end()
        good = f"step_{step - 1:06d}.keras" in error or step == 1
        hit = code == 1 and last == step and f"at step {step + 1}" in error and good
        return {"hit": hit, "error": error, "redone": 1}

    def worker_killed(self) -> dict:
        """One of two workers is killed; its platform ends the other."""
        first, second = self.begin_workers()
        first.wait_for(self.newest() + self.moment.randrange(1, 6))
        second.send(signal.SIGKILL)
        code, *_ = second.end()
        time.sleep(1)
        first.send(signal.SIGKILL)
        _, last, _ = first.end()
        return {"hit": code == -signal.SIGKILL, "redone": max(0, last - self.newest())}

    def begin_workers(self) -> list[Process]:
        """Starts two workers on this machine."""
        return [self.begin(environment={"TF_CONFIG": each}) for each in worker_settings()]

    def finish(self) -> tuple:
        """Brings the training to its end, in a new interpreter; returns its `outcome`.

        Of several workers each begins as a copy.

        Raises:
            RuntimeError: If it does not go on.
        """
        if self.training.strategy:
            ends = [process.end() for process in self.begin_workers()]
        else:
            ends = [Process(worker.run, self.training, folder=self.folder, fresh=True).end()]
        for code, _, error in ends:
            if code:
                raise RuntimeError(f"{self.training.family} does not go on: {error or code}")
        return self.outcome()

    def outcome(self) -> tuple:
        """Returns the digest of what a finished training came to, and its logs without times."""
        lines = (self.folder / "history.jsonl").read_text().splitlines()
        logs = [{**json.loads(line), "seconds": None} for line in lines]
        return json.loads((self.folder / "final.json").read_text()), logs


def straight(training: Training) -> tuple:
    """Trains without any fault; returns how long that took and what it came to."""
    incidents = Incidents(training, (0, 0), 0)
    if training.strategy:
        return (1.0, 1.0), incidents.finish()
    began = time.monotonic()
    process = incidents.begin()
    process.wait_for(1)
    first = time.monotonic()
    code, _, error = process.end()
    if code:
        raise RuntimeError(f"{training.family} does not train: {error or code}")
    ended = time.monotonic()
    return (first - began, ended - first), incidents.outcome()
