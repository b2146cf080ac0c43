"""Checkpoints on disk: what is whole, what is damaged, and what a killed process leaves."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import keras_gan_zoo
from keras_gan_zoo.callbacks.checkpoint_folder import (
    CheckpointDamaged,
    latest_checkpoint,
    newest_intact,
    write_checkpoint,
)


def write(folder, step, size=1000):
    content = bytes([step]) * size
    return write_checkpoint(folder, step, lambda path: path.write_bytes(content), {"taken": step})


def test_the_newest_goes_by_number(tmp_path):
    for step in (99, 200, 100):
        write(tmp_path, step)
    (tmp_path / "step_x.keras").touch()
    stored = newest_intact(tmp_path)
    assert stored.path.name == "step_000200.keras" and stored.training == {"taken": 200}
    assert "keras" in stored.versions and stored.warning() is None
    assert newest_intact(tmp_path / "none") is None


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def flip(path):
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.write_bytes(content)


def spoil_record(path):
    path.with_suffix(".json").write_text('{"sha256": ')


def lose_record(path):
    path.with_suffix(".json").unlink()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (cut, "its SHA-256 is not the one recorded"),
        (flip, "its SHA-256 is not the one recorded"),
        (spoil_record, "its record cannot be read"),
        (lose_record, "it is not an archive"),
    ],
)
def test_a_damaged_newest_is_named_and_the_one_before_is_used(damage, told, tmp_path):
    before, newest = write(tmp_path, 1), write(tmp_path, 2)
    damage(newest)
    stored = newest_intact(tmp_path)
    assert stored.path == before
    assert stored.warning() == (
        f"Damaged and not used: {str(newest)!r} ({told}). The one before is used: {str(before)!r}."
    )
    damage(before)
    with pytest.raises(CheckpointDamaged, match=r"step_000002.keras.*step_000001.keras"):
        newest_intact(tmp_path)


WRITER = """
import itertools, os, sys
from pathlib import Path
from keras_gan_zoo.callbacks.checkpoint_folder import checkpoints, remove_checkpoint
from keras_gan_zoo.callbacks.checkpoint_folder import write_checkpoint
folder = Path(sys.argv[1])
for step in itertools.count(max(checkpoints(folder), default=0) + 1):
    content = step.to_bytes(4, "little") * (1 << 18)
    write_checkpoint(folder, step, lambda path: path.write_bytes(content), {"taken": step})
    print(step, flush=True)
    for _, old in sorted(checkpoints(folder).items())[:-2]:
        remove_checkpoint(old)
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_checkpoint(tmp_path):
    moments = random.Random(0)
    environment = {**os.environ, "PYTHONPATH": str(Path(keras_gan_zoo.__file__).parents[1])}
    for _ in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE, env=environment
        )
        told = writer.stdout.readline()  # it writes now
        time.sleep(moments.uniform(0.0, 0.03))
        writer.kill()
        told = (told + writer.stdout.read()).split()
        writer.stdout.close()
        assert writer.wait() == -signal.SIGKILL
        stored = newest_intact(tmp_path)
        step = stored.training["taken"]
        assert step >= int(told[-1]) and not stored.damaged
        assert stored.path.read_bytes() == step.to_bytes(4, "little") * (1 << 18)
    assert latest_checkpoint(tmp_path) == stored.path
