import json

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo import cli
from keras_gan_zoo.cli.command import MISTAKE
from keras_gan_zoo.cli.picture_sources import open_source
from keras_gan_zoo.storage.yaml_values import to_yaml


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with pictures in an array and in files, and a finished run on them."""
    folder = tmp_path_factory.mktemp("work")
    pictures = np.random.default_rng(0).integers(0, 256, (64, 16, 16, 1), "uint8")
    np.save(folder / "x.npy", pictures)
    np.save(folder / "y.npy", 255 - pictures)
    (folder / "files").mkdir()
    for index, picture in enumerate(pictures[:40]):
        Image.fromarray(picture[..., 0]).save(folder / "files" / f"{index}.png")
    settings = {
        "model": {"name": "dcgan", "width": 4, "image_shape": [16, 16, 1], "latent_dim": 8},
        "data": {"name": str(folder / "x.npy")},
        "training": {"steps": 2, "batch_size": 4, "picture_every": 1},
    }
    (folder / "tiny.yaml").write_text(to_yaml(settings))
    arguments = ["--recipe", str(folder / "tiny.yaml"), "--run_dir", str(folder / "run")]
    assert cli.main(["train", *arguments]) == 0
    return folder


def sentence(capsys, arguments):
    """Returns the one line on standard error of a call that fails as a mistake."""
    capsys.readouterr()
    assert cli.main(arguments) == MISTAKE
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_a_run_is_evaluated(folder, capsys):
    output = folder / "scores.json"
    arguments = ["evaluate", str(folder / "run"), "--metrics=sharpness,colour,memorisation"]
    arguments += ["--samples=24", f"--output={output}"]
    assert "not trained on" in sentence(capsys, arguments)
    arguments += [f"--data={folder / 'y.npy'}", "--split=train"]
    assert cli.main(arguments) == 0
    shown = capsys.readouterr().out
    assert "sharpness24 (as real)" in shown and "y.npy/train" in shown
    scores = json.loads(output.read_text())
    assert [table["title"] for table in scores["tables"]] == ["Pixels", "Memorisation"]
    assert [row[0] for row in scores["tables"][0]["rows"]] == ["this model", "other real pictures"]
    assert "exists" in sentence(capsys, arguments)


def test_a_model_and_a_folder_are_evaluated_on_data_of_their_size(folder, capsys):
    (checkpoint,) = (folder / "run/checkpoints").glob("*.keras")
    for judged in (checkpoint, folder / "files"):
        arguments = ["evaluate", str(judged), "--data", str(folder / "x.npy"), "--split=train"]
        assert cli.main([*arguments, "--metrics=sharpness", "--samples=20"]) == 0
        assert "sharpness20" in capsys.readouterr().out


def test_mistakes_of_evaluate_are_one_sentence(folder, capsys):
    files = str(folder / "files")
    assert "--data is needed" in sentence(capsys, ["evaluate", files])
    assert "does not exist" in sentence(capsys, ["evaluate", str(folder / "nothing")])
    assert "Did you mean 'fid'" in sentence(capsys, ["evaluate", files, "--metrics=fidd"])
    assert cli.main(["evaluate", str(folder / "run"), "--metrics=colour20"]) == 0  # its own data
    few = ["evaluate", files, f"--data={folder / 'x.npy'}", "--split=train"]
    assert "holds 40" in sentence(capsys, [*few, "--metrics=sharpness50"])
    assert "neither a run" in sentence(capsys, ["evaluate", str(folder / "tiny.yaml")])


def test_models_draw_the_same_pictures_and_more_of_them(folder):
    source = open_source(folder / "run", seed=3)
    few, many = (np.concatenate(list(source.draw(count))) for count in (250, 300))
    np.testing.assert_allclose(few, many[:250], atol=1e-6)
    assert source.shape == (16, 16, 1) and source.recipe["model"]["name"] == "dcgan"


def test_two_models_are_compared(folder, capsys):
    page = folder / "page.html"
    arguments = ["compare", str(folder / "run"), str(folder / "files"), f"--output={page}"]
    assert cli.main([*arguments, "--trials=6", "--names=ours,real"]) == 0
    assert "compare --result" in capsys.readouterr().out
    assert "ours" not in page.read_text()
    assert "exists" in sentence(capsys, arguments)
    choices = [{"chosen": "b"}] * 9 + [{"chosen": "a"}]
    result = {"comparison": "c", "models": {"a": "ours", "b": "real"}, "choices": choices}
    (folder / "result.json").write_text(json.dumps(result))
    assert cli.main(["compare", f"--result={folder / 'result.json'}"]) == 0
    assert "'real' was preferred in 9 of 10 choices, 90.0 %" in capsys.readouterr().out


def test_mistakes_of_compare_are_one_sentence(folder, capsys):
    files = str(folder / "files")
    assert "takes two runs" in sentence(capsys, ["compare", files, files])
    assert "takes no models" in sentence(capsys, ["compare", files, "--result=r.json"])
    one_name = ["compare", files, files, f"--output={folder / 'p.html'}", "--names=a"]
    assert "two names" in sentence(capsys, one_name)
