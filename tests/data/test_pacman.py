"""Games of Ms. Pac-Man: those of the test are never trained on, and each is kept as it was seen.

The emulator is not needed: a console of the tests' own plays a game of three colours.
"""

import sys

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data.sets import pacman

LENGTHS = {0: 7, 1: 9, 2: 4, 1000: 6, 1001: 8}


class ToyConsole:
    """A game whose screen is a point that the player moves, over after as many steps as it says."""

    started: list = []
    palette = np.zeros((256, 3), "uint8")

    def __init__(self):
        self.palette[[0, 7, 9]] = [(0, 28, 136), (210, 164, 74), (200, 0, 0)]

    def start(self, seed):
        self.started.append(seed)
        self.seed, self.steps, self.row = seed, 0, 0

    def step(self, direction):
        self.steps += 1
        screen = np.zeros((210, 160), "uint8")
        screen[self.steps, 40 * direction] = 7
        screen[100, self.seed % 160] = 9
        screen[200] = 7  # the score, below the field
        return screen

    @property
    def over(self):
        return self.steps > LENGTHS.get(self.seed, 5) + pacman._OPENING


@pytest.fixture
def toy(monkeypatch, tmp_path):
    monkeypatch.setattr(pacman, "Console", ToyConsole)
    monkeypatch.setattr(ToyConsole, "started", [])
    monkeypatch.setattr(pacman.importlib.metadata, "version", lambda package: f"toy {package}")
    monkeypatch.setattr(pacman, "GAMES", {"train": 3, "test": 2})
    monkeypatch.setattr(pacman, "_OPENING", 2)
    return {"cache_dir": tmp_path}


def clips(dataset):
    """Returns clips as bytes."""
    return np.rint((np.stack(list(dataset)) + 1) * 127.5).astype("uint8")


def test_no_game_is_in_both_splits_and_each_is_played_once(toy):
    for split in ("train", "test", "train"):
        data.load("pacman", split, **toy)
    assert ToyConsole.started == [0, 1, 2, 1000, 1001]


def test_clips_are_what_was_seen_and_of_one_game(toy):
    found = clips(data.load("pacman", **toy))
    assert found.shape == (3 + 5, 5, 168, 160, 3)  # of the game of 4 frames, none
    marks = [np.argwhere((clip == (200, 0, 0)).all(-1))[:, -1] for clip in found]
    assert [set(mark) for mark in marks] == [{0}] * 3 + [{1}] * 5
    rows = np.argwhere((found[4] == (210, 164, 74)).all(-1))[:, 1]
    np.testing.assert_array_equal(rows, np.arange(5) + 2 + 2)  # after the opening's two
    assert clips(data.load("pacman", frames=8, **toy)).shape[:2] == (2, 8)


def test_a_player_keeps_its_direction_for_a_while_and_is_known_by_its_seed():
    pacman_steps = [np.argwhere(screen == 7)[0, 1] for screen in pacman.play(ToyConsole(), 5000)]
    assert pacman_steps == [
        np.argwhere(screen == 7)[0, 1] for screen in pacman.play(ToyConsole(), 5000)
    ]

    class Endless(ToyConsole):
        over = False

        def step(self, direction):
            return np.full((210, 160), direction, "uint8")

    directions = [screen[0, 0] for screen in pacman.play(Endless(), 1)]
    assert len(directions) == 1000 and set(directions) == {0, 1, 2, 3}
    changes = np.mean(np.diff(np.int64(directions)) != 0)
    assert changes == pytest.approx(0.12 * 3 / 4, abs=0.03)


def test_a_game_that_is_stopped_leaves_nothing_half(toy, monkeypatch):
    def stopped(self, seed):
        if seed == 2:
            raise KeyboardInterrupt
        ToyConsole.start(self, seed)

    monkeypatch.setattr(pacman, "Console", type("Stopped", (ToyConsole,), {"start": stopped}))
    with pytest.raises(KeyboardInterrupt):
        data.load("pacman", **toy)
    assert not list(toy["cache_dir"].rglob("*.npy"))


def test_games_that_were_played_need_no_emulator(toy, monkeypatch):
    data.load("pacman", **toy)
    monkeypatch.setattr(pacman, "Console", None)
    monkeypatch.setattr(pacman.importlib.metadata, "version", None)
    assert int(data.load("pacman", **toy).cardinality()) == 8


def test_without_the_emulator_the_command_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "ale_py", None)
    with pytest.raises(ImportError, match=r"'ale-py', which .*pip install keras_gan_zoo\[games\]"):
        data.load("pacman", cache_dir=tmp_path)
