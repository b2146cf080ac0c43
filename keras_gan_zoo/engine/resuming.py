"""What a training began with, and what a resumed one does where that is not as it was.

A user changes things between two runs on purpose, and gets what she asked for; a sentence says
what is not as it was, since such a training is not the one that never stopped. Where nothing was
changed the resumed training is exact, which is decided elsewhere (`fitting.Training`).
"""

import json
import warnings
from collections.abc import Mapping

import keras
import tensorflow as tf

from keras_gan_zoo.engine.changed_optimizers import optimizer_settings, rate_of
from keras_gan_zoo.engine.data_fingerprint import difference, fingerprint


def beginning(model: keras.Model, batches: tf.data.Dataset, steps: int | None, first: int) -> dict:
    """Returns what the user chose for a training that begins, as plain values.

    Args:
        model: The model, before anything is loaded into it.
        batches: One epoch of its batches.
        steps: Steps of an epoch, or `None`.
        first: The epoch at which it begins.

    Returns:
        `steps`, `initial_epoch`, the `optimizers`' settings by player, which weights of each
        player are `trainable`, and a fingerprint of the `data`.
    """
    return {
        "steps": steps,
        "initial_epoch": first,
        "optimizers": _asked_settings(model),
        "trainable": model.trainable_places(),
        "data": fingerprint(batches),
    }


def note_end(model: keras.Model, begun: Mapping) -> None:
    """Notes the settings in which a fit left the optimizers.

    A callback may have changed a rate since the fit began. If the next fit finds it so, it was
    not the user who changed it.
    """
    model._asked_settings = json.dumps(begun["optimizers"])
    model._left_settings = json.dumps(optimizer_settings(model.optimizer))


def go_on_with(
    model: keras.Model, resumed: Mapping, now: Mapping, *, steps_given: bool, path: str
) -> dict:
    """Makes a resumed training take what the user changed, and says in a sentence what that was.

    Args:
        model: The model, in the state of the checkpoint.
        resumed: Where the training stands, as its checkpoint says, with `begun`, what it began
            with, and `anew`, the players whose optimizer could not go on.
        now: What it begins with now.
        steps_given: Whether the steps of an epoch are the user's number, not that of the batches.
        path: The checkpoint.

    Returns:
        Where the training stands, by epochs of the length they have now.
    """
    before = resumed.get("begun") or {}
    changes = _take_rates(model, before.get("optimizers"), now["optimizers"])
    changes += [
        f"optimizers[{player!r}] begins anew, being of another class"
        for player in resumed.get("anew", ())
    ]
    changed_data = difference(before.get("data"), now["data"])
    changes += [changed_data] if changed_data else []
    steps, taken = now["steps"], resumed["taken"]
    had = before.get("steps") or steps
    if had != steps:
        changes.append(f"an epoch has {steps} steps and had {had}")
        # So much of the data was seen; a number of steps that was chosen says nothing of that.
        taken = taken if steps_given else taken * steps // had
    taken = min(taken, steps)
    if taken < steps:
        taken -= taken % model.steps_per_execution
    if changes:
        warnings.warn(
            f"The training goes on from {path!r}, but {', '.join(changes)}: it is no longer the "
            "training that never stopped.",
            stacklevel=2,
        )
    return {**resumed, "taken": taken}


def _asked_settings(model: keras.Model) -> dict:
    """Returns the optimizers' settings as the user has them, not as callbacks have left them."""
    settings = optimizer_settings(model.optimizer)
    if getattr(model, "_left_settings", None) == json.dumps(settings):
        return json.loads(model._asked_settings)
    return settings


def _take_rates(model: keras.Model, before: Mapping | None, now: Mapping) -> list[str]:
    """Sets the rates that the user changed since, and returns what there is to say of them."""
    optimizers = model.optimizer
    for player in optimizers.players:
        rate = rate_of(now[player])
        if not isinstance(rate, (int, float)):
            continue  # a schedule, which is no state: it is the user's already
        if before is not None and player in before and rate_of(before[player]) == rate:
            continue
        loaded = float(optimizers[player].learning_rate)
        if before is None and loaded != rate:
            # Of an older version: whether the user or a callback has changed it is not known.
            return [
                f"the checkpoint does not say whose choice its learning rate of {loaded:.4g} was, "
                f"which is kept; for the {rate:.4g} of `compile` add the callback "
                f"keras.callbacks.LearningRateScheduler(lambda epoch: {rate:.4g})"
            ]
        optimizers[player].learning_rate = rate
    return []
