"""Loads stored weights into a model, and says plainly when they do not fit."""

import os
from pathlib import Path


def load_weights(model, weights: str | os.PathLike) -> None:
    """Loads a `.weights.h5` file, as `model.save_weights` writes it.

    Args:
        model: The model, built.
        weights: Path of the file.

    Raises:
        ValueError: If there is no such file, it is of another kind, or it holds the weights of
            another architecture.

    Example:
        >>> gan.save_weights("gan.weights.h5")
        >>> load_weights(gan, "gan.weights.h5")
    """
    path = Path(weights)
    if path.suffix == ".keras":
        raise ValueError(
            f"`weights` is the whole model {str(path)!r}; load it with keras.models.load_model."
        )
    if not path.name.endswith(".weights.h5"):
        raise ValueError(f"`weights` must be the path of a .weights.h5 file, got {str(path)!r}.")
    if not path.is_file():
        raise ValueError(f"`weights` names the file {str(path)!r}, which does not exist.")
    try:
        model.load_weights(path)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(
            f"`weights` {str(path)!r} does not fit {type(model).__name__} as built here: it was "
            "saved from other arguments, or is damaged; build with the arguments it was saved with."
        ) from error
