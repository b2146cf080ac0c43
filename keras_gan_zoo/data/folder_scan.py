"""Finds out which files of a folder are whole pictures, and which are not and why."""

import dataclasses
import hashlib
import json
import os
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import PIL

from keras_gan_zoo.data.containers.formats import find_format, open_pictures
from keras_gan_zoo.data.containers.members import open_file
from keras_gan_zoo.data.folder_files import files_below
from keras_gan_zoo.data.folder_layout import class_names_of
from keras_gan_zoo.data.kept_pictures import KeptPictures, in_threads
from keras_gan_zoo.samples.picture_files import UnreadablePicture
from keras_gan_zoo.storage.cache import announce, cache_folder, write_atomically

_NAMED_AT_MOST = 10
_WORTH_ANNOUNCING = 5000
# Makes a warning of `enforce` point at the line that calls `load`.
_STACK_LEVEL = 5


@dataclass(frozen=True)
class ScannedPicture:
    """A file that was read whole: its path, its size in pixels, and 1 or 3 channels."""

    path: Path
    height: int
    width: int
    channels: int


@dataclass(frozen=True)
class FolderReport:
    """What a scan found.

    Attributes:
        folder: The folder.
        pictures: The files that can be used, in natural order.
        unreadable: `(path, reason)` of each file that cannot.
        notes: `(path, note)` of each file that can, but not as one may expect.
        class_names: Names of the folder's classes in the order of the numbers that `load` gives
            them; none where its subfolders are no classes.
    """

    folder: Path
    pictures: tuple[ScannedPicture, ...]
    unreadable: tuple[tuple[Path, str], ...] = ()
    notes: tuple[tuple[Path, str], ...] = ()
    class_names: tuple[str, ...] = ()

    def named(self, files: Sequence[tuple[Path, str]]) -> str:
        """Returns up to ten of `unreadable` or `notes` as text, and how many more there are."""
        texts = [
            f"{os.path.relpath(path, self.folder)} ({reason})"
            for path, reason in files[:_NAMED_AT_MOST]
        ]
        more = f" and {len(files) - _NAMED_AT_MOST} more" if len(files) > _NAMED_AT_MOST else ""
        return ", ".join(texts) + more


class UnreadableImages(ValueError):
    """Files of an image folder that cannot be used.

    Attributes:
        report: The `FolderReport` that names each of them.
    """

    def __init__(self, sentence: str, report: FolderReport):
        super().__init__(sentence)
        self.report = report


def scan_folder(
    folder: str | os.PathLike,
    cache_dir: str | os.PathLike | None = None,
    split: str = "train",
) -> FolderReport:
    """Decodes every file below a folder once and reports on each.

    Hidden files and those that systems leave behind (`Thumbs.db`) are passed over; every other
    file counts. What was found is remembered in the cache by each file's size and time, so a
    second scan of an unchanged folder does not decode again.

    Args:
        folder: The folder; subfolders are included. Or files of pictures, as in `load`.
        cache_dir: The cache folder, as in `load`.
        split: Which part, of files that are read by parts; of folders and archives all is read.

    Returns:
        The report.

    Raises:
        ValueError: If `folder` is neither a folder nor such files.

    Example:
        >>> scan_folder("photos").unreadable  # doctest: +SKIP
        ((PosixPath('photos/7.jpg'), 'truncated'),)
    """
    found = find_format(os.fspath(folder))
    if found and found.form.opener:
        root, layout = open_pictures(found, split)
        listed = [file for group in layout.groups.values() for file in group] if layout else None
        return _scan(root, files_below(root) if listed is None else listed, cache_dir, layout)
    folder = Path(folder).expanduser().absolute()
    if not folder.is_dir():
        raise ValueError(f"folder={str(folder)!r} is not a folder.")
    return _scan(folder, files_below(folder), cache_dir)


def _scan(root, files, cache_dir, layout=None):
    # A report is also wanted of a folder that `load` refuses: its layout does not matter here.
    try:
        names = class_names_of(root) if layout is None else layout.class_names
    except ValueError:
        names = ()
    report = scan_files(root, files, cache_folder(cache_dir))
    return dataclasses.replace(report, class_names=names)


def scan_files(
    folder: Path, files: Iterable[Path], cache_dir: Path, kept: KeptPictures | None = None
) -> FolderReport:
    """Returns the report on some files of a folder; see `scan_folder`.

    Args:
        folder: The folder.
        files: The files below it.
        cache_dir: As for `scan_folder`.
        kept: Where to keep the pictures that have to be decoded for the report.
    """
    files = list(files)
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    record_path = cache_dir / "folders" / f"{digest}.json"
    record = _read_record(record_path)
    stamps = [_stamp(path) for path in files]
    names = [str(path) for path in files]
    new = [
        path
        for path, name, stamp in zip(files, names, stamps, strict=True)
        if stamp is None or record.get(name, {}).get("stamp") != stamp
    ]
    if len(new) >= _WORTH_ANNOUNCING:
        announce(f"reading the {len(new)} files of {folder} once, to see that each is whole")
    bar = "pictures" if len(new) >= _WORTH_ANNOUNCING else ""
    findings_of_new = in_threads(lambda path: _examine(path, kept), new, bar)
    fresh = dict(zip(map(str, new), findings_of_new, strict=True))
    findings = [fresh.get(name) or record[name] for name in names]
    if new:
        stamped = {
            name: {**finding, "stamp": stamp}
            for name, finding, stamp in zip(names, findings, stamps, strict=True)
            if stamp is not None
        }
        _write_record(record_path, {**record, **stamped})
    return FolderReport(
        folder,
        tuple(
            ScannedPicture(path, *finding["shape"])
            for path, finding in zip(files, findings, strict=True)
            if finding["shape"]
        ),
        tuple(
            (path, finding["reason"])
            for path, finding in zip(files, findings, strict=True)
            if finding["reason"]
        ),
        tuple(
            (path, finding["note"])
            for path, finding in zip(files, findings, strict=True)
            if finding["note"]
        ),
    )


def _examine(path, kept=None):
    try:
        picture = open_file(path)
    except UnreadablePicture as error:
        return {"shape": None, "reason": str(error), "note": None}
    if kept is not None:
        kept.keep(path, picture)
    return {"shape": picture.shape, "reason": None, "note": picture.note}


def _stamp(path):
    try:
        status = path.stat()
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _read_record(path):
    try:
        record = json.loads(path.read_bytes())
        return record["files"] if record["pillow"] == PIL.__version__ else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write_record(path, files):
    text = json.dumps({"pillow": PIL.__version__, "files": files}).encode()
    try:
        write_atomically(path, lambda file: file.write(text))
    except OSError as error:
        # The record only saves time, and a folder can be read where nothing can be written.
        announce(str(error))


def enforce(report: FolderReport, unreadable: str | float, what: str = "pictures") -> None:
    """Applies the user's policy to a report: stop, or skip and say so.

    Args:
        report: The report.
        unreadable: `"stop"`, or the share of the files that may be skipped.
        what: What the files are to be, for the sentences.

    Raises:
        UnreadableImages: If more files are unreadable than the policy admits, or all are.
    """
    total, bad = len(report.pictures) + len(report.unreadable), len(report.unreadable)
    if bad:
        sentence = (
            f"{bad} of {total} files in {report.folder} cannot be used as {what}: "
            f"{report.named(report.unreadable)}"
        )
        if unreadable == "stop" and report.pictures:
            share = min(0.99, (bad * 100 // total + 1) / 100)
            raise UnreadableImages(
                f"{sentence}; remove them, or pass unreadable={share} to skip up to that share.",
                report,
            )
        if not report.pictures:
            raise UnreadableImages(f"{sentence}; none is left.", report)
        if bad > unreadable * total:  # type: ignore[operator]  # "stop" has raised
            raise UnreadableImages(
                f"{sentence}; that is more than the share unreadable={unreadable} admits.", report
            )
        warnings.warn(f"{sentence}; they are skipped.", stacklevel=_STACK_LEVEL)
    if report.notes:
        warnings.warn(
            f"Notes on {len(report.notes)} files in {report.folder}: {report.named(report.notes)}.",
            stacklevel=_STACK_LEVEL,
        )
