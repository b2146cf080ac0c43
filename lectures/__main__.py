"""Runs the notebooks of the lectures, and stores them with what they print and show.

    python -m lectures                      # all of them, in both languages
    python -m lectures 3 6 --language en    # two of them
    python -m lectures --short              # a quick look at whether they run; stores nothing

Each is stored when it is done; one that fails is left as it was. Both languages of a notebook run
in one kernel, and what is the same code in both is run once.
"""

import argparse
import os
import sys

from nbclient.exceptions import CellExecutionError, CellTimeoutError

from lectures.notebooks import (
    FOLDER,
    LANGUAGES,
    code_cells,
    environment,
    output_text,
    read,
    run,
    seconds,
    show,
    sources,
    store,
)


def main() -> int:
    """Runs what the command line asks for, and returns how many notebooks failed."""
    parser = argparse.ArgumentParser(
        prog="python -m lectures",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known = {int(source.name[:2]) for source in sources("en")}
    parser.add_argument("numbers", nargs="*", type=int, help="which notebooks; all by default")
    parser.add_argument("--language", choices=LANGUAGES, help="one language; both by default")
    parser.add_argument("--short", action="store_true", help="few steps; stores nothing")
    options = parser.parse_args()
    for number in options.numbers:
        if number not in known:
            parser.error(f"there is no notebook {number}; there are {min(known)} to {max(known)}.")
    os.environ.update(environment(options.short))
    languages = [options.language] if options.language else LANGUAGES
    failed = 0
    for source in sources("en"):
        if not options.numbers or int(source.name[:2]) in options.numbers:
            failed += not _run_and_store(source.name, languages, options.short)
    return failed


def _run_and_store(name, languages, short):
    """Runs one notebook, and says how it went."""
    files = [FOLDER / language / name for language in languages]
    notebooks = [read(file) for file in files]
    try:
        run(notebooks, files[0].parent)
    except (CellExecutionError, CellTimeoutError) as error:
        show(f"{name}: {error}")
        return False
    for file, notebook in zip(files, notebooks, strict=True):
        if short:
            show("\n".join(filter(None, map(output_text, code_cells(notebook)))))
        else:
            store(notebook, file)
    times = [seconds(cell) for cell in code_cells(notebooks[0])]
    show(f"{name}: {sum(times):.0f} s, the longest cell {max(times):.0f} s")
    return True


if __name__ == "__main__":
    sys.exit(main())
