import numpy as np
import pytest

from keras_gan_zoo import metrics

PIXELS = metrics.FeatureExtractor("pixels", "none", 48, lambda x: x.reshape(len(x), -1) / 255.0)


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (200, 4, 4, 3), dtype=np.uint8)


def test_statistics_survive_the_disk(images, tmp_path):
    statistics = metrics.feature_statistics(images, PIXELS, "noise", progress=False)
    statistics.save(tmp_path / "noise.npz")
    loaded = metrics.FeatureStatistics.load(tmp_path / "noise.npz", source="noise", count=200)
    assert loaded.provenance == statistics.provenance
    np.testing.assert_array_equal(loaded.gaussian.mean, statistics.gaussian.mean)
    np.testing.assert_allclose(
        loaded.gaussian.covariance, statistics.gaussian.covariance, rtol=1e-15
    )
    assert metrics.frechet_distance(loaded.gaussian, statistics.gaussian) < 1e-8


def test_the_cache_is_read_and_a_mismatch_refused(images, tmp_path):
    path = tmp_path / "stats" / "noise.npz"
    first = metrics.cached_statistics(path, images, PIXELS, "noise", 150, progress=False)
    assert [file.name for file in path.parent.iterdir()] == ["noise.npz"]
    second = metrics.cached_statistics(path, None, PIXELS, "noise", 150)
    assert first.count == second.count == 150
    other = metrics.FeatureExtractor("pixels", "clean", 48, PIXELS.function)
    with pytest.raises(ValueError, match="resize 'none', but resize 'clean' was asked for"):
        metrics.cached_statistics(path, images, other, "noise", 150)
    with pytest.raises(ValueError, match="count 150, but count 200"):
        metrics.cached_statistics(path, images, PIXELS, "noise", 200)
    np.savez(tmp_path / "foreign.npz", mu=np.zeros(3))
    with pytest.raises(ValueError, match="has no provenance"):
        metrics.FeatureStatistics.load(tmp_path / "foreign.npz")


def test_fid_of_images_features_and_statistics_agree(images):
    real, generated = images[:100], images[100:]
    options = {"extractor": PIXELS, "progress": False}
    of_images = metrics.fid(generated, real, source="noise/train", **options)
    of_features = metrics.fid(
        metrics.extract_features(generated, PIXELS, progress=False),
        metrics.extract_features(real, PIXELS, progress=False),
    )
    of_statistics = metrics.fid(
        generated, metrics.feature_statistics(real, PIXELS, progress=False), **options
    )
    assert float(of_images) == pytest.approx(float(of_features), rel=1e-12)
    assert float(of_images) == pytest.approx(float(of_statistics), rel=1e-12)
    assert of_images.name == "fid100_pixels"
    assert (of_images.samples, of_images.reference_samples) == (100, 100)
    assert of_images.source == "noise/train"
    assert metrics.fid(real, real, **options).value == pytest.approx(0, abs=1e-9)


def test_fid_refuses_another_protocol(images):
    real = metrics.extract_features(images, PIXELS, progress=False)
    other = metrics.Features(real.values, "pixels", "clean")
    with pytest.raises(ValueError, match="same resize, got 'clean' and 'none'"):
        metrics.fid(other, real)
    with pytest.raises(ValueError, match="count must be at most 200"):
        metrics.fid(real, real, count=300)
    statistics = metrics.feature_statistics(images, PIXELS, progress=False)
    with pytest.raises(ValueError, match="statistics of 200 images were given, but count=100"):
        metrics.fid(statistics, statistics, count=100)


def test_a_score_prints_and_writes_its_protocol():
    score = metrics.Score(
        12.5, "fid10k_legacy", 10000, 10000, extractor="inception", source="cifar10/train"
    )
    assert str(score) == "fid10k_legacy = 12.5 (10,000 samples against 10,000 of cifar10/train)"
    assert score.as_dict()["machine"].endswith("cores")
    assert "error" not in score.as_dict()
