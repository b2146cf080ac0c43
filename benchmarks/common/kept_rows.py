"""Rows of a table that earlier calls of a benchmark have written, by row and seed."""

import json


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
