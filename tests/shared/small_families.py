"""Any registered family, small enough for a test, and real pictures in the shapes it wants."""

import json

import numpy as np
import tensorflow as tf
from keras import ops

import keras_gan_zoo
from keras_gan_zoo import registry
from keras_gan_zoo.registry.building import default_arguments, smallest_arguments

BATCH_SIZE = 4


def small(family, **arguments):
    """Returns a compiled family with small networks."""
    cls = registry.find(family).load()
    # The defaults are said, too: what `describe` lists has to be what `get` takes.
    return keras_gan_zoo.get(
        family, **{**default_arguments(cls), **smallest_arguments(cls), **arguments}
    )


def training_data(gan, images, examples=16):
    """Returns what `fit` takes: an array, or one for each kind of picture the family wants.

    The kinds are drawn from different pictures: the first as they are, every other as negatives.
    A family of token sequences gets the grey levels along a line through each picture, one that
    learns from pairs its conditions in turn.
    """
    kinds = []
    for index, kind in enumerate(gan.takes):
        made = _OF_PICTURES.get(kind.name, _made_up)
        kinds.append(made(kind, images[index * examples : (index + 1) * examples], index))
    if gan.black_and_white:
        kinds = [np.where(pictures > 0, 1.0, -1.0) for pictures in kinds]
    if getattr(gan, "pairs", False):
        kinds.append(np.array(gan.in_turn(examples)))
    return kinds[0] if len(kinds) == 1 else tuple(kinds)


def _pictures(kind, images, index):
    height, width, channels = kind.shape
    resized = ops.convert_to_numpy(ops.image.resize(images, (height or 16, width or 16)))
    return np.repeat(resized, channels // resized.shape[-1], axis=-1) * (-1.0) ** index


def _lines(kind, images, index):
    lines = images[:, 14, 2 : 2 + 4 * kind.length : 4, 0]
    return np.int32(np.round((lines + 1) / 2 * (kind.vocabulary_size - 1)))


def _made_up(kind, images, index):
    return kind.examples(len(images), seed=index)


_OF_PICTURES = {"pictures": _pictures, "texts": _lines}
"""What a kind of sample is trained on in the tests; any other is made up."""


def batches(gan, data):
    """Returns batches as `fit` gives them to `train_step`, in order, as often as are asked for."""
    return iter(gan.prepare_data(data, BATCH_SIZE, shuffle=False).repeat())


def train(gan, data, steps):
    """Trains on the first batches of the data and returns the losses of each step.

    By the graph that `fit` runs, so that TensorFlow has to make only one ready to run.
    """
    source = batches(gan, data)
    gan.make_train_function()
    losses = []
    for _ in range(steps):
        gan.reset_metrics()
        logs = gan.train_function(source)
        losses.append({name: float(np.squeeze(value)) for name, value in logs.items()})
    return losses


def train_eagerly(gan, data):
    """Runs `train_step` on the first batch, outside of any graph, and returns its losses."""
    gan.reset_metrics()
    losses = gan.train_step(next(batches(gan, data)))
    return {name: float(value) for name, value in losses.items()}


def generated(gan, data):
    """Returns what the family generates: from latents, or from pictures of the first kind.

    A few sequences are often the same from other weights, so that there are more of those.
    """
    if gan.source_kinds():
        first = data[0] if isinstance(data, tuple) else data
        return gan.generate(first[:4], seed=0)
    return gan.generate(n=4 if gan.gives.name == "pictures" else 64, seed=0)


def all_variables(gan):
    """Returns every variable of a family that outlives an epoch: all but the means it logs."""
    return [*gan.variables, *gan.optimizer.variables]


def values(variables):
    """Returns the variables' values, as arrays that later steps do not change."""
    return [variable.value.numpy().copy() for variable in variables]


def restore(variables, saved):
    """Puts the values of `values` back.

    As raw operations, since `assign` checks what is known of them: a contract begins with hundreds.
    """
    for variable, value in zip(variables, saved, strict=True):
        tf.raw_ops.AssignVariableOp(resource=variable.value.handle, value=value)


def settings(gan):
    """Returns what a family's config holds beside networks, as JSON gives it back."""
    config = json.loads(json.dumps(gan.get_config()))
    return {name: value for name, value in config.items() if not isinstance(value, dict)}
