"""The test clips: games that nobody trained on, where Ms. Pac-Man stands once in every frame."""

from dataclasses import dataclass

import numpy as np

from benchmarks.families.pacman.figure import ONCE, corners, place, square, state, way

PAST, FUTURE = 4, 10
_STANDS = 2.0  # pixels; her mouth moves her middle by one
_NEAR = 1  # squares around hers in which a corner may lie


@dataclass(frozen=True)
class Clips:
    """Clips of PAST known frames and FUTURE that come.

    Attributes:
        frames: uint8 (n, PAST + FUTURE, height, width, 3).
        at_corner: Whether she stands at a corner in the last known frame, (n,).
    """

    frames: np.ndarray
    at_corner: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """What is predicted from, float32 in [-1, 1]."""
        return self.frames[:, :PAST] / np.float32(127.5) - 1


def games(split: str = "test") -> list[np.ndarray]:
    """Returns the games of a split, uint8 (frames, height, width, 3) each."""
    from keras_gan_zoo.data.options import LoadOptions
    from keras_gan_zoo.data.sets.pacman import stored_games

    return [game[:] for game in stored_games(LoadOptions(split=split))]


def judged_clips(count: int, seed: int = 0) -> Clips:
    """Returns clips at random, one half at corners and one half elsewhere.

    Args:
        count: How many.
        seed: Of the choice.
    """
    films = games()
    paths = [np.array([place(frame) for frame in film]) for film in films]
    turns = corners(paths)
    places: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for number, path in enumerate(paths):
        for start in range(len(path) - PAST - FUTURE + 1):
            here = path[start : start + PAST + FUTURE]
            if np.isfinite(here).all() and way(here[0], here[PAST - 1]) is not None:
                places[near_corner(here[PAST - 1], turns)].append((number, start))
    random = np.random.default_rng(seed)
    frames, at_corner = [], []
    for corner, found in places.items():
        chosen = random.permutation(len(found))[: count // 2]
        for number, start in (found[index] for index in chosen):
            frames.append(films[number][start : start + PAST + FUTURE])
            at_corner.append(corner)
    return Clips(np.stack(frames), np.array(at_corner))


def near_corner(here: np.ndarray, turns: set[tuple[int, int]]) -> bool:
    """Returns whether a corner lies in her square or in one beside it."""
    row, column = square(here)
    around = range(-_NEAR, _NEAR + 1)
    return any((row + down, column + right) in turns for down in around for right in around)


def states(films: np.ndarray) -> np.ndarray:
    """Returns what became of her in each frame of films uint8 (n, frames, ...): (n, frames)."""
    return np.array([[state(frame) for frame in film] for film in films])


def ways(known: np.ndarray, films: np.ndarray) -> np.ndarray:
    """Returns for each film whether she has turned by its end.

    Args:
        known: The known frames, uint8 (n, PAST, ...).
        films: What follows, uint8 (n, FUTURE, ...).

    Returns:
        (n,): 1 where she goes another way than before, 0 where the same, NaN where she stands, or
        is not there once.
    """
    turned = []
    for past, film in zip(known, films, strict=True):
        before = way(place(past[0]), place(past[-1]))
        after = way(place(film[-3]), place(film[-1]))
        turned.append(np.nan if None in (before, after) else float(before != after))
    return np.array(turned)


def stands(known: np.ndarray, films: np.ndarray) -> float:
    """Returns the share of films at whose end she stands where she stood in the last known frame.

    Those are there once, too: a copy of the last frame has all of them.
    """
    pairs = zip(known, films, strict=True)
    return float(np.mean([_same(place(past[-1]), place(film[-1])) for past, film in pairs]))


def _same(here: np.ndarray, there: np.ndarray) -> bool:
    return bool(np.abs(here - there).max() < _STANDS)


def shares(found: np.ndarray) -> dict[str, float]:
    """Returns the share of frames in each state."""
    return {name: float(np.mean(found == name)) for name in (ONCE, "split", "gone")}
