"""`get`: builds a compiled model from a family's name."""

import contextlib
import inspect
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.registry.stored_weights import StoredWeights, find_weights, is_stored_name
from keras_gan_zoo.registry.table import find
from keras_gan_zoo.types import PathLike

if TYPE_CHECKING:
    from keras_gan_zoo.engine.zoo_model import ZooModel

OF_GET = ("optimizers", "weights", "jit_compile", "precision", "freeze_discriminator")
"""What `get` takes for every family."""

_OF_TRAINING = ("ema_decay", "penalties", "seed")
"""Arguments of which the networks' weights do not depend."""


def get(
    name: str,
    weights: PathLike | None = None,
    *,
    optimizers: Mapping[str, Any] | None = None,
    jit_compile: bool | str = False,
    precision: str | None = None,
    freeze_discriminator: int = 0,
    **overrides: Any,
) -> "ZooModel":
    """Builds the model of a family, compiled and ready to `fit`.

    Args:
        name: A name from `list_models()`.
        weights: `None` for random weights; a name from
            `keras_gan_zoo.pretrained.list_weights()`, such as "fashion_mnist", whose recipe's
            arguments are then the defaults; or the path of a `.weights.h5` file of the same
            architecture. The networks and their averages are taken of it.
        optimizers: Per player, a `keras.optimizers.Optimizer` or a dict of changes to the
            family's default, such as `{"generator": {"learning_rate": 1e-4}}`.
        jit_compile: Whether the training step is compiled by XLA; "auto" where it is measured to
            pay, see `AdversarialModel.compile`.
        precision: What the networks compute in: "float32", "mixed_bfloat16" (half as much memory,
            and up to twice as fast on processors that have it) or "mixed_float16" (for GPUs);
            `None` for Keras's own setting. Weights, losses, averages and optimizers are float32.
        freeze_discriminator: How many of the discriminator's first layers stand still in training,
            for few pictures that are like those that `weights` come of (2002.10964).
        **overrides: The family's own arguments; `describe(name)` lists them with their
            defaults.

    Returns:
        The family's `keras.Model`.

    Raises:
        TypeError: If the name is not text, or `optimizers` is not a mapping from players.
        ValueError: If the name, an override, a player or the weights do not exist or do not
            fit, with the nearest that does.

    Example:
        >>> gan = get("cyclegan", image_shape=(64, 64, 3), width=32)
        >>> gan = get("dcgan", weights="fashion_mnist")
        >>> gan = get("dcgan", weights="faces", freeze_discriminator=2)  # to learn other faces
    """
    entry = find(name)
    # Families are written in TensorFlow, and fail by other sentences on another backend.
    from keras_gan_zoo.engine.keras_settings import check_keras_settings

    check_keras_settings()
    cls = entry.load()
    defaults = default_arguments(cls)
    for key in overrides:
        if key not in defaults:
            known = [*defaults, *OF_GET]
            raise ValueError(f"{name!r} has no argument {key!r}.{nearest(key, known)}")
        if key in ("tokenizer", "source_tokenizer"):
            _check_tokenizer(key, overrides[key])
    stored = None
    if is_stored_name(weights):
        stored = find_weights(name, weights)
        trained_with = stored.model_arguments()
        weights, given, overrides = stored.weights, overrides, {**trained_with, **overrides}
    if weights is not None and not isinstance(weights, (str, os.PathLike)):
        raise TypeError(
            "`weights` must be None, a name from keras_gan_zoo.list_weights() or the path of a "
            f".weights.h5 file, got {weights!r}."
        )
    from keras_gan_zoo.engine.speed.precision import built_in, check_precision

    if precision is not None:
        check_precision(precision)
    with _named_as_given(name, overrides, defaults):
        with built_in(precision):
            model = cls.from_defaults(**overrides)
            if freeze_discriminator:
                _freeze(model, freeze_discriminator)
        model.compile(optimizers, jit_compile=jit_compile)
    if weights is not None:
        from keras_gan_zoo.engine.weights import load_weights

        try:
            load_weights(model, weights)
        except ValueError as error:
            if stored is None:
                raise
            raise _other_arguments(stored, trained_with, given) or error from error
    if stored is not None:
        model.name_classes(stored.class_names())
    return model


def _other_arguments(
    stored: StoredWeights, trained_with: Mapping, given: Mapping
) -> ValueError | None:
    """Returns what to say of stored weights that do not fit for other arguments of the networks."""
    pairs = {
        key: (_without_lists(trained_with[key]), _without_lists(value))
        for key, value in given.items()
        if key in trained_with and key not in _OF_TRAINING
    }
    other = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
    if not other:
        return None
    before, now = (
        ", ".join(f"{key}={pair[which]!r}" for key, pair in other.items()) for which in (0, 1)
    )
    return ValueError(
        f"`weights` {stored.name!r} of {stored.family!r} were trained with {before}, and do not "
        f"fit {now}: leave it out, or give no `weights`."
    )


def _check_tokenizer(key: str, given: Any) -> None:
    from keras_gan_zoo.layers.tokenizer import Tokenizer

    if given is not None and not isinstance(given, Tokenizer):
        raise TypeError(
            f"`{key}` must be None or a keras_gan_zoo.layers.Tokenizer, such as "
            f"Tokenizer.from_texts(texts), got {type(given).__name__}."
        )


def _without_lists(value):
    return tuple(value) if isinstance(value, list) else value


def _freeze(model: "ZooModel", count: int) -> None:
    from keras_gan_zoo.networks.freezing import freeze_first

    if "discriminator" not in model.network_names:
        raise ValueError(
            f"`freeze_discriminator`={count!r} is for families with a discriminator, and "
            f"{type(model).__name__} has {listed(model.network_names)}."
        )
    freeze_first(model.discriminator, count, "freeze_discriminator")


@contextlib.contextmanager
def _named_as_given(name: str, given: Mapping, known: Mapping) -> Iterator[None]:
    """Lets errors in a family's parts speak of the arguments that were given to `get`.

    A layer knows an argument by its own name, `pictures` for `packing`. What was given is known
    again by its value. And networks that no memory holds are a mistake of the sizes asked for.
    """
    try:
        yield
    except (ValueError, TypeError) as error:
        said = _with_given_shape(str(error), given.get("image_shape"))
        if said != str(error):
            raise ValueError(said) from error
        called = re.match(r"`(\w+)`", said)
        if type(error) not in (ValueError, TypeError) or not called or called[1] in known:
            raise
        meant = [key for key, value in given.items() if f"got {value!r}" in said]
        if len(meant) != 1:
            raise
        raise type(error)(said.replace(f"`{called[1]}`", f"`{meant[0]}`")) from error
    except Exception as error:
        # TensorFlow's error, by its name: this module imports none of it.
        if not isinstance(error, MemoryError) and "ResourceExhausted" not in type(error).__name__:
            raise
        changed = {key: value for key, value in given.items() if value != known.get(key)}
        changed.pop("seed", None)
        sizes = ", ".join(f"{key}={value!r}" for key, value in changed.items())
        raise ValueError(
            f"The networks of {name!r} with {sizes or 'its defaults'} do not fit into this "
            "machine's memory: give smaller sizes, such as a smaller width."
        ) from error


def _with_given_shape(said: str, shape: object) -> str:
    """Returns a sentence on `image_shape` with what the user gave.

    A network of pictures beside a condition knows only how many channels they have together.
    """
    if not said.startswith("`image_shape`") or not isinstance(shape, (tuple, list)):
        return said
    return re.sub(
        r"(got|nearest is) \((\d+, \d+), \d+\)",
        lambda sides: f"{sides[1]} ({sides[2]}, {shape[-1]})",
        said,
    )


def default_arguments(cls: "type[ZooModel]") -> dict:
    """Returns the arguments `get` accepts for a family, with their default values.

    Those of `from_defaults`, of each class above it that passes its arguments on, and likewise
    those of the constructors; less those that the family settles itself.
    """
    builders = [getattr(base, "from_defaults", None) for base in zoo_classes(cls)]
    arguments = {**constructor_arguments(cls), **_keyword_arguments(filter(None, builders))}
    return {name: value for name, value in arguments.items() if name not in cls.settled}


def constructor_arguments(cls: "type[ZooModel]") -> dict[str, object]:
    """Returns what a family's constructor accepts beside networks, with the default values."""
    return _keyword_arguments(
        [base.__init__ for base in zoo_classes(cls)]  # type: ignore[misc]
    )


def smallest_arguments(cls: "type[ZooModel]") -> dict:
    """Returns the arguments of a family's smallest model, as tests build it.

    What its bases give, each overridden by the class below it; less what the family settles itself.
    """
    smallest: dict[str, object] = {}
    for base in reversed(zoo_classes(cls)):
        smallest |= vars(base).get("smallest", {})
    known = default_arguments(cls)
    return {name: value for name, value in smallest.items() if name in known}


def zoo_classes(cls: "type[ZooModel]") -> list[type]:
    """Returns a family's class and its base classes, down to the zoo's own."""
    # Here, because it brings TensorFlow; whoever has a class of it has that already.
    from keras_gan_zoo.engine.players_model import PlayersModel

    return [base for base in cls.__mro__ if issubclass(base, PlayersModel)]


def _keyword_arguments(functions: Iterable[Callable]) -> dict[str, object]:
    arguments: dict[str, object] = {}
    for function in functions:
        parameters = inspect.signature(function).parameters.values()
        for parameter in parameters:
            if parameter.default is not inspect.Parameter.empty:
                arguments.setdefault(parameter.name, parameter.default)
        if all(p.kind is not inspect.Parameter.VAR_KEYWORD for p in parameters):
            break
    return arguments
