"""What Keras's callbacks are told to watch."""

from collections.abc import Iterable, Sequence

import keras

from keras_gan_zoo.engine.keras_saving import check_model_file
from keras_gan_zoo.errors import listed, nearest


def check_monitors(callbacks: Iterable[keras.callbacks.Callback], losses: Sequence[str]) -> None:
    """Raises if a callback goes by a value that no log will have.

    Keras warns at each epoch and goes on: `ModelCheckpoint` then keeps the last model as the best,
    and `EarlyStopping` never stops.

    Args:
        callbacks: All callbacks of a fit. Those that add to the logs say so by `may_log`; if one is
            neither Keras's nor the zoo's, it may add anything, and nothing is checked.
        losses: Names of the values that the model logs.

    Raises:
        ValueError: If there is such a callback, or one that saves models to files that cannot hold
            them.
    """
    callbacks = list(callbacks)
    for callback in callbacks:
        if isinstance(callback, keras.callbacks.ModelCheckpoint) and not callback.save_weights_only:
            check_model_file(callback.filepath, "filepath")
    if any(
        not type(each).__module__.startswith(("keras.", "keras_gan_zoo.")) for each in callbacks
    ):
        return
    scorers = [each for each in callbacks if hasattr(each, "may_log")]
    for callback in callbacks:
        name = getattr(callback, "monitor", None)
        if name is None or not getattr(callback, "save_best_only", True):
            continue
        if name in losses or any(scorer.may_log(name) for scorer in scorers):
            # Keras settles at an epoch's end whether more or less is better, and needs it before
            # where a callback compares within an epoch.
            within = isinstance(getattr(callback, "save_freq", None), int)
            if within and callback.monitor_op is None:
                callback._set_monitor_op()
            continue
        raise ValueError(
            f"`monitor` of {type(callback).__name__} is {name!r}, which no log has: there are the "
            f"losses {listed(losses)}, and the scores of a keras_gan_zoo.callbacks.EvaluateEvery "
            f"among `callbacks`.{nearest(name, losses)}"
        )
