"""Publishes a model: SavedModel, archive, card and checksum; or as Hugging Face has models."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from keras_gan_zoo import export
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.hub.archive import pack
from keras_gan_zoo.hub.hugging_face import HuggingFaceFolder, write_hugging_face
from keras_gan_zoo.storage.durable import new_folder

if TYPE_CHECKING:
    import keras


LAYOUTS = ("saved_model", "huggingface")
"""What a folder may be laid out as."""


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


@overload
def publish(
    model: "keras.Model",
    directory: str | os.PathLike,
    *,
    name: str | None = None,
    card: str = "",
    layout: Literal["saved_model"] = "saved_model",
) -> Published: ...


@overload
def publish(
    model: "keras.Model",
    directory: str | os.PathLike,
    *,
    name: str | None = None,
    card: str = "",
    layout: Literal["huggingface"],
    licence: str,
    recipe: str | os.PathLike | None = None,
) -> HuggingFaceFolder: ...


def publish(
    model: "keras.Model",
    directory: str | os.PathLike,
    *,
    name: str | None = None,
    card: str = "",
    layout: str = "saved_model",
    licence: str | None = None,
    recipe: str | os.PathLike | None = None,
) -> Published | HuggingFaceFolder:
    """Writes a model to hand out: as a SavedModel in an archive, or as Hugging Face has models.

    By default it is a SavedModel, an archive of it, a model card and a checksum. The archive is
    what `load`, and `tensorflow_hub.load`, take by its address: put it on any https server, and
    give its SHA-256 to those who load it.

    By `layout="huggingface"` it is what a model repository there holds: a README.md whose front
    matter has licence, data and scores, the `.keras` file, what is in it for
    `keras.saving.load_model("hf://...")`, and the networks as TF-Lite files. Nothing is uploaded:
    `hf upload YOUR_NAME/dcgan out/dcgan` of the package huggingface_hub does that.

    Args:
        model: A model of this package.
        directory: Where to write. Must not exist, or be empty.
        name: Name of the archive; by default the model's.
        card: What the card should say of data, licence, training and known failures, as
            Markdown; how to call the networks is written by this function. For Hugging Face by
            default what the card beside `recipe` says.
        layout: `"saved_model"` or `"huggingface"`.
        licence: For Hugging Face, the weights' licence as it writes it, such as "apache-2.0".
        recipe: For Hugging Face, the `recipe.yaml` that a run or stored weights keep, from which
            the card has summary, data and scores.

    Returns:
        Where everything is, and of a SavedModel the archive's SHA-256.

    Raises:
        FileExistsError: If the directory holds anything, or is a file.
        TypeError: If the model has no networks to export.
        ValueError: If `name` is not a plain file name, there is no such layout, `licence` is
            missing or not as Hugging Face writes it, or it or `recipe` is given without that
            layout.
        RecipeError: If the recipe cannot be read.

    Example:
        >>> published = publish(gan, "out/dcgan", card="Trained on Fashion-MNIST (MIT licence).")
        >>> load(published.archive, sha256=published.sha256)
        >>> recipe = keras_gan_zoo.registry.find_weights("dcgan", "fashion_mnist").recipe
        >>> publish(gan, "out/hf", layout="huggingface", licence="apache-2.0", recipe=recipe).card
        PosixPath('out/hf/README.md')
    """
    name = model.name if name is None else name
    if not isinstance(name, str) or not re.fullmatch(r"\w[\w.-]*", name):
        raise ValueError(f"`name` must be letters, digits, '_', '-' and '.', got {name!r}.")
    if layout not in LAYOUTS:
        raise ValueError(
            f"`layout` must be one of {listed(LAYOUTS)}, got {layout!r}.{nearest(layout, LAYOUTS)}"
        )
    if layout == "huggingface":
        return write_hugging_face(model, directory, name, card, licence, recipe)
    for argument, given in (("licence", licence), ("recipe", recipe)):
        if given is not None:
            raise ValueError(
                f"`{argument}` is for layout='huggingface', got {given!r}: say it in `card`."
            )
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
