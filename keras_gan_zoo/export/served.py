"""Writes the SavedModel that fits a model: of its networks, or from text to text."""

from pathlib import Path
from typing import TYPE_CHECKING

from keras_gan_zoo.export.answers import answering_saved_model
from keras_gan_zoo.export.serving import saved_model
from keras_gan_zoo.export.text import text_saved_model
from keras_gan_zoo.types import PathLike

if TYPE_CHECKING:
    import keras

_WRITERS = {
    "answers": answering_saved_model,
    "networks": saved_model,
    "texts": text_saved_model,
}


def served_model(model: "keras.Model", directory: PathLike) -> Path:
    """Writes the SavedModel that fits a model: of its networks, or from text to text.

    A family that writes text by a tokenizer becomes a function from text to text, as by
    `text_saved_model` or, if it answers texts, `answering_saved_model`; every other model its
    networks, as by `saved_model`.

    Args:
        model: A model of this package.
        directory: Where to write it. Must not exist, or be empty.

    Returns:
        The directory.

    Raises:
        FileExistsError: If the directory holds anything, or is a file.
        TypeError: If `model` has no networks to export.

    Example:
        >>> served_model(poet, "out/poet")
        PosixPath('out/poet')
    """
    return _WRITERS[model.gives.served_as](model, directory)
