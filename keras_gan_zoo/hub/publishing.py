"""Publishes a model: SavedModel, archive, model card and checksum."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from keras_gan_zoo import export
from keras_gan_zoo.hub.archive import pack
from keras_gan_zoo.storage.durable import new_folder

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Published:
    """The files that `publish` wrote.

    Attributes:
        directory: The folder of it all.
        saved_model: The SavedModel's folder.
        archive: The SavedModel as a `.tar.gz`, as TF Hub serves one.
        card: The model card.
        sha256: The archive's SHA-256; it is in the card and in `SHA256SUMS` too.
    """

    directory: Path
    saved_model: Path
    archive: Path
    card: Path
    sha256: str


def publish(
    model: "keras.Model", directory: str | os.PathLike, *, name: str | None = None, card: str = ""
) -> Published:
    """Writes a model as a SavedModel, an archive of it, a model card and a checksum.

    The archive is what `load`, and `tensorflow_hub.load`, take by its address: put it on any
    https server, and give its SHA-256 to those who load it.

    Args:
        model: A model of this package.
        directory: Where to write. Must not exist, or be empty.
        name: Name of the archive; by default the model's.
        card: What the card should say of data, licence, training and known failures, as
            Markdown; how to call the networks is written by this function.

    Returns:
        Where everything is, and the archive's SHA-256.

    Raises:
        FileExistsError: If the directory holds anything, or is a file.
        TypeError: If the model has no networks to export.
        ValueError: If `name` is not a plain file name.

    Example:
        >>> published = publish(gan, "out/dcgan", card="Trained on Fashion-MNIST (MIT licence).")
        >>> load(published.archive, sha256=published.sha256)
    """
    name = model.name if name is None else name
    if not isinstance(name, str) or not re.fullmatch(r"\w[\w.-]*", name):
        raise ValueError(f"`name` must be letters, digits, '_', '-' and '.', got {name!r}.")
    directory = Path(directory)
    with new_folder(directory) as written:
        written.mkdir()
        export.served_model(model, written / "saved_model")
        sha256 = pack(written / "saved_model", written / f"{name}.tar.gz")
        (written / "SHA256SUMS").write_text(f"{sha256}  {name}.tar.gz\n")
        (written / "card.md").write_text(_card(written / "saved_model", name, sha256, card))
    return Published(
        directory,
        directory / "saved_model",
        directory / f"{name}.tar.gz",
        directory / "card.md",
        sha256,
    )


def _card(saved_model, name, sha256, text):
    """Returns the card, with the signatures read back from what was written."""
    import tensorflow as tf

    signatures = tf.saved_model.load(str(saved_model)).signatures
    rows = []
    for signature, function in sorted(signatures.items()):
        _, takes = function.structured_input_signature
        gives = function.structured_outputs
        rows.append(f"| `{signature}` | {_tensors(takes)} | {_tensors(gives)} |")
    lines = [f"# {name}", "", *([text.strip(), ""] if text.strip() else [])]
    lines += [
        "## Call it",
        "",
        "```python",
        "from keras_gan_zoo import hub",
        "",
        f'served = hub.load("{name}.tar.gz", sha256="{sha256}")',
        "```",
        "",
        "or, without this package, `tf.saved_model.load` of the unpacked archive.",
        "",
        "| signature | takes | gives |",
        "|---|---|---|",
        *rows,
        "",
        f"SHA-256 of `{name}.tar.gz`: `{sha256}`",
    ]
    return "\n".join(lines) + "\n"


def _tensors(specs):
    shown = []
    for key, spec in sorted(specs.items()):
        sides = ", ".join("n" if side is None else str(side) for side in spec.shape)
        shown.append(f"`{key}` {spec.dtype.name} ({sides})")
    return ", ".join(shown)
