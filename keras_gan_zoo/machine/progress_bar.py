"""A progress bar that does not flood a log file."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tqdm import tqdm

_SECONDS_BETWEEN_LINES = 15


def progress_bar(*args: Any, **kwargs: Any) -> "tqdm":
    """Returns tqdm's progress bar, which updates rarely where it is not on a terminal.

    Args:
        *args: As for `tqdm.auto.tqdm`.
        **kwargs: As for `tqdm.auto.tqdm`.

    Example:
        >>> for picture in progress_bar(pictures, desc="pictures"):
        ...     draw(picture)
    """
    from tqdm.auto import tqdm

    if not sys.stderr.isatty():
        kwargs.setdefault("mininterval", _SECONDS_BETWEEN_LINES)
    return tqdm(*args, **kwargs)
