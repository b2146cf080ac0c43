"""The errors of the zoo, and suggestions for misspelled names."""

import difflib
from collections.abc import Iterable


def nearest(name: object, choices: Iterable[str]) -> str:
    """Returns a suggestion of the closest choice for an error message, or "".

    Args:
        name: What the user wrote.
        choices: The values that would have been accepted.

    Returns:
        `" Did you mean 'x'?"` for the closest choice, or `""` if none is close.

    Example:
        >>> nearest("cycelgan", ["cyclegan", "dcgan"])
        " Did you mean 'cyclegan'?"
    """
    matches = difflib.get_close_matches(str(name).lower(), list(choices), n=1, cutoff=0.5)
    return f" Did you mean {matches[0]!r}?" if matches else ""


def listed(choices: Iterable[str]) -> str:
    """Returns the accepted values as listed in an error message.

    Example:
        >>> listed(["b", "a"])
        "'a', 'b'"
    """
    return ", ".join(repr(choice) for choice in sorted(choices))


# Not in `data.check`, which imports Keras: Keras's import brings the zoo's layers, and one of them
# raises this.
class DataMismatch(ValueError):
    """The shape, dtype or values of data do not fit the model."""


class UnknownFamily(ValueError):
    """No family is registered by a name."""


class SharedName(UnknownFamily):
    """A name is no family's, but what the papers of one or more families call theirs."""


class TrainingDiverged(ArithmeticError):
    """A loss or a gradient became infinite or not a number, or the data held such a number.

    Attributes:
        step: The step of the game at which it happened, counted from 1.
        data: Whether the data of that step held it.
        example: Which example of the step's data, counted from 0, or `None` if that is not known.
        checkpoint: Path of the last good checkpoint, or `None`.
    """

    def __init__(self, what: str, step: int, data: bool = False, example: int | None = None):
        super().__init__(what, step, data, example)
        self.what = what
        self.step = step
        self.data = data
        self.example = example
        self.checkpoint = None

    def __str__(self) -> str:
        kept = f"the last good checkpoint is {str(self.checkpoint)!r}; " if self.checkpoint else ""
        if self.data:
            where = "" if self.example is None else f", first in its example {self.example}, from 0"
            return (
                f"{self.what} of step {self.step} hold NaN or infinite numbers{where}: "
                f"{kept}leave such examples out, as by "
                "x = x[np.isfinite(x).reshape(len(x), -1).all(1)] of an array, or "
                "x = x.filter(lambda one: tf.reduce_all(tf.math.is_finite(one))) of a dataset of "
                "single examples."
            )
        return (
            f"{self.what} stopped being finite at step {self.step}: {kept}a smaller learning rate "
            "often helps."
        )


class BatchTooLarge(ValueError):
    """A training step does not fit into memory.

    Attributes:
        rows: Examples of the step.
        fitting: The most examples that were found to fit, or `None` if not even a few do.
    """

    def __init__(self, rows: int, fitting: int | None):
        super().__init__(rows, fitting)
        self.rows = rows
        self.fitting = fitting

    def __str__(self) -> str:
        came = f"A step on {self.rows} examples does not fit into memory"
        if self.fitting is None:
            return f"{came}, nor does a much smaller one: make the networks or pictures smaller."
        share = self.fitting / self.rows
        return f"{came}; one on {self.fitting} does: make `batch_size` {share:.3g} times as large."


class VocabularyMismatch(ValueError):
    """Weights or a tokenizer have another vocabulary than the model."""
