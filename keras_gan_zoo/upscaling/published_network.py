"""What is known of a published network before it is fetched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras

from keras_gan_zoo.storage.packages import Package


@dataclass(frozen=True)
class Published:
    """A published network.

    Attributes:
        package: The package that holds it.
        members: Its files in the package, with their SHA-256.
        build: Returns the generator, given the paths of these files in this order.
        about: What it was trained for.
        paper: arXiv id, or authors and place.
        scale: How many times larger pictures become.
        degradation: How small pictures are made where it is trained further.
        folder: Where in the cache's weights its files are kept; `None` for the package's name.
    """

    package: Package
    members: Mapping[str, str]
    build: Callable[[Sequence[Path]], keras.Model]
    about: str
    paper: str
    scale: int = 4
    degradation: str = "real_esrgan"
    folder: str | None = None
