"""Stored weights are models for every command, by their names."""

import numpy as np

import keras_gan_zoo
from keras_gan_zoo import cli, export
from keras_gan_zoo.cli import drawing
from keras_gan_zoo.cli.picture_sources import open_source
from keras_gan_zoo.samples.sheets import to_uint8


def test_what_is_drawn_gets_a_file_of_its_own(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for written in ("dcgan_fashion_mnist.png", "dcgan_fashion_mnist_2.png"):
        assert cli.main(["generate", "dcgan/fashion_mnist", "--n", "2"]) == 0
        assert f"wrote {written}" in capsys.readouterr().out and (tmp_path / written).is_file()
    assert str(drawing.unused_file("runs/mine", ".txt")) == "mine.txt"
    assert str(drawing.unused_file("a/b/mine.keras", ".npy")) == "mine.npy"
    arguments = ["--n=3", "--seed=5", "--output", "x.npy"]
    assert cli.main(["generate", "dcgan/fashion_mnist", *arguments]) == 0
    drawn = keras_gan_zoo.get("dcgan", weights="fashion_mnist").generate(n=3, seed=5)
    np.testing.assert_array_equal(np.load("x.npy"), to_uint8(drawn))


def test_they_are_described_and_exported(tmp_path, capsys):
    assert cli.main(["describe", "dcgan/fashion_mnist"]) == 0
    assert "trained for 12,000 of 12,000 steps on fashion_mnist" in capsys.readouterr().out
    output = tmp_path / "x.tflite"
    command = ["export", "dcgan/fashion_mnist", "--format", "tflite", "--output", str(output)]
    assert cli.main(command) == 0
    latents = np.random.default_rng(0).normal(size=(1, 100)).astype("float32")
    of_the_file = export.TFLiteGenerator(output)(latents=latents)
    gan = keras_gan_zoo.get("dcgan", weights="fashion_mnist")
    (network,) = gan.export_networks().values()
    np.testing.assert_allclose(of_the_file, network(latents), atol=1e-4)


def test_they_are_laid_out_for_hugging_face(tmp_path, capsys):
    output = tmp_path / "garments"
    command = ["export", "dcgan/fashion_mnist", "--format", "huggingface", "--output", str(output)]
    assert cli.main([*command, "--licence", "apache-2.0"]) == 0
    assert f"hf upload YOUR_NAME/garments {output}" in capsys.readouterr().out
    card = (output / "README.md").read_text()
    assert card.startswith("---\n") and "license: apache-2.0" in card and "fid1k_legacy" in card
    assert {"garments.keras", "generate.tflite", "recipe.yaml"} <= {
        f.name for f in output.iterdir()
    }
    assert cli.main([*command, "--licence", "apache-2.0"]) == 2  # it is not written over


def test_they_are_judged_against_the_data_of_their_recipe():
    source = open_source("dcgan/fashion_mnist", seed=1)
    assert source.name == "dcgan/fashion_mnist" and source.shape == (28, 28, 1)
    assert source.recipe["test_data"]["split"] == "test"
    assert next(source.draw(3)).shape == (3, 28, 28, 1)
