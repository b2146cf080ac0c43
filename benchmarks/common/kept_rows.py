"""Rows of a table that earlier calls of a benchmark have written, by row and seed."""

import json

import numpy as np


def with_earlier(found, path, steps, order=None, alike="steps"):
    """Returns the rows found now and those of earlier calls with as many steps, and keeps all.

    Args:
        found: By row, then by seed, what a training gave.
        path: The JSON file in which they are kept.
        steps: Of each training; rows of other lengths are no part of the same table.
        order: The rows that there are, in their order; `None` for all, as they came.
        alike: What `steps` is called in the file, where the rows have other things in common.
    """
    earlier = json.loads(path.read_text()) if path.exists() else {}
    known = earlier["rows"] if earlier.get(alike) == steps else {}
    order = dict.fromkeys([*known, *found]) if order is None else order
    rows = {
        row: {**known.get(row, {}), **{str(seed): one for seed, one in found.get(row, {}).items()}}
        for row in order
    }
    rows = {row: seeds for row, seeds in rows.items() if seeds}
    path.write_text(json.dumps({alike: steps, "rows": rows}, indent=1) + "\n")
    return rows


def measured_once(path, measure):
    """Returns what was measured of a row, and its pictures, from their files where there are any.

    Args:
        path: Of both files, less their endings.
        measure: Returns the numbers by name, and an array.
    """
    numbers, pictures = (path.with_name(path.name + end) for end in (".json", ".npy"))
    if not numbers.exists():
        found, shown = measure()
        np.save(pictures, shown)
        numbers.write_text(json.dumps(found))
    return json.loads(numbers.read_text()), np.load(pictures)


def file_name(text):
    """Returns a row's name as a part of the name of a file."""
    return "".join(letter if letter.isalnum() else "_" for letter in text)
