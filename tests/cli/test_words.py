"""The command line's words: what was typed is what is named, and the advice works when typed."""

import errno
import json
import logging
import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import keras_gan_zoo
from keras_gan_zoo import cli
from keras_gan_zoo.cli.mistakes import as_typed
from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow
from keras_gan_zoo.report.style import STYLE
from keras_gan_zoo.storage.yaml_values import to_yaml

SMALL = {"width": 4, "image_shape": (16, 16, 1), "latent_dim": 4}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Returns a function that trains two steps of a family and gives the run's folder."""
    folder = tmp_path_factory.mktemp("runs")
    random = np.random.default_rng(0)
    np.savez(
        folder / "x.npz",
        images=random.integers(0, 256, (16, 16, 16, 1), "uint8"),
        labels=np.arange(16) % 3,
    )

    def train(name, **model):
        settings = {
            "model": {"name": name, **{key: plain(value) for key, value in SMALL.items()}, **model},
            "data": {"name": str(folder / "x.npz"), **({"labels": True} if model else {})},
            "training": {"steps": 2, "batch_size": 4},
        }
        (folder / f"{name}.yaml").write_text(to_yaml(settings))
        arguments = ["--recipe", str(folder / f"{name}.yaml"), "--run_dir", str(folder / name)]
        if not (folder / name).exists():
            assert cli.main(["train", *arguments, "--traceback"]) == 0
        return folder / name

    return train


def plain(value):
    return list(value) if isinstance(value, tuple) else value


def mistake(capsys, arguments):
    capsys.readouterr()
    assert cli.main(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("packing", 0),
        ("instance_noise", -0.5),
        ("instance_noise", "much"),
        ("instance_noise", [0.1, 0]),
        ("augment", "colour"),
        ("minibatch", []),
        ("body", {}),
        ("generator_normalization", "batches"),
        ("discriminator_normalization", "batches"),
    ],
)
def test_an_argument_is_called_by_its_own_name(argument, value):
    with pytest.raises(ValueError) as caught:
        keras_gan_zoo.get("dcgan", **SMALL, **{argument: value})
    assert str(caught.value).startswith(f"`{argument}` must ")


def test_an_argument_of_a_part_is_called_by_what_was_given():
    with pytest.raises(ValueError, match=r"^`recognition_units` must be a whole number .* got -7"):
        keras_gan_zoo.get("infogan", width=4, recognition_units=-7)


def test_python_s_words_become_flags():
    flags = ["run_dir", "resume", "quantize", "n"]
    for said, typed in {
        "choose another run_dir.": "choose another --run_dir.",
        "go on from it by resume=True.": "go on from it by --resume.",
        "pass `resume=False`.": "pass --noresume.",
        "use quantize='dynamic', which": "use --quantize=dynamic, which",
        "`n` must be whole": "--n must be whole",
        "n[0] is empty text": "--n is empty text",
        "shape (n, 4), `training.n`, an `nn`": "shape (n, 4), `training.n`, an `nn`",
    }.items():
        assert as_typed(said, flags) == typed
    for said, typed in {
        "use keras_gan_zoo.data.load(..., image_size=(28, 32), channels=1).": "use --set "
        "data.image_size=[28,32] --set data.channels=1.",
        "has no labels: pass labels=False.": "has no labels: pass --set data.labels=false.",
        "build the model with classes=12.": "build the model with --set model.classes=12.",
    }.items():
        assert as_typed(said, ["set"]) == typed


def test_an_output_of_another_kind_makes_no_folder(run, tmp_path, capsys):
    draw = ["generate", "--run_dir", str(run("dcgan")), "--n", "2", "--output"]
    for name in ("x.gif", "x.jpg", "x.txt"):
        line = mistake(capsys, [*draw, str(tmp_path / name)])
        assert "must be a .png or .npy file, or a folder" in line and name in line
    export = ["export", "--run_dir", str(run("dcgan")), "--output"]
    line = mistake(capsys, [*export, str(tmp_path / "x.tflite")])
    assert "--format tflite" in line
    # The advice works.
    assert cli.main([*export, str(tmp_path / "x.tflite"), "--format", "tflite"]) == 0
    assert "choose another" in mistake(
        capsys, [*export, str(tmp_path / "x.tflite"), "--format", "tflite"]
    )
    line = mistake(capsys, [*export, str(tmp_path / "x.pb"), "--format", "tflite"])
    assert "must be a .tflite file" in line
    assert [path.name for path in tmp_path.iterdir()] == ["x.tflite"]


def test_an_output_of_scores_and_of_a_page_is_checked_first(capsys, tmp_path):
    line = mistake(capsys, ["evaluate", "run", "--output", str(tmp_path / "a.png")])
    assert "must be a .json file" in line
    line = mistake(capsys, ["compare", "a", "b", "--output", str(tmp_path / "a.png")])
    assert "must be an .html file" in line


def test_a_family_of_one_s_own_is_told_of_import(run, capsys, tmp_path):
    for arguments in (
        ["describe", "my_gan"],
        ["train", "--recipe", str(tmp_path / "mine.yaml"), "--dry_run"],
    ):
        (tmp_path / "mine.yaml").write_text("model: {name: my_gan}\ndata: {name: mnist}\n")
        assert "--import" in mistake(capsys, arguments)


@pytest.fixture(scope="module")
def fruit(tmp_path_factory):
    """The run of a model that was trained on a folder with a subfolder for each class."""
    folder = tmp_path_factory.mktemp("fruit")
    random = np.random.default_rng(0)
    for name in ("apples", "pears", "plums"):
        (folder / "fruit" / name).mkdir(parents=True)
        for index in range(3):
            pixels = random.integers(0, 256, (16, 16), "uint8")
            Image.fromarray(pixels).save(folder / "fruit" / name / f"{index}.png")
    settings = {
        "model": {"name": "cgan", "classes": 3, **{key: plain(SMALL[key]) for key in SMALL}},
        "data": {"name": str(folder / "fruit"), "labels": True},
        "training": {"steps": 1, "batch_size": 4},
    }
    (folder / "fruit.yaml").write_text(to_yaml(settings))
    run = str(folder / "run")
    assert cli.main(["train", "--recipe", str(folder / "fruit.yaml"), "--run_dir", run]) == 0
    shutil.rmtree(folder / "fruit")  # the run knows the names by itself
    return run


def test_classes_are_asked_for_by_their_names(fruit, tmp_path, capsys):
    for name, asked in {"a": "pears", "b": "PEARS", "c": "1", "d": "2"}.items():
        draw = ["generate", "--run_dir", fruit, "--n", "2", "--seed", "0", "--condition", asked]
        assert cli.main([*draw, "--output", str(tmp_path / f"{name}.npy")]) == 0
    by_name, shouted, by_number, other = (np.load(tmp_path / f"{name}.npy") for name in "abcd")
    np.testing.assert_array_equal(by_name, by_number)
    np.testing.assert_array_equal(by_name, shouted)
    assert not np.array_equal(by_name, other)
    draw = ["generate", "--run_dir", fruit, "--output", str(tmp_path / "x.png"), "--condition"]
    for asked, shown in {"99": "99", "pear": "'pear'. Did you mean 'pears'?"}.items():
        line = mistake(capsys, [*draw, asked])
        assert "--condition must be a class number from 0 to 2, or one of 'apples'" in line
        assert f"got {shown}" in line and f"`gan-zoo describe {fruit}`" in line
    assert cli.main(["describe", fruit]) == 0
    assert "0 apples, 1 pears, 2 plums" in capsys.readouterr().out


def test_the_columns_of_a_sheet_of_classes_have_their_names(fruit, tmp_path):
    sheet = tmp_path / "sheet.png"
    assert cli.main(["generate", "--run_dir", fruit, "--n", "6", "--output", str(sheet)]) == 0
    for path in (sheet, Path(fruit) / "pictures" / "step_000001.png"):
        with Image.open(path) as picture:
            (first, *_) = json.loads(picture.text["bands"])
            head = np.asarray(picture)[: first["top"]]
        assert first["top"] > 10
        # A name above each of the three columns.
        assert all((part == 0).any() for part in np.array_split(head, 3, axis=1))


@pytest.mark.parametrize("library", [False, True])
def test_a_full_disk_is_a_sentence(fruit, tmp_path, capsys, monkeypatch, library):
    def full(*args, **options):
        if library:
            raise tf.errors.ResourceExhaustedError(None, None, f"{os.strerror(errno.ENOSPC)}; x")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "x")

    monkeypatch.setattr(tf.saved_model, "save", full)
    for kind in ("saved_model", "tflite"):
        output = tmp_path / ("it" if kind == "saved_model" else "it.tflite")
        line = mistake(
            capsys, ["export", "--run_dir", fruit, "--format", kind, "--output", str(output)]
        )
        assert line == "gan-zoo: No space left on device: make room, and give the command again."
    assert list(tmp_path.iterdir()) == []


def test_sizes_are_listed_once_and_can_be_built():
    with pytest.raises(ValueError) as caught:
        keras_gan_zoo.get("dcgan", image_shape=(30, 30, 1))
    listed = re.findall(r"\d+", str(caught.value).partition(" got ")[0])
    sizes = [int(size) for size in listed]
    assert sizes == sorted(set(sizes)) and {256, 512} <= set(sizes)
    for size in (256, 512):
        built = keras_gan_zoo.get("dcgan", width=1, image_shape=(size, size, 3))
        assert built.image_shape == (size, size, 3)


def test_a_size_is_told_as_it_was_given():
    for name in ("pix2pix", "stargan"):
        with pytest.raises(ValueError, match=r"got \(30, 30, 3\)\.$"):
            keras_gan_zoo.get(name, image_shape=(30, 30, 3))


def test_a_run_says_what_it_takes(run, capsys):
    assert cli.main(["describe", str(run("acgan", classes=3))]) == 0
    shown = capsys.readouterr().out
    for words in ("acgan (ACGAN)", "2 of 2 steps", "labels: class number", "16 x 16 x 1"):
        assert words in shown, shown


def test_seeds_are_refused_by_a_sentence(run, tmp_path, capsys):
    draw = ["generate", "--run_dir", str(run("dcgan")), "--output", str(tmp_path / "x.png")]
    line = mistake(capsys, [*draw, "--seed=-1"])
    assert "--seed must be None or a whole number of at least 0, got -1" in line


def test_a_folder_without_a_run_is_not_taken_for_a_family(tmp_path, capsys):
    assert "is no folder of a run" in mistake(capsys, ["describe", str(tmp_path)])
    assert "is no folder of a run" in mistake(capsys, ["describe", str(tmp_path / "gone")])


def test_a_report_praises_no_score():
    assert "good" not in STYLE and "green" not in STYLE
    assert "color" not in STYLE.partition("tr.ours td")[2].partition("}")[0]


def test_the_folder_of_prepared_data_is_in_the_documents():
    root = Path(__file__).parents[2]
    for document in ("README.md", "docs/data_sets.md"):
        assert "KERAS_GAN_ZOO_CACHE" in (root / document).read_text(encoding="utf-8")


def test_tensorflow_says_nothing_of_graphs_that_are_traced_anew(caplog):
    with quiet_tensorflow():
        pass
    logger = logging.getLogger("tensorflow")
    logger.warning("5 out of the last 5 calls to %s triggered tf.function retracing.", "it")
    logger.warning("Something else.")
    assert [record.getMessage() for record in caplog.records] == ["Something else."]


def test_weights_know_their_classes_by_name():
    gan = keras_gan_zoo.get("cgan", weights="fashion_mnist")
    by_name, by_number = gan.generate("ankle boot", seed=0), gan.generate(9, seed=0)
    np.testing.assert_array_equal(by_name, by_number)
    with pytest.raises(ValueError, match=r"or one of 'T-shirt/top', .* got 'Boot'\. Did you mean"):
        gan.generate("Boot")
