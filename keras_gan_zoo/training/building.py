"""Builds the compiled model of a recipe and the batches it trains on."""

from collections.abc import Mapping

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo import data, registry
from keras_gan_zoo.engine.linear_decay import LinearDecay
from keras_gan_zoo.engine.speed.precision import AUTO, Choice, faster_precision
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.recipes.recipe import Recipe
from keras_gan_zoo.storage.yaml_values import RecipeError

EXAMPLE_POOL = 1000


def build_model(recipe: Recipe, precision: str | None = None) -> ZooModel:
    """Returns the recipe's model, new and compiled.

    Where the recipe lets the learning rates fall, each player's falls from the rate its
    optimizer has, and all come to zero at the last step, however often each moves in a step.

    Args:
        recipe: The recipe.
        precision: What a run that is gone on with has computed in; `None` for what the recipe says,
            which with "auto" another machine, or a cache that was emptied, may answer otherwise.

    Raises:
        ValueError: If the family refuses a setting.
    """
    family = registry.find(recipe.model["name"]).load()
    more = family.arguments_of_recipe(recipe)
    return _built(recipe, more, precision or choose_precision(recipe, more).precision)


def choose_precision(recipe: Recipe, more: Mapping | None = None) -> Choice:
    """Returns what a recipe's model computes in, and how it was chosen.

    Args:
        recipe: The recipe.
        more: Arguments of the model that its data decide; `None` to have them made.
    """
    precision = recipe.training.precision
    if precision != AUTO:
        return Choice(precision)
    family = registry.find(recipe.model["name"]).load()
    if not family.good_in_half_precision:
        return Choice("float32")
    arguments = family.arguments_of_recipe(recipe) if more is None else more
    return faster_precision(
        lambda precision: _built(recipe, arguments, precision),
        lambda gan: training_batches(gan, recipe),
    )


def _built(recipe: Recipe, more: Mapping, precision: str) -> ZooModel:
    training = recipe.training
    arguments = {**recipe.model, **more}
    name = arguments.pop("name")
    gan = registry.get(
        name, optimizers=recipe.optimizers, seed=training.seed, precision=precision, **arguments
    )
    optimizers = {player: dict(changes) for player, changes in recipe.optimizers.items()}
    if training.constant_learning_rate is not None:
        constant_steps = round(training.constant_learning_rate * training.steps)
        for player in gan.players:
            # Of a strategy's, a variable on each replica, `float` knows nothing.
            rate = float(keras.ops.convert_to_numpy(gan.optimizer[player].learning_rate))
            schedule = LinearDecay(rate, constant_steps, training.steps)
            optimizers.setdefault(player, {})["learning_rate"] = schedule
    gan.compile(
        optimizers,
        steps_per_execution=training.steps_per_execution,
        jit_compile=training.jit_compile,
    )
    return gan


def training_batches(gan: ZooModel, recipe: Recipe) -> tf.data.Dataset:
    """Returns one epoch of checked batches, in an order that the recipe's seed decides.

    The order is new at each epoch, and the same in each process.

    Raises:
        ValueError: If the data cannot be loaded or does not fit the model.
    """
    batch_size = recipe.training.batch_size or gan.default_batch_size
    return gan.prepare_data(load_examples(gan, recipe), batch_size, shuffle=False)


def load_examples(gan: ZooModel, recipe: Recipe) -> tf.data.Dataset:
    """Returns one epoch of the recipe's data in batches, in an order that its seed decides.

    Raises:
        ValueError: If the data cannot be loaded.
    """
    training = recipe.training
    batch_size = training.batch_size or gan.default_batch_size
    return gan.load_examples(recipe.data, batch_size, training.seed)


def example_pictures(gan: ZooModel, recipe: Recipe, count: int) -> dict[str, np.ndarray] | None:
    """Returns pictures, or texts, to translate, by direction; `None` for a model that needs none.

    They are held-out ones if the recipe names any, from all over the first thousand: neighbours in
    a set are often alike.

    Raises:
        RecipeError: If there are not as many sets of pictures as the model has directions.
    """
    directions = tuple(gan.source_kinds())
    if not directions:
        return None
    found = gan.source_examples(recipe.data, recipe.test_data, count)
    if found is not None:
        return found
    sets = data.load(**(recipe.test_data or recipe.data))
    sets = sets if isinstance(sets, (tuple, list)) else _picture_sets(sets, len(directions))
    if len(sets) < len(directions):
        section = "test_data" if recipe.test_data else "data"
        raise RecipeError(
            f"`{section}` gives {len(sets)} set of pictures, where {type(gan).__name__} "
            f"translates {len(directions)}."
        )
    return {
        direction: np.stack(list(_evenly_spaced(pictures, count).as_numpy_iterator()))
        for direction, pictures in zip(directions, sets, strict=False)
    }


def _evenly_spaced(pictures: tf.data.Dataset, count: int) -> tf.data.Dataset:
    """Returns evenly spaced pictures, or the first ones if their number is not known."""
    among = min(int(pictures.cardinality()), EXAMPLE_POOL)
    return pictures.take(max(among, count)).shard(max(1, among // count), 0).take(count)


def _picture_sets(examples: tf.data.Dataset, directions: int) -> tuple[tf.data.Dataset, ...]:
    """Returns the pictures of one dataset that the directions begin with, in their order."""
    spec = examples.element_spec
    if not isinstance(spec, tuple):
        return (examples,)
    parts = tuple(
        examples.map(lambda *example, which=which: example[which]) for which in range(len(spec))
    )
    # What is whole numbers belongs to the pictures before it: their domains, or maps of classes.
    pictures = tuple(
        part for part, kind in zip(parts, spec, strict=True) if not kind.dtype.is_integer
    )
    # Pictures of all domains go in every direction.
    return pictures * directions if len(pictures) == 1 < len(parts) else pictures
