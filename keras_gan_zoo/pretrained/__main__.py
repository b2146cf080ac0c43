"""Trains pretrained weights again by the recipe they came from, and stores them.

    python -m keras_gan_zoo.pretrained dcgan/fashion_mnist
    python -m keras_gan_zoo.pretrained recipes/dcgan_fashion_mnist.yaml --known_failures failures.md
    python -m keras_gan_zoo.pretrained dcgan/fashion_mnist --convert_only --quantize=dynamic

The first form takes the recipe that lies beside the weights. An unfinished run is resumed. The
last trains nothing, and writes the TF-Lite files of stored weights anew.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from absl import app, flags

from keras_gan_zoo.cli.command import MISTAKE
from keras_gan_zoo.cli.mistakes import as_typed, is_mistake, sentence_of
from keras_gan_zoo.registry.stored_weights import find_weights, saved_models_folders

_RUN_DIR = flags.DEFINE_string("run_dir", None, "The run's folder; by default runs/NAME.")
_SAVED_MODELS = flags.DEFINE_string(
    "saved_models", str(saved_models_folders()[-1]), "The folder of all trained weights."
)
_KNOWN_FAILURES = flags.DEFINE_string(
    "known_failures", None, "A Markdown file of what the model does badly."
)
_HALF_PRECISION = flags.DEFINE_boolean(
    "half_precision", False, "Store floats in 16 bits, for a model that is too large otherwise."
)
_QUANTIZE = flags.DEFINE_enum(
    "quantize", None, ["float16", "dynamic"], "What TF-Lite files hold, if not what weights do."
)
_CONVERT_ONLY = flags.DEFINE_boolean(
    "convert_only", False, "Write nothing but the TF-Lite files of family/name, and its card."
)


def main(arguments: Sequence[str]) -> None:
    """Trains a recipe and stores its weights; a mistake is one sentence and the exit code 2."""
    try:
        _train_and_store(arguments)
    except (ValueError, OSError) as error:
        if not is_mistake(error):
            raise
        given = as_typed(sentence_of(error), list(flags.FLAGS))
        print(f"keras_gan_zoo.pretrained: {given}", file=sys.stderr)
        sys.exit(MISTAKE)


def _train_and_store(arguments):
    if len(arguments) != 2:
        sys.exit(f"One recipe, or family/name, is needed.\n{__doc__}")
    from keras_gan_zoo.pretrained.storing import convert_again, store
    from keras_gan_zoo.recipes.recipe import load_recipe
    from keras_gan_zoo.runs.directory import RunDirectory
    from keras_gan_zoo.training.trainer import train

    source = arguments[1]
    family, _, name = source.partition("/")
    if _CONVERT_ONLY.value:
        stored = convert_again(find_weights(family, name), _QUANTIZE.value)
        print(f"converted {source} in {stored.directory}")
        return
    if Path(source).suffix in (".yaml", ".yml"):
        recipe = load_recipe(source)
    else:
        recipe = load_recipe(find_weights(family, name).recipe)
    failures = _KNOWN_FAILURES.value and Path(_KNOWN_FAILURES.value).read_text(encoding="utf-8")
    run_dir = _RUN_DIR.value or f"runs/{recipe.name}"
    if not RunDirectory(run_dir).finished:
        result = train(recipe, run_dir)
        if result.interrupted:
            sys.exit(130)
    stored = store(
        run_dir,
        _SAVED_MODELS.value,
        known_failures=failures,
        half_precision=_HALF_PRECISION.value,
        quantize=_QUANTIZE.value,
        overwrite=True,
    )
    print(f"stored {stored.family}/{stored.name} in {stored.directory}")


if __name__ == "__main__":
    app.run(main)
