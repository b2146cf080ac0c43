"""Examples that are made on this machine and kept a block at a time: what is stopped goes on."""

import contextlib
import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from keras_gan_zoo.machine.progress_bar import progress_bar
from keras_gan_zoo.storage.cache import prepared_arrays


def in_blocks(
    where: Path,
    names: Sequence[str],
    numbers: range,
    count: int,
    size: int,
    make: Callable[[range], tuple[dict, dict[str, object]]],
    origin: Callable[[range], dict],
) -> dict[str, np.ndarray]:
    """Returns the first examples of a set from the cache, or makes the blocks that are not there.

    Args:
        where: Folder of a block in the cache, less the number that it begins with, which is put
            behind.
        names: Of the arrays.
        numbers: Of all examples that there are.
        count: How many are wanted.
        size: Examples of a block.
        make: Returns the arrays of a block and where they come from, given its numbers.
        origin: What a kept block must have been made from, given its numbers.

    Returns:
        The arrays of `count` examples, by name.
    """
    held = []
    for first in range(0, count, size):
        block = numbers[first : first + size]
        folder = where.with_name(f"{where.name}-{block.start}")
        held.append(prepared_arrays(folder, names, functools.partial(make, block), origin(block)))
    return {name: np.concatenate([block[name] for block in held])[:count] for name in names}


def one_by_one(
    where: Path,
    names: Sequence[str],
    numbers: range,
    count: int,
    size: int,
    *,
    begin: Callable[[contextlib.ExitStack], Callable[[int], dict[str, Any]]],
    label: str,
    told: Mapping[str, object],
    origin: Callable[[range], dict],
) -> dict[str, np.ndarray]:
    """Returns what `in_blocks` does of examples that are made in turn, with a progress bar.

    The bar, and what examples are made from, are there only once a block has to be made.

    Args:
        where: As for `in_blocks`; its name is the split's.
        names: As for `in_blocks`.
        numbers: As for `in_blocks`.
        count: As for `in_blocks`.
        size: As for `in_blocks`.
        begin: Returns the function from an example's number to its arrays by name. What is entered
            in the stack that it is given is closed at the end.
        label: Of the bar.
        told: Of where a block comes from, beside its `counts`.
        origin: As for `in_blocks`.
    """
    with contextlib.ExitStack() as stack:
        making: list[tuple[Callable[[int], dict[str, Any]], Any]] = []

        def make(block: range) -> tuple[dict, dict[str, object]]:
            if not making:
                example = begin(stack)
                whole = numbers[: -(-count // size) * size]
                done = block.start - whole.start
                bar = progress_bar(total=len(whole), initial=done, desc=f"{label}, {where.name}")
                making.append((example, stack.enter_context(bar)))
            example, shown = making[0]
            made = []
            for number in block:
                made.append(example(number))
                shown.update()
            arrays = {name: np.stack([one[name] for one in made]) for name in made[0]}
            return arrays, {**told, "counts": {where.name: len(block)}}

        return in_blocks(where, names, numbers, count, size, make, origin)


def code_checksum(*files: ModuleType | str) -> str:
    """Returns a short checksum of the code that decides how examples look or sound.

    Args:
        *files: Modules, or the path of one that is not imported whole yet.
    """
    paths = [Path(file if isinstance(file, str) else str(file.__file__)) for file in files]
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]
