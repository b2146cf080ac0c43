"""Contrasts of brains and their angiograms as a data set of pairs, made on the machine."""

import functools

import numpy as np

from keras_gan_zoo.data.made_blocks import code_checksum, one_by_one
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.angiograms import atlas, contrasts, vessels
from keras_gan_zoo.data.sources import register_source

HEADS = {"train": 75, "test": 15}
"""Of each split: those of the test have bends and vessels of their own."""

SLICES = len(contrasts.HEIGHTS)
"""Of each head."""

NAMES = ("contrasts", "angiograms", "vessels")

_BLOCK = 5  # heads that are made and kept at a time


@register_source(
    "contrasts_and_angiograms",
    kind="paired",
    splits=tuple(HEADS),
    image_shape=(contrasts.SIDE, contrasts.SIDE, 3),
    licence="BSD-3-Clause, as the package declares; atlas of the MNI, free with its notice",
    description=(
        "Slices of brains, 128x128 pixels of 1.5 mm: T1, T2 and PD as the three channels of one "
        "picture, and an angiogram of one channel, made here, as no package has any. They stand in "
        "for IXI's: the tissues of one atlas, bent for each head, by the equations of spin and "
        "gradient echoes, and a grown tree of vessels for each, dark where blood flows fast, and "
        "bright in the angiogram. 600 slices of 75 heads for training, 120 of 15 others for "
        "testing. The skull is left out, and so are veins and all that is ill."
    ),
)
def _contrasts_and_angiograms(options: LoadOptions) -> tuple[np.ndarray, np.ndarray]:
    held = slices_of_heads(options)
    return held["contrasts"], held["angiograms"]


def slices_of_heads(options: LoadOptions) -> dict[str, np.ndarray]:
    """Returns the slices of a split from the cache, or makes them for it.

    Args:
        options: `split`, `limit` and `cache_dir` count.

    Returns:
        "contrasts", uint8 (n, 128, 128, 3); "angiograms", uint8 (n, 128, 128, 1); "vessels", bool
        (n, 128, 128, 1), where at least half of a pixel is vessel, for whoever judges. The slices
        of a head, from the base to the top, are one after the other.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If the atlas has to be fetched and cannot be.

    Example:
        >>> slices_of_heads(LoadOptions("test", limit=8))["vessels"].shape
        (8, 128, 128, 1)
    """
    split = options.split
    count = min(-(-(options.limit or 10**9) // SLICES), HEADS[split])
    code = code_checksum(atlas, vessels, contrasts, __file__)
    made_from = {"package": str(atlas.ATLAS), "code": code}

    def begin(_):
        volumes = {name: np.asarray(one) for name, one in atlas.tissues(options.cache_dir).items()}
        return functools.partial(_head, volumes, list(HEADS).index(split))

    held = one_by_one(
        options.cache_dir / "contrasts_and_angiograms" / split,
        NAMES,
        range(HEADS[split]),
        count,
        _BLOCK,
        begin=begin,
        label="heads",
        told={"package": str(atlas.ATLAS)},
        origin=lambda block: {**made_from, "heads": [block.start, len(block)]},
    )
    of_all = {name: each.reshape(-1, *each.shape[2:]) for name, each in held.items()}
    return {name: each[: options.limit] for name, each in of_all.items()}


def _head(volumes: dict[str, np.ndarray], split: int, number: int) -> dict[str, np.ndarray]:
    return contrasts.head(volumes, [split, number])
