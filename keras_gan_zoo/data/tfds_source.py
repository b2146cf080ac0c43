"""Images from `tensorflow_datasets`, which is imported only when one of its sets is asked for."""

import re
import socket
import urllib.parse
import urllib.request
from pathlib import Path

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.examples import Examples
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.storage.packages import DataUnavailable

# The keys here are encoded pictures, some tens of kilobytes each.
_SHUFFLE_BUFFER = 20_000


def tfds_examples(
    name: str, options: LoadOptions, data_dir: Path | None = None
) -> tuple[str, Examples | tuple[Examples, Examples]]:
    """Returns the kind of a `tensorflow_datasets` set and its examples.

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
            _read(builder, f"{domain}{bracket}{part}", with_labels=False) for domain in domains
        )
        return "unpaired", (first, second)
    features = builder.info.features
    labelled = "label" in features and isinstance(features["label"], _tfds().features.ClassLabel)
    return "labelled" if labelled else "images", _read(builder, options.split, labelled)


def whole_split(
    name: str, split: str, data_dir: Path | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Returns all images, uint8 (N, H, W, C), and labels, int32 (N,), of a small labelled set.

    Raises:
        DataUnavailable: As `tfds_examples`.
    """
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
    tfds = _tfds()
    try:
        builder = tfds.builder(name, data_dir=data_dir, try_gcs=False)
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
    configs = tfds.builder_cls(name.split("/")[0]).builder_configs
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


def _read(builder, split, with_labels):
    splits, features = builder.info.splits, builder.info.features
    names = re.findall(r"[A-Za-z_]\w*", re.sub(r"\[.*?\]", "", split))
    if not names or not set(names) <= set(splits):
        raise ValueError(
            f"'tfds:{builder.name}' has no split {split!r}; it has {listed(splits)}."
            f"{nearest(split, splits)}"
        )
    image_key = _image_key(builder)
    decode = _tfds().decode
    wanted = {image_key: True, "label": True} if with_labels else {image_key: True}
    encoded = builder.as_dataset(
        split=split,
        decoders=decode.PartialDecoding(wanted, decoders={image_key: decode.SkipDecoding()}),
        shuffle_files=False,
    )

    def read(example):
        image = features[image_key].decode_example(example[image_key])
        return (image, example["label"]) if with_labels else image

    return Examples(encoded, read, shuffle_buffer=_SHUFFLE_BUFFER)


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
