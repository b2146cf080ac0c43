"""Checks what a recipe asks to be scored during training."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from keras_gan_zoo.recipes.training_section import Training
from keras_gan_zoo.storage.yaml_values import RecipeError

if TYPE_CHECKING:
    from keras_gan_zoo.engine.zoo_model import ZooModel


def check_watching(training: Training, test_data: Mapping | None, family: "type[ZooModel]") -> None:
    """Checks `evaluate_every`, `metrics` and `keep_best` before anything is built.

    Args:
        training: The recipe's `training`.
        test_data: Its `test_data`, or `None`.
        family: The class of its model.

    Raises:
        RecipeError: If there is nothing to score with or on, or a metric does not exist or is not
            one that can be watched or kept by.
    """
    names = training.metrics
    if names is not None and not (
        isinstance(names, (list, tuple)) and all(isinstance(name, str) for name in names)
    ):
        raise RecipeError(
            "`training.metrics` must be a list of names, such as [fid500, recall500], got "
            f"{names!r}."
        )
    if training.keep_best is not None and not isinstance(training.keep_best, str):
        raise RecipeError(
            "`training.keep_best` must be the name of a metric, such as fid500, or null, got "
            f"{training.keep_best!r}."
        )
    if training.evaluate_every is None:
        for name in ("metrics", "keep_best"):
            if getattr(training, name) is not None:
                raise RecipeError(
                    f"`training.{name}` is of evaluations during training: say how often, as in "
                    "`training.evaluate_every: 1000`."
                )
        return
    if family.kind.name != "pictures":
        raise RecipeError(
            "`training.evaluate_every` scores pictures, and "
            f"{family.__name__} gives {family.kind.name}: leave it out."
        )
    if test_data is None:
        raise RecipeError(
            "`training.evaluate_every` needs `test_data`, the data held out to score on."
        )
    _check_metrics(training)


def _check_metrics(training):
    # Here, because it brings TensorFlow, for which other mistakes need not wait.
    from keras_gan_zoo.evaluation.during_training import lower_is_better, requests_during_training

    if training.keep_best is not None:
        try:
            requests_during_training([training.keep_best])
            lower_is_better(training.keep_best)
        except ValueError as error:
            raise RecipeError(f"`training.keep_best`: {error}") from None
    try:
        requests_during_training(training.watched)
    except ValueError as error:
        raise RecipeError(f"`training.metrics`: {error}") from None
