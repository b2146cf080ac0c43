"""What SeUDA's segmenter needs beside the game: its loss, its place, and three unaligned sets."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.engine.batching import as_batches, as_unpaired_batches
from keras_gan_zoo.samples.picture_checks import check_images
from keras_gan_zoo.samples.typed_calls import part_of
from keras_gan_zoo.types import Data, Shape, Tensor

_NAMES = ("target", "source", "masks")


def mask_cross_entropy(masks: Tensor, found: Tensor) -> Tensor:
    r"""Returns the cross-entropy of each pixel, in nats.

    A mask's value m in [-1, 1] stands for the probability \( (1 + m) / 2 \) of being within.

    Args:
        masks: (batch, height, width, structures) in [-1, 1], the true ones.
        found: Of the same shape.

    Example:
        >>> float(ops.mean(mask_cross_entropy(ops.ones((1, 8, 8, 1)), ops.zeros((1, 8, 8, 1)))))
        0.6931471824645996
    """
    return ops.binary_crossentropy((1 + ops.cast(masks, found.dtype)) / 2, (1 + found) / 2)


def check_networks(networks: Mapping[str, keras.Model]) -> tuple[Shape, Shape, Shape]:
    """Returns the shapes of the target's pictures, the source's, and of masks.

    Raises:
        ValueError: If a network does not fit the others, with which and why.
    """
    t, s = (tuple(networks[f"generator_{one}"].input_shape[1:]) for one in ("ts", "st"))
    masks = tuple(networks["segmenter"].output_shape[1:])
    wanted = {
        "generator_ts": (t, s),
        "generator_st": (s, t),
        "discriminator_s": (s, None),
        "discriminator_t": (t, None),
        "discriminator_m": (masks, None),
        "segmenter": (s, (*s[:2], masks[-1])),
    }
    for name, (takes, gives) in wanted.items():
        shapes = [tuple(networks[name].input_shape[1:]), tuple(networks[name].output_shape[1:])]
        if shapes[0] != takes or (gives and shapes[1] != gives):
            raise ValueError(
                f"`{name}` maps {shapes[0]} to {shapes[1]}, but must map {takes} to "
                f"{gives or 'logits'}: build all networks for the same pictures and masks."
            )
    return t, s, masks


def three_sets(
    x: Data,
    shapes: tuple[Shape, ...],
    batch_size: int,
    shuffle: bool,
    seed: int | None,
) -> tf.data.Dataset:
    """Returns batches of target, source and masks, drawn independently of each other.

    Shorter sets are repeated, reshuffled at each pass, so that an epoch sees all of the longest.

    Args:
        x: Three datasets or arrays; or a dataset of triples, which is used in its order.
        shapes: Of the pictures of each kind.
        batch_size: Pictures of each kind a batch, where `x` is not batched yet.
        shuffle: Whether to shuffle what is not batched yet.
        seed: Seed of the shuffling, or `None`.

    Returns:
        A dataset of (batch, batch, batch).

    Raises:
        ValueError: If `x` is no triple.
        keras_gan_zoo.data.DataMismatch: If the pictures do not fit.
    """
    if isinstance(x, tf.data.Dataset):
        _check_triple(x.element_spec)
        for place, (shape, name) in enumerate(zip(shapes, _NAMES, strict=True)):
            check_images(part_of(x, place, _NAMES), shape, name=f"The {name} of `x`")
        return as_batches(x, batch_size, shuffle, seed, shapes[0])
    sets = _check_triple(x)
    for place, (images, shape) in enumerate(zip(sets, shapes, strict=True)):
        check_images(images, shape, name=f"x[{place}]")
    return as_unpaired_batches(sets, batch_size, shuffle, seed, shapes)


def _check_triple(given: Any) -> Sequence:
    """Returns what was given, if it is three things."""
    if isinstance(given, (tuple, list)) and len(given) == len(_NAMES):
        return given
    came = f"{len(given)} things" if isinstance(given, (tuple, list)) else type(given).__name__
    raise ValueError(
        "`x` must be three sets, pictures of the target, pictures of the source and masks of the "
        f"source, got {came}: pass fit((target, source, masks))."
    )
