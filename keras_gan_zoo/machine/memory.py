"""How much memory there is, before it is asked for."""

from pathlib import Path

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB", "ZB")


def available_memory() -> int | None:
    """Returns how many bytes a process can still get, or `None` where that is not known."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    free = [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    try:  # a container may have less
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text())
        free.append(limit - int(Path("/sys/fs/cgroup/memory.current").read_text()))
    except (OSError, ValueError):
        pass
    return min(free, default=None)


def check_room(count: int, bytes_each: int, what: str, instead: str) -> None:
    """Raises if so many samples do not fit into memory, before any is made.

    Args:
        count: How many.
        bytes_each: What one takes; all are there twice when their batches are put together.
        what: What the sentence calls them.
        instead: What to do.

    Raises:
        ValueError: If they take more than there is.

    Example:
        >>> check_room(10**12, 3136, "pictures", "ask for fewer")
        Traceback (most recent call last):
        ValueError: 1,000,000,000,000 pictures take 6.3 PB of memory, and 14 GB are free: ...
    """
    free, takes = available_memory(), 2 * count * bytes_each
    if free is not None and takes > free:
        raise ValueError(
            f"{count:,} {what} take {_told(takes)} of memory, and {_told(max(0, free))} are free: "
            f"{instead}."
        )


def _told(size: float) -> str:
    for unit in _UNITS:
        if size < 1000 or unit == _UNITS[-1]:
            return f"{size:.2g} {unit}" if size < 100 else f"{size:.0f} {unit}"
        size /= 1000
    raise AssertionError("unreachable")
