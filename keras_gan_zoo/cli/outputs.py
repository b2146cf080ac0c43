"""What is said of an output that is there already."""

from pathlib import Path


def already_there(output: str | Path, advice: str = "") -> FileExistsError:
    """Returns the error to raise for an output that exists, with what to do behind a colon."""
    told = f"The output {str(output)!r} exists and is not written over"
    return FileExistsError(f"{told}: {advice}." if advice else f"{told}.")
