"""The door to text: `load_text`, by a source's name or from a file."""

import os
import re
from pathlib import Path

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.data.catalogue import text_sources
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.storage.cache import cache_folder
from keras_gan_zoo.types import PathLike

# All but the tab and the line breaks; a carriage return goes with the white space at the end.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def load_text(
    name: str | os.PathLike,
    split: str = "train",
    *,
    limit: int | None = None,
    cache_dir: PathLike | None = None,
) -> list[str]:
    """Returns text, for a `Tokenizer` and for the `fit` of a text family.

    Args:
        name: A source, such as "captions" or "chinese_quatrains", or the path of a UTF-8 text file
            with a text on each line and no control characters; empty lines are left out, and so is
            a byte-order mark at its beginning.
        split: "train", "test", or another part that the source has; a file has "train" alone.
        limit: Number of texts to keep, the first ones.
        cache_dir: Folder of prepared data; see `keras_gan_zoo.data.cache_folder`.

    Returns:
        A list of text.

    Raises:
        ValueError: If there is no such source or split, or the file is no UTF-8 text.
        DataUnavailable: If data have to be fetched and cannot be.

    Example:
        >>> captions = load_text("captions")
    """
    if limit is not None:
        limit = check_whole(limit, "limit", least=1)
    sources = text_sources()
    if name in sources:
        source = sources[name]
        if split not in source.splits:
            raise ValueError(
                f"{name!r} has no split {split!r}; it has {listed(source.splits)}."
                f"{nearest(split, source.splits)}"
            )
        return source.prepare(split, cache_folder(cache_dir))[:limit]
    path = Path(name).expanduser()
    if not path.is_file():
        raise ValueError(
            f"name={os.fspath(name)!r} is no source of text or file.{nearest(name, sources)} The "
            f"sources are {listed(sources)}."
        )
    if split != "train":
        raise ValueError(f"The file {str(path)!r} has no split {split!r}; it has 'train' alone.")
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise ValueError(f"The file {str(path)!r} is no UTF-8 text.") from None
    except OSError as error:
        raise ValueError(f"The file {str(path)!r} cannot be read: {error.strerror}.") from None
    for number, line in enumerate(lines, 1):
        if control := _CONTROL.search(line):
            raise ValueError(
                f"The file {str(path)!r} has the control character {control[0]!r} in line "
                f"{number}, so it is no text; remove it."
            )
    texts = [line.strip() for line in lines if line.strip()]
    if not texts:
        raise ValueError(f"The file {str(path)!r} is empty: it holds no text.")
    return texts[:limit]
