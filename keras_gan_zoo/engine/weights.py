"""Saves and loads a model's weights, with a plain error where they do not fit."""

import contextlib
import os
import warnings
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np


def load_weights(model: keras.Model, weights: str | os.PathLike) -> None:
    """Loads the networks of a `.weights.h5` file, as `model.save_weights` writes it.

    The networks and the averages that the model keeps are loaded; an average that the file does
    not have becomes a copy of its network. What else a training needs stays the model's own: its
    optimizers, whatever their kind, its random state and what its layers remember. To resume
    a training, load the whole model with `keras.models.load_model`.

    Args:
        model: The model, built.
        weights: Path of the file.

    Raises:
        ValueError: If there is no such file, it cannot be read, is of another kind, or holds the
            weights of another architecture; a `VocabularyMismatch` if a text family's are of
            other words.

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
        path.open("rb").close()
    except OSError as error:
        raise ValueError(
            f"`weights` names the file {str(path)!r}, which cannot be read: {error.strerror}."
        ) from None
    model.check_weights_file(path)
    try:
        found = _load_networks(model, path)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(
            f"`weights` {str(path)!r} does not fit {type(model).__name__} as built here: it was "
            "saved from other arguments, or is damaged; build with the arguments it was saved with."
        ) from error
    for name, average in model.average_names.items():
        if average not in found:
            getattr(model, average).set_weights(getattr(model, name).get_weights())


def _load_networks(model, path):
    """Loads what the file has of a model's networks and averages, and returns their names."""
    names, averages = model.network_names, tuple(model.average_names.values())
    with h5py.File(path) as file:
        stored = set(file)
    if set(names) <= stored:
        found = (*names, *(average for average in averages if average in stored))
        return _load(_NetworkGroup({name: getattr(model, name) for name in found}), path)
    # Keras's file of a model that has them in a list, or under another name: see `_NetworkGroup`.
    # A network is found in the list by its place there.
    place = {id(layer): number for number, layer in enumerate(model.layers)}
    for found in ((*names, *averages), names):
        found = sorted(found, key=lambda name: place[id(getattr(model, name))])
        networks = {name: getattr(model, name) for name in found}
        networks |= _networks_by_attribute(model, networks.values())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that an average is not there
                return _load(_NetworkGroup(networks, by_name=False), path)
        except (ValueError, KeyError):
            if len(found) == len(names):
                raise


def _load(networks, path):
    with restored_on_error(networks.variables):
        networks.load_weights(path)
    return networks.names


def _networks_by_attribute(model, networks):
    wanted = {id(network) for network in networks}
    attributes = sorted(set(dir(model)) - set(dir(keras.Model)))
    found = {attribute: getattr(model, attribute, None) for attribute in attributes}
    return {attribute: value for attribute, value in found.items() if id(value) in wanted}


def save_weights(
    model: keras.Model,
    path: str | os.PathLike,
    *,
    averages_instead: bool = False,
    half_precision: bool = False,
    without: Collection[str] = (),
) -> None:
    """Saves a model's networks and their averages, without what only training needs.

    A third of the size of what `model.save_weights` writes, as the optimizers' state stays behind.

    Args:
        model: The model, built.
        path: A `.weights.h5` file; one that exists is replaced.
        averages_instead: Whether an average is written in its network's place, not beside it: the
            model that is loaded from it generates the same.
        half_precision: Whether to hold floats in 16 bits and compressed, which is half the size
            or less. What is loaded from it are 32-bit floats again, a relative 5e-4 off at most.
        without: Networks to leave out, by attribute name, for a model that is built without them.

    Raises:
        ValueError: If a weight is too large for 16 bits; nothing is written then.

    Example:
        >>> save_weights(gan, "gan.weights.h5")
        >>> gan = keras_gan_zoo.get("dcgan", weights="gan.weights.h5")
    """
    averages = model.average_names
    of = {name: name for name in (*model.network_names, *averages.values())}
    if averages_instead:
        of = {name: averages.get(name, name) for name in model.network_names}
    of = {name: attribute for name, attribute in of.items() if name not in without}
    networks = _NetworkGroup({name: getattr(model, attribute) for name, attribute in of.items()})
    if half_precision:
        _check_half_precision(networks)
    networks.save_weights(path)
    if half_precision:
        _convert_to_half_precision(path)


def _check_half_precision(networks):
    largest = float(np.finfo("float16").max)
    for variable in networks.variables:
        if variable.dtype != "float32":
            continue
        if np.max(np.abs(variable.numpy()), initial=0) > largest:
            raise ValueError(
                f"`half_precision` holds values up to {largest:.0f}, and {variable.path} has "
                "larger ones; store it without."
            )


def _convert_to_half_precision(path):
    """Writes a weights file again, with its 32-bit floats in 16 bits."""
    path = Path(path)
    small = path.with_name(f".{path.name}.half")

    def copied(name, item):
        if isinstance(item, h5py.Dataset) and item.dtype == "float32" and item.shape:
            # What a packed array needs beside its numbers is more than a small one gains.
            packed = {"compression": "gzip", "shuffle": True} if item.size > 4096 else {}
            to.create_dataset(name, data=item[()].astype("float16"), **packed)
        elif isinstance(item, h5py.Dataset):
            to.create_dataset(name, data=item[()])
        else:
            to.require_group(name)
        to[name].attrs.update(item.attrs)

    with h5py.File(path) as file, h5py.File(small, "w", libver="latest") as to:
        to.attrs.update(file.attrs)
        file.visititems(copied)
    small.replace(path)


@contextlib.contextmanager
def restored_on_error(variables: Iterable[keras.Variable]) -> Iterator[None]:
    """Restores variables if loading them fails, where Keras leaves them half loaded.

    Args:
        variables: All that may be assigned to.

    Example:
        >>> with restored_on_error(model.variables):
        ...     model.load_weights("model.weights.h5")
    """
    saved = [(variable, variable.numpy()) for variable in variables]
    try:
        yield
    except BaseException:
        for variable, value in saved:
            variable.assign(value)
        raise


class _NetworkGroup(keras.Model):
    """Some of a model's networks, for Keras to see nothing but them.

    Keras goes through a model's attributes by the alphabet, `layers` among them, and writes down
    what it has not met yet: a network whose name comes later is found by its place in that list.
    By their names alone networks are found whatever else the model has.
    """

    def __init__(self, networks, by_name=True):
        super().__init__()
        self.names = tuple(networks)
        for name, network in networks.items():
            setattr(self, name, network)
        self.by_name = by_name
        self.built = True

    @property
    def layers(self):
        """The networks, where Keras may look for them as a list."""
        return [] if self.by_name else super().layers

    def load_own_variables(self, store: Any) -> None:
        """Leaves the variables of the file's model itself, which are its random state."""

    def save_own_variables(self, store: Any) -> None:
        """Leaves out the model's random state."""
