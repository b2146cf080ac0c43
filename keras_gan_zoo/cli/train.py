"""`gan-zoo train`: trains a recipe, or resumes a run."""

from collections.abc import Sequence

from absl import flags

from keras_gan_zoo.cli.command import INTERRUPTED, Command
from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow
from keras_gan_zoo.trackers import NAMES as TRACKERS


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Trains a recipe, or prints its plan."""
    from keras_gan_zoo.recipes.recipe import load_recipe
    from keras_gan_zoo.runs.directory import RunDirectory

    file, directory = values.recipe, RunDirectory(values.run_dir or "")
    if file is None and not (values.run_dir and directory.exists):
        raise ValueError(
            "`train` needs a recipe, as in --recipe dcgan_fashion_mnist, or the "
            "--run_dir of a run to go on with."
        )
    if file is None and directory.finished:
        print(f"{directory} is finished; its report is {directory}/report.html")
        return 0
    with quiet_tensorflow():
        changes = [*(values["set"].value or ())]
        if values.precision is not None:
            changes.append(f"training.precision={values.precision}")
        for name in ("evaluate_every", "keep_best", "tracker"):
            if values[name].value is not None:
                changes.append(f"training.{name}={values[name].value}")
        if values.sweep:
            return _sweep(values, changes)
        recipe = load_recipe(file or directory.recipe_file, changes)
        from keras_gan_zoo.training import trainer

    if values.dry_run:
        print(trainer.dry_run(recipe, values.run_dir, resume=values.resume))
        return 0
    result = trainer.train(recipe, values.run_dir, resume=values.resume, strategy=values.strategy)
    return INTERRUPTED if result.interrupted else 0


def _sweep(values: flags.FlagValues, changes: Sequence[str]) -> int:
    """Trains every combination of the swept settings, and prints what each reached."""
    for name in ("dry_run", "strategy"):
        if values[name].value:
            raise ValueError(f"--{name} does not go with --sweep: try one of its runs by --set.")
    if values.recipe is None:
        raise ValueError("--sweep needs the --recipe that it changes.")
    from keras_gan_zoo.cli.runs import comparison
    from keras_gan_zoo.cli.sweeping import sweep
    from keras_gan_zoo.runs.summary import summarize

    def train(recipe, folder):
        import keras

        from keras_gan_zoo.training import trainer

        keras.utils.clear_session()
        return trainer.train(recipe, folder, resume=values.resume).interrupted

    runs, stopped = sweep(values.recipe, changes, values.sweep, values.run_dir, train)
    begun = [summarize(run) for run in runs if run.exists]
    print(f"\n{comparison(begun)}\n")
    print(f"Their pictures side by side: gan-zoo runs {runs[0].path.parent} --output sweep.html")
    return INTERRUPTED if stopped else 0


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `train`."""
    flags.DEFINE_string(
        "recipe",
        None,
        "YAML file of what to train, or the name of one of the zoo's recipes.",
        flag_values=values,
    )
    flags.DEFINE_multi_string(
        "set", [], "Change a setting, as model.width=32; repeatable.", flag_values=values
    )
    flags.DEFINE_multi_string(
        "sweep",
        [],
        "Train with each of several values, as model.width=16,32; of two sweeps, each combination.",
        flag_values=values,
    )
    flags.DEFINE_string(
        "run_dir", None, "The run's folder; by default runs/NAME.", flag_values=values
    )
    flags.DEFINE_enum(
        "precision",
        None,
        ["auto", "float32", "mixed_bfloat16", "mixed_float16"],
        "What the networks compute in, as training.precision; auto measures once.",
        flag_values=values,
    )
    flags.DEFINE_integer(
        "evaluate_every",
        None,
        "Score the model on the test data every so many steps, as training.evaluate_every.",
        flag_values=values,
    )
    flags.DEFINE_string(
        "keep_best",
        None,
        "Keep, export and score the model that is best by this metric, such as fid500.",
        flag_values=values,
    )
    flags.DEFINE_enum(
        "tracker",
        None,
        list(TRACKERS),
        "Show curves, sheets and histograms there.",
        flag_values=values,
    )
    flags.DEFINE_bool(
        "dry_run", False, "Check everything and print the plan; train nothing.", flag_values=values
    )
    flags.DEFINE_enum(
        "strategy",
        None,
        ["mirrored", "multi_worker"],
        "Train on all accelerators of this machine, or on the workers that TF_CONFIG names.",
        flag_values=values,
    )
    flags.DEFINE_bool(
        "resume",
        True,
        "Go on with an unfinished run; --noresume begins another beside it.",
        flag_values=values,
    )


COMMAND = Command(
    run,
    "train --recipe FILE [--set KEY=VALUE ...] [--precision auto] [--dry_run]",
    "Trains a recipe, or goes on with it.",
    define_flags,
)
