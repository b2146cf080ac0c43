"""Half precision: a model built in it, and whether it makes this model's steps faster here."""

import dataclasses
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import keras
import tensorflow as tf

from keras_gan_zoo.engine.speed.stored_choices import StoredChoices
from keras_gan_zoo.engine.speed.xla_choice_file import choice_key
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.storage.cache import announce
from keras_gan_zoo.types import Batch

PRECISIONS = ("float32", "mixed_bfloat16", "mixed_float16")
"""What a model computes in. Weights, losses, averages and optimizers are float32 in each."""

AUTO = "auto"

_WORTH_IT = 0.9
"""bfloat16 has to bring a step's time down to this share; what is nearer may be chance."""

_TURNS = 5, 40
_SECONDS = 2.0


@dataclasses.dataclass(frozen=True)
class Choice:
    """In which precision a model's steps are faster.

    Attributes:
        precision: "float32" or "mixed_bfloat16".
        float32_seconds: What a step took in float32.
        bfloat16_seconds: And in bfloat16.
    """

    precision: str
    float32_seconds: float | None = None
    bfloat16_seconds: float | None = None


_STORED = StoredChoices("precision.json", Choice, lambda choice: choice.precision in PRECISIONS)


def check_precision(precision: object, name: str = "precision", *, auto: bool = False) -> None:
    """Raises if something is no precision.

    Args:
        precision: What was given.
        name: What the sentence calls the argument.
        auto: Whether "auto" is one, too.

    Raises:
        ValueError: If it is none, with the nearest.
    """
    known = (AUTO, *PRECISIONS) if auto else PRECISIONS
    if precision not in known:
        raise ValueError(
            f"`{name}` must be one of {listed(known)}, got {precision!r}."
            f"{nearest(precision, known)}"
        )


@contextmanager
def built_in(precision: str | None) -> Iterator[None]:
    """Lets what is built within compute in a precision; `None` leaves Keras's own as it is.

    Example:
        >>> with built_in("mixed_bfloat16"):
        ...     gan = keras_gan_zoo.get("dcgan")
    """
    if precision is None:
        yield
        return
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(precision)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def faster_precision(build: Callable[[str], keras.Model], batches: Callable) -> Choice:
    """Returns the precision in which a model's steps are faster on this machine.

    Measured once: both models are built, a step of each is timed in turns on the same batch, and
    the choice is kept in the cache under all that decides how fast a step is.

    Args:
        build: Returns the compiled model in a precision.
        batches: Function of a model that returns its batches, of which the first is taken.
    """
    models = {"float32": build("float32")}
    batch = next(iter(batches(models["float32"])))
    key = choice_key(models["float32"], batch)
    known = _STORED.read(key)
    if known is not None:
        return known
    models["mixed_bfloat16"] = build("mixed_bfloat16")
    seconds: dict[str, list[float]] = {precision: [] for precision in models}
    for model in models.values():
        _step(model, batch)  # traced
    begun = time.perf_counter()
    least, most = _TURNS
    for turn in range(most):
        for precision in models if turn % 2 else reversed(models):
            seconds[precision].append(_step(models[precision], batch))
        if turn + 1 >= least and time.perf_counter() - begun > _SECONDS:
            break
    # The least: whatever else the machine does makes a turn longer, never shorter.
    full, half = (min(seconds[precision]) for precision in models)
    choice = Choice("mixed_bfloat16" if half < _WORTH_IT * full else "float32", full, half)
    place = _STORED.store(key, choice)
    announce(f"{in_words(choice)}{f'; kept in {place}' if place else ''}")
    return choice


def in_words(choice: Choice) -> str:
    """Returns a choice in words."""
    if choice.float32_seconds is None or choice.bfloat16_seconds is None:
        return choice.precision
    full, half = 1000 * choice.float32_seconds, 1000 * choice.bfloat16_seconds
    return f"{choice.precision}: {half:.3g} ms a step in bfloat16, {full:.3g} in float32"


def _step(model: keras.Model, batch: Batch) -> float:
    started = time.perf_counter()
    model.train_on_batch(tf.nest.map_structure(tf.convert_to_tensor, batch))
    return time.perf_counter() - started
