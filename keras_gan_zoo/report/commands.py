"""The commands that a report suggests as next steps."""

import os
from collections.abc import Mapping, Sequence

from keras_gan_zoo.callbacks.checkpoint_folder import latest_checkpoint
from keras_gan_zoo.runs.directory import COMMAND, RunDirectory


def next_commands(
    directory: RunDirectory, recipe: Mapping, kinds: Sequence[str]
) -> list[tuple[str, str]]:
    """Returns the next steps with a run, each with a heading and its command or code.

    Args:
        directory: The run.
        recipe: What its `recipe.yaml` holds.
        kinds: Names of the rows of its pictures, which tell whether the model translates.

    Returns:
        Pairs of a heading and a text of one or more lines.
    """
    run = str(directory)
    directions = [kind.removesuffix(" input") for kind in kinds if kind.endswith(" input")]
    commands = []
    if not directory.finished:
        commands.append(("Go on with the training", f"{COMMAND} train --run_dir {run}"))
    checkpoint = latest_checkpoint(directory.checkpoints)
    if checkpoint is None:
        return commands
    if directory.samples.is_dir():
        drawing = f"{COMMAND} generate --run_dir {run} --n 16 --output texts.txt"
        heading = "Write new texts"
        call = "texts = gan.generate(16, temperature=0.9, seed=0)"
    elif directions:
        drawing = "\n".join(
            f"{COMMAND} generate --run_dir {run} --direction {direction} "
            f"--input my_pictures --output {direction}"
            for direction in directions
        )
        heading = "Translate your own pictures: a file, or a folder of them"
        call = f'pictures = gan.generate(photographs, direction="{directions[0]}")'
    else:
        drawing = f"{COMMAND} generate --run_dir {run} --n 16 --output samples.png"
        heading = "Draw new pictures"
        call = "pictures = gan.generate(n=16, seed=0)"
    commands.append((heading, drawing))
    commands.append(
        (
            "Export it",
            f"{COMMAND} export --run_dir {run} --format saved_model --output exported\n"
            f"{COMMAND} export --run_dir {run} --format tflite --output exported.tflite",
        )
    )
    commands.append(
        (
            "Use it in Python; float32 in [-1, 1]",
            "import keras\nimport keras_gan_zoo\n\n"
            f'gan = keras.models.load_model("{os.path.join(run, "checkpoints", checkpoint.name)}")'
            f"\n{call}",
        )
    )
    if directory.finished:
        commands.append(
            (
                "Train it again with other settings, beside this run",
                f"{COMMAND} train --recipe {run}/recipe.yaml --set training.seed=1 "
                f"--run_dir {run}_seed_1",
            )
        )
    return commands
