"""Writes a model as a folder that Hugging Face shows: its card with front matter, and its files."""

import os
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_gan_zoo import export, registry
from keras_gan_zoo.hub.model_index import model_index
from keras_gan_zoo.storage.durable import new_folder
from keras_gan_zoo.storage.yaml_values import read_settings, to_yaml

if TYPE_CHECKING:
    import keras

_LICENCE = re.compile(r"[a-z0-9][a-z0-9.+-]*")
# Of a data set that may be one of Hugging Face's; a path or an address may not.
_DATA_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?")
_SAMPLES = ("samples.png", "samples.txt")


@dataclass(frozen=True)
class HuggingFaceFolder:
    """The files that `publish` wrote for Hugging Face.

    Attributes:
        directory: The folder, to be uploaded as a model repository.
        card: Its README.md: front matter and card.
        model: The `.keras` file.
        tflite: Each exported network as a TF-Lite file, by its signature.
    """

    directory: Path
    card: Path
    model: Path
    tflite: Mapping[str, Path]


def write_hugging_face(
    model: "keras.Model",
    directory: str | os.PathLike,
    name: str,
    card: str,
    licence: str | None,
    recipe: str | os.PathLike | None,
) -> HuggingFaceFolder:
    """Writes the folder; the arguments are those of `publish`."""
    if not isinstance(licence, str) or not _LICENCE.fullmatch(licence):
        raise ValueError(
            "`licence` must be the weights' licence as Hugging Face writes it, in small letters, "
            f"such as 'apache-2.0', 'cc-by-4.0' or 'other', got {licence!r}."
        )
    settings = {} if recipe is None else read_settings(recipe)
    beside = None if recipe is None else Path(recipe).parent
    directory = Path(directory)
    with new_folder(directory) as written:
        written.mkdir()
        _write_model(model, written, name)
        tflite = {}
        for signature in model.export_networks():
            tflite[signature] = f"{signature}.tflite"
            said = {"name": name, "licence": licence}
            export.tflite(model, written / tflite[signature], signature=signature, metadata=said)
        samples = next((each for each in _SAMPLES if beside and (beside / each).is_file()), None)
        if beside and samples:
            shutil.copy(beside / samples, written / samples)
        if recipe is not None:
            shutil.copy(recipe, written / "recipe.yaml")
        first = export.read_metadata(written / next(iter(tflite.values())))
        front = _front_matter(model, name, licence, settings, first)
        lines = _body(
            model, name, settings, card or _card_beside(beside), samples, list(tflite.values())
        )
        text = "\n".join(["---", to_yaml(front).rstrip(), "---", "", *lines]) + "\n"
        (written / "README.md").write_text(text, encoding="utf-8")
    return HuggingFaceFolder(
        directory,
        directory / "README.md",
        directory / f"{name}.keras",
        {signature: directory / file for signature, file in tflite.items()},
    )


def _write_model(model, folder, name):
    """Writes the `.keras` file, and what is in it: `load_model("hf://...")` reads those."""
    file = folder / f"{name}.keras"
    model.save(file)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)


def _front_matter(model, name, licence, settings, description):
    task = pipeline_tag(model, description)
    family = settings.get("model", {}).get("name")
    tags = ["keras_gan_zoo"]
    if family is not None:
        entry = registry.find(family)
        tags += [family, *(tag.replace(" ", "-") for tag in entry.tags)]
        if entry.paper:
            tags.append(f"arxiv:{entry.paper}")
    front: dict[str, Any] = {"license": licence, "library_name": "keras", "tags": tags}
    if task is not None:
        front["pipeline_tag"] = task
    data = settings.get("data", {}).get("name", "").removeprefix("tfds:")
    if _DATA_NAME.fullmatch(data):
        front["datasets"] = [data]
    if index := model_index(name, task, settings):
        front["model-index"] = index
    return front


def pipeline_tag(model: "keras.Model", description: Mapping) -> str | None:
    """Returns Hugging Face's word for what a model does, or `None` where there is none.

    Args:
        model: The model.
        description: What its first TF-Lite file says of itself, as `export.read_metadata`.

    Example:
        >>> pipeline_tag(gan, export.read_metadata("out/dcgan/generate.tflite"))
        'unconditional-image-generation'
    """
    takes = " ".join(tensor["meaning"] for tensor in description["inputs"])
    if model.gives.name == "texts":
        return "text-generation"
    if model.gives.name != "pictures":
        return None
    if "picture" in takes:
        return "image-to-image"
    return "text-to-image" if "tokens" in takes else "unconditional-image-generation"


def _card_beside(folder):
    """Returns the sections of the card that lies beside a recipe of stored weights."""
    card = folder and folder / "card.md"
    if not card or not card.is_file():
        return ""
    text = card.read_text(encoding="utf-8")
    # How the stored files were made smaller is not how those of this folder are.
    text = re.sub(r"^\| stored \|.*\n", "", text, flags=re.MULTILINE)
    sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return "".join(each for each in sections if not each.startswith("## Files\n"))


def _body(model, name, settings, card, samples, files):
    asked = next((kind.name for kind in model.source_kinds().values()), "16, seed=0")
    lines = [f"# {name}", ""]
    if summary := settings.get("summary", "").strip():
        lines += [summary, ""]
    if samples:
        picture = samples.endswith(".png")
        lines += [f"{'!' if picture else ''}[samples, not selected]({samples})", ""]
    lines += [
        "## Use it",
        "",
        "```python",
        "import keras",
        "",
        "import keras_gan_zoo  # its layers, and `generate`",
        "",
        f'gan = keras.saving.load_model("hf://YOUR_NAME/{name}")',
        f"gan.generate({asked})",
        "```",
        "",
        f"`{name}.keras` is the same in one file, for `keras.saving.load_model`. "
        f"{', '.join(f'`{file}`' for file in files)}: TensorFlow Lite, without this package; "
        "`keras_gan_zoo.export.read_metadata` tells what each takes and gives.",
    ]
    if card.strip():
        lines += ["", card.strip()]
    return lines
