"""Decides whether XLA compiles a model's training step, by timing both on the first batch."""

import itertools
import time
from collections.abc import Callable, Iterator

import keras
import tensorflow as tf

from keras_gan_zoo.engine.speed.xla_choice_file import Choice, choice_key, read_choice, store_choice
from keras_gan_zoo.storage.cache import announce

_WORTH_IT = 0.9
"""XLA has to bring a step's time down to this share; what is nearer may be chance."""

_STEPS = 10_000
"""Within a training of this many steps it has to win back what compiling costs."""

_TURNS = 3, 40
_SECONDS = 1.0


def choosing_xla(model: keras.Model, make: Callable[[], Callable]) -> Callable:
    """Returns a model's train function, compiled by XLA if that is faster.

    If the model was compiled with `jit_compile="auto"`, its first batch decides: unless an earlier
    training has left its choice, the step is made both ways and each is timed, in turns, always
    from the same state. That state (weights, optimizers, averages, means, random seeds) is put
    back, so that the training itself begins on this very batch as if nothing had been. From then
    on `model.jit_compile` tells the choice.

    Args:
        model: A compiled `AdversarialModel`.
        make: Returns the train function of `model` by its `jit_compile`, which is a bool then.

    Returns:
        What runs `steps_per_execution` steps on the next batches of an iterator.
    """
    if not model.chooses_xla_by_timing:
        return make()
    chosen = None

    def run(iterator):
        nonlocal chosen
        if chosen is None:
            if isinstance(iterator, tf.distribute.DistributedIterator):
                # A batch that replicas have parts of cannot be handed to them once more.
                chosen = make()
            else:
                batches = _FirstBatches(iterator, model.steps_per_execution)
                chosen = _choose(model, make, batches)
                return chosen(batches.once())
        return chosen(iterator)

    return run


class _FirstBatches:
    """What the first call of a train function takes of an iterator, to be shown again and again.

    Raises:
        StopIteration: If there is nothing.
    """

    def __init__(self, iterator: Iterator, count: int):
        self.batches = list(itertools.islice(iterator, count))
        if not self.batches:
            raise StopIteration
        self._dataset = None
        if isinstance(iterator, tf.data.Iterator):
            # Of the iterator's own signature, or the step would be traced anew for the next batch.
            self._dataset = tf.data.Dataset.from_generator(
                lambda: self.batches, output_signature=iterator.element_spec
            )

    def once(self) -> Iterator:
        return iter(self.batches if self._dataset is None else self._dataset)

    def again_and_again(self) -> Iterator:
        if self._dataset is None:
            return itertools.cycle(self.batches)
        return iter(self._dataset.cache().repeat())


def _choose(model: keras.Model, make: Callable[[], Callable], batches: "_FirstBatches") -> Callable:
    key = choice_key(model, batches.batches[0])
    known = read_choice(key)
    if known is not None:
        model.jit_compile = known.xla
        return make()
    functions, choice = _measure(model, make, batches.again_and_again())
    model.jit_compile = choice.xla
    place = store_choice(key, choice)
    kept = f"kept in {place}; " if place else ""
    announce(f"{_message(choice, type(model).__name__)} ({kept}jit_compile=False says no to it)")
    return functions[choice.xla]


def _measure(
    model: keras.Model, make: Callable[[], Callable], iterator: Iterator
) -> tuple[dict[bool, Callable], Choice]:
    """Returns the train function without and with XLA, and which of them to take."""
    variables = _state_variables(model)
    saved = [variable.value.numpy().copy() for variable in variables]
    functions: dict[bool, Callable] = {}
    seconds: dict[bool, list[float]] = {False: [], True: []}

    def timed(by_xla: bool) -> float:
        model.jit_compile = by_xla
        if by_xla not in functions:
            functions[by_xla] = make()
        try:
            started = time.perf_counter()
            for value in functions[by_xla](iterator).values():
                float(value)  # the value, not the promise of one: the step has been done
            return time.perf_counter() - started
        finally:
            model.jit_compile = False
            for variable, value in zip(variables, saved, strict=True):
                variable.assign(value)

    # Has it traced; what is wrong with the step or its data is raised here.
    traced = timed(False)
    try:
        compiled = timed(True)
        begun = time.perf_counter()
        least, most = _TURNS
        for turn in range(most):
            for by_xla in (False, True) if turn % 2 else (True, False):
                seconds[by_xla].append(timed(by_xla))
            if turn + 1 >= least and time.perf_counter() - begun > _SECONDS:
                break
    except Exception as error:  # whatever XLA has against the step, the step can do without
        return functions, Choice(xla=False, refused=type(error).__name__)
    # The least: whatever else the machine does makes a turn longer, never shorter.
    plain, xla = (min(seconds[by_xla]) for by_xla in (False, True))
    compiling = max(0.0, compiled - traced)
    pays = _is_worth_it(plain, xla, compiling, _STEPS / model.steps_per_execution)
    return functions, Choice(pays, plain, xla, compiling)


def _is_worth_it(plain: float, xla: float, compiling: float, calls: float) -> bool:
    return xla < _WORTH_IT * plain and compiling < calls * (plain - xla)


def _state_variables(model: keras.Model) -> list[keras.Variable]:
    """Returns all that a step may move."""
    of_means = [variable for mean in model.metrics for variable in mean.variables]
    held = [*model.variables, *model.optimizer.variables, *of_means]
    return list({id(variable): variable for variable in held}.values())


def _message(choice: Choice, family: str) -> str:
    if choice.refused:
        return f"XLA cannot compile the step of {family} ({choice.refused}), which stays without it"
    plain, xla = 1000 * (choice.plain_seconds or 0.0), 1000 * (choice.xla_seconds or 0.0)
    compiling = f"and {choice.compile_seconds:.2g} s to compile it"
    if choice.xla:
        return f"XLA compiles the step of {family}: {xla:.3g} ms, not {plain:.3g}, {compiling}"
    return f"The step of {family} stays without XLA: {plain:.3g} ms, with it {xla:.3g} {compiling}"
