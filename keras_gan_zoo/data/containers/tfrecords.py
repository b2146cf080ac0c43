"""TFRecord files of `tf.train.Example`, each with an encoded picture and perhaps a label."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf

from keras_gan_zoo.data.containers.listed import (
    IMAGE_NAMES,
    LABEL_NAMES,
    TEXT_NAMES,
    listed_layout,
    refuse_split,
)
from keras_gan_zoo.data.containers.members import Container
from keras_gan_zoo.data.containers.pieces import Pieces
from keras_gan_zoo.errors import listed
from keras_gan_zoo.machine.progress_bar import progress_bar

_WORTH_A_BAR = 1 << 28
# Before a record stand its length and that one's checksum, behind it its own checksum.
_BEFORE, _AROUND = 12, 16


def tfrecord_pictures(path: Path, split: str, files: Sequence[Path]) -> tuple[Any, Any]:
    """Returns TFRecord files as a folder of the pictures in them.

    TensorFlow reads the files once, which compares all checksums and tells where each record
    lies; pictures are then read from there, in any order.

    Args:
        path: What the members' paths begin with.
        split: "train": the files are one set.
        files: The files.

    Raises:
        ValueError: If a file is damaged or compressed as a whole, or its examples hold no picture.
    """
    refuse_split(path, split)
    places: dict[str, tuple[int, int, int]] = {}
    labels: list[Any] = []
    image_name = label_name = ""
    total = sum(file.stat().st_size for file in files)
    with progress_bar(
        total=total, desc="records", unit="B", unit_scale=True, disable=total < _WORTH_A_BAR
    ) as bar:
        for number, file in enumerate(files):
            place = 0
            for row, record in enumerate(_records(file)):
                features = _features(record, file)
                if not places:
                    image_name, label_name = _names(features, file)
                if label_name:
                    labels.append(_value(features, label_name, file, row))
                places[f"{file.name}/{row}"] = (number, place + _BEFORE, len(record))
                place += len(record) + _AROUND
                bar.update(len(record) + _AROUND)
    pieces = Pieces(files)

    def read(name):
        record = pieces.read(*places[name])
        return tf.train.Example.FromString(record).features.feature[image_name].bytes_list.value[0]

    sizes = {name: size for name, (_, _, size) in places.items()}
    return listed_layout(Container(path, sizes, read, files), labels)


def _records(file: Path) -> Any:
    # Beside it, under a name that still ends as the format is known by.
    plain = file.with_name(f"plain_{file.name.removesuffix('.gz')}")
    with open(file, "rb") as beginning:
        if beginning.read(2) == b"\x1f\x8b":
            raise ValueError(
                f"The file {file} is compressed as a whole, so that no picture can be reached "
                f"without those before it: run `gzip -dc {file} > {plain}` and give that file."
            )
    try:
        yield from tf.data.TFRecordDataset(str(file)).as_numpy_iterator()
    except tf.errors.DataLossError as error:
        # TensorFlow names its own operation before and behind what is wrong.
        reason = re.sub(r"\{\{.*?\}\}|\[Op:.*?\]", "", error.message).strip()
        raise ValueError(f"The file {file} is no whole TFRecord file: {reason}.") from error


def _features(record: bytes, file: Path) -> Any:
    try:
        return tf.train.Example.FromString(record).features.feature
    except Exception as error:  # of protobuf, which is no dependency of ours
        raise ValueError(
            f"The file {file} holds records that are no tf.train.Example: {error}."
        ) from error


def _names(features: Any, file: Path) -> tuple[str, str]:
    """Returns the features that are the picture and the label or text; "" for none."""
    having = [name for name in features if features[name].bytes_list.value]
    image = next((name for name in IMAGE_NAMES if name in having), "")
    if not image and len(having) == 1:
        (image,) = having
    if not image:
        raise ValueError(
            f"The file {file} has examples of {listed(features) or 'nothing'}, where an encoded "
            f"picture is expected under one of {listed(IMAGE_NAMES)}."
        )
    label = [name for name in LABEL_NAMES if features[name].int64_list.value]
    text = [name for name in TEXT_NAMES if name in having]
    return image, next(iter([*label, *text]), "")


def _value(features: Any, name: str, file: Path, row: int) -> Any:
    feature = features[name]
    values = feature.int64_list.value or feature.bytes_list.value
    if len(values) != 1:
        raise ValueError(
            f"Record {row} of {file} has {len(values)} values of {name!r} where one is expected."
        )
    return values[0].decode("utf-8", "replace") if isinstance(values[0], bytes) else values[0]
