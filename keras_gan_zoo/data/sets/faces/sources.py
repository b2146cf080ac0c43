"""Cartoon faces as data sources: in colour, in pencil, and both for translation."""

import hashlib
import importlib.metadata
from pathlib import Path

import numpy as np

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.faces import drawing as faces
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.storage.cache import prepared_arrays

# The training identities of the two domains are disjoint, so that no model is ever shown the same
# person in both; the test identities are the same in both, in the same order, so that a
# translation can be compared with the truth.
TRAIN = {"colour": range(0, 3000), "pencil": range(3000, 6000)}
TEST = range(6000, 6256)

_NATIVE_SIZES = (48, 64)
_SHAPE = (64, 64, 3)
_LICENCE = "CC0 1.0 (art), MIT (renderer)"
_RENDERER = ("dicebear-core", "dicebear-styles", "resvg-py")


def _register(name: str, kind: str, domains: tuple[str, ...], description: str) -> None:
    """Registers a source of one domain, or of two to translate between."""

    @register_source(
        name,
        kind=kind,
        splits=("train", "test"),
        image_shape=_SHAPE,
        licence=_LICENCE,
        description=description,
    )
    def prepare(options):
        sets = tuple(_faces(domain, options) for domain in domains)
        return sets if len(sets) > 1 else sets[0]


_register(
    "faces",
    "images",
    ("colour",),
    "3,000 cartoon faces in colour for training and 256 for testing, drawn here.",
)
_register(
    "pencil_faces",
    "images",
    ("pencil",),
    "3,000 pencil drawings of cartoon faces for training and 256 for testing.",
)
_register(
    "pencil_and_colour_faces",
    "unpaired",
    ("pencil", "colour"),
    "Pencil faces and colour faces of different people, 3,000 each, to translate from one to "
    "the other; the 256 test faces are the same people in both.",
)


@register_source(
    "faces_by_hair_colour",
    kind="labelled",
    splits=("train", "test"),
    image_shape=_SHAPE,
    licence=_LICENCE,
    description=(
        "The coloured faces, with the colour of their hair as the class: "
        f"{', '.join(faces.PALETTES['hair'])}."
    ),
    class_names=tuple(faces.PALETTES["hair"]),
)
def _faces_by_hair_colour(options):
    images = _faces("colour", options)
    identities = TRAIN["colour"] if options.split == "train" else TEST
    colours = list(faces.PALETTES["hair"])
    labels = [
        colours.index(faces.face_attributes(identity)["hair_colour"])
        for identity in identities[: len(images)]
    ]
    return images, np.array(labels, "int32")


def _faces(domain: str, options: LoadOptions) -> np.ndarray:
    """Returns the first faces of a domain, drawing only as many as are asked for."""
    identities = TRAIN[domain] if options.split == "train" else TEST
    return drawn_faces(domain, identities[: options.limit], options, options.split)


def drawn_faces(domain: str, identities: range, options: LoadOptions, name: str) -> np.ndarray:
    """Returns faces from the cache, or draws them for it.

    Args:
        domain: "colour" or "pencil".
        identities: Whose faces; the first one's number and how many count.
        options: `image_size` and `cache_dir` count.
        name: What the cache calls the set that the identities are the first of.

    Returns:
        uint8 (len(identities), size, size, 3).
    """
    count = len(identities)
    size = _rendering_size(options.image_size)
    renderer = _renderer()
    folder = options.cache_dir / "faces"
    prefix = f"{domain}-{name}-{size}-{hashlib.sha256(renderer.encode()).hexdigest()[:8]}"
    held = _held_count(folder, prefix, count)

    def draw():
        images, _ = faces.render_faces(domain, identities.start, held, size)
        return {"images": images}, {"package": renderer, "counts": {options.split: held}}

    made_from = {"renderer": renderer, "first_identity": identities.start}
    return prepared_arrays(folder / f"{prefix}-{held}", ["images"], draw, made_from)["images"][
        :count
    ]


def _held_count(folder: Path, prefix: str, count: int) -> int:
    """Returns how many faces the shortest cached set of at least `count` holds, or `count`."""
    held = [int(path.name.rpartition("-")[2]) for path in folder.glob(f"{prefix}-*")]
    return min((number for number in held if number >= count), default=count)


def _rendering_size(image_size):
    if image_size and image_size[0] == image_size[1] and image_size[0] in _NATIVE_SIZES:
        return image_size[0]
    return _SHAPE[0]


def _renderer() -> str:
    """Returns what decides how a face looks: the renderer's versions and our own drawing code."""
    versions = []
    for package in _RENDERER:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"no {package}")
    code = hashlib.sha256(Path(faces.__file__).read_bytes()).hexdigest()[:16]
    return ", ".join([*versions, f"faces.py {code}"])
