"""Evaluates a trained model by the recipe's protocol and writes the scores."""

import json
from pathlib import Path

from keras_gan_zoo.engine.steps_taken import steps_taken
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.recipes.recipe import Recipe
from keras_gan_zoo.runs.directory import RunDirectory, now
from keras_gan_zoo.runs.history_file import read_history
from keras_gan_zoo.samples.sheets import save_png
from keras_gan_zoo.storage.durable import write_text
from keras_gan_zoo.training.exporting import generators


def evaluate(gan: ZooModel, recipe: Recipe, exported: dict[str, Path]) -> list:
    """Returns the score tables of the recipe's protocol; none if it names no protocol.

    Args:
        gan: The trained model.
        recipe: The recipe.
        exported: What was exported, by name; see `generators`.
    """
    if recipe.evaluation is None:
        return []
    from keras_gan_zoo.evaluation.protocols import evaluate as score
    from keras_gan_zoo.evaluation.protocols import find_protocol

    settings = dict(recipe.evaluation)
    name = settings.pop("protocol")
    protocol = find_protocol(name)
    judged = protocol.judged(gan, lambda: generators(gan, exported))
    data = protocol.data(gan, recipe.data, recipe.test_data)
    return score(name, judged, data, **settings)


def write_scores(
    directory: RunDirectory, gan: ZooModel, tables: list, seconds: dict[str, float]
) -> None:
    """Writes the score tables to `scores.json` and into the run's recipe.

    Args:
        directory: The run.
        gan: The trained model.
        tables: What `evaluate` returned.
        seconds: Wall time of what was done after training, by name.
    """
    settings = directory.settings()
    history = read_history(directory.history_file)
    training_seconds = history[-1]["seconds"] if history else 0.0
    scores = {
        "finished": now(),
        "steps": steps_taken(gan),
        "seed": settings["training"]["seed"],
        "seconds": {"training": training_seconds, **seconds},
        "machine": settings["run"]["machine"],
        "versions": settings["run"]["versions"],
        # Through JSON, which turns NumPy's numbers into plain ones.
        "tables": [json.loads(json.dumps(table.to_dict(), default=float)) for table in tables],
    }
    directory.write_recipe({**settings, "score": scores})
    pictures = [_save_pictures(directory, index, table) for index, table in enumerate(tables)]
    # Last, because a run with this file is a finished one.
    write_text(directory.scores_file, json.dumps({**scores, "pictures": pictures}, indent=1) + "\n")


def _save_pictures(directory, index, table):
    """Returns, for the pictures of one table, each one's caption and file within the run."""
    saved = []
    for number, (caption, sheet) in enumerate(table.pictures.items()):
        path = directory.score_pictures / f"table_{index + 1}_picture_{number + 1}.png"
        save_png(path, sheet)
        saved.append({"caption": caption, "file": str(path.relative_to(directory.path))})
    return saved
