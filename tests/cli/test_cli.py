import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import keras_gan_zoo
from keras_gan_zoo import cli, registry
from keras_gan_zoo.cli import command_line
from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow
from keras_gan_zoo.recipes.recipe import load_recipe
from keras_gan_zoo.storage.yaml_values import read_settings, to_yaml


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with pictures, a recipe of them, and a finished run of it."""
    folder = tmp_path_factory.mktemp("work")
    np.save(folder / "x.npy", np.random.default_rng(0).integers(0, 256, (16, 16, 16, 1), "uint8"))
    settings = {
        "model": {"name": "dcgan", "width": 4, "image_shape": [16, 16, 1], "latent_dim": 8},
        "data": {"name": str(folder / "x.npy")},
        "training": {"steps": 2, "batch_size": 4, "picture_every": 1},
        "export": ["saved_model"],
    }
    (folder / "tiny.yaml").write_text(to_yaml(settings))
    arguments = ["--recipe", str(folder / "tiny.yaml"), "--run_dir", str(folder / "run")]
    assert cli.main(["train", *arguments]) == 0
    return folder


def one_sentence(capsys, code, arguments):
    """Returns the one line on standard error of a call that fails with a code."""
    assert cli.main(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("gan-zoo: ")
    return line


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["list"], ["train", "--help"], ["describe", "dcgn"]]
)
def test_what_is_fast_imports_no_tensorflow(arguments):
    code = f"""
import sys
from keras_gan_zoo import cli
cli.main({arguments!r})
assert not {{"tensorflow", "keras", "numpy", "matplotlib"}} & set(sys.modules), "slow"
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_a_command_in_a_cell_of_a_notebook_needs_none_of_its_packages():
    code = """
from keras_gan_zoo import cli
cli.main(["list"])
import matplotlib.pyplot  # as Keras does
print(matplotlib.get_backend())
"""
    notebook = {**os.environ, "MPLBACKEND": "module://a_package_of_the_kernel_alone.backend"}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=notebook
    )
    assert result.stdout.splitlines()[-1:] == ["agg"], result.stderr


def test_python_m_runs_it():
    result = subprocess.run(
        [sys.executable, "-m", "keras_gan_zoo", "list", "--tag=cycle"],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0
    assert result.stdout.split()[:3] == ["cyclegan", "translation", "1703.10593"]


def test_list(capsys):
    assert cli.main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == registry.list_models()
    assert cli.main(["list", "*cycle*", "--task", "translation"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["cyclegan"]


def test_every_command_has_help(capsys):
    for name, command in command_line.COMMANDS.items():
        assert cli.main([name, "--help"]) == 0
        shown = capsys.readouterr().out
        assert command.summary in shown and "--traceback" in shown
        assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["trian"], "no command 'trian'. Did you mean 'train'?"),
        (["train", "--recip=x"], "`train` has no flag --recip. Did you mean 'recipe'?"),
        (["list", "--recipe=x"], "`list` has no flag --recipe."),
        (["list", "*xyz*"], "No family matches; there are "),
        (["list", "--task", "translate"], "Did you mean 'translation'?"),
        (["describe"], "`describe` takes 1 arguments"),
        (["describe", "cycelgan"], "Did you mean 'cyclegan'?"),
        (["train"], "`train` needs a recipe"),
        (["train", "--recipe", "none.yaml"], "'none.yaml' cannot be read: No such file"),
        (["generate", "--output", "x.png"], "`generate` needs a model"),
        (["generate", "a", "--run_dir", "b"], "takes one model, got 'a' and --run_dir 'b'"),
        (["generate", "--run_dir", "none", "--input", "a.png"], "--output is needed"),
        (["export", "--output", "x.tflite"], "`gan-zoo export dcgan/faces --format tflite"),
        (["export", "none"], "--output is needed"),
        (
            ["generate", "--run_dir", "none", "--output", "x.png"],
            "'none' does not exist: give a run",
        ),
        (["generate", "--n", "0"], "flag --n=0"),
        (["export", "--format", "onnx"], "should be one of <saved_model|tflite|huggingface>"),
        (["export", "--quantize=int8"], "belong to --format tflite"),
        (["export", "--licence=mit"], "--licence belongs to --format huggingface"),
        (
            ["export", "--format=huggingface"],
            "as Hugging Face writes it, such as --licence apache-2.0.",
        ),
    ],
)
def test_mistakes_are_one_sentence(arguments, sentence, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert sentence in one_sentence(capsys, 2, arguments)


def test_mistakes_in_a_recipe(folder, capsys):
    train = ["train", "--recipe", str(folder / "tiny.yaml")]
    for change, sentence in {
        "training.step=3": "Did you mean 'steps'?",
        "model.width=[": "is not YAML",
        "data.name=nowhere": "is no data source, folder or file",
        "model.image_shape=[17, 17, 1]": "the nearest is (16, 16, 1)",
    }.items():
        assert sentence in one_sentence(capsys, 2, [*train, "--dry_run", "--set", change])


def test_traceback_on_request():
    with pytest.raises(ValueError, match="no command"):
        cli.main(["nothing", "--traceback"])


def test_dry_run_with_changes(folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    before = sorted(folder.rglob("*"))
    changes = ["--set", "training.steps=40", "--set=training.constant_learning_rate=0.5"]
    assert cli.main(["train", "--recipe", "tiny.yaml", *changes, "--dry_run"]) == 0
    shown = capsys.readouterr().out
    assert "40, 10 epochs" in shown and "constant to step 20" in shown
    assert sorted(folder.rglob("*")) == before


def test_scores_during_training_are_flags_too(folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    flags = ["--evaluate_every", "2", "--keep_best=colour4", "--dry_run"]
    test_data = f"test_data.name={read_settings('tiny.yaml')['data']['name']}"
    assert cli.main(["train", "--recipe", "tiny.yaml", "--set", test_data, *flags]) == 0
    assert "by colour4, and the best by colour4 is kept" in capsys.readouterr().out
    assert cli.main(["train", "--recipe", "tiny.yaml", *flags]) == 2
    assert "needs `test_data`" in capsys.readouterr().err


def test_a_finished_run_is_not_trained_again(folder, capsys):
    assert cli.main(["train", "--run_dir", str(folder / "run")]) == 0
    assert "is finished; its report is" in capsys.readouterr().out
    assert not (folder / "run_2").exists()


def test_generate_draws_a_sheet_or_files(folder, tmp_path, capsys):
    run = ["generate", "--run_dir", str(folder / "run"), "--seed", "4"]
    assert cli.main([*run, "--n", "5", "--output", str(tmp_path / "sheet.png")]) == 0
    assert cli.main([*run, "--n", "11", "--output", str(tmp_path / "many")]) == 0
    assert "00.png and 10 more" in capsys.readouterr().out
    assert len(list((tmp_path / "many").iterdir())) == 11
    assert cli.main([*run, "--n", "70", "--output", str(tmp_path / "array.npy")]) == 0
    array = np.load(tmp_path / "array.npy")
    assert array.shape == (70, 16, 16, 1) and array.dtype == "uint8"
    with Image.open(tmp_path / "many/03.png") as one:
        assert np.abs(np.int16(array[3, ..., 0]) - np.asarray(one)).max() <= 1
    with Image.open(tmp_path / "sheet.png") as sheet, Image.open(tmp_path / "many/03.png") as one:
        assert one.size == (16, 16) and one.mode == "L"
        # The fourth of five, in three columns: second row, first column.
        np.testing.assert_array_equal(np.asarray(sheet)[18:34, 0:16, 0], np.asarray(one))
    capsys.readouterr()
    arguments = [*run, "--input", str(tmp_path / "many"), "--output", str(tmp_path / "new")]
    assert "draws from latents and takes no input" in one_sentence(capsys, 2, arguments)


def test_export(folder, tmp_path, capsys):
    run = ["export", "--run_dir", str(folder / "run")]
    assert (folder / "run/export/saved_model/saved_model.pb").is_file()  # by the recipe
    assert cli.main([*run, "--output", str(tmp_path / "saved")]) == 0
    assert (tmp_path / "saved/saved_model.pb").is_file()
    tflite = [*run, "--format=tflite", "--output", str(tmp_path / "gan.tflite")]
    assert cli.main(tflite) == 0
    capsys.readouterr()
    assert "exists" in one_sentence(capsys, 2, tflite)


def test_a_family_of_one_s_own(tmp_path, monkeypatch, capsys):
    (tmp_path / "my_zoo.py").write_text(
        "import keras_gan_zoo\n"
        "@keras_gan_zoo.register('my_own_gan', task='image', tags=['mine'])\n"
        "class MyOwnGAN(keras_gan_zoo.LatentGAN):\n"
        "    '''Mine.'''\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    try:
        assert cli.main(["list", "--tag=mine", "--import", "my_zoo"]) == 0
        assert capsys.readouterr().out.startswith("my_own_gan")
    finally:
        registry.unregister("my_own_gan")


def test_describe(capsys):
    assert cli.main(["describe", "cyclegan"]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 100
    for words in ("arXiv 1703.10593", "generators_loss", "cycle_weight=10.0", "E_x (D_Y(G(x))"):
        assert words in shown


def test_describe_gives_facts():
    description = keras_gan_zoo.describe("dcgan")
    gan = keras_gan_zoo.get("dcgan")
    for name in ("generator", "discriminator"):
        network = getattr(gan, name)
        parameters = sum(int(np.prod(v.shape)) for v in network.trainable_variables)
        assert description.networks[name].parameters == parameters
        assert description.networks[name].output_shape == network.output_shape[1:]
    assert description.url == "https://arxiv.org/abs/1511.06434"
    assert description.arguments["width"].default == 64
    assert description.arguments["latent_dim"].meaning == "Length of the latent vectors."
    assert description.optimizers["generator"].startswith("Adam(learning_rate=0.0002, beta_1=0.5")
    assert description.shapes == ((28, 28, 1),)
    assert list(description.arguments)[-2:] == ["ema_decay", "seed"]
    with pytest.raises(ValueError, match="Did you mean 'dcgan'"):
        keras_gan_zoo.describe("dcgn")


def test_tensorflow_log_level_is_the_user_s(monkeypatch):
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "0")
    with quiet_tensorflow():
        assert os.environ["TF_CPP_MIN_LOG_LEVEL"] == "0"


def test_the_recipe_of_a_run_can_be_run_again(folder):
    assert load_recipe(folder / "run/recipe.yaml").hash == load_recipe(folder / "tiny.yaml").hash
