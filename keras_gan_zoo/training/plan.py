"""Describes what a recipe will do before it is trained."""

import tensorflow as tf

from keras_gan_zoo.engine.speed.precision import AUTO, in_words
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.recipes.recipe import Recipe
from keras_gan_zoo.training.building import choose_precision


def describe_plan(gan: ZooModel, recipe: Recipe, batches: tf.data.Dataset) -> str:
    """Returns the plan of a recipe as text.

    Args:
        gan: The recipe's model, built.
        recipe: The recipe.
        batches: An epoch of its batches; one of them is drawn, and its shape told.
    """
    training = recipe.training
    per_epoch = int(batches.cardinality())
    shapes = [tuple(part.shape) for part in tf.nest.flatten(next(iter(batches)))]
    epochs = f", {training.steps / per_epoch:.3g} epochs" if per_epoch > 0 else ""
    rate = "constant"
    if training.constant_learning_rate is not None:
        constant = round(training.constant_learning_rate * training.steps)
        rate = f"constant to step {constant:,}, then falling to 0"
    precision = gan.dtype_policy.name
    if training.precision == AUTO:
        precision = f"{in_words(choose_precision(recipe))} (auto)"
    rows = [
        ("recipe", f"{recipe.name}, hash {recipe.hash[:12]}"),
        ("model", f"{recipe.model['name']} ({type(gan).__name__})"),
        *((f"  {player}", _player(gan, player)) for player in gan.players),
        ("data", f"{recipe.data['name']}, split {recipe.data.get('split', 'train')}"),
        *gan.plan_rows(),
        ("  a batch", " and ".join(map(str, shapes))),
        ("  an epoch", f"{per_epoch:,} batches" if per_epoch > 0 else "of unknown length"),
        ("test data", recipe.test_data["name"] if recipe.test_data else "none"),
        *(
            (f"stage {number}", f"{stage['player']}, {stage['epochs']:,} epochs before the game")
            for number, stage in enumerate(training.pretraining, start=1)
        ),
        ("steps", f"{training.steps:,}{epochs}"),
        ("learning rate", rate),
        ("precision", precision),
        ("pictures", f"{_count_of(training.steps, training.picture_every) + 1:,}"),
        (
            "checkpoints",
            f"{_count_of(training.steps, training.checkpoint_every):,}, "
            f"of which the newest {training.keep_checkpoints} are kept",
        ),
        *_evaluations(training),
        *([("tracker", training.tracker)] if training.tracker else []),
        ("export", ", ".join(recipe.export) or "none"),
        ("evaluation", recipe.evaluation["protocol"] if recipe.evaluation else "none"),
    ]
    return "\n".join(f"{name:<16} {value}" for name, value in rows)


def _player(gan, player):
    count = sum(variable.shape.num_elements() for variable in gan.player_variables(player))
    optimizer = gan.optimizer[player]
    networks = ", ".join(gan.players[player])
    return (
        f"{networks}: {count:,} parameters, {type(optimizer).__name__} "
        f"at {float(optimizer.learning_rate):.3g}"
    )


def _evaluations(training):
    if training.evaluate_every is None:
        return []
    kept = f", and the best by {training.keep_best} is kept" if training.keep_best else ""
    count = _count_of(training.steps, training.evaluate_every)
    return [("evaluations", f"{count:,} by {', '.join(training.watched)}{kept}")]


def _count_of(steps, every):
    return -(-steps // every)
