"""Writes the report of a run from the files in its folder."""

import os

from keras_gan_zoo.callbacks.checkpoint_folder import checkpoints
from keras_gan_zoo.callbacks.progress import duration
from keras_gan_zoo.report import page
from keras_gan_zoo.report.commands import next_commands
from keras_gan_zoo.report.curves import loss_curves
from keras_gan_zoo.report.snapshots import (
    choose_snapshots,
    data_address,
    picture_files,
    rows_over_time,
)
from keras_gan_zoo.runs.directory import RunDirectory
from keras_gan_zoo.runs.history_file import read_history
from keras_gan_zoo.storage.durable import write_text

_SECTIONS = ("model", "optimizers", "data", "test_data", "training", "evaluation")


def write_report(directory: RunDirectory | str | os.PathLike) -> None:
    """Writes `report.html` of a run, finished or not.

    The page holds its pictures, drawings and style in itself, and runs no code: it can be mailed
    and read without a network.

    Args:
        directory: The run's folder.

    Raises:
        RecipeError: If the folder holds no run.

    Example:
        >>> write_report("runs/dcgan_fashion_mnist")
    """
    if not isinstance(directory, RunDirectory):
        directory = RunDirectory(directory)
    settings = directory.settings()
    history = read_history(directory.history_file)
    kinds = rows_over_time(directory.pictures)
    sections = [
        page.header(settings["name"], settings["summary"], _facts(directory, settings, history)),
        page.timelines(kinds, _direction_names(settings, kinds)),
        _last_sheet(directory, kinds),
        _texts(directory),
        _scores(directory),
        _evaluations(directory),
        _losses(history),
        page.settings_table(_setting_sections(settings)),
        page.commands(next_commands(directory, settings, tuple(kinds))),
    ]
    write_text(directory.report_file, page.page(settings["name"], sections))


def _facts(directory, settings, history):
    run, steps = settings["run"], settings["training"]["steps"]
    done = history[-1]["step"] if history else 0
    machine = run["machine"]
    facts = {
        "state": "finished" if directory.finished else f"stopped at step {done:,} of {steps:,}",
        "model": settings["model"]["name"],
        "data": settings["data"]["name"],
        "training": f"{done:,} steps, batch size {settings['training']['batch_size']}"
        + (f", {duration(history[-1]['seconds'])}" if history else ""),
        "machine": f"{machine['cores']} cores, {machine['processor']}"
        + "".join(f", {name}" for name in machine["accelerators"]),
    }
    kept = list(checkpoints(directory.best))
    if kept:
        facts["kept"] = f"step {kept[0]:,}, the best by {settings['training']['keep_best']}"
    seconds = directory.scores().get("seconds", {})
    after = [
        f"{name} {duration(took)}"
        for name, took in seconds.items()
        if name != "training" and took >= 0.5
    ]
    if after:
        facts["afterwards"] = ", ".join(after)
    return facts


def _direction_names(settings, kinds):
    x, y = (settings.get("evaluation") or {}).get("names") or ("X", "Y")
    names = {"x_to_y": (x, y), "y_to_x": (y, x)}
    return {
        direction: f"{source[:1].upper()}{source[1:]} to {target}"
        for direction, (source, target) in names.items()
        if f"{direction} input" in kinds
    }


def _last_sheet(directory, kinds):
    files = picture_files(directory.pictures)
    if "samples" not in kinds or not files:
        return ""
    step = int(files[-1].stem.removeprefix("step_"))
    return page.final_sheet(data_address(files[-1]), f"Samples at step {step:,}, not selected")


def _texts(directory):
    files = {
        int(path.stem.removeprefix("step_")): path.read_text(encoding="utf-8").splitlines()
        for path in sorted(directory.samples.glob("step_*.txt"))
    }
    if not files:
        return ""
    last = max(files)
    chosen = choose_snapshots(sorted(files))
    earlier = {step: files[step][0] for step in chosen}
    return page.texts(f"Texts at step {last:,}, not selected", files[last], earlier)


def _scores(directory):
    scores = directory.scores()
    tables = scores.get("tables", [])
    if not tables:
        return ""
    parts = [
        page.score_table(
            table,
            [
                (picture["caption"], data_address(directory.path / picture["file"]))
                for picture in pictures
            ],
        )
        for table, pictures in zip(tables, scores["pictures"], strict=True)
    ]
    return "<h2>Scores on held-out data</h2>" + "".join(parts)


def _evaluations(directory):
    lines = read_history(directory.evaluations_file)
    curves = loss_curves(lines)
    if not curves:
        return ""
    note = "Taken during training, always from the same latents."
    return f'<h2>Scores over time</h2><div class="card">{curves}<p class="faint">{note}</p></div>'


def _losses(history):
    curves = loss_curves(history)
    if not curves:
        return ""
    note = (
        "Thin: the mean over each stretch of the log; thick: smoothed. The losses of a game tell "
        "who is winning, not how good the pictures are."
    )
    return f'<h2>Losses</h2><div class="card">{curves}<p class="faint">{note}</p></div>'


def _setting_sections(settings):
    sections = {name: settings[name] for name in _SECTIONS if settings.get(name)}
    run = settings["run"]
    return {
        **sections,
        "export": {"formats": settings["export"]},
        "run": {"started": run["started"], "recipe's SHA-256": run["hash"]},
        "versions": run["versions"],
        "machine": run["machine"],
    }
