"""Virtual and real streets as a data set, with a map of classes for each picture."""

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gan_zoo.data.made_blocks import code_checksum, in_blocks
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.streets import looks, scenes
from keras_gan_zoo.data.sets.streets.looks import TEXTURES
from keras_gan_zoo.data.sets.streets.scenes import CLASSES
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.machine.progress_bar import progress_bar
from keras_gan_zoo.machine.worker_processes import available_cores, records_of_workers
from keras_gan_zoo.storage.cache import prepared_arrays
from keras_gan_zoo.storage.packages import Package, fetch_members

if TYPE_CHECKING:
    from keras_gan_zoo.data.examples import Examples

SIZE = (64, 128)
"""Height and width of a picture where nobody asks for another size."""

STREETS = {"train": 1000, "test": 200}
"""Pictures of each look in each split."""

FIRST = {"train": (0, 100_000), "test": (200_000, 200_000)}
"""The first street of each look: in training no street is seen in both, in the test all are."""

NAMES = ("virtual", "virtual_maps", "real", "real_maps")
"""What an example is made of."""

_PACKAGE = Package("pip", "scikit-image")  # of any version whose photographs are these
_PHOTOGRAPHS = {
    "brick": "7966caf324f6ba843118d98f7a07746d22f6a343430add0233eca5f6eaaa8fcf",
    "grass": "b6b6022426b38936c43a4ac09635cd78af074e90f42ffa8227ac8b7452d39f89",
    "gravel": "c48615b451bf1e606fbd72c0aa9f8cc0f068ab7111ef7d93bb9b0f2586440c12",
}
_SMALLEST = 16
_BLOCK = 50
"""Streets that are kept at a time: what is stopped goes on behind the last block."""

_ENOUGH = 20
"""Streets from which on it is worth the start of other processes."""


@register_source(
    "virtual_and_real_streets",
    kind="samples",
    splits=tuple(STREETS),
    image_shape=(*SIZE, 3),
    licence="BSD-3-Clause (textures), as the package declares",
    description=(
        "Streets drawn here by ray casting, with the class of each pixel, one of 10: as flat as a "
        "game, and with textures of photographs, light, haze and noise. They stand in for GTA and "
        "Cityscapes, as no package has photographs of streets with maps. Examples are (virtual, "
        "map, real, map), as `semantic_grad_gan` takes them: 1,000 of different streets for "
        "training, 200 of one and the same street for testing, so that a translation has a true "
        "answer. 64x128 pixels, or drawn at the `image_size` that is asked for."
    ),
    class_names=CLASSES,
)
def _virtual_and_real_streets(options: LoadOptions) -> "Examples":
    # Here, as TensorFlow is not to be waited for by who lists the data sets.
    import tensorflow as tf

    from keras_gan_zoo.data.examples import Examples, numbered

    held = drawn_streets(options)
    with tf.device("CPU:0"):
        kept = [tf.constant(held[name]) for name in NAMES]

    def read(row):
        found = [tf.gather(of_all, row) for of_all in kept]
        return tuple(
            tf.cast(one, "int32") if "maps" in name else tf.cast(one, "float32") / 127.5 - 1.0
            for name, one in zip(NAMES, found, strict=True)
        )

    return Examples(numbered(held["real"]), read, vectorised=True, any_size=True)


def drawn_streets(options: LoadOptions) -> dict[str, np.ndarray]:
    """Returns the pictures of a split from the cache, or draws them for it.

    Args:
        options: `split`, `image_size`, `limit` and `cache_dir` count.

    Returns:
        "virtual" and "real", uint8 (n, height, width, 3), and "virtual_maps" and "real_maps",
        uint8 (n, height, width), numbers of `CLASSES`.

    Raises:
        ValueError: If a side is shorter than 16 pixels.
        keras_gan_zoo.data.DataUnavailable: If the textures have to be fetched and cannot be.

    Example:
        >>> drawn_streets(LoadOptions("test", limit=2))["virtual"].shape
        (2, 64, 128, 3)
    """
    size: Any = options.image_size or SIZE
    if min(size) < _SMALLEST:
        raise ValueError(
            f"image_size={size} is too small for a street: pass {_SMALLEST} pixels or more a side, "
            f"such as image_size={SIZE}."
        )
    split = options.split
    count = min(options.limit or STREETS[split], STREETS[split])
    made_from = {"textures": _PHOTOGRAPHS, "code": code_checksum(looks, scenes)}
    with _Drawing(options, size, count) as drawing:
        return in_blocks(
            options.cache_dir / "virtual_and_real_streets" / f"{split}-{size[0]}x{size[1]}",
            NAMES,
            range(STREETS[split]),
            count,
            _BLOCK,
            drawing.streets_of,
            lambda block: {**made_from, "streets": [block.start, len(block)]},
        )


class _Drawing(contextlib.ExitStack):
    """Draws streets, with processes and a progress bar that are there only once they are needed."""

    def __init__(self, options: LoadOptions, size: tuple[int, int], count: int):
        super().__init__()
        self._options, self._size = options, size
        self._end = min(-(-count // _BLOCK) * _BLOCK, STREETS[options.split])
        self._next = -1  # the number of the record that comes next
        self._records: Any = None
        self._bar: Any = None

    def streets_of(self, block: range) -> tuple[dict[str, np.ndarray], dict[str, object]]:
        """Returns the pictures and maps of a block, and where they come from."""
        height, width = self._size
        if self._bar is None:
            left = self._end - block.start
            label = f"streets, {self._options.split}"
            self._bar = self.enter_context(progress_bar(total=left, desc=label, unit="street"))
        if self._next != block.start:  # the first, or one behind others that were kept
            self._records = _records(self._options, self._size, range(block.start, self._end))
            self.enter_context(contextlib.closing(self._records))
        arrays = {
            name: np.empty((len(block), height, width, *(() if "maps" in name else (3,))), "uint8")
            for name in NAMES
        }
        for row in range(len(block)):
            pixels = np.frombuffer(next(self._records), "uint8")
            ends = np.cumsum([0, *(arrays[name][row].size for name in NAMES)])
            for name, start, end in zip(NAMES, ends, ends[1:], strict=False):
                arrays[name][row] = pixels[start:end].reshape(arrays[name][row].shape)
            self._bar.update()
        self._next = block.stop
        return arrays, {"package": str(_PACKAGE), "counts": {self._options.split: len(block)}}


def _records(options: LoadOptions, size: tuple[int, int], numbers: range) -> Iterator[bytes]:
    """Yields what `record` gives of each number, drawn by as many processes as there are cores."""
    of = textures(options.cache_dir)  # fetched once, before workers look for them
    processes = min(available_cores(), len(numbers)) if len(numbers) > _ENOUGH else 1
    done = 0
    if processes > 1:
        told = (options.cache_dir, options.split, *size)
        of_workers = records_of_workers(
            f"{__name__}:_stream_streets", told, numbers, 8 * size[0] * size[1], processes
        )
        # Where workers cannot run, what they have not drawn is drawn here.
        with contextlib.closing(of_workers), contextlib.suppress(OSError):
            for one in of_workers:
                done += 1
                yield one
    for number in numbers[done:]:
        yield record(number, options.split, size, of)


def record(number: int, split: str, size: tuple[int, int], of: dict[str, np.ndarray]) -> bytes:
    """Returns the pixels of an example, its parts one after the other.

    Args:
        number: Its number in the split.
        split: "train" or "test".
        size: Height and width.
        of: What `textures` returns.
    """
    virtual, real = (first + number for first in FIRST[split])
    parts = (*looks.virtual(virtual, size), *looks.real(real, size, of))
    return b"".join(part.tobytes() for part in parts)


def _stream_streets() -> None:
    """Writes the records that the command line tells to standard output, as a worker does."""
    cache_dir, split, *rest = sys.argv[1:]
    height, width, first, stop, step = map(int, rest)
    of = textures(Path(cache_dir))
    for number in range(first, stop, step):
        sys.stdout.buffer.write(record(number, split, (height, width), of))
        sys.stdout.buffer.flush()


def textures(cache_dir: Path) -> dict[str, np.ndarray]:
    """Returns the photographs of surfaces by name, uint8 (512, 512), fetched once.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If they have to be fetched and cannot be.
    """
    folder = cache_dir / "virtual_and_real_streets" / "textures"
    return prepared_arrays(folder, TEXTURES, _fetched, {"photographs": _PHOTOGRAPHS})


def _fetched() -> tuple[dict[str, np.ndarray], dict[str, object]]:
    from PIL import Image

    paths = {name: f"skimage/data/{name}.png" for name in TEXTURES}
    wanted = {path: _PHOTOGRAPHS[name] for name, path in paths.items()}
    found, archive = fetch_members(_PACKAGE, wanted)
    arrays = {}
    for name, path in paths.items():
        with Image.open(io.BytesIO(found[path])) as picture:
            arrays[name] = np.asarray(picture.convert("L"))
    return arrays, {"package": archive, "counts": {"photographs": len(arrays)}}
