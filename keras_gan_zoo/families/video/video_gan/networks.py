"""The networks of the multi-scale video GAN: a generator and a discriminator for each size."""

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.families.video.video_gan.clipping import ClippedFrames
from keras_gan_zoo.layers.frames_as_channels import FramesAsChannels
from keras_gan_zoo.layers.latent_planes import LatentPlanes
from keras_gan_zoo.types import Tensor

GENERATORS = (
    ((1, 2, 1), (3, 3, 3, 3)),
    ((1, 2, 1), (5, 3, 3, 5)),
    ((1, 2, 4, 2, 1), (5, 3, 3, 3, 3, 5)),
    ((1, 2, 4, 2, 1), (7, 5, 5, 5, 5, 7)),
)
"""Of each size, from the smallest: maps by `width`, and sides of kernels, the paper's."""

DISCRIMINATORS = (
    ((0.5,), (3,), (4, 2)),
    ((0.5, 1, 1), (3, 3, 3), (8, 4)),
    ((1, 2, 2), (5, 5, 5), (8, 4)),
    ((1, 2, 4, 1), (7, 7, 5, 5), (8, 4)),
)
"""Likewise: maps by `width`, sides of kernels, and units of the dense layers by `width`."""

_POOLED = 4
"""Pixels of a side above which the maps of the finest discriminator are pooled."""


def video_generator(
    past: int,
    channels: int,
    scales: int = 4,
    width: int = 128,
    latent_dim: int = 0,
    keep: bool = False,
    name: str = "generator",
) -> keras.Model:
    """Builds the generator that draws a frame at several sizes, each by the smaller one.

    Convolutions alone, so that it takes frames of any size that can be halved `scales` - 1 times.

    Args:
        past: Frames that are known.
        channels: Of a frame.
        scales: Sizes, at least 1.
        width: Maps of the first layer.
        latent_dim: Length of a latent vector, of which each size gets planes; 0 for none.
        keep: Whether what is drawn is added to the last known frame, which the known ones are
            then told by their differences from.
        name: Name of the network.

    Returns:
        A network from videos (batch, past, height, width, channels), or these and latents (batch,
        latent_dim), to a list of frames in [-1, 1], the largest first.

    Example:
        >>> [frame.shape for frame in video_generator(4, 3, scales=2, width=8).outputs]
        [(None, None, None, 3), (None, None, None, 3)]
    """
    check_whole(past, "past", least=1)
    check_whole(width, "width", least=1)
    video = keras.Input((past, None, None, channels), name="past")
    inputs = [video]
    if check_whole(latent_dim, "latent_dim", least=0):
        inputs.append(keras.Input((latent_dim,), name="latents"))
    known = FramesAsChannels(name="frames")(video)
    drawn: list[Tensor] = []
    change = None
    for scale in range(check_whole(scales, "scales", least=1)):
        factor = 2 ** (scales - 1 - scale)
        x = _shrunk(known, factor)
        if keep:
            last = _shrunk(video[:, -1], factor)
            x = _beside_changes(x, last, past)
        if change is not None:
            enlarged = layers.UpSampling2D(interpolation="bilinear")(change)
            x = layers.Concatenate()([x, enlarged])
        if latent_dim:
            x = LatentPlanes()([x, inputs[1]])
        maps, kernels = GENERATORS[min(scale, len(GENERATORS) - 1)]
        for count, kernel in zip(maps, kernels[:-1], strict=True):
            x = layers.Conv2D(count * width, kernel, padding="same", **_initialized())(x)
            x = layers.ReLU()(x)
        x = layers.Conv2D(channels, kernels[-1], padding="same", **_initialized())(x)
        x = layers.Activation("tanh", dtype="float32")(x)
        change = x if change is None else layers.Add(dtype="float32")([enlarged, x])
        frame = change
        if keep:
            frame = layers.Add(dtype="float32")([last, change])
        drawn.insert(0, ClippedFrames(dtype="float32", name=f"frame_{scale}")(frame))
    return keras.Model(inputs if latent_dim else video, drawn, name=name)


def video_discriminator(
    past: int,
    patch: tuple[int, int, int],
    scales: int = 4,
    width: int = 128,
    name: str = "discriminator",
) -> keras.Model:
    """Builds a discriminator of the known frames and the next one, at several sizes.

    Args:
        past: Frames that are known.
        patch: (height, width, channels) of a frame at its largest size.
        scales: Sizes, at least 1.
        width: Maps, as for the generator's.
        name: Name of the network.

    Returns:
        A network from a list, videos (batch, past, *patch) and the next frame at each size, the
        largest first, to a list of logits (batch, 1) in the same order.

    Example:
        >>> len(video_discriminator(4, (32, 32, 3), width=8).outputs)
        4
    """
    height, side, channels = patch
    check_whole(width, "width", least=1)
    video = keras.Input((past, *patch), name="past")
    known = FramesAsChannels(name="frames")(video)
    inputs, logits = [video], []
    for halvings in range(check_whole(scales, "scales", least=1)):
        factor = 2**halvings
        frame = keras.Input((height // factor, side // factor, channels), name=f"next_{halvings}")
        x = _beside_changes(_shrunk(known, factor), frame, past)
        scale = min(scales - 1 - halvings, len(DISCRIMINATORS) - 1)
        maps, kernels, units = DISCRIMINATORS[scale]
        for count, kernel in zip(maps, kernels, strict=True):
            fitting = tuple(min(kernel, length) for length in x.shape[1:3])
            x = layers.Conv2D(max(1, round(count * width)), fitting, **_initialized())(x)
            x = layers.LeakyReLU(0.2)(x)
        if scale == len(DISCRIMINATORS) - 1 and min(x.shape[1:3]) > _POOLED:
            x = layers.MaxPooling2D()(x)
        x = layers.Flatten()(x)
        for count in units:
            x = layers.LeakyReLU(0.2)(layers.Dense(count * width, **_initialized())(x))
        inputs.append(frame)
        logits.append(layers.Dense(1, dtype="float32", name=f"logits_{halvings}")(x))
    return keras.Model(inputs, logits, name=name)


def _beside_changes(known: Tensor, frame: Tensor, past: int) -> Tensor:
    """Returns a frame and what each known one differs from it by: what stands still is zero.

    The same is told as by the frames, but motion is no small part of it any more.
    """
    changes = layers.Subtract()([known, layers.Concatenate()([frame] * past)])
    return layers.Concatenate()([changes, frame])


def _shrunk(maps: Tensor, factor: int) -> Tensor:
    return layers.AveragePooling2D(factor)(maps) if factor > 1 else maps


def _initialized() -> dict[str, keras.initializers.Initializer]:
    # New ones each time: an initializer instance returns the same numbers whenever it is called.
    return {"kernel_initializer": keras.initializers.HeNormal()}
