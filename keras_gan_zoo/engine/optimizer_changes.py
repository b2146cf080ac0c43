"""An optimizer with some of its settings changed."""

from collections.abc import Mapping

import keras

from keras_gan_zoo.engine.speed.half_state_adam import HalfStateAdam
from keras_gan_zoo.errors import nearest


def with_changes(
    default: keras.optimizers.Optimizer, changes: Mapping, player: str
) -> keras.optimizers.Optimizer:
    """Returns a new optimizer like a family's own, but for what is changed.

    Args:
        default: The family's own.
        changes: New values by the name of the setting; of Adam also `state_dtype`, `"bfloat16"`
            for a `HalfStateAdam`, or `None` for float32.
        player: Whose it is, for sentences.

    Raises:
        ValueError: If there is no such setting, or no such value of it.

    Example:
        >>> with_changes(keras.optimizers.Adam(), {"beta_1": 0.5}, "generator").beta_1
        0.5
    """
    cls, config = type(default), default.get_config()
    known = {**config, "state_dtype": None} if cls is keras.optimizers.Adam else config
    for key in changes:
        if key not in known:
            raise ValueError(
                f"`optimizers[{player!r}]` sets {key!r}, which "
                f"{cls.__name__} does not have." + nearest(key, known)
            )
    config = {**config, **changes}
    if cls is keras.optimizers.Adam and config.pop("state_dtype", None) is not None:
        cls, config = HalfStateAdam, {**config, "state_dtype": changes["state_dtype"]}
    return cls.from_config(config)
