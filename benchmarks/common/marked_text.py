"""What a benchmark writes into a page of docs/, between two marks."""

from collections.abc import Iterable
from pathlib import Path


def marks(benchmark: str) -> tuple[str, str]:
    """Returns the lines before and after what a benchmark writes."""
    return f"<!-- written by {benchmark} -->", f"<!-- end of what {benchmark} writes -->"


def write_between(page: Path, benchmark: str, lines: Iterable[str]) -> None:
    """Replaces what stands between a benchmark's marks.

    Args:
        page: A file of Markdown that holds both of `marks(benchmark)`, in this order.
        benchmark: Its path from the repository's root.
        lines: What is to stand there.

    Raises:
        RuntimeError: If the page has lost a mark.
    """
    begin, end = marks(benchmark)
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise RuntimeError(f"{page} must hold {begin!r} and {end!r}, in this order.")
    page.write_text(before + "\n".join([begin, "", *lines, "", end]) + after, encoding="utf-8")
