"""Every trick of the field goes by name with every family that draws from latents."""

from itertools import zip_longest

import numpy as np
import pytest
from tiny import reloaded, step, tiny

import keras_gan_zoo
from keras_gan_zoo import layers, registry
from keras_gan_zoo.networks.normalization import OF_DISCRIMINATORS, OF_GENERATORS
from keras_gan_zoo.networks.tricks import front_layers, minibatch_layers
from keras_gan_zoo.penalties import list_penalties
from keras_gan_zoo.registry.building import default_arguments

SHAPE = (16, 16, 1)
BATCH = np.where(np.random.default_rng(0).random((4, *SHAPE)) < 0.5, 1, -1).astype("float32")

TRICKS = [
    {"augment": "color,translation,cutout"},
    {"instance_noise": 0.1, "label_smoothing": 0.1},
    {"instance_noise": (0.1, 50), "ema_decay": 0.9},
    {"packing": 2},
    {"minibatch": "stddev"},
    {"minibatch": "discrimination"},
    *(
        {"discriminator_normalization": one, "generator_normalization": other}
        for one, other in zip_longest(OF_DISCRIMINATORS, OF_GENERATORS, fillvalue="none")
    ),
    {"penalties": list_penalties(), "discriminator_normalization": "none"},
]

ALL_AT_ONCE = {
    "augment": "translation",
    "instance_noise": (0.1, 50),
    "packing": 2,
    "minibatch": "stddev",
    "generator_normalization": "virtual_batch",
    "discriminator_normalization": "spectral",
    "ema_decay": 0.9,
}
OF_EITHER_PLAYER = {"orthogonal": {"weight": 1.0, "player": "discriminator"}, "r1": 1.0}

FAMILIES = [
    name
    for name in keras_gan_zoo.list_models(task="image")
    if registry.is_own(registry.find(name))
    and "train_step" in vars(registry.find(name).load())
    and {"augment", "packing"} <= set(default_arguments(registry.find(name).load()))
]
"""Those that write a `train_step`; the others inherit it, networks and all."""


def small(family, **arguments):
    known = default_arguments(registry.find(family).load())
    sizes = {"critic_steps": 1, "unrolled_steps": 1}
    sizes = {name: value for name, value in sizes.items() if name in known}
    return tiny(
        family,
        still=False,
        **{"image_shape": SHAPE, "width": 2, "body": "dcgan", **sizes},
        **arguments,
    )


def trains(gan):
    before = [v.numpy().copy() for v in gan.trainable_variables]
    assert np.isfinite(list(step(gan, BATCH).values())).all()
    for player in gan.players:
        kernels = [v for v in gan.player_variables(player) if len(v.shape) > 1]
        assert kernels
    assert all(
        np.any(old != now.numpy())
        for old, now in zip(before, gan.trainable_variables, strict=True)
        if len(now.shape) > 1
    )


def comes_back(gan, folder):
    again = reloaded(gan, folder)
    assert again.get_config().keys() == gan.get_config().keys()
    assert step(again, BATCH) == step(gan, BATCH)  # every seed and count came back too


@pytest.mark.parametrize("trick", TRICKS, ids=str)
def test_each_trick(trick, tmp_path):
    gan = small("gan", **trick)
    trains(gan)
    comes_back(gan, tmp_path)


@pytest.mark.parametrize("name", list_penalties())
def test_each_penalty(name):
    trains(small("gan", penalties=name, discriminator_normalization="none"))


@pytest.mark.parametrize("family", FAMILIES)
def test_all_at_once(family):
    gan = small(family, **ALL_AT_ONCE, penalties=OF_EITHER_PLAYER)
    kinds = [type(layer) for layer in gan.discriminator.layers]
    for kind in (layers.DiffAugment, layers.InstanceNoise, layers.Packing, layers.MinibatchStdDev):
        assert kind in kinds
    assert gan.discriminator(BATCH).shape == (2, 1)
    trains(gan)


def test_there_are_families():
    assert {"gan", "wgan_gp", "r3gan", "unrolled_gan", "gogan", "bgan_discrete"} <= set(FAMILIES)


def test_what_stands_before_the_discriminator():
    assert front_layers() == [] and minibatch_layers() == []
    augment, noise, packing = front_layers("color", (0.2, 7), 3)
    assert (augment.policy, noise.stddev, noise.steps, packing.pictures) == ("color", 0.2, 7, 3)
    (constant,) = front_layers(instance_noise=0.3)
    assert (constant.stddev, constant.steps) == (0.3, None)
    with pytest.raises(ValueError, match=r"`minibatch` must be None or one of.*mean 'stddev'"):
        minibatch_layers("std")
    with pytest.raises(ValueError, match=r"got 'colour'.*Did you mean 'color'"):
        front_layers("colour")
