import dataclasses

import numpy as np
import pytest

from keras_gan_zoo import cli, data, export, recipes
from keras_gan_zoo.export import TFLiteGenerator
from keras_gan_zoo.samples.sheets import save_png
from keras_gan_zoo.training.exporting import export_tflite
from keras_gan_zoo.training.trainer import train


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    """A tiny DiscoGAN on two folders of pictures, exported and evaluated.

    It is traced in half the time of a CycleGAN, and what follows is the same for both.
    """
    folder = tmp_path_factory.mktemp("pictures")
    random = np.random.default_rng(1)
    for domain, count in (("A", 6), ("B", 9)):
        for index in range(count):
            picture = random.integers(0, 256, (16, 16, 3), "uint8")
            save_png(folder / f"sets/train{domain}/{index}.png", picture)
            if index < 3:
                save_png(folder / f"sets/test{domain}/{index}.png", picture)
    source = {"name": str(folder / "sets"), "cache_dir": str(folder / "cache")}
    return recipes.resolve(
        {
            "name": "tiny_translation",
            "model": {
                "name": "discogan",
                "width": 4,
                "downsamplings": 2,
                "image_shape": [16, 16, 3],
                "discriminator_width": 4,
            },
            "data": source,
            "test_data": {**source, "split": "test"},
            "training": {"steps": 3, "batch_size": 2, "log_every": 1, "picture_every": 2},
            "evaluation": {
                "protocol": "translation",
                "one_answer": "y_to_x",
                "names": ["noise", "other noise"],
            },
            "export": ["tflite"],
        }
    )


@pytest.fixture(scope="module")
def run(recipe, tmp_path_factory):
    return train(recipe, tmp_path_factory.mktemp("runs") / "run")


@pytest.fixture(scope="module")
def test_pictures(recipe):
    return [np.stack(list(x.as_numpy_iterator())) for x in data.load(**recipe.test_data)]


def test_both_directions_are_exported(run, test_pictures):
    export = run.directory.export
    assert sorted(path.name for path in export.iterdir()) == ["x_to_y.tflite", "y_to_x.tflite"]
    for direction, pictures in zip(("x_to_y", "y_to_x"), test_pictures, strict=True):
        np.testing.assert_allclose(
            TFLiteGenerator(export / f"{direction}.tflite")(pictures),
            run.gan.generate(pictures, direction=direction),
            atol=1e-4,
        )


def test_scores_are_of_the_exported_files(run, test_pictures):
    x, y = test_pictures
    tables = run.directory.scores()["tables"]
    assert [table["title"] for table in tables] == ["Other noise to noise", "Noise to other noise"]
    translated = TFLiteGenerator(run.directory.export / "y_to_x.tflite")(y)
    assert tables[0]["rows"][0][1] == pytest.approx(np.abs(translated - x).mean(), rel=1e-4)
    assert tables[0]["rows"][1][1] == pytest.approx(np.abs(y - x).mean(), rel=1e-4)
    for pictures in run.directory.scores()["pictures"]:
        assert all((run.directory.path / picture["file"]).is_file() for picture in pictures)


def test_the_report_shows_both_directions(run):
    report = run.directory.report_file.read_text()
    assert "Noise to other noise" in report
    assert "--direction y_to_x" in report


def test_int8_takes_its_ranges_from_the_recipes_pictures(run, recipe, tmp_path, monkeypatch):
    given = {}

    def watched(gan, path, **arguments):
        given.update(arguments)
        return export.tflite_file.tflite(gan, path, **arguments)

    monkeypatch.setattr(export, "tflite", watched)
    path = tmp_path / "y_to_x.tflite"
    file = export_tflite(run.gan, recipe, path, signature="y_to_x", quantize="int8")
    assert file.quantize == "int8" and path.is_file()
    test_y = np.stack(list(data.load(**recipe.test_data)[1].as_numpy_iterator()))
    np.testing.assert_array_equal(given["examples"], test_y)
    export_tflite(run.gan, recipe, tmp_path / "float.tflite")
    assert given["examples"] is None
    with pytest.raises(ValueError, match=r"Did you mean 'y_to_x'"):
        export_tflite(run.gan, recipe, tmp_path / "z", signature="y_to_z", quantize="int8")


def test_int8_says_that_the_recipes_pictures_are_gone(run, recipe, tmp_path):
    gone = dataclasses.replace(recipe, test_data={"name": str(tmp_path / "gone")})
    with pytest.raises(ValueError, match=r"quantize='int8' takes .* 'tiny_translation', which are"):
        export_tflite(run.gan, gone, tmp_path / "a.tflite", quantize="int8")
    assert not list(tmp_path.iterdir())


def test_generate_translates_a_folder(run, recipe, tmp_path, capsys):
    source = f"{recipe.data['name']}/testB"
    arguments = ["generate", "--run_dir", str(run.directory.path), "--input", source]
    arguments += ["--direction", "y_to_x", "--output", str(tmp_path / "translated")]
    assert cli.main(arguments) == 0
    files = sorted(path.name for path in (tmp_path / "translated").iterdir())
    assert files == ["0.png", "1.png", "2.png"]
    expected = data.load(**recipe.test_data)[1].batch(3)
    expected = run.gan.generate(next(iter(expected)).numpy(), direction="y_to_x")
    found = data.read_picture(tmp_path / "translated/2.png").pixels / 127.5 - 1.0
    np.testing.assert_allclose(found, expected[2], atol=1 / 127)

    assert cli.main(arguments) == 2
    assert "is not written over" in capsys.readouterr().err


def test_generate_needs_pictures_that_are_pictures(run, tmp_path, capsys):
    arguments = ["generate", "--run_dir", str(run.directory.path)]
    assert cli.main([*arguments, "--output", str(tmp_path / "a.png")]) == 2
    assert "translates pictures: give it some by --input" in capsys.readouterr().err
    (tmp_path / "p.png").write_text("no picture")
    arguments += ["--input", str(tmp_path / "p.png"), "--output", str(tmp_path / "a.png")]
    assert cli.main(arguments) == 2
    assert "p.png' cannot be read: not a picture" in capsys.readouterr().err
    assert cli.main([*arguments, "--direction", "y_to_z"]) == 2
    assert "Did you mean 'y_to_x'?" in capsys.readouterr().err
