"""Seeded initial weights, without a change to the caller's random state."""

import contextlib
import random
from collections.abc import Iterable, Iterator

import keras

from keras_gan_zoo.checks import check_seed


@contextlib.contextmanager
def seeded(seed: int | None) -> Iterator[None]:
    """Seeds the initial weights and the random layers that are built inside.

    Keras layers that are given no seed take one from Python's `random` module when they are
    constructed. The module's state is put back on leaving, so that a library call does not
    change what the caller's own random numbers will be.

    Args:
        seed: A whole number, or `None` to leave everything random.

    Raises:
        ValueError: If it is neither.

    Example:
        >>> with seeded(7):
        ...     a = keras.layers.Dense(2)
    """
    seed = check_seed(seed)
    if seed is None:
        yield
        return
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)


def seed_generators(model: keras.Model) -> list[keras.random.SeedGenerator]:
    """Returns the seed generators of a model and of its layers, in a stable order.

    Keras saves weights and optimizers but not these (their state decides the next dropout mask
    and the next latents), so an exact resume has to save them itself.
    """
    generators, seen = [], set()
    for layer in model._flatten_layers():
        for generator in layer._seed_generators:
            if id(generator) not in seen:
                seen.add(id(generator))
                generators.append(generator)
    return generators


def without_seeds(networks: Iterable[keras.Model]) -> list[keras.Variable]:
    """Returns the variables of networks but for the states of their random seeds.

    These are what a guard holds still: noise that is drawn a second time from the same state is no
    noise.
    """
    networks = list(networks)
    seeds = {id(each.state) for network in networks for each in seed_generators(network)}
    return [v for network in networks for v in network.variables if id(v) not in seeds]
