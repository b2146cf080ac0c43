"""The folder of a run: its layout, and whether the run is finished."""

import base64
import contextlib
import datetime
import html
import itertools
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from keras_gan_zoo.recipes.recipe import Recipe, first_difference, resolve
from keras_gan_zoo.storage.durable import write_text
from keras_gan_zoo.storage.yaml_values import RecipeError, read_settings, to_yaml

try:
    import fcntl
except ImportError:  # not on Windows, where nothing keeps two processes apart
    fcntl = None  # type: ignore[assignment]

COMMAND = "python -m keras_gan_zoo"


class RunDirectory:
    """The folder of a run.

        recipe.yaml     every setting, the recipe's hash, versions and machine
        history.jsonl   the losses
        pictures/       step_000100.png ...
        samples/        step_000100.txt ..., of a family that writes text
        pretraining/    stage_001.keras, where the recipe has stages before the game
        checkpoints/    step_000200.keras ...
        evaluations.jsonl   the scores during training, where the recipe asks for them
        best/           step_000200.keras, the best model by the score that the recipe names
        tracker/        what a tracker keeps, where the recipe asks for one
        export/         what the recipe exports
        scores.json     the scores; it is there once the run is finished
        scores/         pictures that belong to them
        growth.png      the same pictures after 100 steps, 1,000 and so on; growth.webp, a film
        report.html     all of it to read

    Args:
        path: The folder; it need not exist.
    """

    def __init__(self, path: str | os.PathLike):
        self.path = Path(path)
        self.recipe_file = self.path / "recipe.yaml"
        self.history_file = self.path / "history.jsonl"
        self.pictures = self.path / "pictures"
        self.samples = self.path / "samples"
        self.pretraining = self.path / "pretraining"
        self.checkpoints = self.path / "checkpoints"
        self.evaluations_file = self.path / "evaluations.jsonl"
        self.best = self.path / "best"
        self.tracker = self.path / "tracker"
        self.export = self.path / "export"
        self.scores_file = self.path / "scores.json"
        self.score_pictures = self.path / "scores"
        self.report_file = self.path / "report.html"

    def __str__(self) -> str:
        return (
            os.path.relpath(self.path) if self.path.is_relative_to(Path.cwd()) else str(self.path)
        )

    def _repr_html_(self) -> str:
        """Returns the run as a notebook shows it: how far it is, and its pictures."""
        state = "finished" if self.finished else "unfinished" if self.exists else "not begun"
        lines = [f"<b>{html.escape(str(self))}</b> ({state})"]
        shown = [*self.sheets(".png")[-1:], self.path / "growth.png"]
        for file in reversed([file for file in shown if file.is_file()]):
            picture = base64.b64encode(file.read_bytes()).decode()
            lines.append(f"<img src='data:image/png;base64,{picture}'><br>{file.name}")
        return "<br>".join(lines)

    def sheet_folder(self, suffix: str) -> Path:
        """Returns the folder of the sheets with a suffix: pictures, or samples of another kind."""
        return self.pictures if suffix == ".png" else self.samples

    def sheets(self, suffix: str) -> list[Path]:
        """Returns the sheets that were written so far, in the order of their steps."""
        found = self.sheet_folder(suffix).glob(f"step_*{suffix}")
        return sorted(found, key=lambda path: int(path.stem.removeprefix("step_")))

    @property
    def exists(self) -> bool:
        """Whether a run was begun here.

        Raises:
            RecipeError: If the folder holds something else.
        """
        if self.recipe_file.is_file():
            return True
        if not self.path.exists() or (self.path.is_dir() and not any(self.path.iterdir())):
            return False
        raise RecipeError(
            f"{str(self)!r} holds no run (no recipe.yaml), and nothing is written over what is "
            "there: choose another run_dir."
        )

    @property
    def finished(self) -> bool:
        """Whether the run is finished."""
        return self.scores_file.is_file()

    def begin(self, recipe: Recipe, surroundings: Mapping) -> None:
        """Makes the folder and writes the recipe.

        Args:
            recipe: What is run.
            surroundings: What else a reader should know: versions and machine.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        self.write_recipe(
            {
                **recipe.to_dict(),
                "score": {},
                "run": {"hash": recipe.hash, "started": now(), **surroundings},
            }
        )

    def write_recipe(self, settings: Mapping) -> None:
        """Writes `recipe.yaml` atomically."""
        write_text(self.recipe_file, to_yaml(settings))

    def settings(self) -> dict:
        """Returns the content of `recipe.yaml`."""
        return read_settings(self.recipe_file)

    def recipe(self) -> Recipe:
        """Returns the recipe that is run here."""
        return resolve(self.settings())

    def scores(self) -> dict:
        """Returns the content of `scores.json`, or an empty dict before there is any."""
        return json.loads(self.scores_file.read_text()) if self.finished else {}

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Locks the folder against training by a second process.

        Raises:
            RecipeError: If another process is at it.
        """
        if fcntl is None:
            yield
            return
        with (self.path / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise RecipeError(
                    f"Another process is training in {str(self)!r}: wait for it, or choose "
                    "another run_dir."
                ) from None
            yield


def choose_directory(
    recipe: Recipe, path: str | os.PathLike | None = None, *, resume: bool = True
) -> tuple[RunDirectory, str]:
    """Chooses the folder of a run, so that nothing is overwritten.

    Args:
        recipe: What is to be run.
        path: The folder asked for; `None` for `runs/<name of the recipe>`.
        resume: Whether an unfinished run of the same recipe is resumed.

    Returns:
        The folder: a new one, or that of an unfinished run. And what to tell the user of it.

    Raises:
        RecipeError: If an unfinished run of another recipe, or something else, is in the way.
    """
    first = Path(path) if path is not None else Path("runs") / recipe.name
    messages: list[str] = []
    for number in itertools.count(1):
        directory = RunDirectory(
            first if number == 1 else first.with_name(f"{first.name}_{number}")
        )
        if not directory.exists:
            return directory, "".join(messages) + f"The run will be in {directory}."
        if directory.finished:
            messages.append(f"{directory} is finished; its report is {directory}/report.html.\n")
        elif resume:
            _check_same(directory, recipe)
            return directory, "".join(messages) + f"{directory} is unfinished; going on with it."
        else:
            messages.append(f"{directory} is unfinished and stays as it is.\n")
    raise AssertionError("unreachable")


def _check_same(directory, recipe):
    difference = first_difference(directory.recipe(), recipe)
    if difference:
        raise RecipeError(
            f"{str(directory)!r} holds an unfinished run of other settings, first {difference}: "
            f"finish it with `{COMMAND} train --run_dir {directory}`, or choose another run_dir."
        )


def now() -> str:
    """Returns the time in UTC, to the second."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
