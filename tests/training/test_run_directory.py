import pytest

from keras_gan_zoo.runs.directory import RunDirectory, choose_directory
from keras_gan_zoo.storage.yaml_values import RecipeError


@pytest.fixture
def recipe(drawing_recipe):
    return drawing_recipe()


def begun(path, recipe, finished):
    directory = RunDirectory(path)
    directory.begin(recipe, {"versions": {}, "machine": {}})
    if finished:
        directory.scores_file.write_text("{}")
    return directory


def test_a_new_run_is_named_after_its_recipe(recipe, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    directory, message = choose_directory(recipe)
    assert directory.path.as_posix() == "runs/tiny"
    assert message == "The run will be in runs/tiny."


def test_an_empty_folder_will_do(recipe, tmp_path):
    (tmp_path / "empty").mkdir()
    assert choose_directory(recipe, tmp_path / "empty")[0].path == tmp_path / "empty"


def test_a_folder_of_something_else_is_left_alone(recipe, tmp_path):
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(RecipeError, match="holds no run"):
        choose_directory(recipe, tmp_path)


def test_finished_runs_are_passed_over(recipe, tmp_path):
    begun(tmp_path / "run", recipe, finished=True)
    begun(tmp_path / "run_2", recipe, finished=True)
    begun(tmp_path / "run_3", recipe, finished=False)
    directory, message = choose_directory(recipe, tmp_path / "run")
    assert directory.path == tmp_path / "run_3"
    first, second, third = message.splitlines()
    assert "run is finished; its report is" in first and "run_2/report.html" in second
    assert third.endswith("run_3 is unfinished; going on with it.")
    directory, message = choose_directory(recipe, tmp_path / "run", resume=False)
    assert directory.path == tmp_path / "run_4"
    assert "run_3 is unfinished and stays as it is" in message


def test_an_unfinished_run_of_other_settings_is_in_the_way(recipe, drawing_recipe, tmp_path):
    begun(tmp_path / "run", recipe, finished=False)
    with pytest.raises(RecipeError, match=r"first `training.steps` \(12 there, 24 now\)"):
        choose_directory(drawing_recipe(steps=24), tmp_path / "run")


def test_two_processes_do_not_share_a_folder(recipe, tmp_path):
    directory = begun(tmp_path / "run", recipe, finished=False)
    second = RunDirectory(tmp_path / "run").locked()
    with directory.locked(), pytest.raises(RecipeError, match="Another process is training"):
        second.__enter__()
    with directory.locked():
        pass


def test_the_recipe_comes_back(recipe, tmp_path):
    directory = begun(tmp_path / "run", recipe, finished=False)
    assert directory.recipe() == recipe
    assert directory.settings()["run"]["hash"] == recipe.hash
