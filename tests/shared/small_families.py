"""Any registered family, small enough for a test, and real pictures in the shapes it wants."""

import json

import numpy as np
from keras import ops

import keras_gan_zoo
from keras_gan_zoo import registry
from keras_gan_zoo.registry.building import default_arguments

SMALL = {
    "image_shape": (16, 16, 1),
    "width": 4,
    "body": "dcgan",
    "critic_steps": 1,
    "unrolled_steps": 1,
    "samples": 2,
    "clipping": 1.0,
    "code_dim": 4,
    "blocks": 1,
    "discriminator_width": 4,
    "discriminator_downsamplings": 1,
    "downsamplings": 2,
    "refiner_steps": 1,
    "latent_dim": 8,
    "vocabulary_size": 8,
    "length": 6,
    "embedding_dim": 32,
    "units": 32,
    "depth": 1,
    "encoder": "transformer",
    "filters": {1: 64, 2: 64},
    "discriminator_embedding_dim": 32,
    "discriminator_steps": 1,
    "discriminator_epochs": 1,
    "rollouts": 2,
    "start_temperature": 1.0,
    "sharpness": 10.0,
}
"""Small values of the arguments families share; each family is given those it has."""

BATCH_SIZE = 4


def small(family, **arguments):
    """Returns a compiled family with small networks."""
    defaults = default_arguments(registry.find(family).load())
    sizes = {name: value for name, value in SMALL.items() if name in defaults}
    # The defaults are said, too: what `describe` lists has to be what `get` takes.
    return keras_gan_zoo.get(family, **{**defaults, **sizes, **arguments})


def training_data(gan, images, examples=16):
    """Returns what `fit` takes: an array, or one for each kind of picture the family wants.

    The kinds are drawn from different pictures: the first as they are, every other as negatives.
    A family of token sequences gets the grey levels along a line through each picture, one that
    learns from pairs its conditions in turn.
    """
    if writes(gan):
        lines = images[:examples, 14, 2 : 2 + 4 * gan.length : 4, 0]
        return np.int32(np.round((lines + 1) / 2 * (gan.vocabulary_size - 1)))
    kinds = []
    for index, (height, width, channels) in enumerate(gan.data_shapes()):
        chosen = images[index * examples : (index + 1) * examples]
        resized = ops.convert_to_numpy(ops.image.resize(chosen, (height or 16, width or 16)))
        repeated = np.repeat(resized, channels // resized.shape[-1], axis=-1) * (-1.0) ** index
        kinds.append(np.where(repeated > 0, 1.0, -1.0) if gan.black_and_white else repeated)
    if getattr(gan, "pairs", False):
        kinds.append(np.array(gan.in_turn(examples)))
    return kinds[0] if len(kinds) == 1 else tuple(kinds)


def writes(gan):
    """Returns whether a family generates token sequences."""
    return hasattr(gan, "vocabulary_size")


def batches(gan, data):
    """Returns batches as `fit` gives them to `train_step`, in order, as often as are asked for."""
    return iter(gan.prepare_data(data, BATCH_SIZE, shuffle=False).repeat())


def train(gan, data, steps):
    """Trains on the first batches of the data and returns the losses of each step."""
    source = batches(gan, data)
    return [gan.train_on_batch(next(source)) for _ in range(steps)]


def train_eagerly(gan, data):
    """Runs `train_step` on the first batch, outside of any graph, and returns its losses."""
    gan.reset_metrics()
    losses = gan.train_step(next(batches(gan, data)))
    return {name: float(value) for name, value in losses.items()}


def generated(gan, data):
    """Returns what the family generates: from latents, or from pictures of the first kind.

    A few sequences are often the same from other weights, so that there are more of those.
    """
    if writes(gan):
        return gan.generate(64, seed=0)
    if hasattr(gan, "latent_dim"):
        return gan.generate(n=4, seed=0)
    return gan.generate(data[0][:4], seed=0)


def all_variables(gan):
    """Returns every variable of a family that outlives an epoch: all but the means it logs."""
    return [*gan.variables, *gan.optimizer.variables]


def values(variables):
    """Returns the variables' values, as arrays that later steps do not change."""
    return [variable.value.numpy().copy() for variable in variables]


def restore(variables, saved):
    """Puts the values of `values` back."""
    for variable, value in zip(variables, saved, strict=True):
        variable.assign(value)


def settings(gan):
    """Returns what a family's config holds beside networks, as JSON gives it back."""
    config = json.loads(json.dumps(gan.get_config()))
    return {name: value for name, value in config.items() if not isinstance(value, dict)}
