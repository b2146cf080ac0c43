"""Optimizers that are not those a state was saved with: what of it they take over."""

import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import keras

_CONSTANT = "constant"


def optimizer_settings(optimizers: Any) -> dict[str, dict]:
    """Returns each player's optimizer as plain values, without the name that Keras gave it.

    Args:
        optimizers: A `PlayerOptimizers`.
    """
    serialized = {
        player: keras.saving.serialize_keras_object(optimizers[player])
        for player in optimizers.players
    }
    # As they come back from a file: tuples are lists there.
    return _without_names(json.loads(json.dumps(serialized, default=float)))


def stored_settings(filepath: str | os.PathLike) -> dict[str, dict] | None:
    """Returns each player's optimizer as a `.keras` file has it; `None` if it does not tell."""
    try:
        with zipfile.ZipFile(filepath) as archive:
            config = json.loads(archive.read("config.json"))
        return config["compile_config"]["optimizers"]["config"]["optimizers"]
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None


def rate_of(settings: Mapping) -> float | Mapping | None:
    """Returns the learning rate in an optimizer's settings: a number, or a schedule's settings."""
    config = settings["config"]
    inner = config.get("inner_optimizer")
    return rate_of(inner) if inner else config.get("learning_rate")


def layout(settings: Mapping) -> dict:
    """Returns what an optimizer's variables depend on: its settings but for a constant rate."""
    return _without_names(_without_rates(settings))


def rebuilt(settings: Mapping, variables: Sequence[keras.Variable]) -> keras.optimizers.Optimizer:
    """Returns an optimizer as it was saved, built on variables, for its state to be read into.

    Args:
        settings: As `stored_settings` gives them.
        variables: What it moves.
    """
    optimizer = keras.saving.deserialize_keras_object(dict(settings))
    optimizer.build(list(variables))
    return optimizer


def hand_over(old: keras.optimizers.Optimizer, new: keras.optimizers.Optimizer) -> bool:
    """Gives an optimizer what it can go on from of another one's state; both are built.

    An optimizer of the same class takes over its count and the slots of the variables that both
    move, also where only one is inside another that scales its loss. Slots of another class mean
    something else, whatever they are called: that optimizer begins anew. The learning rate stays
    the new one's own.

    Args:
        old: Whose state it is.
        new: Which goes on; newly built.

    Returns:
        Whether anything was taken over.
    """
    from_old = _chain(old)
    taken = False
    for target in _chain(new):
        source = next((each for each in from_old if _related(each, target)), None)
        found = {} if source is None else {v.name: v for v in source._variables}
        for variable in target._variables:
            value = found.get(variable.name)
            if variable.name == "learning_rate" or value is None:
                continue
            if tuple(value.shape) == tuple(variable.shape):
                variable.assign(value)
        if source is not None:
            taken = taken or not hasattr(target, "inner_optimizer")
            _keep_number_of_updates(source, target)
        _begin_averages(target, found)
    return taken


def _chain(optimizer: keras.optimizers.Optimizer) -> list[keras.optimizers.Optimizer]:
    """Returns an optimizer, the one inside of it, and so on."""
    chain = [optimizer]
    while hasattr(chain[-1], "inner_optimizer"):
        chain.append(chain[-1].inner_optimizer)
    return chain


def _related(one, other):
    return isinstance(one, type(other)) or isinstance(other, type(one))


def _begin_averages(optimizer, found):
    """Begins averages that are new at the weights: a count above zero says that they have begun."""
    if not optimizer.use_ema:
        return
    averages = optimizer._model_variables_moving_average
    for average, variable in zip(averages, optimizer._trainable_variables, strict=True):
        if average is not None and average.name not in found:
            average.assign(variable)


def _keep_number_of_updates(source, target):
    """Counts the same updates where each is made of another number of gradients."""
    of_source, of_target = (each.gradient_accumulation_steps or 1 for each in (source, target))
    if of_source != of_target:
        target._iterations.assign(int(source._iterations.numpy()) // of_source * of_target)


def _without_names(value):
    if isinstance(value, Mapping):
        return {key: _without_names(each) for key, each in value.items() if key != "name"}
    return [_without_names(each) for each in value] if isinstance(value, list) else value


def _without_rates(value):
    if isinstance(value, Mapping):
        return {
            key: _CONSTANT
            if key == "learning_rate" and isinstance(each, (int, float))
            else _without_rates(each)
            for key, each in value.items()
        }
    return [_without_rates(each) for each in value] if isinstance(value, list) else value
