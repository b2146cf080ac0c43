"""Stores a finished run as pretrained weights in `saved_models`."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import h5py
import numpy as np

from keras_gan_zoo import export, registry
from keras_gan_zoo.engine.weights import save_weights
from keras_gan_zoo.pretrained.card import licence_of, write_card
from keras_gan_zoo.pretrained.small_sample import (
    SAMPLES,
    SEED,
    TOLERANCE,
    TOLERANCE_OF_HALF,
    compare,
    small_sample_scores,
)
from keras_gan_zoo.registry.stored_weights import StoredWeights
from keras_gan_zoo.runs.directory import RunDirectory
from keras_gan_zoo.storage.yaml_values import RecipeError, read_settings
from keras_gan_zoo.training.trainer import load_trained

MAX_BYTES = 5_000_000
"""How large a file may be: they are part of the repository."""

_FAILURES = "known_failures.md"


def store(
    run: str | os.PathLike,
    saved_models: str | os.PathLike,
    *,
    known_failures: str | None = None,
    half_precision: bool = False,
    quantize: str | None = None,
    overwrite: bool = False,
) -> StoredWeights:
    """Writes a finished run's weights, card, scores, samples and TF-Lite files.

    Before anything is put in its place the weights are loaded as a user loads them, and the
    small sample's scores compared. The name is the recipe's without the family's in front of it:
    `dcgan_fashion_mnist` becomes `dcgan/fashion_mnist`.

    Args:
        run: Folder of the run.
        saved_models: The folder of all trained weights.
        known_failures: What the model does badly, as Markdown, by someone who looked at its
            pictures; `None` for what the folder that is replaced says.
        half_precision: Whether weights and TF-Lite files hold floats of 16 bits, for a model that
            is too large otherwise.
        quantize: What the TF-Lite files hold instead, as for `export.tflite`: "dynamic" is half of
            what 16 bits take.
        overwrite: Whether weights of the same name may be replaced.

    Returns:
        What was stored.

    Raises:
        RecipeError: If the run is not finished.
        ValueError: If no known failures are given, or a file comes out too large.
        FileExistsError: If there are weights of this name and `overwrite` is not set.

    Example:
        >>> store("runs/dcgan_fashion_mnist", "saved_models", known_failures="Sandals fall apart.")
    """
    trained = RunDirectory(run)
    if not (trained.exists and trained.finished):
        raise RecipeError(f"{str(trained)!r} holds no finished run.")
    settings = trained.settings()
    family = settings["model"]["name"]
    name = settings["name"].removeprefix(f"{family}_")
    place = StoredWeights(family, name, Path(saved_models) / family / name)
    if place.directory.exists() and not overwrite:
        raise FileExistsError(
            f"{family}/{name} is stored in {str(place.directory)!r} already; replace it with "
            "overwrite=True."
        )
    known_failures = _known_failures(place, known_failures)
    gan = load_trained(trained)
    place.directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.directory.parent, prefix=".storing-") as scratch:
        written = StoredWeights(family, name, Path(scratch) / name)
        written.directory.mkdir()
        (written.directory / _FAILURES).write_text(known_failures, encoding="utf-8")
        shutil.copy(trained.recipe_file, written.recipe)
        if vocabulary := gan.vocabulary():
            words = "".join(f"{word}\n" for word in vocabulary)
            written.vocabulary.write_text(words, encoding="utf-8")
        save_weights(
            gan,
            written.weights,
            averages_instead=True,
            half_precision=half_precision,
            without=gan.training_only,
        )
        _check_size(written)  # before what takes its time
        run_networks = gan.network_names
        gan, scores = _reload_and_verify(gan, written, half_precision)
        small_sample = {"samples": SAMPLES, "seed": SEED, "scores": scores}
        written.small_sample.write_text(json.dumps(small_sample, indent=1) + "\n", "utf-8")
        gan.store_sheet(written.directory, SAMPLES, SEED, trained.sheets(gan.gives.sheet_suffix))
        quantize = quantize or ("float16" if half_precision else None)
        _write_tflite_and_card(gan, written, settings, quantize, run_networks)
        _replace_folder(written, place)
    return place


def convert_again(stored: StoredWeights, quantize: str | None) -> StoredWeights:
    """Writes the TF-Lite files of stored weights anew, and the card that lists them.

    For a smaller form, or after a change of the export; needs no run, but cannot be more exact
    than the stored weights.

    Args:
        stored: The weights, as `find_weights` gives them. Weights, samples and scores stay.
        quantize: What the files hold, as for `export.tflite`.

    Returns:
        The same.

    Raises:
        ExportError: If a file strays from Keras too far. Nothing has been replaced then.

    Example:
        >>> convert_again(find_weights("gan", "fashion_mnist"), quantize="dynamic")
    """
    settings = read_settings(stored.recipe)
    arguments = stored.model_arguments()
    gan = registry.get(stored.family, weights=stored.weights, **arguments)
    gan.name_classes(stored.class_names())
    as_run = {**arguments, **settings["model"]}
    del as_run["name"]
    trained = registry.get(stored.family, **as_run).network_names
    with tempfile.TemporaryDirectory(dir=stored.directory.parent, prefix=".storing-") as scratch:
        written = StoredWeights(stored.family, stored.name, Path(scratch) / stored.name)
        shutil.copytree(stored.directory, written.directory)
        for file in (written.card, *written.directory.glob("*.tflite")):
            file.unlink()
        _write_tflite_and_card(gan, written, settings, quantize, trained)
        _replace_folder(written, stored)
    return stored


def _write_tflite_and_card(gan, written, settings, quantize, run_networks):
    """Writes the TF-Lite files, and the card of all that lies beside them."""
    metadata = {
        "name": f"{written.family}/{written.name}",
        "licence": licence_of(settings["data"]["name"]),
        "recipe_sha256": settings["run"]["hash"],
    }
    for signature in gan.export_networks():
        path = written.directory / f"{signature}.tflite"
        export.tflite(gan, path, quantize=quantize, signature=signature, metadata=metadata)
    first = next(iter(gan.export_networks()))
    bits = _bits(written.weights)
    facts = {
        "known_failures": (written.directory / _FAILURES).read_text(encoding="utf-8"),
        "files": _sizes(written.directory),
        "runtimes": {
            file.name: export.oldest_runtime(file) for file in written.directory.glob("*.tflite")
        },
        "bits": bits,
        "quantize": None if bits == 16 and quantize == "float16" else quantize,
        "columns": list(gan.examples),
        "description": export.read_metadata(written.directory / f"{first}.tflite"),
        "without": [name for name in gan.training_only if name in run_networks],
    }
    scores = written.small_sample_scores()
    card = write_card(f"{written.family}/{written.name}", settings, scores, facts)
    written.card.write_text(card, encoding="utf-8")


def _replace_folder(written, place):
    """Moves a folder that is whole to its place; what was there goes where it was written."""
    _check_size(written)
    if place.directory.exists():
        place.directory.rename(written.directory.with_name("replaced"))
    written.directory.rename(place.directory)


def _bits(weights):
    """Returns how many bits the floats of a weights file have."""
    found = []
    with h5py.File(weights) as file:
        file.visititems(lambda _, item: found.append(getattr(item, "dtype", None)))
    return 16 if np.dtype("float16") in found else 32


def _known_failures(place, text):
    before = place.directory / _FAILURES
    if text is None and before.is_file():
        text = before.read_text(encoding="utf-8")
    if not text or not text.strip():
        raise ValueError(
            "`known_failures` must say what the model does badly: look at its pictures first."
        )
    return text.strip() + "\n"


def _reload_and_verify(gan, written, half_precision):
    """Returns the model as a user loads it, and its scores, which must be those of the run."""
    loaded = registry.get(written.family, weights=written.weights, **written.model_arguments())
    loaded.name_classes(written.class_names())
    scores = small_sample_scores(loaded)
    tolerance = TOLERANCE_OF_HALF if half_precision else TOLERANCE
    if wrong := compare(small_sample_scores(gan), scores, tolerance):
        raise ValueError(f"The stored weights do not draw what the run draws: {wrong[0]}")
    return loaded, scores


def _check_size(written):
    files = _sizes(written.directory)
    for file, size in files.items():
        if size > MAX_BYTES:
            raise ValueError(
                f"{file} of {written.family}/{written.name} takes {size:,} bytes, where "
                f"{MAX_BYTES:,} are allowed: use half_precision=True, or a smaller model."
            )


def _sizes(directory):
    return {file.name: file.stat().st_size for file in sorted(directory.iterdir())}
