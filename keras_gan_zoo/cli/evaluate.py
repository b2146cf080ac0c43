"""`gan-zoo evaluate`: evaluates pictures by metrics against real ones."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from absl import flags

from keras_gan_zoo.cli.command import Command
from keras_gan_zoo.cli.outputs import already_there
from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow

if TYPE_CHECKING:
    from keras_gan_zoo.cli.picture_sources import PictureSource


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `evaluate`."""
    flags.DEFINE_string(
        "data",
        None,
        "Real pictures, as for training: a name such as fashion_mnist, or a folder; by default "
        "the run's own test data, or else its data. Or an .npz file of mean and covariance by "
        "pytorch-fid, clean-fid or torch-fidelity, for FID alone.",
        flag_values=values,
    )
    flags.DEFINE_string("split", "test", "Which part of --data.", flag_values=values)
    flags.DEFINE_list(
        "metrics",
        None,
        "Such as fid10k_legacy,kid,precision_k3_1k, or your own that --import registers; by "
        "default FID, KID, precision, recall, density, coverage, sharpness and colour.",
        flag_values=values,
    )
    flags.DEFINE_integer(
        "samples", 1000, "Pictures, where a metric's name does not say.", 2, flag_values=values
    )
    flags.DEFINE_enum(
        "resize",
        "legacy",
        ["legacy", "clean", "pytorch"],
        "How pictures are resized for Inception, where a metric's name does not say.",
        flag_values=values,
    )
    flags.DEFINE_string(
        "training_data",
        None,
        "For memorisation: the pictures it was trained on; by default the run's data.",
        flag_values=values,
    )
    flags.DEFINE_integer("seed", 0, "The same seed judges the same pictures.", flag_values=values)
    flags.DEFINE_string(
        "features_dir",
        None,
        "Folder for features, so that Ctrl-C loses none; by default in the cache.",
        flag_values=values,
    )
    flags.DEFINE_string("output", None, "JSON file to write the scores to.", flag_values=values)


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Evaluates the pictures of a run, a model or a folder."""
    output = None if values.output is None else Path(values.output)
    if output is not None and output.suffix.lower() != ".json":
        raise ValueError(f"The output must be a .json file, got {str(output)!r}.")
    if output is not None and output.exists():
        raise already_there(output)
    from keras_gan_zoo.evaluation.metric_names import parse_all

    requests = []
    if values.metrics is not None:
        requests = parse_all(values.metrics, values.samples, values.resize)
    with quiet_tensorflow():
        from keras_gan_zoo import data
        from keras_gan_zoo.cli.picture_sources import open_source
        from keras_gan_zoo.evaluation.generation import DEFAULT_METRICS, score_pictures
        from keras_gan_zoo.metrics.features import image_batches
        from keras_gan_zoo.metrics.features.reference_files import is_statistics_file

    source = open_source(positional[0], values.seed)
    if values.data is not None and is_statistics_file(values.data):
        tables = _against_statistics(values, source)
        return _finish(values, source, tables, output)
    recipe = source.recipe or {}
    real = _real_data_settings(values, source, recipe)
    training = _with_shape_of(recipe.get("data") if values.training_data is None else None, source)
    if values.training_data is not None:
        training = _with_shape_of({"name": values.training_data, "split": "train"}, source)
    for request in requests:
        if real == training and request.definition.needs_training:
            raise ValueError(
                f"{request.metric.capitalize()} is told by real pictures that were not trained on, "
                "but the run has only its training data: give others with --data and --split."
            )
    what = f"{real['name']}/{real.get('split', 'train')}"
    print(f"judging {source.name} against {what}", flush=True)
    tables = score_pictures(
        # As bytes: what a model draws is in [-1, 1], however bright.
        lambda count: image_batches(source.draw(count), value_range=(-1, 1)),
        data.load(**real),
        metrics=DEFAULT_METRICS if values.metrics is None else values.metrics,
        samples=values.samples,
        resize=values.resize,
        seed=values.seed,
        source=what,
        training_data=training,
        features_dir=values.features_dir,
    )
    return _finish(values, source, tables, output)


def _against_statistics(values: flags.FlagValues, source: "PictureSource") -> Sequence:
    from keras_gan_zoo.evaluation.reference import score_by_statistics

    print(f"judging {source.name} against {values.data}", flush=True)
    return score_by_statistics(
        source.draw,
        values.data,
        metrics=values.metrics or ["fid"],
        samples=values.samples,
        resize=values.resize if values["resize"].present else None,
    )


def _finish(
    values: flags.FlagValues, source: "PictureSource", tables: Sequence, output: Path | None
) -> int:
    """Shows the tables and writes them to the output."""
    for table in tables:
        print(f"\n{table}")
    if output is not None:
        from keras_gan_zoo.machine.hardware import machine
        from keras_gan_zoo.machine.versions import versions
        from keras_gan_zoo.runs.directory import now
        from keras_gan_zoo.storage.durable import write_text

        scores = {
            "judged": source.name,
            "finished": now(),
            "seed": values.seed,
            "machine": machine(),
            "versions": versions(),
            "tables": [table.to_dict() for table in tables],
        }
        output.parent.mkdir(parents=True, exist_ok=True)
        write_text(output, json.dumps(scores, indent=1) + "\n")
        print(f"\nwrote {output}")
    return 0


def _real_data_settings(
    values: flags.FlagValues, source: "PictureSource", recipe: Mapping
) -> Mapping:
    if values.data is not None:
        return _with_shape_of({"name": values.data, "split": values.split}, source)
    chosen = recipe.get("test_data") or recipe.get("data")
    if not chosen:
        raise ValueError(
            "--data is needed: the real pictures to judge by, such as fashion_mnist or a folder."
        )
    return _with_shape_of(chosen, source)


def _with_shape_of(chosen, source):
    """Returns settings of `data.load` that give pictures of the judged ones' shape."""
    if chosen is None:
        return None
    return {**chosen, "image_size": tuple(source.shape[:2]), "channels": source.shape[2]}


COMMAND = Command(
    run,
    "evaluate RUN_OR_MODEL [--data NAME] [--metrics fid10k_legacy,kid,...]",
    "Scores pictures by metrics, beside real ones.",
    define_flags,
    (1, 1),
    ("weights",),
)
