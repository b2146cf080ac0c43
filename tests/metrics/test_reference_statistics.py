"""Files of pytorch-fid, clean-fid and this package as the real side of a FID."""

import json

import numpy as np
import pytest

from keras_gan_zoo import cli, data, metrics
from keras_gan_zoo.cli.command import MISTAKE
from keras_gan_zoo.evaluation.reference import score_by_statistics
from keras_gan_zoo.metrics.features.reference_files import is_statistics_file
from keras_gan_zoo.metrics.judges.inception import STANDARD_EXTRACTOR

DIMENSIONS = 2048


def project(images):
    """Features as wide as Inception's, of which only a few vary: quick, and exactly known."""
    features = np.zeros((len(images), DIMENSIONS), "float32")
    features[:, :3] = images.reshape(len(images), -1)[:, :3] / 255.0
    return features


@pytest.fixture(autouse=True)
def extractor(monkeypatch):
    def named(method="legacy"):
        return metrics.FeatureExtractor(STANDARD_EXTRACTOR, method, DIMENSIONS, project)

    monkeypatch.setattr("keras_gan_zoo.metrics.pictures.fid.inception_pool3", named)


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (60, 8, 8, 3), "uint8")


@pytest.fixture
def write(tmp_path):
    """Writes mean and covariance as pytorch-fid and clean-fid do, of features of other pictures."""

    def save(name, **changed):
        features = project(np.random.default_rng(1).integers(0, 200, (80, 8, 8, 3), "uint8"))
        arrays = {"mu": features.mean(axis=0), "sigma": np.cov(features, rowvar=False)}
        np.savez_compressed(tmp_path / name, **{**arrays, **changed})
        return tmp_path / name

    return save


def by_hand(images, path):
    """The Frechet distance a second way: a square root of a matrix of the few that vary."""
    from scipy.linalg import sqrtm

    with np.load(path) as file:
        mean, covariance = file["mu"][:3], file["sigma"][:3, :3]
    own = project(images)[:, :3].astype("float64")
    product = sqrtm(np.cov(own, rowvar=False) @ covariance).real
    trace = np.trace(np.cov(own, rowvar=False) + covariance - 2 * product)
    return np.square(own.mean(axis=0) - mean).sum() + trace


@pytest.mark.parametrize(
    ("name", "told", "resize"),
    [
        ("cifar10_clean_train_32.npz", None, "clean"),
        ("cifar10_legacy_tensorflow_train_32.npz", None, "legacy"),
        ("cifar10_legacy_pytorch_train_32.npz", "pytorch", "pytorch"),
        ("stats.npz", "pytorch", "pytorch"),
        ("stats.npz", "legacy", "legacy"),
    ],
)
def test_fid_against_a_file(name, told, resize, images, write):
    path = write(name)
    score = metrics.fid(images, path, resize=told, progress=False)
    assert score.name == f"fid60_{resize}" and score.resize == resize
    assert score.reference_samples is None and score.source == name
    assert "60 samples of" in str(score)
    assert float(score) == pytest.approx(by_hand(images, path), rel=1e-4)
    assert float(score) > 0.01


def test_another_resize_is_refused_in_a_sentence(images, write):
    clean = write("ffhq_clean_trainval_256.npz")
    with pytest.raises(
        ValueError, match=r"resized by 'clean', as its name says.*pass resize='clean'"
    ):
        metrics.fid(images, clean, resize="legacy")
    with pytest.raises(
        ValueError, match=r"does not say how pictures were resized.*'pytorch' if of"
    ):
        metrics.fid(images, write("stats.npz"))
    with pytest.raises(ValueError, match=r"resize='pytroch' must be .*Did you mean 'pytorch'"):
        metrics.reference_statistics(clean, "pytroch")
    own = metrics.reference_statistics(clean)
    own.save(clean.with_name("own.npz"))
    with pytest.raises(ValueError, match="resized by 'clean', as its provenance says"):
        metrics.fid(images, clean.with_name("own.npz"), resize="pytorch")
    assert metrics.fid(images, clean.with_name("own.npz"), progress=False).reference_samples is None


def test_a_file_that_is_none(images, write, tmp_path):
    np.savez(tmp_path / "pictures.npz", images=images)
    for path in (tmp_path / "pictures.npz", tmp_path / "nothing.npz"):
        assert not is_statistics_file(path)
        with pytest.raises(ValueError, match="is no file of reference statistics"):
            metrics.fid(images, path)
    small = write("a.npz", mu=np.zeros(64), sigma=np.eye(64))
    with pytest.raises(
        ValueError, match=r"shapes \(64,\) and \(64, 64\), where those of the stand"
    ):
        metrics.fid(images, small, resize="clean")
    for name, sigma, reason in (
        ("b.npz", np.full((DIMENSIONS, DIMENSIONS), np.nan), "NaN or infinite"),
        ("c.npz", np.tri(DIMENSIONS), "not symmetric"),
    ):
        with pytest.raises(ValueError, match=reason):
            metrics.fid(images, write(name, sigma=sigma), resize="clean")
    with pytest.raises(
        ValueError, match=r"it is for keras_gan_zoo.metrics.fid\(pictures, '.*a.npz'"
    ):
        data.load(small)


def test_only_fid_can_be_told(images, write):
    path = write("x_clean_train_8.npz")
    (table,) = score_by_statistics(lambda count: images[:count], path, samples=50, progress=False)
    assert "fid50_clean" in table.columns[1] and "does not say" in table.note
    assert table.rows[0][1] == pytest.approx(by_hand(images[:50], path), rel=1e-4)
    with pytest.raises(ValueError, match=r"asks for 'kid', but .* by which only 'fid' can be told"):
        score_by_statistics(lambda count: images[:count], path, metrics=["fid", "kid"])
    with pytest.raises(ValueError, match="'legacy' was asked for"):
        score_by_statistics(lambda count: images[:count], path, metrics="fid50_legacy")


def test_evaluate_takes_the_file(images, write, tmp_path, save_picture, capsys):
    for index in range(30):
        save_picture(tmp_path / "files" / f"{index}.png")
    path = write("stats.npz")
    arguments = ["evaluate", str(tmp_path / "files"), f"--data={path}", "--samples=20"]
    assert cli.main(arguments) == MISTAKE
    assert "does not say how pictures were resized" in capsys.readouterr().err
    output = tmp_path / "scores.json"
    assert cli.main([*arguments, "--resize=pytorch", f"--output={output}"]) == 0
    assert "fid20_pytorch" in capsys.readouterr().out
    (table,) = json.loads(output.read_text())["tables"]
    assert table["rows"][0][0] == "this model"
