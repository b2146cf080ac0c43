"""Layers that stabilize a discriminator, by the names that `get` knows them by."""

import inspect
from collections.abc import Mapping, Sequence

import keras

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers.adaptive_augment import AdaptiveAugment
from keras_gan_zoo.layers.diff_augment import DiffAugment, check_policy
from keras_gan_zoo.layers.instance_noise import InstanceNoise
from keras_gan_zoo.layers.minibatch_discrimination import MinibatchDiscrimination
from keras_gan_zoo.layers.minibatch_stddev import MinibatchStdDev
from keras_gan_zoo.layers.packing import Packing

ADAPTIVE = "adaptive"

_MINIBATCH = {"stddev": MinibatchStdDev, "discrimination": MinibatchDiscrimination}


def front_layers(
    augment: str | Mapping | None = None,
    instance_noise: float | Sequence[float] | None = None,
    packing: int = 1,
) -> list[keras.layers.Layer]:
    """Returns the layers before a discriminator: augmentation, noise and packing.

    Args:
        augment: Policy of `DiffAugment`; or "adaptive" for `AdaptiveAugment`, or that with its
            arguments, as in `{"adaptive": {"target": 0.5}}`; or `None`.
        instance_noise: Standard deviation of `InstanceNoise`, or (standard deviation, steps until
            it is gone), or `None`.
        packing: Pictures judged at once, 1 for each by itself.

    Raises:
        ValueError: If one of them is not what its layer takes; it is called by its name here.

    Example:
        >>> [type(layer).__name__ for layer in front_layers("color", packing=2)]
        ['DiffAugment', 'Packing']
    """
    layers = []
    if augment:
        layers.append(_augmentation(augment))
    if instance_noise:
        layers.append(InstanceNoise(*_deviation_and_steps(instance_noise)))
    if check_whole(packing, "packing", least=1) != 1:
        layers.append(Packing(packing))
    return layers


def _augmentation(augment: str | Mapping) -> keras.layers.Layer:
    if augment == ADAPTIVE:
        return AdaptiveAugment()
    if not isinstance(augment, Mapping):
        check_policy(augment, "augment", others=(ADAPTIVE,))
        return DiffAugment(augment)
    if list(augment) != [ADAPTIVE] or not isinstance(augment[ADAPTIVE], Mapping):
        raise ValueError(
            "`augment` must be a policy such as 'color,translation,cutout', or 'adaptive', or that "
            f"with its arguments, as in {{'adaptive': {{'target': 0.5}}}}, got {dict(augment)!r}."
        )
    given = augment[ADAPTIVE]
    known = [*inspect.signature(AdaptiveAugment).parameters][:-1]
    for name in given:
        if name not in known:
            raise ValueError(
                f"`augment` 'adaptive' has no argument {name!r}; it has {listed(known)}."
                + nearest(name, known)
            )
    return AdaptiveAugment(**given)


def adaptive_layers(discriminator: keras.Model) -> list[AdaptiveAugment]:
    """Returns the layers of a discriminator that wait to be told how it judges real pictures."""
    return [layer for layer in discriminator.layers if isinstance(layer, AdaptiveAugment)]


def _deviation_and_steps(instance_noise: object) -> tuple[float, int | None]:
    pair = instance_noise if isinstance(instance_noise, (tuple, list)) else (instance_noise,)
    try:
        deviation, steps = pair if len(pair) == 2 else (*pair, None)
        check_number(deviation, "instance_noise", least=0)
        return deviation, steps if steps is None else check_whole(steps, "instance_noise", least=1)
    except ValueError:
        raise ValueError(
            "`instance_noise` must be a standard deviation of at least 0, or one and the whole "
            f"number of steps until it is gone, as in (0.1, 20000), got {instance_noise!r}."
        ) from None


def minibatch_layers(minibatch: str | None = None) -> list[keras.layers.Layer]:
    """Returns the layer by which a discriminator compares the pictures of a batch.

    Raises:
        ValueError: If `minibatch` is not `None`, "stddev" or "discrimination".

    Example:
        >>> minibatch_layers("stddev")
        [<MinibatchStdDev name=minibatch_std_dev, built=False>]
    """
    if minibatch is None:
        return []
    if not isinstance(minibatch, str) or minibatch not in _MINIBATCH:
        raise ValueError(
            f"`minibatch` must be None or one of {listed(_MINIBATCH)}, got {minibatch!r}."
            + nearest(minibatch, _MINIBATCH)
        )
    return [_MINIBATCH[minibatch]()]
