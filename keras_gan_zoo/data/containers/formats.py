"""Which files and folders are containers of pictures, and what reads each."""

import importlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keras_gan_zoo.data.folder_layout import Layout
from keras_gan_zoo.errors import listed


@dataclass(frozen=True)
class Format:
    """A format of files that hold pictures.

    Attributes:
        name: What it is called.
        paths: What paths of it look like.
        read_by: The library that reads it.
        labels: What `labels=True` gives.
        order: How it is shuffled.
        suffixes: Endings of its files' names.
        opener: Module and function that open it, as a folder of pictures; "" for arrays.
        marks: Files, as patterns, that a folder of it has, each with another.
    """

    name: str
    paths: str
    read_by: str
    labels: str
    order: str
    suffixes: tuple[str, ...] = ()
    opener: str = ""
    marks: tuple[tuple[str, ...], ...] = ()


_WHOLE = "over all pictures"
FORMATS = (
    Format(
        "Zip of folders, StyleGAN's zip",
        "`pictures.zip`",
        "zipfile",
        "its folders, or `dataset.json`",
        _WHOLE,
        (".zip",),
        "archives:zip_pictures",
    ),
    Format(
        "Tar of folders, WebDataset",
        "`pictures.tar`, `train-{000..003}.tar`",
        "tarfile",
        "its folders, or `.cls`, or texts of `.txt`",
        _WHOLE,
        (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz"),
        "webdataset:tar_pictures",
    ),
    Format(
        "HDF5 of arrays",
        "`pictures.h5`",
        "h5py, of Keras",
        "`labels` or `y_train`",
        "over all; within a few chunks if a chunk holds several pictures",
        (".h5", ".hdf5"),
    ),
    Format(
        "LMDB, as LSUN's",
        "`bedroom_train_lmdb/`, `pictures.lmdb`",
        "lmdb",
        "none",
        _WHOLE,
        (".lmdb", ".mdb"),
        "lmdb_database:lmdb_pictures",
        (("data.mdb",),),
    ),
    Format(
        "Parquet, as on Hugging Face",
        "`x.parquet`, a folder of `train-00000-of-00002.parquet`",
        "pyarrow",
        "`label`, or texts of `text` or `caption`",
        "over the rows of four row groups at a time",
        (".parquet",),
        "tables:parquet_pictures",
        (("*.parquet",), ("data/*.parquet",)),
    ),
    Format(
        "Hugging Face datasets, saved",
        "the folder of `save_to_disk`",
        "pyarrow",
        "`label`, or texts of `text` or `caption`",
        _WHOLE,
        (),
        "tables:arrow_pictures",
        (("dataset_dict.json",), ("state.json", "*.arrow")),
    ),
    Format(
        "TFRecord of `tf.train.Example`",
        "`x.tfrecord`, `x-{00..03}.tfrecords`",
        "TensorFlow",
        "`label` or `image/class/label`, or texts",
        _WHOLE,
        (".tfrecord", ".tfrecords"),
        "tfrecords:tfrecord_pictures",
    ),
)
"""The formats beside folders and `.npy` and `.npz`."""


@dataclass(frozen=True)
class Found:
    """What a path turned out to be: its format, and its files."""

    form: Format
    path: Path
    files: tuple[Path, ...]


def find_format(text: str) -> Found | None:
    """Returns the format of a file, of several, or of a folder, or None if it is none of them.

    Args:
        text: The path; `{000..003}` in it stands for each number of a series.

    Raises:
        ValueError: If one of several files is not there.

    Example:
        >>> find_format("no_such.txt") is None
        True
    """
    path = Path(text).expanduser().absolute()
    files = _series(path)
    if path.is_dir():
        for form in FORMATS:
            for marks in form.marks:
                if all(any(path.glob(mark)) for mark in marks):
                    return Found(form, path, (path,))
        return None
    named = next((one for one in FORMATS if _named(path.name, one)), None)
    if named is None or (len(files) == 1 and not path.is_file()):
        return None
    missing = [file for file in files if not file.is_file()]
    if missing:
        raise ValueError(
            f"{text!r} stands for {len(files)} files, of which {len(missing)} are not there, such "
            f"as {missing[0].name}."
        )
    return Found(named, path, tuple(files))


def open_pictures(found: Found, split: str) -> tuple[Any, Layout | None]:
    """Opens files of pictures.

    Args:
        found: The files.
        split: The part that is asked for.

    Returns:
        The files as a folder, a `Member`, and its layout, or None where its folders say that.

    Raises:
        ValueError: If they are damaged or hold no pictures, or there is no such split.
        DataUnavailable: If the library that reads them is missing.
    """
    module, function = found.form.opener.split(":")
    opener = getattr(importlib.import_module(f"{__package__}.{module}"), function)
    return opener(found.path, split, found.files)


def suffixes() -> list[str]:
    """Returns the endings of names by which files of pictures are known."""
    return [suffix for one in FORMATS for suffix in one.suffixes]


def _named(name: str, form: Format) -> bool:
    # Shards are also counted behind the ending, as in x.tfrecord-00000-of-00004.
    plain = re.sub(r"-\d+-of-\d+$", "", re.sub(r"-\{\d+\.\.\d+\}(?=-of-)", "-0", name.lower()))
    return plain.endswith(form.suffixes or ("\0",))


def _series(path: Path) -> list[Path]:
    """Returns the files that numbers between braces stand for."""
    found = re.search(r"\{(\d+)\.\.(\d+)\}", str(path))
    if not found:
        return [path]
    first, last = int(found[1]), int(found[2])
    if last < first:
        raise ValueError(f"{listed([path.name])} counts down: write the lower number first.")
    before, after = str(path)[: found.start()], str(path)[found.end() :]
    return [
        file
        for number in range(first, last + 1)
        for file in _series(Path(f"{before}{number:0{len(found[1])}}{after}"))
    ]
