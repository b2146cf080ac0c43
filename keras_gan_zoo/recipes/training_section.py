"""The `training` section of a recipe: how long and how to train."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.storage.yaml_values import RecipeError, is_number, is_whole
from keras_gan_zoo.trackers import check_tracker

if TYPE_CHECKING:
    from keras_gan_zoo.engine.zoo_model import ZooModel

PRECISIONS = ("float32", "mixed_bfloat16", "mixed_float16", "auto")
"""As in `keras_gan_zoo.engine.speed.precision`, for which TensorFlow has to be imported."""

ADDED = ("precision", "pretraining", "evaluate_every", "metrics", "keep_best", "tracker")
"""Settings that recipes of the first version did not have."""


@dataclasses.dataclass(frozen=True)
class Training:
    """How long and how to train.

    Attributes:
        steps: Training steps in all.
        batch_size: Examples a step (of each set, if the model takes two); `None` takes the
            family's default.
        seed: Seed of the initial weights, of the order of the data and of training.
        constant_learning_rate: Share of the steps, in [0, 1], after which every player's learning
            rate falls linearly to zero at the last step; `None` keeps it constant.
        jit_compile: Whether the step is compiled by XLA; "auto" where it is measured to pay.
        precision: What the networks compute in: "float32", "mixed_bfloat16", "mixed_float16", or
            "auto": bfloat16 where it is measured to pay and the family is as good in it.
        steps_per_execution: Steps a call of the compiled function; divides `steps`.
        log_every: Steps from one line of `history.jsonl` to the next.
        picture_every: Steps from one picture, or sheet of texts, to the next.
        checkpoint_every: Steps from one checkpoint to the next.
        keep_checkpoints: How many of the newest checkpoints stay on disk.
        evaluate_every: Steps from one evaluation on the test data to the next; `None` for none
            before the end.
        metrics: What to compute then: names such as "fid500_legacy", as
            `keras_gan_zoo.callbacks.EvaluateEvery` takes them; `None` for `keep_best`, or "fid500".
        keep_best: A metric: the model with the best of it is kept, exported and scored, instead of
            the last; `None` for the last.
        tracker: What to show the training in, "tensorboard", "trackio" or "wandb"; `None` for
            nothing beside the report.
        pretraining: Stages before the game, in their order, each `{player: ..., epochs: ...}` as
            the family's `pretrain` takes them. A stage that is stopped is begun anew; to lose
            less, write it as several.

    Raises:
        RecipeError: If a value is of another type or outside its range.
    """

    steps: int = 10_000
    batch_size: int | None = None
    seed: int = 0
    constant_learning_rate: float | None = None
    jit_compile: bool | str = False
    precision: str = "float32"
    steps_per_execution: int = 1
    log_every: int = 50
    picture_every: int = 500
    checkpoint_every: int = 1000
    keep_checkpoints: int = 2
    evaluate_every: int | None = None
    metrics: Sequence[str] | None = None
    keep_best: str | None = None
    tracker: str | None = None
    pretraining: Sequence[Mapping] = ()

    def __post_init__(self):
        counts = {field.name for field in dataclasses.fields(Training)} - {
            "constant_learning_rate",
            "jit_compile",
            "pretraining",
            "precision",
            "metrics",
            "keep_best",
            "tracker",
        }
        for name in sorted(counts):
            value, least = getattr(self, name), 0 if name == "seed" else 1
            if value is None and name in ("batch_size", "evaluate_every"):
                continue
            if not (is_whole(value) and value >= least):
                raise RecipeError(
                    f"`training.{name}` must be a whole number of at least {least}, got {value!r}."
                )
            if value >= 2**63:
                raise RecipeError(f"`training.{name}` must be below 2**63, got {value!r}.")
        share = self.constant_learning_rate
        if share is not None and not (is_number(share) and 0 <= share <= 1):
            raise RecipeError(
                "`training.constant_learning_rate` must be a share of the steps between 0 and 1, "
                f"or null, got {share!r}."
            )
        if not isinstance(self.jit_compile, bool) and self.jit_compile != "auto":
            raise RecipeError(
                f"`training.jit_compile` must be true, false or auto, got {self.jit_compile!r}."
            )
        if self.precision not in PRECISIONS:
            raise RecipeError(
                f"`training.precision` must be one of {listed(PRECISIONS)}, got "
                f"{self.precision!r}.{nearest(self.precision, PRECISIONS)}"
            )
        if self.tracker is not None:
            try:
                check_tracker(self.tracker, "training.tracker")
            except ValueError as error:
                raise RecipeError(str(error)) from None
        if self.steps % self.steps_per_execution:
            raise RecipeError(
                f"`training.steps` is {self.steps}, which `training.steps_per_execution` "
                f"{self.steps_per_execution} does not divide."
            )
        if not isinstance(self.pretraining, (list, tuple)):
            raise RecipeError(
                "`training.pretraining` must be a list of stages, such as "
                f"[{{player: generator, epochs: 20}}], got {self.pretraining!r}."
            )
        for number, stage in enumerate(self.pretraining):
            _check_stage(stage, f"training.pretraining[{number}]")

    @property
    def watched(self) -> list[str]:
        """The metrics of each evaluation during training."""
        chosen = [self.keep_best] if self.keep_best else []
        given = ["fid500"] if self.metrics is None and not chosen else self.metrics or []
        return list(dict.fromkeys([*chosen, *given]))

    def check_stages(self, family: "type[ZooModel]") -> None:
        """Checks that a family has the requested pretraining stages.

        Raises:
            RecipeError: If it has none, or not this one.
        """
        for number, stage in enumerate(self.pretraining):
            if stage["player"] not in family.stages:
                has = f"there are {listed(family.stages)}" if family.stages else "there are none"
                raise RecipeError(
                    f"`training.pretraining[{number}].player` is {stage['player']!r}, which is no "
                    f"stage before the game of {family.__name__}: {has}."
                    f"{nearest(stage['player'], family.stages)}"
                )


def _check_stage(stage, where):
    if not isinstance(stage, Mapping) or set(stage) != {"player", "epochs"}:
        raise RecipeError(
            f"`{where}` must have the settings player and epochs, and no others, got {stage!r}."
        )
    if not isinstance(stage["player"], str):
        raise RecipeError(f"`{where}.player` must be a name, got {stage['player']!r}.")
    if not (is_whole(stage["epochs"]) and stage["epochs"] >= 1):
        raise RecipeError(
            f"`{where}.epochs` must be a whole number of at least 1, got {stage['epochs']!r}."
        )
