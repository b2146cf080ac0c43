"""Keras's arguments that a model of the zoo has another way for, each with a sentence on it."""

from collections.abc import Collection, Mapping

from keras_gan_zoo.errors import nearest

_SCORES = (
    "the losses of held-out examples do not measure samples; for scores during training pass "
    'callbacks=[keras_gan_zoo.callbacks.EvaluateEvery(real, ["fid500"])]'
)
_WEIGHTS = (
    "all examples count alike here; show those that are to count more several times, as by "
    "tf.data.Dataset.sample_from_datasets"
)
_READING = "`x` is read by tf.data, which needs no such setting"
_MEASURE = (
    "a game is measured by its samples; pass callbacks=[keras_gan_zoo.callbacks.EvaluateEvery(...)]"
    " to `fit`, or use keras_gan_zoo.metrics afterwards"
)

OF_FIT = {
    "validation_data": _SCORES,
    "validation_split": _SCORES,
    "validation_steps": _SCORES,
    "validation_batch_size": _SCORES,
    "validation_freq": _SCORES,
    "class_weight": _WEIGHTS,
    "sample_weight": _WEIGHTS,
    "workers": _READING,
    "use_multiprocessing": _READING,
    "max_queue_size": _READING,
}
"""Arguments of `fit`, of this Keras and of the one before, and what there is instead."""

OF_COMPILE = {
    "loss": "the family's `train_step` has its paper's losses; another loss is another family",
    "loss_weights": "weights of terms are arguments of the family, as `keras_gan_zoo.describe` has",
    "metrics": _MEASURE,
    "weighted_metrics": _MEASURE,
    "auto_scale_loss": "each player's optimizer scales the loss for itself",
}
"""Arguments of `compile`, and what there is instead."""

_HARMLESS = {"validation_split": 0.0, "validation_freq": 1, "auto_scale_loss": True}


def refuse(given: Mapping, instead: Mapping[str, str], known: Collection[str], where: str) -> dict:
    """Returns arguments without those that ask for nothing, and refuses those that do.

    Args:
        given: The arguments by name.
        instead: What there is in the place of those that Keras has.
        known: Those that are taken.
        where: The method's name.

    Raises:
        TypeError: In a sentence, if one is given that is not taken.
    """
    kept = {}
    for name, value in given.items():
        if name in known:
            kept[name] = value
        elif name not in instead:
            raise TypeError(f"`{where}` has no argument {name!r}.{nearest(name, known)}")
        elif value is not None and not _asks_for_nothing(name, value):
            raise TypeError(f"`{where}` takes no `{name}`: {instead[name]}.")
    return kept


def _asks_for_nothing(name: str, value: object) -> bool:
    if name in _HARMLESS:
        return isinstance(value, (int, float)) and value == _HARMLESS[name]
    return False
