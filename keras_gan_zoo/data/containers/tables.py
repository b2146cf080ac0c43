"""Parquet and Arrow files with a column of encoded pictures, as Hugging Face datasets has them."""

import functools
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from keras_gan_zoo.data.containers.listed import (
    IMAGE_NAMES,
    LABEL_NAMES,
    TEXT_NAMES,
    imported,
    listed_layout,
    refuse_split,
)
from keras_gan_zoo.data.containers.members import Container
from keras_gan_zoo.data.folder_files import natural_order
from keras_gan_zoo.data.folder_layout import chosen_split, split_of
from keras_gan_zoo.data.shuffled_blocks import AT_ONCE
from keras_gan_zoo.errors import listed
from keras_gan_zoo.samples.picture_files import UnreadablePicture

_MOST_BYTES = 1 << 28
# Those whose rows are shuffled together, and the next ones, which are begun before these are done.
_GROUPS_KEPT = 2 * AT_ONCE


def parquet_pictures(path: Path, split: str, files: Sequence[Path] = ()) -> tuple[Any, Any]:
    """Returns Parquet files as a folder of the pictures in their rows.

    Parquet is read by groups of rows: eight of them are held in memory at most.

    Args:
        path: What the members' paths begin with: a file, or a folder of files, whose names begin
            with their split, as in `train-00000-of-00002.parquet`, or are all of one.
        split: The part that is asked for.
        files: The files; none to find those of a folder.

    Raises:
        ValueError: If there is no such split, no column is one of pictures, a file is damaged, or
            its groups of rows are so large that pictures cannot be reached.
        DataUnavailable: If pyarrow is not installed.
    """
    parquet = imported("pyarrow", "pyarrow.parquet", path)
    if len(files) > 1:
        refuse_split(path, split)
    else:
        files = _of_split(path, split)
    opened = [_opened(parquet.ParquetFile, file) for file in files]
    columns = _Columns(opened[0].schema_arrow, files[0])
    places: dict[str, tuple[int, int, int]] = {}
    blocks: list[int] = []
    block = 0
    for number, (file, table) in enumerate(zip(files, opened, strict=True)):
        for group in range(table.num_row_groups):
            facts = table.metadata.row_group(group)
            if facts.total_byte_size > _MOST_BYTES:
                raise ValueError(
                    f"The file {file} has {facts.num_rows:,} rows in a group, which is read as a "
                    f"whole ({facts.total_byte_size >> 20} MB): write it with row_group_size=100."
                )
            for row in range(facts.num_rows):
                places[f"{file.name}/{len(blocks)}"] = (number, group, row)
                blocks.append(block)
            block += 1
    lock = threading.Lock()

    @functools.lru_cache(_GROUPS_KEPT)
    def group_of(number, group):
        return opened[number].read_row_group(group, columns=[columns.image]).column(0)

    def read(name):
        number, group, row = places[name]
        with lock:
            column = group_of(number, group)
        return _content(column[row])

    labels = columns.labels(lambda name: [t.read(columns=[name]).column(0) for t in opened])
    container = Container(path, dict.fromkeys(places, 0), read, files)
    return listed_layout(container, labels, columns.class_names, blocks)


def arrow_pictures(path: Path, split: str, files: Sequence[Path] = ()) -> tuple[Any, Any]:
    """Returns a data set that `datasets` saved to disk as a folder of the pictures in its rows.

    Its Arrow files are mapped into memory, of which only what is read takes any.

    Args:
        path: The folder that `save_to_disk` wrote, with `dataset_dict.json` if it has splits.
        split: The part that is asked for.
        files: The folder, which says nothing more.

    Raises:
        ValueError: If there is no such split, no column is one of pictures, or a file is damaged.
        DataUnavailable: If pyarrow is not installed.
    """
    pyarrow = imported("pyarrow", "pyarrow", path)
    folder = path
    if (path / "dataset_dict.json").is_file():
        names = _json(path / "dataset_dict.json")["splits"]
        folder = path / str(chosen_split(names, split, path))
    else:
        own = _json(path / "state.json").get("_split")
        if own is None or split != own:
            refuse_split(path, split)
    parts = [folder / one["filename"] for one in _json(folder / "state.json")["_data_files"]]

    def table_of(file):
        return pyarrow.ipc.open_stream(pyarrow.memory_map(str(file))).read_all()

    tables = [_opened(table_of, file) for file in parts]
    columns = _Columns(tables[0].schema, parts[0])
    places = {}
    for number, (file, table) in enumerate(zip(parts, tables, strict=True)):
        for row in range(len(table)):
            places[f"{file.name}/{row}"] = (number, row)
    pictures = [table.column(columns.image) for table in tables]

    def read(name):
        number, row = places[name]
        return _content(pictures[number][row])

    labels = columns.labels(lambda name: [table.column(name) for table in tables])
    container = Container(path, dict.fromkeys(places, 0), read, parts)
    return listed_layout(container, labels, columns.class_names)


class _Columns:
    """Which columns of a table are the pictures and the labels or texts.

    Args:
        schema: The table's.
        file: The file, for sentences.
    """

    def __init__(self, schema: Any, file: Path):
        told = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        features: Mapping[str, Any] = told.get("info", {}).get("features") or {}
        pictures = [name for name in schema.names if _type(features, name) == "Image"]
        if not pictures:
            binary = [name for name in schema.names if _holds_bytes(schema.field(name).type)]
            pictures = [name for name in IMAGE_NAMES if name in binary]
            pictures = pictures or (binary if len(binary) == 1 else [])
        if not pictures:
            raise ValueError(
                f"The file {file} has the columns {listed(schema.names)}, none of which is plainly "
                "one of encoded pictures: name it 'image'."
            )
        self.image = pictures[0]
        numbers = [n for n in LABEL_NAMES if n in schema.names and _is(schema, n, "int")]
        classes = [name for name in schema.names if _type(features, name) == "ClassLabel"]
        texts = [n for n in TEXT_NAMES if n in schema.names and _is(schema, n, "string")]
        preferred = [name for name in numbers if name in classes] or classes or numbers
        self.label = next(iter([*preferred, *texts]), None)
        self.class_names = tuple((features.get(self.label or "") or {}).get("names") or ())

    def labels(self, read: Callable[[str], Sequence[Any]]) -> list[Any] | None:
        """Returns the label of each row, or None if there are none, or some rows have none.

        Args:
            read: Function of a column's name that returns that column of each file.
        """
        if self.label is None:
            return None
        values = [value for column in read(self.label) for value in column.to_pylist()]
        return None if None in values else values


def _type(features: Mapping[str, Any], name: str) -> str | None:
    feature = features.get(name)
    return feature.get("_type") if isinstance(feature, Mapping) else None


def _is(schema: Any, name: str, kind: str) -> bool:
    return kind in str(schema.field(name).type) and "list" not in str(schema.field(name).type)


def _holds_bytes(kind: Any) -> bool:
    text = str(kind)
    return text in ("binary", "large_binary") or (
        text.startswith("struct<") and "bytes: binary" in text
    )


def _content(value: Any) -> bytes:
    """Returns the bytes in a cell, which may be a struct of them and a path."""
    content = value.as_py()
    if isinstance(content, Mapping):
        if content.get("bytes") is None and content.get("path"):
            raise UnreadablePicture(f"not in the file, which only names {content['path']}")
        content = content.get("bytes")
    if content is None:
        raise UnreadablePicture("an empty cell")
    return content


def _opened(opener: Callable[[Any], Any], file: Path) -> Any:
    # Arrow's errors have no common class below Exception that is imported without it.
    try:
        return opener(file)
    except Exception as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"The file {file} is no readable table: {reason}.") from error


def _of_split(path: Path, split: str) -> list[Path]:
    if path.is_file():
        refuse_split(path, split)
        return [path]
    files = sorted(
        (file for file in path.rglob("*.parquet") if not file.name.startswith(".")),
        key=natural_order,
    )
    splits: dict[str, list[Path]] = {}
    for file in files:
        name = file.name.replace("_", "-").replace(".", "-").split("-")[0]
        splits.setdefault(name if split_of(name) else "", []).append(file)
    if list(splits) == [""]:
        refuse_split(path, split)
        return files
    return splits[str(chosen_split([name for name in splits if name], split, path))]


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ValueError(f"The file {path} cannot be read: {error}.") from error
