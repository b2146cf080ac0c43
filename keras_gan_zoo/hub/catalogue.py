"""The catalogue of named GANs: a list that the user gives, joined with what the zoo has."""

import csv
import hashlib
import io
import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from keras_gan_zoo import registry
from keras_gan_zoo.errors import listed
from keras_gan_zoo.hub.download import download
from keras_gan_zoo.hub.lecture_names import LECTURE_NAMES
from keras_gan_zoo.hub.named_gan import NamedGAN, key_of
from keras_gan_zoo.storage.cache import cache_folder
from keras_gan_zoo.storage.durable import replacing, write_text
from keras_gan_zoo.types import PathLike

COLUMNS = {
    "abbreviation": ("abbr", "abbreviation", "name"),
    "title": ("title",),
    "link": ("arxiv", "link", "url", "paper"),
    "year": ("year",),
}
"""What a list has to have, and how its head may call it."""

MAX_BYTES = 5_000_000
MAX_TEXT = 500

_ARXIV = re.compile(
    r"/(?:abs|pdf)/(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?"
)


def read_catalogue(
    source: PathLike | None = None, cache_dir: PathLike | None = None
) -> Sequence[NamedGAN]:
    """Reads a list of named GANs, and keeps it for the next time.

    The list is a table of tab- or comma-separated text, with a head that names at least an
    abbreviation, a title, a link and a year; further columns are left alone.

    Args:
        source: A file or an https address; `None` for the list that was read last, and where none
            was, for the twenty names of the lectures.
        cache_dir: Where it is kept, under its SHA-256; by default the zoo's cache.

    Returns:
        The named GANs, in the list's order.

    Raises:
        ValueError: If it is no such list, with the line that is wrong.
        FileNotFoundError: If there is no such file.
        ConnectionError: If the address does not answer.

    Example:
        >>> [gan.title for gan in find_named(read_catalogue("gans.tsv"), "sgan")]
    """
    folder = cache_folder(cache_dir) / "catalogue"
    if source is None:
        kept = folder / "last.json"
        if not kept.is_file():
            return LECTURE_NAMES
        last = json.loads(kept.read_text(encoding="utf-8"))
        content = (folder / f"{last['sha256']}.txt").read_bytes()
        return parse(content, last["source"])
    content = _content(str(source))
    found = parse(content, str(source))
    digest = hashlib.sha256(content).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / f"{digest}.txt") as partial:
        partial.write_bytes(content)
    facts = {"source": str(source), "sha256": digest, "names": len(found)}
    write_text(folder / "last.json", json.dumps(facts) + "\n")
    return found


def parse(content: bytes, source: str) -> Sequence[NamedGAN]:
    """Returns what a list says, once every line of it is right.

    Args:
        content: The list.
        source: What the sentences call it.

    Raises:
        ValueError: If it is too large, no text, lacks a column, or a line is wrong.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(f"The list {source!r} is larger than {MAX_BYTES:,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"The list {source!r} is no text in UTF-8.") from None
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in head else ",")
    places = _columns(next(rows, []), source)
    found = [
        _named(row, places, f"Line {number} of the list {source!r}")
        for number, row in enumerate(rows, start=2)
        if any(cell.strip() for cell in row)
    ]
    if not found:
        raise ValueError(f"The list {source!r} has a head and no names.")
    return found


def find_named(
    names: Iterable[NamedGAN], words: str = "", year: int | None = None
) -> list[NamedGAN]:
    """Returns those of an abbreviation, or else those in whose name or title all words are.

    Args:
        names: A list.
        words: What to look for; hyphens, spaces and capitals of an abbreviation do not count.
        year: Only of this year.

    Returns:
        Sorted by abbreviation and date, so that papers of one abbreviation stand together.

    Example:
        >>> len(find_named(LECTURE_NAMES, "sgan"))
        6
    """
    chosen = [gan for gan in names if year in (None, gan.year)]
    if words:
        called = [gan for gan in chosen if gan.key == key_of(words)]
        wanted = words.casefold().split()
        chosen = called or [
            gan
            for gan in chosen
            if all(word in f"{gan.abbreviation} {gan.title}".casefold() for word in wanted)
        ]
    return sorted(chosen, key=lambda gan: (gan.key, gan.year, gan.month, gan.title))


def families_by_paper() -> dict[str, str]:
    """Returns the zoo's families by the arXiv ids of their papers, several as one text."""
    found: dict[str, list[str]] = {}
    for name in registry.list_models():
        paper = registry.find(name).paper
        if paper:
            found.setdefault(paper, []).append(name)
    return {paper: ", ".join(families) for paper, families in found.items()}


def _content(source: str) -> bytes:
    if "://" not in source:
        path = Path(source).expanduser()
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise ValueError(f"The list {source!r} is larger than {MAX_BYTES:,} bytes.")
        return path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        fetched = Path(folder) / "list"
        download(source, fetched, max_bytes=MAX_BYTES)
        return fetched.read_bytes()


def _columns(head: Sequence[str], source: str) -> dict[str, int]:
    known = {key_of(cell): place for place, cell in reversed(list(enumerate(head)))}
    places = {}
    for column, spellings in COLUMNS.items():
        place = next((known[name] for name in spellings if name in known), None)
        if place is None:
            raise ValueError(
                f"The list {source!r} has no column for the {column}: its head must name one of "
                f"{listed(spellings)}, got {listed(filter(None, head)) or 'no head'}."
            )
        places[column] = place
    if "month" in known:
        places["month"] = known["month"]
    return places


def _named(row: Sequence[str], places: dict[str, int], where: str) -> NamedGAN:
    if len(row) <= max(places.values()):
        raise ValueError(f"{where} has {len(row)} cells, fewer than its head.")
    cells = {column: " ".join(row[place].split()) for column, place in places.items()}
    for column, cell in cells.items():
        if column != "month" and not cell:
            raise ValueError(f"{where} has no {column}.")
        if len(cell) > MAX_TEXT:
            raise ValueError(f"{where} has a {column} of more than {MAX_TEXT} characters.")
    address = urlsplit(cells["link"])
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError(
            f"{where} has the link {cells['link']!r}: an address such as "
            "'https://arxiv.org/abs/1406.2661' is expected."
        )
    paper = None
    if address.hostname.removeprefix("www.") == "arxiv.org":
        match = _ARXIV.fullmatch(address.path)
        if match is None:
            raise ValueError(
                f"{where} has the link {cells['link']!r}: one to arXiv is expected to be like "
                "'https://arxiv.org/abs/1406.2661'."
            )
        paper = match[1]
    year, month = cells["year"], cells.get("month") or "0"
    if not re.fullmatch(r"(19|20)\d\d", year) or not month.isdecimal() or int(month) > 12:
        raise ValueError(
            f"{where} has the date {year!r}, {month!r}: a year and a month from 1 to 12."
        )
    return NamedGAN(
        cells["abbreviation"], cells["title"], paper, cells["link"], int(year), int(month)
    )
