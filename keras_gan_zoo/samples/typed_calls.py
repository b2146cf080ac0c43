"""What a user types to have all samples changed, for the sentences that advise it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf


@dataclass(frozen=True)
class Typed:
    """How a user writes the samples that a sentence is about.

    Args:
        name: What the sentence calls them, and, of an array, what the user writes.
        parts: How many things an element of the dataset is; `None` for what is no dataset.
        dataset: What the user writes for the dataset, if it is not the name.
        names: Of what `part_of` took out of a dataset, what its parts are called.
        place: Which of them it is.
        what: What the samples are called in Python, where the parts have no names.
    """

    name: str
    parts: int | None = None
    dataset: str | None = None
    names: Sequence[str] = ()
    place: int = 0
    what: str = "images"

    def call(self, for_array: str, for_tensor: str | None = None) -> str:
        """Returns what a user types.

        Args:
            for_array: What is done to `{}`, an array of samples.
            for_tensor: What is done to `{}`, a tensor; `None` for the same.
        """
        if self.parts is None:
            return for_array.format(self.name)
        done = for_tensor or for_array
        names, place = self.names, self.place
        if not names:
            rest = {1: (), 2: ("labels",)}.get(self.parts, ("*rest",))
            place, names = 0, (self.what, *rest)
        changed = [done.format(one) if at == place else one for at, one in enumerate(names)]
        given = changed[0] if len(names) == 1 else f"({', '.join(changed)})"
        return f"{self.dataset or self.name}.map(lambda {', '.join(names)}: {given})"


def typed(data: Any, name: str, what: str = "images") -> Typed:
    """Returns how a user writes data.

    Args:
        data: An array, a dataset, or what `part_of` took out of a dataset.
        name: What the sentence calls it.
        what: As for `Typed`.

    Example:
        >>> typed(np.zeros((8, 28, 28, 1)), "x").call("{} * 2 - 1")
        'x * 2 - 1'
    """
    if not isinstance(data, tf.data.Dataset):
        return Typed(name)
    spec = data.element_spec
    parts = len(spec) if isinstance(spec, tuple) else 1
    names, place = getattr(data, "part_of_named", ((), 0))
    return Typed(name, parts, getattr(data, "typed_as", None), names, place, what)


def part_of(
    dataset: tf.data.Dataset, place: int, names: Sequence[str], written: str | None = None
) -> tf.data.Dataset:
    """Returns a dataset of one part of each element, which sentences advise to change alone.

    Args:
        dataset: Elements are tuples.
        place: Which part.
        names: What a user may call each part in Python.
        written: What a user writes for the dataset; `None` for "x", or for what it is made of.

    Example:
        >>> targets = part_of(pairs, 1, ("input", "target"))
        >>> typed(targets, "The target of `x`").call("{} * 2 - 1")
        'x.map(lambda input, target: (input, target * 2 - 1))'
    """
    part = dataset.map(lambda *parts: parts[place])
    part.typed_as = written or getattr(dataset, "typed_as", "x")
    part.part_of_named = tuple(names), place
    return part
