"""The networks of talking heads: embedder, generator and projection discriminator (1905.08233)."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.families.video.talking_head.layers import (
    AdaptiveInstanceNormalization,
    LearnedVector,
    PersonVectors,
    ProjectionScore,
)
from keras_gan_zoo.layers import (
    InstanceNormalization,
    NearestUpsampling2D,
    SelfAttention,
    SpectralNormalization,
)
from keras_gan_zoo.networks.shapes import check_image_shape, halvings
from keras_gan_zoo.types import Tensor

_MOST = 8
"""How many times as many maps as the first the smallest ones have at most, as 512 are of 64."""


def check_sizes(
    image_shape: Sequence[int], attention: int, landmark_channels: int | None
) -> tuple[tuple[int, ...], int]:
    """Returns the checked shape of frames, and the channels of landmarks; `None` is as many.

    Raises:
        ValueError: If one of them is not as the networks take it.
    """
    shape = check_image_shape(image_shape)
    check_whole(attention, "attention", least=0)
    channels = shape[2] if landmark_channels is None else landmark_channels
    return shape, check_whole(channels, "landmark_channels", least=1)


def embedding_length(image_shape: Sequence[int], width: int) -> int:
    """Returns the length of the vectors of people, N in the paper.

    Args:
        image_shape: (height, width, channels) of the frames, of a size that `halvings` takes.
        width: Maps of the first block.
    """
    return width * min(2 ** (halvings(image_shape)[1] - 1), _MOST)


def embedder(
    image_shape: Sequence[int],
    landmark_channels: int,
    width: int = 64,
    attention: int = 0,
    name: str = "embedder",
) -> keras.Model:
    """Builds the embedder E, from a frame and its landmarks to a vector of the person.

    Residual blocks that each halve the maps, the sum over all places, and ReLU.

    Args:
        image_shape: (height, width, channels) of a frame, of a size that `halvings` takes.
        landmark_channels: Channels of the picture of landmarks.
        width: Maps of the first block, 64 in the paper; doubled by each up to eight times as many.
        attention: Side of the maps behind which self-attention stands; 0 for none.
        name: Name of the network.

    Returns:
        A network from [frames, landmarks] to (batch, `embedding_length`), all at least 0.

    Example:
        >>> embedder((64, 64, 3), 3, width=8).output_shape
        (None, 64)
    """
    frames, landmarks = _frame_and_landmarks(image_shape, landmark_channels)
    x = layers.Concatenate()([frames, landmarks])
    *_, x = _narrowing(x, width, halvings(image_shape)[1], attention)
    return keras.Model([frames, landmarks], _summed(x), name=name)


def head_discriminator(
    image_shape: Sequence[int],
    landmark_channels: int,
    width: int = 64,
    attention: int = 0,
    name: str = "discriminator",
) -> keras.Model:
    r"""Builds the discriminator \( D(x, y, w) = V(x, y)^\top w + b \).

    V is as the embedder, with one more block, which does not halve.

    Args:
        image_shape: As for `embedder`.
        landmark_channels: As for `embedder`.
        width: As for `embedder`.
        attention: As for `embedder`.
        name: Name of the network.

    Returns:
        A network from [frames, landmarks, vectors of people] to a list: scores (batch, 1), and the
        maps of each block, the largest first.

    Example:
        >>> head_discriminator((32, 32, 3), 3, width=8).output_shape[:2]
        [(None, 1), (None, 16, 16, 8)]
    """
    frames, landmarks = _frame_and_landmarks(image_shape, landmark_channels)
    person = keras.Input((embedding_length(image_shape, width),), name="person")
    x = layers.Concatenate()([frames, landmarks])
    maps = _narrowing(x, width, halvings(image_shape)[1], attention)
    maps.append(_block(maps[-1], maps[-1].shape[-1]))
    score = ProjectionScore(name="score", dtype="float32")([_summed(maps[-1]), person])
    return keras.Model([frames, landmarks, person], [score, *maps], name=name)


def people_network(people: int, length: int, name: str = "people") -> keras.Model:
    """Builds the matrix W of people's vectors, as a network.

    Returns:
        A network from numbers of people (batch,) to [W_i, W_i + w_0], each (batch, length).
    """
    numbers = keras.Input((), dtype="int32", name="numbers")
    vectors = PersonVectors(people, length, name="vectors")(numbers)
    return keras.Model(numbers, vectors, name=name)


def adaptive_channels(width: int, downsamplings: int, blocks: int) -> list[int]:
    """Returns the channels of each adaptive normalization of `head_generator`, in order.

    Example:
        >>> adaptive_channels(width=4, downsamplings=2, blocks=1)
        [8, 8, 8, 4, 4, 4, 4]
    """
    widths = _widths(width, downsamplings)
    smaller = [*widths[-2::-1], width]
    ups = [each for pair in zip(widths[::-1], smaller, strict=True) for each in pair]
    return [widths[-1]] * (2 * blocks) + ups + [width]


def head_generator(
    image_shape: Sequence[int],
    landmark_channels: int,
    width: int = 64,
    downsamplings: int = 3,
    blocks: int = 4,
    attention: int = 0,
    name: str = "generator",
) -> keras.Model:
    """Builds the generator G, from landmarks and a person's coefficients to a frame.

    Residual blocks that halve the picture of landmarks with instance normalization, blocks at the
    smallest size, and blocks that double it, both with adaptive instance normalization.

    Args:
        image_shape: (height, width, channels) of a frame, height and width multiples of
            2^downsamplings.
        landmark_channels: Channels of the picture of landmarks.
        width: Maps of the first block.
        downsamplings: How often the picture is halved, at least 1.
        blocks: Blocks at the smallest size.
        attention: Side of the maps behind which self-attention stands, on the way down and on the
            way up; 0 for none.
        name: Name of the network.

    Returns:
        A network from [landmarks, coefficients] to frames in [-1, 1]; coefficients are (batch,
        twice the sum of `adaptive_channels`).

    Raises:
        ValueError: If the sides cannot be halved so often, or a number is too small.

    Example:
        >>> head_generator((64, 64, 3), 3, width=8).output_shape
        (None, 64, 64, 3)
    """
    check_whole(blocks, "blocks", least=0)
    each = 2 ** check_whole(downsamplings, "downsamplings", least=1)
    height, along, channels = image_shape
    if height % each or along % each:
        near = tuple(max(1, round(side / each)) * each for side in (height, along))
        raise ValueError(
            f"`image_shape` must be of sides that are multiples of {each}, as "
            f"`downsamplings`={downsamplings} halves them, got {height} times {along}; the nearest "
            f"are {near[0]} times {near[1]}."
        )
    counts = adaptive_channels(width, downsamplings, blocks)
    landmarks = keras.Input((height, along, landmark_channels), name="landmarks")
    coefficients = keras.Input((2 * sum(counts),), name="coefficients")
    taken = 0

    def adaptive(x: Tensor) -> Tensor:
        nonlocal taken
        first, taken = taken, taken + 2 * x.shape[-1]
        return AdaptiveInstanceNormalization()([x, coefficients[:, first:taken]])

    *_, x = _narrowing(landmarks, width, downsamplings, attention, InstanceNormalization)
    for _ in range(blocks):
        x = _block(x, x.shape[-1], normalize=adaptive)
    for channels_here in [*_widths(width, downsamplings)[-2::-1], width]:
        x = _block(x, channels_here, "doubled", normalize=adaptive)
        if attention in x.shape[1:3]:
            x = SelfAttention()(x)
    x = layers.ReLU()(adaptive(x))
    x = _convolution(channels, 3)(x)
    frames = layers.Activation("tanh", dtype="float32", name="frames")(x)
    return keras.Model([landmarks, coefficients], frames, name=name)


def coefficient_projection(length: int, coefficients: int, name: str = "projection") -> keras.Model:
    """Builds the matrix P, from a person's vector to the generator's coefficients.

    Returns:
        A network from (batch, length) to (batch, coefficients).
    """
    vectors = keras.Input((length,), name="person")
    dense = SpectralNormalization(layers.Dense(coefficients, use_bias=False))
    return keras.Model(vectors, dense(vectors), name=name)


def of_one_person(network: keras.Model, vector: str, name: str) -> keras.Model:
    """Returns a network whose last input, a person's, has become a weight of it.

    Args:
        network: A copy of a generator or discriminator, which the new network takes over.
        vector: What the layer is called that holds the weight.
        name: Name of the network.

    Returns:
        A network of the inputs but the last one.
    """
    *inputs, person = network.inputs
    held = [keras.Input(each.shape[1:], name=each.name) for each in inputs]
    learned = LearnedVector(person.shape[-1], name=vector)(held[0])
    return keras.Model(held if len(held) > 1 else held[0], network([*held, learned]), name=name)


def _frame_and_landmarks(image_shape, landmark_channels):
    frames = keras.Input(tuple(image_shape), name="frames")
    landmarks = keras.Input((*image_shape[:2], landmark_channels), name="landmarks")
    return frames, landmarks


def _widths(width: int, steps: int) -> list[int]:
    check_whole(width, "width", least=1)
    return [width * min(2**step, _MOST) for step in range(steps)]


def _narrowing(
    x: Tensor, width: int, steps: int, attention: int, normalization: type | None = None
) -> list[Tensor]:
    """Returns the maps behind each of some blocks that halve them."""
    maps = []
    for index, channels in enumerate(_widths(width, steps)):
        normalize = (lambda x: normalization()(x)) if normalization and index else None
        x = _block(x, channels, "halved", normalize, first=not index)
        if attention in x.shape[1:3]:
            x = SelfAttention()(x)
        maps.append(x)
    return maps


def _block(x, channels, size="same", normalize=None, first=False):
    """Returns what a residual block gives; the first of a network begins with a convolution."""
    normalize = normalize or (lambda y: y)
    shortcut = NearestUpsampling2D()(x) if size == "doubled" else x
    if size != "same" or x.shape[-1] != channels:
        shortcut = _convolution(channels, 1)(shortcut)
    y = x if first else layers.ReLU()(normalize(x))
    if size == "doubled":
        y = NearestUpsampling2D()(y)
    y = _convolution(channels, 3)(y)
    y = layers.ReLU()(normalize(y))
    y = layers.Add()([shortcut, _convolution(channels, 3)(y)])
    return layers.AveragePooling2D(2)(y) if size == "halved" else y


def _convolution(channels, side):
    return SpectralNormalization(layers.Conv2D(channels, side, padding="same"))


def _summed(x):
    x = layers.ReLU()(x)
    places = x.shape[1] * x.shape[2]
    return layers.Rescaling(places)(layers.GlobalAveragePooling2D()(x))
