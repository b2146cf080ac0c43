"""History files: a line of JSON for each logged step, continued by a resumed training."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from keras_gan_zoo.storage.durable import write_text


def read_history(path: str | os.PathLike) -> list[dict]:
    """Returns the lines of a file, oldest first.

    A last line that was cut off, as a killed process leaves it, is left out.

    Args:
        path: The file; one that does not exist has no lines.
    """
    lines = Path(path).read_text().splitlines() if Path(path).exists() else []
    history = []
    for line in lines:
        try:
            history.append(json.loads(line))
        except json.JSONDecodeError:
            break
    return history


def append_line(path: Path, line: Mapping) -> None:
    """Appends a line, and creates the file and its folder if they do not exist.

    Args:
        path: The file.
        line: Plain values, among them `step`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")


def keep_lines_until(path: Path, step: int) -> list[dict]:
    """Drops the lines of later steps and a truncated line, and returns the kept ones.

    Args:
        path: The file; it need not exist.
        step: The last step whose line is kept.
    """
    kept = [line for line in read_history(path) if line["step"] <= step]
    text = "".join(json.dumps(line) + "\n" for line in kept)
    if path.exists() and path.read_text() != text:
        write_text(path, text)
    return kept
