"""What every family is put through for benchmarks/reliability besides being killed."""

import keras
import numpy as np
import tensorflow as tf
from small_families import BATCH_SIZE, small, train_eagerly, values

from benchmarks.reliability.worker import examples
from keras_gan_zoo import registry
from keras_gan_zoo.engine.weights import load_weights, save_weights
from keras_gan_zoo.registry.building import default_arguments

REPLICATED_STEPS = 50
ROUNDING = 1e-5
"""A difference of weights that is none."""

_MIXING = {
    "dragan": "its noise is as large as the batch's standard deviation",
    "ebgan": "its pulling-away term compares the examples of a batch",
}
_PLAIN = {
    "generator_normalization": "none",
    "discriminator_normalization": "none",
    "history_size": 0,  # what is shown from a history is drawn anew on each replica
    "critic_steps": 2,
    "discriminator_steps": 2,
}


def mixed_precision(family, policy, folder) -> dict:
    """Trains a family for three steps in a mixed precision.

    Returns:
        Whether all losses and weights are finite, every player took a step, and the weights are
        float32.
    """
    keras.config.set_dtype_policy(policy)
    gan = small(family, seed=7)
    data, before = examples(gan), values(gan.trainable_variables)
    for player in gan.players if policy == "mixed_float16" else ():
        # It starts so high that gradients overflow, and would halve at each step not taken.
        gan.optimizer[player].dynamic_scale.assign(2.0**5)
    losses = [value for _ in range(3) for value in train_eagerly(gan, data).values()]
    after = values(gan.trainable_variables)
    moved = any(np.any(old != new) for old, new in zip(before, after, strict=True))
    return {
        "finite": bool(np.isfinite(losses).all() and all(np.isfinite(w).all() for w in after)),
        "trained": moved and all(int(gan.optimizer[p].iterations) for p in gan.players),
        "float32": all(v.dtype == "float32" for v in gan.trainable_variables),
    }


def without_batch_statistics(family):
    """Returns the arguments that rid a family of what mixes a batch, or `None` if none do."""
    accepted = default_arguments(registry.find(family).load())
    plain = {name: value for name, value in _PLAIN.items() if name in accepted}
    try:
        gan = small(family, seed=7, **plain)
    except ValueError:  # a network that is nothing without its normalization
        return None
    mixing = ("Minibatch", "Packing", "Packed")
    found = {type(layer).__name__ for layer in _layers(gan)}
    mixed = family in _MIXING or any("Batch" in name or name.startswith(mixing) for name in found)
    return None if mixed else plain


def _layers(gan):
    networks = [getattr(gan, name) for name in gan.network_names]
    return [layer for each in networks for layer in each._flatten_layers(include_self=False)]


def replicas_apart(family, folder) -> dict:
    """Trains a family on one and on two replicas of this machine's processor.

    Some games make much of little: where the weights differ more than rounding at the end, the
    training on one replica is repeated from weights that are changed in their last bit.

    Returns:
        By how much the weights differ at the end, at most, and by how much that bit makes them.
    """
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
    )
    plain = without_batch_statistics(family)
    if plain is None:
        return {"compared": False}
    one, two = tf.distribute.get_strategy(), tf.distribute.MirroredStrategy(["/cpu:0", "/cpu:1"])
    expected = _trained(family, one, plain)
    apart = _largest_difference(expected, _trained(family, two, plain))
    result = {"compared": True, "apart": apart}
    if apart >= ROUNDING:
        result["bit"] = _largest_difference(expected, _trained(family, one, plain, change=True))
    return result


def _trained(family, strategy, arguments, change=False):
    with strategy.scope():
        gan = small(family, seed=7, **arguments)
        # Adam makes steps of its whole rate of gradients that are nothing but rounding.
        optimizers = {player: keras.optimizers.SGD(1e-3) for player in gan.players}
        if hasattr(gan, "unrolled_steps"):  # which are Adam's; of a large epsilon they are SGD's
            optimizers["discriminator"] = keras.optimizers.Adam(1e-3, epsilon=1.0)
        gan.compile(optimizers)
        for layer in _layers(gan):
            if isinstance(layer, keras.layers.Dropout):
                layer.rate = 0.0  # each replica drops others
        for variable in gan.trainable_variables if change else ():
            variable.assign(np.nextafter(variable.numpy(), np.float32(np.inf)))
    gan.fit(
        examples(gan),
        batch_size=BATCH_SIZE,
        steps_per_epoch=REPLICATED_STEPS,
        shuffle=False,
        verbose=0,
    )
    return values(gan.trainable_variables)


def _largest_difference(some, others):
    return max(float(np.abs(a - b).max()) for a, b in zip(some, others, strict=True))


def foreign_weights(family, folder) -> dict:
    """Gives a family the weights of another architecture and of a text or picture family.

    Returns:
        How many files were refused in one sentence of ours, of how many.
    """
    accepted = default_arguments(registry.find(family).load())
    other = {"width": 6} if "width" in accepted else {"units": 24}
    gan = small(family, seed=7)
    unlike = "gan" if gan.gives.name == "texts" else "seqgan"
    strangers = [small(family, seed=7, **other), small(unlike)]
    before, refused = values(gan.variables), 0
    for number, stranger in enumerate(strangers):
        path = folder / f"{family}_{number}.weights.h5"
        save_weights(stranger, path)
        try:
            load_weights(gan, path)
        except ValueError as error:
            refused += "\n" not in str(error)
    after = values(gan.variables)
    same = all(np.array_equal(old, new) for old, new in zip(before, after, strict=True))
    return {"files": len(strangers), "refused": refused, "unchanged": same}
