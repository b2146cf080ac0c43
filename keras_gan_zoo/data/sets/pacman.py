"""Ms. Pac-Man as videos: seeded games in the Arcade Learning Environment, played here."""

import importlib.metadata
import itertools
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.machine.progress_bar import progress_bar
from keras_gan_zoo.storage.cache import prepared_arrays

if TYPE_CHECKING:
    from keras_gan_zoo.data.examples import Examples

GAMES = {"train": 40, "test": 10}
"""Games of each split."""

FIRST = {"train": 0, "test": 1000}
"""The seed of each split's first game: no game is in both."""

SHAPE = (168, 160, 3)
"""The play field: what lies below it are lives and the score. All sides can be halved thrice."""

CLIP = 5
"""Frames of a clip if nobody says: four that are known, and the one that comes."""

_LONGEST = 1000
_OPENING = 66  # steps of the tune, in which nobody moves
_SKIPPED = 4  # of the console's 60 frames a second, as agents play
_TURNS = 0.12  # the chance of a new direction at each step: games last for hundreds of steps


@register_source(
    "pacman",
    kind="videos",
    splits=("train", "test"),
    image_shape=SHAPE,
    licence="GPL-2.0 (the emulator); the game's pictures are Atari's",
    description="40 seeded games of Ms. Pac-Man for training and 10 others for testing, some 500 "
    "frames each at 15 a second, in clips of `frames` (5), played here.",
)
def _prepare(options: LoadOptions) -> "Examples":
    # Here, as TensorFlow is not to be waited for by who lists the data sets.
    from keras_gan_zoo.data.clips import clip_examples

    return clip_examples(stored_games(options), options.frames or CLIP, "pacman")


def stored_games(options: LoadOptions) -> "list[Game]":
    """Returns the games of `options.split`, which are played if they were not yet.

    Raises:
        ImportError: If they have to be played, and the emulator is not installed.
    """
    split = options.split
    # Not the emulator's version: games that were played once need no emulator any more.
    made_from = {
        "games": [FIRST[split], GAMES[split]],
        "steps": [_LONGEST, _OPENING, _SKIPPED],
    }
    held = prepared_arrays(
        options.cache_dir / "pacman" / split,
        ["frames", "ends", "games", "palette"],
        lambda: (_played(split), {"package": f"ale-py {importlib.metadata.version('ale-py')}"}),
        made_from,
    )
    games = held["games"].tolist()
    return [Game(held, *ends) for ends in itertools.pairwise(games)]


def play(console: Any, seed: int) -> Iterator[np.ndarray]:
    """Plays one game to its end, or to its thousandth step, and yields what is seen.

    The player keeps a direction and takes another now and then, without a look at the maze: at a
    corner nothing on the screen tells which way it will go.

    Args:
        console: A `Console`, or what plays another game by the same four names.
        seed: Of the game and of the player.

    Yields:
        Numbers of colours, uint8 (height, width).
    """
    console.start(seed)
    random = np.random.default_rng(seed)
    direction = int(random.integers(4))
    for step in range(_OPENING + _LONGEST):
        if random.random() < _TURNS:
            direction = int(random.integers(4))
        screen = console.step(direction)
        if console.over:
            return
        if step >= _OPENING:
            yield screen[: SHAPE[0]]


class Console:
    """Ms. Pac-Man in the emulator.

    Attributes:
        palette: Colours by their numbers, uint8 (256, 3): those that were seen.

    Raises:
        ImportError: If the emulator is not installed, with the command that installs it.
    """

    def __init__(self) -> None:
        try:
            from ale_py import ALEInterface, LoggerMode, roms
        except ImportError as error:
            raise ImportError(
                "Playing Ms. Pac-Man needs the package 'ale-py', which comes with "
                "`pip install keras_gan_zoo[games]`."
            ) from error
        ALEInterface.setLoggerMode(LoggerMode.Error)
        self._emulator = ALEInterface()
        self._rom = roms.get_rom_path("ms_pacman")
        self.palette = np.zeros((256, 3), "uint8")

    def start(self, seed: int) -> None:
        """Begins a new game."""
        self._emulator.setInt("random_seed", seed)
        self._emulator.setInt("frame_skip", _SKIPPED)
        self._emulator.setFloat("repeat_action_probability", 0.0)
        self._emulator.loadROM(self._rom)
        self._directions = self._emulator.getMinimalActionSet()[1:5]

    def step(self, direction: int) -> np.ndarray:
        """Goes on in a direction, 0 to 3, and returns the screen as numbers of colours."""
        self._emulator.act(self._directions[direction])
        screen = self._emulator.getScreen()
        self.palette[screen] = self._emulator.getScreenRGB()
        return screen

    @property
    def over(self) -> bool:
        """Whether the last life is lost."""
        return self._emulator.game_over()


def _played(split: str) -> dict[str, np.ndarray]:
    """Plays a split's games and returns them packed: a screen of few colours takes a kilobyte."""
    console, packed, games = Console(), [], [0]
    with progress_bar(total=GAMES[split], desc=f"Ms. Pac-Man, {split}", unit="game") as bar:
        for seed in range(FIRST[split], FIRST[split] + GAMES[split]):
            packed += [zlib.compress(screen.tobytes()) for screen in play(console, seed)]
            games.append(len(packed))
            bar.update()
    return {
        "frames": np.frombuffer(b"".join(packed), "uint8"),
        "ends": np.cumsum([len(frame) for frame in packed]),
        "games": np.array(games),
        "palette": console.palette,
    }


class Game:
    """The frames of one game, uint8 (frames, *SHAPE), unpacked when a slice is asked for."""

    def __init__(self, held: dict[str, np.ndarray], first: int, end: int):
        self._held, self._first, self._count = held, first, end - first

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, asked: slice) -> np.ndarray:
        frames, ends = self._held["frames"], self._held["ends"]
        screens = [
            zlib.decompress(frames[ends[number - 1] if number else 0 : ends[number]].tobytes())
            for number in range(self._first, self._first + self._count)[asked]
        ]
        numbers = np.frombuffer(b"".join(screens), "uint8").reshape(-1, *SHAPE[:2])
        return self._held["palette"][numbers]
