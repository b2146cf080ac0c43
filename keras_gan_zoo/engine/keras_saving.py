"""Keras's own ways to a file: those that give a whole model stay, the others say what does."""

import os
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import keras

from keras_gan_zoo.engine.weights import restored_on_error
from keras_gan_zoo.types import PathLike


class KerasSaving(keras.Model):
    """Saves as `.keras`, loads weights all or not at all, and is exported by the zoo."""

    def save(self, filepath: PathLike, overwrite: bool = True, **kwargs: Any) -> None:
        """Saves the whole model, for `keras.models.load_model` or for a training to go on from.

        Args:
            filepath: A `.keras` file.
            overwrite: Whether one that is there is replaced.
            **kwargs: As for `keras.Model.save`.

        Raises:
            ValueError: If the file has another suffix, or a network is quantized.
        """
        if isinstance(filepath, (str, os.PathLike)):
            check_model_file(filepath, "filepath")
        self.check_not_quantized("save")
        super().save(filepath, overwrite=overwrite, **kwargs)

    def load_weights(self, filepath: PathLike, skip_mismatch: bool = False, **kwargs: Any) -> None:
        """Loads all that `save_weights` or `save` wrote, or, where it does not fit, nothing.

        Args:
            filepath: A `.weights.h5` or a `.keras` file.
            skip_mismatch: Whether what does not fit is left out, as Keras does it.
            **kwargs: As for `keras.Model.load_weights`.

        Raises:
            ValueError: If it is of a model of other arguments or optimizers, or is damaged.
        """
        path = Path(filepath)
        if not path.exists():
            raise ValueError(f"`filepath` names the file {str(path)!r}, which does not exist.")
        if skip_mismatch:
            super().load_weights(filepath, skip_mismatch=True, **kwargs)
            return
        state = [*self.variables, *(self.optimizer.variables if self.optimizer else ())]
        try:
            with (
                self.distribute_strategy.scope(),
                restored_on_error(state),
                _silent_if_refused(),
            ):
                super().load_weights(filepath, **kwargs)
        except (ValueError, OSError, KeyError) as error:
            raise ValueError(
                f"`filepath` {str(path)!r} does not fit {type(self).__name__} as built here"
                f"{_first_misfit(error)}, and nothing was loaded: build and compile it with the "
                "arguments it was saved with; the networks alone are loaded by "
                "keras_gan_zoo.get(..., weights=filepath)."
            ) from error

    def export(self, filepath: PathLike, format: str | None = None, **kwargs: Any) -> NoReturn:
        """Raises an error: what is worth exporting is not the game, but what generates."""
        ways = {
            "tf_saved_model": f"keras_gan_zoo.export.saved_model(gan, {str(filepath)!r})",
            "litert": f"keras_gan_zoo.export.tflite(gan, {_with_suffix(filepath, '.tflite')!r})",
        }
        way = ways.get(format or "", ways["tf_saved_model"])
        raise NotImplementedError(
            f"`export` of a whole {type(self).__name__} would take its optimizers and opponents "
            f"along: {way} writes what generates."
        )

    def quantize(self, mode: str | None = None, **kwargs: Any) -> NoReturn:
        """Raises an error: a network that trains is not quantized; its export may be."""
        raise NotImplementedError(
            f"`quantize` would end the training of {type(self).__name__}: "
            'keras_gan_zoo.export.tflite(gan, "gan.tflite", quantize="dynamic") or '
            'quantize="int8" writes a file in 8 bits.'
        )

    def check_not_quantized(self, what: str) -> None:
        """Raises ValueError if Keras has quantized one of the networks; see the function."""
        names = (*self.network_names, *self.average_names.values())
        check_not_quantized({name: getattr(self, name) for name in names}, what)


def check_not_quantized(networks: Mapping[str, keras.Model], what: str) -> None:
    """Raises if Keras has quantized a network.

    Its kernels are whole numbers then, which no optimizer moves, no file of this model has a place
    for, and the exports would turn into floats again.

    Args:
        networks: By name.
        what: What the sentence says cannot be done.

    Raises:
        ValueError: If there is one.
    """
    for name, network in networks.items():
        layers = network._flatten_layers(include_self=False)
        if any(getattr(layer, "quantization_mode", None) for layer in layers):
            raise ValueError(
                f"`{what}` takes no network that Keras has quantized, and `{name}` is: build the "
                "model anew, and quantize its export, as in "
                'keras_gan_zoo.export.tflite(gan, "gan.tflite", quantize="int8").'
            )


def check_model_file(filepath: str | os.PathLike, argument: str) -> None:
    """Raises ValueError if a file is none that a whole model can be saved in.

    Args:
        filepath: The file.
        argument: What the user calls it.
    """
    if not str(filepath).endswith(".keras"):
        raise ValueError(
            f"`{argument}` must end in .keras, which holds the whole model, got {str(filepath)!r}: "
            f"pass {_with_suffix(filepath, '.keras')!r}, or for weights alone "
            f"gan.save_weights({_with_suffix(filepath, '.weights.h5')!r})."
        )


def _with_suffix(filepath: PathLike, suffix: str) -> str:
    known = (".weights.h5", ".h5", ".hdf5", ".keras", ".tf", ".ckpt", ".tflite", ".pb")
    text = str(filepath).rstrip("/")
    for ending in known:
        text = text.removesuffix(ending)
    return text + suffix


class _silent_if_refused(warnings.catch_warnings):
    """Keeps Keras's warnings, one a layer, from preceding the sentence that says it all."""

    def __init__(self):
        super().__init__(record=True)

    def __enter__(self):
        self._caught = super().__enter__()
        warnings.simplefilter("always")
        return self

    def __exit__(self, kind, *error):
        super().__exit__(kind, *error)
        for each in () if kind else self._caught:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)


def _first_misfit(error: Exception) -> str:
    """Returns which variable is not as it was saved, as far as Keras says."""
    shapes = re.search(
        r"variable\.shape=(\(.*?\)).*?value\.shape=(\(.*?\)).*?path=([^,\s]+)", str(error), re.S
    )
    if shapes:
        return f": {shapes[3]} has shape {shapes[1]}, and {shapes[2]} in the file"
    optimizers = re.search(r"the stored (optimizer state has .*?\]), (.*?\]);", str(error), re.I)
    if optimizers and "of 1 objects" in str(error):
        return f": its stored {optimizers[1]}, and {optimizers[2]}"
    layer = re.search(r"name=([\w/]+)", str(error))
    return f": its {layer[1]!r} is another, among others" if layer else ""
