"""Lines of two things with a tab between them."""

import os
from collections.abc import Iterable


def tabbed(lines: Iterable[str], name: str | os.PathLike, what: str) -> list[tuple[str, str]]:
    """Returns what stands on either side of each line's tab, without blanks around it.

    Args:
        lines: The lines.
        name: What they came from, for the message.
        what: What a line should be, for the message.

    Raises:
        ValueError: If a line has not one tab, or nothing on one side of it.
    """
    found = []
    for number, line in enumerate(lines, 1):
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) != 2 or not all(parts):
            raise ValueError(f"Text {number} of {os.fspath(name)!r} is not {what}: {line[:60]!r}.")
        found.append((parts[0], parts[1]))
    return found
