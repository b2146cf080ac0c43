"""The door to all data: `load`."""

import dataclasses
import os
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.arrays import array_examples, array_file_examples, row_examples
from keras_gan_zoo.data.catalogue import find_source, list_sources
from keras_gan_zoo.data.clip_folder import folder_of_clips
from keras_gan_zoo.data.clips import clip_examples
from keras_gan_zoo.data.containers.formats import find_format, open_pictures, suffixes
from keras_gan_zoo.data.examples import Examples, as_dataset
from keras_gan_zoo.data.folder_layout import class_names_of
from keras_gan_zoo.data.hdf5 import hdf5_examples
from keras_gan_zoo.data.image_folder import folder_examples
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sound_folder import folder_of_sounds
from keras_gan_zoo.data.sources import LABELLED_KINDS, Source
from keras_gan_zoo.data.tfds_source import tfds_class_names, tfds_examples
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.samples.unpaired import mark_unpaired
from keras_gan_zoo.types import PathLike

_DATASET_SHUFFLE_BUFFER = 10_000


def load(
    name: str | os.PathLike,
    split: str = "train",
    *,
    image_size: int | tuple[int, int] | None = None,
    channels: int | None = None,
    labels: bool = False,
    limit: int | None = None,
    batch_size: int | None = None,
    shuffle: bool = False,
    seed: int = 0,
    jitter: float = 1.0,
    shift: int = 0,
    mirror: bool = False,
    pairs: str | None = None,
    frames: int | None = None,
    rate: int | None = None,
    samples: int | None = None,
    unreadable: str | float = "stop",
    cache_dir: str | os.PathLike | None = None,
) -> tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]:
    """Returns pictures, videos or sounds as a `tf.data.Dataset`, which `fit` accepts in batches.

    Args:
        name: One of:

            - a registered source (`list_sources()`), such as `"fashion_mnist"`, `"cifar10"`,
              `"faces"` or `"pencil_and_colour_faces"`;
            - `"tfds:"` and a name of `tensorflow_datasets`, such as `"tfds:celeb_a"` or
              `"tfds:cycle_gan/horse2zebra"`;
            - the path of a folder of pictures, with or without `"folder:"` before it: pictures
              side by side, one subfolder a class, `trainA` and `trainB`, or `input` and `target`,
              in folders `train`, `test` and `val` if there are splits; with `frames`, a folder of
              videos, `.npy`, `.gif`, `.webp` and `.mp4`, in such folders or side by side; with
              `rate`, a folder of sounds, `.wav`, `.flac` and `.ogg`;
            - the path of a `.zip` or `.tar` file of pictures, which is read as the folder that it
              would be unpacked to, and never unpacked; a `dataset.json` in it, or in a folder,
              has the classes, as StyleGAN's tools write it;
            - the path of an `.npy`, `.npz` or HDF5 file of arrays;
            - the path of files in which others keep pictures: LMDB, Parquet, TFRecord,
              WebDataset's `"train-{000..003}.tar"`, the folder of a saved Hugging Face dataset;
              docs/data_sets.md has a table of them.

            A registered name wins over a folder of that name in the working folder.
        split: `"train"`, `"test"`, or another part that the source has.
        image_size: `(height, width)` in pixels, or one integer for a square. The middle of each
            picture that has this aspect ratio is kept and resized bilinearly with antialiasing.
            None keeps the pictures' own size.
        channels: 1 to make the pictures grey, 3 to make grey ones RGB, None to keep what they have.
        labels: True gives `(image, label)`; the label of a `"captioned"` source is a text.
        limit: Number of examples to keep, the first ones in the source's own order.
        batch_size: None gives single examples; otherwise whole batches only, prefetched.
        shuffle: True changes the order at each iteration, over the whole set where its size is
            known beforehand, over a window of 10,000 or more examples otherwise.
        seed: Seed of that order: the same seed gives the same sequence of orders.
        jitter: How much larger each picture becomes before it is cropped back to its size at a
            random place, new at each iteration: 286 / 256 in pix2pix (1611.07004, appendix 6.2),
            1 for no jitter. Both pictures of a pair are cropped alike. For training alone.
        shift: How many pixels each picture, or pair, is moved at most, up or down and sideways, new
            at each iteration; what comes into view is its edge's reflection. Unlike `jitter` it
            leaves every line as sharp as it is. For training alone.
        mirror: True mirrors each picture, or pair, half of the time.
        pairs: How the pictures of an image folder are pairs, for models such as pix2pix:
            `"by_name"`, those of `A` and `B` (`trainA` and `trainB`) by the files' names, `A`
            being the input; `"left_to_right"` or `"right_to_left"`, each file holding two pictures
            side by side, the first of which is the input. None for no pairs but those of `input`
            and `target`. Only for image folders.
        frames: Frames of a clip, for videos: each file of a folder is read once, kept in the cache
            as bytes, and cut into clips, one beginning at each frame that has enough behind it.
            None for what a source of videos has, and for pictures.
        rate: Samples a second, for folders of sounds: each file is read once, resampled to this
            rate, averaged over its channels and kept in the cache. None for anything else.
        samples: Samples of each sound. A longer file gives several, one after the other, the last
            one with silence behind it if at least half of it is left; a shorter file gives one,
            with silence behind it. None for whole sounds, where all are as long.
        unreadable: What to do with files of a folder that cannot be read, of videos too short
            for a clip, or of sounds with nothing to hear: `"stop"`, or the share of them, between
            0 and 1, to skip with a warning. Only for folders.
        cache_dir: Folder of prepared data; see `keras_gan_zoo.data.cache_folder`. The sets of
            `tensorflow_datasets` stay in its own folder unless `cache_dir` is given.

    Returns:
        A dataset, of static shape and known cardinality, of

        - float32 images (H, W, C) in [-1, 1];
        - `(image, label)` with int32 labels, if `labels`;
        - `(image, image)`, if the source is of the kind `"paired"`;
        - float32 videos (frames, H, W, C) in [-1, 1], if the source is of the kind `"videos"`;
        - float32 sounds (samples,) in [-1, 1], if `rate`, or `(sound, label)`.

        A source of the kind `"unpaired"` gives a tuple of two datasets of images. One with class
        numbers has the classes' names as its attribute `class_names`, a list, as far as they are
        known; it stays behind where the dataset is mapped, and `class_names(name)` gives them too.

    Raises:
        ValueError: If a name, an argument or a file is not as described.
        DataUnavailable: If data have to be fetched and cannot be.

    Example:
        >>> faces = load("faces", limit=8, batch_size=4)
        >>> faces.element_spec.shape
        TensorShape([4, 64, 64, 3])
        >>> pencil, colour = load("pencil_and_colour_faces", "test", limit=8)
    """
    options = LoadOptions(
        split=split,
        image_size=image_size,
        channels=channels,
        labels=labels,
        limit=limit,
        batch_size=batch_size,
        shuffle=shuffle,
        seed=seed,
        jitter=jitter,
        shift=shift,
        mirror=mirror,
        pairs=pairs,
        frames=frames,
        rate=rate,
        samples=samples,
        unreadable=unreadable,
        cache_dir=cache_dir,
    )
    kind, examples = _find(name, options, tfds_folder=cache_dir)
    if kind != "unpaired":
        return as_dataset(examples, kind, options, str(name))
    first, second = examples
    # Another seed, or two domains of one size would be shuffled alike and stay aligned.
    other_order = dataclasses.replace(options, seed=options.seed + 1)
    sets = (
        as_dataset(first, "images", options, str(name)),
        as_dataset(second, "images", other_order, str(name)),
    )
    return tuple(map(mark_unpaired, sets))


def class_names(
    name: str | os.PathLike, *, cache_dir: str | os.PathLike | None = None
) -> tuple[str, ...]:
    """Returns the names of the classes of labelled data, in the order of their numbers.

    Args:
        name: As for `load`: a registered source, a set of `tensorflow_datasets` or a folder with a
            subfolder for each class, whose numbers are those of all its splits together.
        cache_dir: As for `load`.

    Raises:
        ValueError: If there are no such data, or they have no named classes.

    Example:
        >>> class_names("fashion_mnist")[:2]
        ('T-shirt/top', 'Trouser')
    """
    text = os.fspath(name)
    names: tuple[str, ...] = ()
    path = Path(text.removeprefix("folder:")).expanduser()
    if text.startswith("tfds:"):
        names = tfds_class_names(text.removeprefix("tfds:"), cache_dir)
    elif name in list_sources():
        names = find_source(name).class_names
    elif text and (found := find_format(os.fspath(path))) and found.form.opener:
        root, layout = open_pictures(found, "train")
        names = class_names_of(root) if layout is None else layout.class_names
    elif text and path.is_dir():
        names = class_names_of(path.absolute())
    elif not path.is_file():
        find_source(text)  # raises, with the nearest name
    if not names:
        raise ValueError(
            f"{text!r} has no named classes: those of a folder are the names of its subfolders, "
            "such as 'cats' and 'dogs'."
        )
    return names


def _find(name: PathLike, options: LoadOptions, tfds_folder: Any) -> tuple[str, Any]:
    if not isinstance(name, (str, os.PathLike)):
        raise TypeError(
            f"name is of the type {type(name).__name__} where the name or the path of data is "
            "expected; for arrays there is keras_gan_zoo.data.from_arrays."
        )
    text = os.fspath(name)
    if options.pairs and (
        text.startswith("tfds:") or name in list_sources() or _is_one_array(text)
    ):
        raise ValueError(
            f"pairs={options.pairs!r} is for folders of pictures, which {text!r} is not: leave "
            "pairs out."
        )
    if text.removeprefix("tfds:").removeprefix("folder:").strip() == "":
        raise ValueError(
            f"name={text!r} names no data: pass a source, such as 'faces', the path of a folder "
            "('.' for the working folder), or 'tfds:' and a name of tensorflow_datasets."
        )
    if text.startswith("tfds:"):
        _check_pictures(options, text)
        return tfds_examples(text.removeprefix("tfds:"), options, tfds_folder)
    of_folder = folder_of_clips if options.frames else folder_examples
    of_folder = folder_of_sounds if options.rate else of_folder
    if text.startswith("folder:"):
        return of_folder(text.removeprefix("folder:"), options)
    if isinstance(name, str) and name in list_sources():
        return _from_source(find_source(name), options)
    path = Path(text).expanduser()
    if found := find_format(text):
        _check_pictures(options, text)
        if not found.form.opener:
            return hdf5_examples(found.path, options)
        root, layout = open_pictures(found, options.split)
        return folder_examples(root, options, layout)
    if path.is_dir():
        return of_folder(path, options)
    if path.is_file():
        _check_pictures(options, text)
        if path.suffix not in (".npy", ".npz"):
            raise ValueError(
                f"The file {text!r} is neither a folder nor of a known format; known are .npy, "
                f".npz, {', '.join(suffixes())}."
            )
        examples, has_labels = array_file_examples(
            path, options.split, options.labels, options.limit
        )
        return ("labelled" if has_labels and options.labels else "images"), examples
    sources = list_sources()
    raise ValueError(
        f"name={text!r} is no data source, folder or file.{nearest(text, sources)} The sources are "
        f"{listed(sources)}; 'tfds:NAME' takes those of tensorflow_datasets."
    )


def _is_one_array(text):
    found = find_format(text)
    return Path(text).expanduser().is_file() and (found is None or not found.form.opener)


def _from_source(source: Source, options: LoadOptions) -> tuple[str, Any]:
    if options.split not in source.splits:
        raise ValueError(
            f"{source.name!r} has no split {options.split!r}; it has {listed(source.splits)}."
            f"{nearest(options.split, source.splits)}"
        )
    if options.labels and source.kind not in LABELLED_KINDS:
        raise ValueError(f"labels=True, but {source.name!r} has no labels: pass labels=False.")
    _check_pictures(options, source.name, videos=source.kind == "videos")
    prepared = source.prepare(options)
    if source.kind != "unpaired":
        examples = _as_examples(prepared, source, options)
        return source.kind, dataclasses.replace(examples, class_names=source.class_names)
    if not isinstance(prepared, tuple) or len(prepared) != 2:
        raise ValueError(f"The source {source.name!r} is unpaired but did not return two sets.")
    return "unpaired", tuple(_as_examples(domain, source, options) for domain in prepared)


def _check_pictures(options: LoadOptions, name: str, videos: bool = False) -> None:
    if options.rate is not None:
        raise ValueError(
            f"rate={options.rate} is for folders of sounds, and {name!r} is none: leave `rate` out."
        )
    if options.frames is not None and not videos:
        raise ValueError(
            f"frames={options.frames} is for videos, and {name!r} holds none: leave `frames` out; "
            "videos of your own are a folder of .npy, .gif, .webp or .mp4 files."
        )


def _as_examples(prepared: Any, source: Source, options: LoadOptions) -> Examples:
    """Returns what a source's `prepare` may return (see `register_source`) as `Examples`."""
    limit = options.limit
    if isinstance(prepared, Examples):
        return prepared
    if isinstance(prepared, tf.data.Dataset):
        if prepared.cardinality() < 0:
            raise ValueError(
                f"The source {source.name!r} returned a dataset of unknown length: apply "
                "tf.data.experimental.assert_cardinality(n) to it."
            )
        return Examples(prepared, _unchanged, shuffle_buffer=_DATASET_SHUFFLE_BUFFER)
    if source.kind in ("labelled", "paired"):
        if not isinstance(prepared, tuple) or len(prepared) != 2:
            raise ValueError(f"The source {source.name!r} is {source.kind} but returned no pair.")
        if source.kind == "labelled":
            images, labels = prepared
            return array_examples(images[:limit], labels[:limit], name=source.name)
        first, second = (array_examples(images[:limit], name=source.name) for images in prepared)
        if first.count != second.count:
            raise ValueError(
                f"The source {source.name!r} is paired but returned {first.count} and "
                f"{second.count} images."
            )
        return dataclasses.replace(first, read=lambda row: (first.read(row), second.read(row)))
    if source.kind == "videos":
        return clip_examples(list(prepared), options.frames, source.name)
    if source.kind == "samples" and isinstance(prepared, np.ndarray):
        return row_examples(prepared[:limit])
    if not isinstance(prepared, np.ndarray):
        raise ValueError(
            f"The source {source.name!r} returned {type(prepared).__name__} where an array or a "
            "tf.data.Dataset is expected."
        )
    return array_examples(prepared[:limit], name=source.name)


def _unchanged(*element):
    return element if len(element) > 1 else element[0]
