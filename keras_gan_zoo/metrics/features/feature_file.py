"""Features on disk as they are computed, so that an interrupted extraction can go on."""

import hashlib
import json
import pathlib
from collections.abc import Iterator

import numpy as np

from keras_gan_zoo.metrics.features.extractor import FeatureExtractor


class FeatureFile:
    """Raw little-endian float32 rows that only grow, beside a JSON file that says what they are.

    Args:
        path: The file of rows; `.json` is appended for the description.
        extractor: Whose features these are.
        source: Which images they are of.
        first_image: The first image, whose checksum guards against another order of images.

    Raises:
        ValueError: If the file exists and holds features of something else.

    Example:
        >>> rows = FeatureFile("real.f32", extractor, "cifar10/train", first_image=images[0])
        >>> rows.append(extractor(images[:50]))
        >>> rows.close()
    """

    def __init__(
        self,
        path: str | pathlib.Path,
        extractor: FeatureExtractor,
        source: str,
        first_image: np.ndarray,
    ):
        self.path = pathlib.Path(path)
        self.dimensions = extractor.dimensions
        wanted = {
            "extractor": extractor.name,
            "resize": extractor.resize,
            "dimensions": extractor.dimensions,
            "source": source,
            "first_image_sha256": hashlib.sha256(first_image.tobytes()).hexdigest(),
        }
        description = self.path.with_name(self.path.name + ".json")
        if description.exists() and self.path.exists():
            found = json.loads(description.read_text())
            for key, value in wanted.items():
                if found.get(key) != value:
                    raise ValueError(
                        f"save_to={str(self.path)!r} holds features with {key} "
                        f"{found.get(key)!r}, not {value!r}: give another path or delete it."
                    )
        else:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_bytes(b"")
            description.write_text(json.dumps(wanted, indent=2))
        self.rows = self.path.stat().st_size // self._row_bytes
        self._file = self.path.open("r+b")
        # A crash in the middle of a write leaves part of a row.
        self._file.truncate(self.rows * self._row_bytes)
        self._file.seek(0, 2)

    @property
    def _row_bytes(self) -> int:
        return 4 * self.dimensions

    def blocks(self, rows: int, size: int) -> Iterator[np.ndarray]:
        """Yields the first `rows` rows as arrays `(size, dimensions)`, the last one shorter."""
        with self.path.open("rb") as file:
            for start in range(0, rows, size):
                block = file.read(min(size, rows - start) * self._row_bytes)
                yield np.frombuffer(block, "<f4").reshape(-1, self.dimensions)

    def append(self, features: np.ndarray) -> None:
        """Writes rows `(batch, dimensions)` through to the file system."""
        self._file.write(np.asarray(features, "<f4").tobytes())
        self._file.flush()
        self.rows += len(features)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
