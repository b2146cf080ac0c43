"""Images from `tensorflow_datasets`, which is imported only when one of its sets is asked for."""

import dataclasses
import re
import socket
import urllib.parse
import urllib.request
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.examples import Examples
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.samples.picture_files import UnreadablePicture, decode_picture
from keras_gan_zoo.storage.packages import DataUnavailable
from keras_gan_zoo.types import PathLike

# The keys here are encoded pictures, some tens of kilobytes each.
_SHUFFLE_BUFFER = 20_000


def tfds_examples(
    name: str, options: LoadOptions, data_dir: PathLike | None = None
) -> tuple[str, Examples | tuple[Examples, Examples]]:
    """Returns the kind of a `tensorflow_datasets` set and its examples.

    Pictures are decoded by `keras_gan_zoo.samples.picture_files`, as those of folders are. A set
    may be prepared in TFRecord files or in the format array_record.

    A set with a class label is `"labelled"`, one with splits `trainA` and `trainB`, as those of
    `cycle_gan` have, is `"unpaired"` when asked for `"train"`, any other is `"images"`.

    Args:
        name: The set's name there, such as `"celeb_a"` or `"cycle_gan/horse2zebra"`.
        options: `split` is used; the slices of `tensorflow_datasets`, such as `"train[:10%]"`,
            are understood.
        data_dir: Folder of prepared sets; None takes the one of `tensorflow_datasets`.

    Returns:
        The kind, and the examples: two sets of them if the kind is `"unpaired"`.

    Raises:
        ValueError: If the set, the split or an image feature does not exist.
        DataUnavailable: If `tensorflow_datasets` is not installed, or cannot fetch the set.
    """
    builder = _prepared_builder(name, data_dir)
    split, bracket, part = options.split.partition("[")
    domains = [f"{split}{domain}" for domain in "AB"]
    if set(domains) <= set(builder.info.splits):
        first, second = (
            _read(builder, f"{domain}{bracket}{part}", False, options) for domain in domains
        )
        return "unpaired", (first, second)
    names = _class_names(builder.info.features)
    examples = _read(builder, options.split, bool(names), options)
    examples = dataclasses.replace(examples, class_names=names)
    return "labelled" if names else "images", examples


def tfds_class_names(name: str, data_dir: PathLike | None = None) -> tuple[str, ...]:
    """Returns the names of the classes of a `tensorflow_datasets` set, none if it has no labels.

    Args:
        name: As for `tfds_examples`.
        data_dir: As for `tfds_examples`.

    Raises:
        ValueError: As `tfds_examples`.
        DataUnavailable: As `tfds_examples`.
    """
    return _class_names(_prepared_builder(name, data_dir).info.features)


def _class_names(features: Any) -> tuple[str, ...]:
    label = dict(features).get("label")
    return tuple(label.names) if isinstance(label, _tfds().features.ClassLabel) else ()


def whole_split(
    name: str, split: str, data_dir: PathLike | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Returns all images, uint8 (N, H, W, C), and labels, int32 (N,), of a small labelled set.

    Raises:
        DataUnavailable: As `tfds_examples`.
    """
    examples: Any
    kind, examples = tfds_examples(name, LoadOptions(split=split), data_dir)
    if kind != "labelled":
        raise ValueError(f"'tfds:{name}' has no labels.")
    dataset = examples.keys.map(examples.read, num_parallel_calls=tf.data.AUTOTUNE)
    images, labels = next(iter(dataset.batch(examples.count)))
    return images.numpy(), labels.numpy().astype("int32")


def _tfds():
    """Returns the module; protocol buffers make its import slow and, in places, impossible."""
    try:
        import tensorflow_datasets
    except ImportError as error:
        raise DataUnavailable(
            f"tensorflow_datasets does not import here ({error}): `pip install "
            "tensorflow-datasets` helps."
        ) from error
    return tensorflow_datasets


def _prepared_builder(name, data_dir):
    if not name.strip():
        raise ValueError(
            "name='tfds:' says no set of tensorflow_datasets: pass 'tfds:mnist' or another."
        )
    tfds = _tfds()
    try:
        builder = tfds.builder(name.strip(), data_dir=data_dir, try_gcs=False)
    except tfds.core.DatasetNotFoundError:
        near = nearest(name, tfds.list_builders(with_community_datasets=False))
        raise ValueError(f"tensorflow_datasets has no set {name!r}.{near}") from None
    except ValueError as error:
        raise ValueError(
            f"tensorflow_datasets has no set {name!r}{_nearest_config(tfds, name)}"
        ) from error
    if not builder.is_prepared():
        _require_host(builder, name)
        try:
            builder.download_and_prepare()
        # What can go wrong in there is open-ended: the network, checksums, quotas of a download
        # site, data that must be put in place by hand, missing modules.
        except Exception as error:
            first_line = str(error).strip().split("\n")[0]
            raise DataUnavailable(
                f"tensorflow_datasets could not fetch {name!r}: {type(error).__name__}: "
                f"{first_line}"
            ) from error
    return builder


def _nearest_config(tfds, name):
    try:
        configs = tfds.builder_cls(name.split("/")[0]).builder_configs
    # What is no name there, such as "my set": its own error explains the grammar of names.
    except ValueError:
        return "."
    names = [f"{name.split('/')[0]}/{config}" for config in configs]
    return f".{nearest(name, names)}" if names else ": it is one set, without a part after '/'."


def _require_host(builder, name):
    """Raises at once where there is no network: the downloader itself retries for minutes."""
    if urllib.request.getproxies():
        return
    hosts = sorted(
        {urllib.parse.urlsplit(url).hostname for url in builder.url_infos or ()} - {None}
    )
    try:
        for host in hosts[:1]:
            socket.getaddrinfo(host, None)
    except OSError as error:
        raise DataUnavailable(
            f"tensorflow_datasets cannot fetch {name!r}: the host it comes from is not to be "
            f"reached from here ({error.strerror or error})."
        ) from error


def _read(builder: Any, split: str, with_labels: bool, options: LoadOptions) -> Examples:
    splits, features = builder.info.splits, builder.info.features
    names = re.findall(r"[A-Za-z_]\w*", re.sub(r"\[.*?\]", "", split))
    if not names or not set(names) <= set(splits):
        raise ValueError(
            f"'tfds:{builder.name}' has no split {split!r}; it has {listed(splits)}."
            f"{nearest(split, splits)}"
        )
    image_key = _image_key(builder)
    pictures = _Pictures(features[image_key], options, f"tfds:{builder.name}")
    skip = {image_key: _tfds().decode.SkipDecoding()}
    wanted = {image_key: True, "label": True} if with_labels else {image_key: True}
    try:
        encoded = builder.as_dataset(
            split=split,
            decoders=_tfds().decode.PartialDecoding(wanted, decoders=skip),
            shuffle_files=False,
        )
    except NotImplementedError:
        return _random_access(builder, split, skip, pictures, with_labels)

    def read(example):
        image = pictures(example[image_key])
        return (image, example["label"]) if with_labels else image

    return Examples(encoded, read, vectorised=True, shuffle_buffer=_SHUFFLE_BUFFER)


def _random_access(
    builder: Any, split: str, decoders: Any, pictures: "_Pictures", with_labels: bool
) -> Examples:
    """Returns the examples of a set in the format array_record, which is read by row number."""
    try:
        rows = builder.as_data_source(split=split, decoders=decoders)
    except ImportError as error:
        raise DataUnavailable(
            f"'tfds:{builder.name}' is prepared in the format array_record, which is not to be "
            f"read here ({error}): `pip install array_record` helps."
        ) from error
    (image_key,) = decoders

    def look_up(indices):
        found = rows.__getitems__(np.ravel(indices).tolist())
        images = pictures.decode([example[image_key] for example in found])
        labels = np.array([example["label"] if with_labels else 0 for example in found], "int64")
        shape = np.shape(indices)
        return images.reshape((*shape, *images.shape[1:])), labels.reshape(shape)

    def read(index):
        image, label = tf.numpy_function(look_up, [index], (tf.uint8, tf.int64))
        image.set_shape((*index.shape, *pictures.shape))
        label.set_shape(index.shape)
        return (image, label) if with_labels else image

    return Examples(tf.data.Dataset.range(len(rows)), read, vectorised=True)


class _Pictures:
    """Decodes the pictures of a set, one or many at a time, as a folder's are decoded.

    `tensorflow_datasets` decodes by TensorFlow, which computes a JPEG's pixels less exactly and
    turns none upright: a folder of the same files gave other pictures.

    Attributes:
        shape: (height, width, channels); None where it is not known beforehand.
    """

    def __init__(self, feature, options, name):
        height, width, channels = feature.shape
        own_size = None if None in (height, width) else (height, width)
        self._size = options.image_size or own_size
        self._name = name
        self.shape = (*(self._size or (None, None)), options.channels or channels or 3)

    def decode(self, contents: Any) -> np.ndarray:
        """Returns uint8 pixels, (n, height, width, channels), of n encoded pictures."""
        try:
            return np.stack(
                [decode_picture(one, self._size, self.shape[-1]).pixels for one in contents]
            )
        except UnreadablePicture as error:
            raise ValueError(f"A picture of {self._name!r} cannot be used: {error}.") from error

    def __call__(self, contents):
        """Returns uint8 pixels of a tensor of encoded pictures, of any shape."""

        def decode(contents):
            pixels = self.decode(np.ravel(contents))
            return pixels.reshape((*np.shape(contents), *pixels.shape[1:]))

        pixels = tf.numpy_function(decode, [contents], tf.uint8)
        pixels.set_shape((*contents.shape, *self.shape))
        return pixels


def _image_key(builder):
    features = builder.info.features
    keys = [key for key in features if type(features[key]) is _tfds().features.Image]
    if "image" in keys:
        return "image"
    if len(keys) != 1:
        raise ValueError(
            f"'tfds:{builder.name}' is not a set of single images: its features are "
            f"{listed(features)}."
        )
    return keys[0]
