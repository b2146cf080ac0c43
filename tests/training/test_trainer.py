import signal
import warnings
from pathlib import Path

import numpy as np
import pytest
from new_process import run

from keras_gan_zoo import callbacks, export, recipes
from keras_gan_zoo.callbacks.checkpoint_folder import latest_checkpoint
from keras_gan_zoo.engine.seeding import seed_generators
from keras_gan_zoo.runs.directory import RunDirectory
from keras_gan_zoo.runs.history_file import read_history
from keras_gan_zoo.storage.yaml_values import to_yaml
from keras_gan_zoo.training import building, trainer


@pytest.fixture(scope="module")
def straight(drawing_recipe, tmp_path_factory):
    """A run of 12 steps without interruption."""
    return trainer.train(drawing_recipe(), tmp_path_factory.mktemp("runs") / "straight")


def state(gan):
    seeds = [generator.state for generator in seed_generators(gan)]
    return [value.numpy() for value in (*gan.variables, *gan.optimizer.variables, *seeds)]


def logged(directory):
    """Returns the lines of losses, without the time that they took."""
    return [{**line, "seconds": 0} for line in read_history(directory.history_file)]


def test_an_interrupted_run_comes_to_the_same_weights(
    straight, drawing_recipe, interrupt_at, monkeypatch, capsys
):
    first = straight.directory
    before = {path: path.read_bytes() for path in first.path.rglob("*") if path.is_file()}
    interrupt_at(6)
    # Asked for in the folder of the finished run, it is written beside it.
    stopped = trainer.train(drawing_recipe(), first.path)
    assert stopped.directory.path == first.path.with_name("straight_2")
    # The signal comes at the end of a step and is looked at after the next one.
    assert stopped.interrupted and int(stopped.gan.optimizer.iterations) == 7
    assert stopped.directory.report_file.exists() and not stopped.directory.finished
    printed = capsys.readouterr().out
    assert f"its report is {first}/report.html" in printed
    assert f"train --run_dir {stopped.directory}" in printed

    monkeypatch.undo()
    resumed = trainer.train(drawing_recipe(), first.path)
    assert "straight_2 is unfinished; going on with it" in capsys.readouterr().out
    assert resumed.directory.path == stopped.directory.path
    assert resumed.directory.finished and not resumed.interrupted
    assert resumed.gan is not stopped.gan
    for expected, found in zip(state(straight.gan), state(resumed.gan), strict=True):
        np.testing.assert_array_equal(expected, found)
    # The lines and all the pictures are those of the straight run, also of the step it stopped in.
    assert logged(resumed.directory) == logged(first)
    for picture in first.pictures.iterdir():
        assert (resumed.directory.pictures / picture.name).read_bytes() == picture.read_bytes()
    assert before == {path: path.read_bytes() for path in first.path.rglob("*") if path.is_file()}


def test_a_killed_run_goes_on_to_the_same_weights(straight, drawing_recipe, tmp_path):
    recipe, directory = drawing_recipe(), RunDirectory(tmp_path / "run")
    (tmp_path / "tiny.yaml").write_text(to_yaml(recipe.to_dict()))
    script = Path(__file__).with_name("killed_run.py")
    killed = run(script, tmp_path / "tiny.yaml", directory.path, 8)
    assert killed.code == -signal.SIGKILL, killed.errors
    assert latest_checkpoint(directory.checkpoints).name == "step_000005.keras"
    resumed = trainer.train(recipe, directory.path)
    for expected, found in zip(state(straight.gan), state(resumed.gan), strict=True):
        np.testing.assert_array_equal(expected, found)
    assert logged(directory) == logged(straight.directory)


def test_the_folder_of_a_run(straight, drawing_recipe):
    directory = straight.directory
    assert sorted(path.name for path in directory.checkpoints.iterdir()) == [
        "step_000010.json",
        "step_000010.keras",
        "step_000012.json",
        "step_000012.keras",
    ]
    assert sorted(path.name for path in directory.pictures.iterdir()) == [
        f"step_{step:06d}.png" for step in (0, 4, 8, 12)
    ]
    settings, scores = directory.settings(), directory.scores()
    assert directory.recipe().hash == drawing_recipe().hash == settings["run"]["hash"]
    assert scores["steps"] == 12 and scores["seed"] == 3 and scores["tables"] == []
    assert scores["seconds"]["training"] > 0
    assert settings["score"]["steps"] == 12


def test_the_newest_checkpoint_is_the_trained_model(straight):
    gan = trainer.load_trained(straight.directory)
    np.testing.assert_array_equal(gan.generate(2, seed=0), straight.gan.generate(2, seed=0))


def test_the_learning_rate_fell_to_zero(straight):
    for player in straight.gan.players:
        optimizer = straight.gan.optimizer[player]
        schedule = optimizer.get_config()["learning_rate"]["config"]["schedule"]["config"]
        assert (schedule["constant_steps"], schedule["total_steps"]) == (6, 12)
        assert schedule["learning_rate"] == pytest.approx(2e-4)
        assert float(optimizer.learning_rate) == 0.0


def test_the_order_of_the_data_is_the_seed_s_and_new_each_epoch(drawing_recipe):
    def epochs(seed):
        recipe = drawing_recipe(seed=seed)
        batches = building.training_batches(building.build_model(recipe), recipe)
        images = np.concatenate(list(batches.repeat(2).as_numpy_iterator()))
        return images[:40], images[40:]

    (first, second), (again, _), (other, _) = epochs(1), epochs(1), epochs(2)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_a_dry_run_writes_nothing(drawing_recipe, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plan = trainer.dry_run(drawing_recipe(steps=12))
    assert not list(tmp_path.iterdir())
    gan = building.build_model(drawing_recipe())
    parameters = sum(np.prod(v.shape) for v in gan.player_variables("generator"))
    for line in (
        f"generator: {int(parameters):,} parameters, Adam at 0.0002",
        "a batch        (8, 16, 16, 1)",
        "an epoch       5 batches",
        "steps            12, 2.4 epochs",
        "constant to step 6, then falling to 0",
        "pictures         4",
        "checkpoints      3, of which the newest 2 are kept",
        "The run will be in runs/tiny.",
    ):
        assert line in plan


def test_a_dry_run_finds_data_that_do_not_fit(drawing_recipe):
    recipe = drawing_recipe()
    larger = recipes.resolve({**recipe.to_dict(), "data": {**recipe.data, "image_size": 32}})
    with pytest.raises(ValueError, match=r"images of shape \(32, 32, 1\) where \(16, 16, 1\)"):
        trainer.dry_run(larger)


def test_a_dry_run_finds_a_wrong_optimizer_setting(drawing_recipe):
    with pytest.raises(ValueError, match=r"'learning_rat'.*Did you mean 'learning_rate'"):
        trainer.dry_run(drawing_recipe(optimizers={"generator": {"learning_rat": 1e-4}}))


def test_a_diverged_training_keeps_a_good_checkpoint(drawing_recipe, tmp_path):
    recipe = drawing_recipe(
        optimizers={"generator": {"learning_rate": 1e38}},
        steps=40,
        checkpoint_every=1,
        constant_learning_rate=None,
    )
    with pytest.raises(callbacks.TrainingDiverged, match="stopped being finite") as caught:
        trainer.train(recipe, tmp_path / "run", strategy="mirrored")
    directory = RunDirectory(tmp_path / "run")
    assert caught.value.checkpoint == latest_checkpoint(directory.checkpoints)
    gan = trainer.load_trained(directory)
    assert int(gan.optimizer.iterations) == caught.value.step - 1
    assert all(np.isfinite(weight).all() for weight in gan.get_weights())


def test_a_damaged_checkpoint_is_named(drawing_recipe, tmp_path):
    directory = RunDirectory(tmp_path / "run")
    directory.begin(drawing_recipe(), {})
    directory.checkpoints.mkdir()
    (directory.checkpoints / "step_000005.keras").write_bytes(b"not a checkpoint")
    with pytest.raises(ValueError, match=r"step_000005.keras' \(it is not an archive\)"):
        trainer.train(drawing_recipe(), directory.path)


def test_a_network_that_does_not_convert_costs_no_scores(drawing_recipe, tmp_path, monkeypatch):
    def refused(gan, path, **arguments):
        raise export.ExportError(f"{path.name} strays")

    monkeypatch.setattr(export, "tflite", refused)
    recipe = drawing_recipe(export=["saved_model", "tflite"], steps=2)
    with pytest.raises(export.ExportError, match=r"^generate\.tflite strays$"):
        trainer.train(recipe, tmp_path / "run")
    run = RunDirectory(tmp_path / "run")
    assert run.finished and run.report_file.exists()
    assert [path.name for path in run.export.iterdir()] == ["saved_model"]


def test_a_run_stopped_after_its_last_step_is_finished_in_silence(drawing_recipe, tmp_path):
    recipe = drawing_recipe(export=["tflite"], steps=2)
    run = trainer.train(recipe, tmp_path / "run").directory
    run.scores_file.unlink()
    (run.export / "generate.tflite").unlink()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert trainer.train(recipe, run.path).directory.path == run.path
    assert [str(warning.message) for warning in caught if "fit" in str(warning.message)] == []
    assert run.finished and (run.export / "generate.tflite").exists()
