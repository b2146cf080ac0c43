"""`get`: from a family's name to a compiled model."""

import inspect

from keras_gan_zoo import registry
from keras_gan_zoo.errors import nearest
from keras_gan_zoo.registration import register_families


def get(name, weights=None, *, optimizers=None, jit_compile=False, **overrides):
    """Builds a family, compiled and ready to `fit`.

    Args:
        name: A name from `list_models()`.
        weights: `None` for random weights, or the path of a `.weights.h5` file of the same
            architecture.
        optimizers: Per player, a `keras.optimizers.Optimizer` or a dict of changes to the
            family's default, such as `{"generator": {"learning_rate": 1e-4}}`.
        jit_compile: Whether the training step is compiled by XLA.
        **overrides: The family's own arguments; `describe(name)` lists them with their
            defaults.

    Returns:
        The family's `keras.Model`.

    Raises:
        ValueError: If the name, an override, a player or the weights do not exist or do not
            fit, with the nearest that does.

    Example:
        >>> gan = get("cyclegan", image_shape=(64, 64, 3), width=32)
    """
    cls = registry.find(name).load()
    register_families()  # so that what is saved of any family can be loaded from now on
    defaults = default_arguments(cls)
    for key in overrides:
        if key not in defaults:
            known = [*defaults, "optimizers", "weights", "jit_compile"]
            raise ValueError(f"{name!r} has no argument {key!r}.{nearest(key, known)}")
    model = cls.from_defaults(**overrides)
    model.compile(optimizers, jit_compile=jit_compile)
    if weights is not None:
        from keras_gan_zoo.weights import load_weights

        load_weights(model, weights)
    return model


def default_arguments(cls) -> dict:
    """Returns the arguments `get` accepts for a family, with their default values.

    Those of `from_defaults`, and those of each constructor of the class that it passes on.
    """
    arguments = {}
    for function in (cls.from_defaults, *(base.__init__ for base in cls.__mro__)):
        parameters = inspect.signature(function).parameters.values()
        arguments = {
            **{p.name: p.default for p in parameters if p.default is not inspect.Parameter.empty},
            **arguments,
        }
        if all(p.kind is not inspect.Parameter.VAR_KEYWORD for p in parameters):
            break
        if function.__module__ == "keras_gan_zoo.models.players_model":
            break  # below are keras.Model's own arguments
    return arguments
