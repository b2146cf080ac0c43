import io

import numpy as np
import pytest

from keras_gan_zoo import metrics
from keras_gan_zoo.metrics.features.features import image_batches, stream_features
from keras_gan_zoo.metrics.progress import Progress


def pixel_extractor(calls=None, fail_after=None):
    def function(images):
        if fail_after is not None and sum(calls) >= fail_after:
            raise KeyboardInterrupt
        if calls is not None:
            calls.append(len(images))
        return images.reshape(len(images), -1)

    return metrics.FeatureExtractor("pixels", "none", 48, function)


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (23, 4, 4, 3), dtype=np.uint8)


def test_arrays_floats_datasets_and_generators_give_the_same_bytes(images):
    tf = pytest.importorskip("tensorflow")
    as_floats = images / 127.5 - 1
    labelled = tf.data.Dataset.from_tensor_slices((images, np.arange(23))).batch(6)
    sources = {
        "uint8": images,
        "float32": as_floats.astype(np.float32),
        "generator": (as_floats[i : i + 4] for i in range(0, 23, 4)),
        "dataset": labelled,
        "tensor": tf.constant(images),
    }
    for name, source in sources.items():
        batches = list(image_batches(source, batch_size=5))
        np.testing.assert_array_equal(np.concatenate(batches), images, err_msg=name)
        assert batches[0].dtype == np.uint8


def test_count_takes_so_many_and_refuses_fewer(images):
    assert sum(len(batch) for batch in image_batches(images, 5, count=12)) == 12
    with pytest.raises(ValueError, match="at least count=30 images, got 23"):
        list(image_batches(images, 5, count=30))


def test_ctrl_c_loses_nothing_already_extracted(images, tmp_path):
    path, calls = tmp_path / "features.f32", []
    interrupted = stream_features(
        images, pixel_extractor(calls, 10), batch_size=5, save_to=path, progress=False
    )
    with pytest.raises(KeyboardInterrupt):
        list(interrupted)
    assert sum(calls) == 10
    calls.clear()
    features = metrics.extract_features(
        images, pixel_extractor(calls), batch_size=4, save_to=path, progress=False
    )
    assert sum(calls) == 13
    np.testing.assert_array_equal(features.values, images.reshape(23, -1))
    calls.clear()
    again = metrics.extract_features(
        images, pixel_extractor(calls), save_to=path, count=20, progress=False
    )
    assert calls == []
    np.testing.assert_array_equal(again.values, images[:20].reshape(20, -1))


def test_a_row_cut_short_by_a_crash_is_computed_again(images, tmp_path):
    path = tmp_path / "features.f32"
    list(stream_features(images[:10], pixel_extractor(), save_to=path, progress=False))
    path.write_bytes(path.read_bytes()[:-5])
    features = metrics.extract_features(images, pixel_extractor(), save_to=path, progress=False)
    np.testing.assert_array_equal(features.values, images.reshape(23, -1))


def test_saved_features_of_something_else_are_refused(images, tmp_path):
    path = tmp_path / "features.f32"
    list(stream_features(images, pixel_extractor(), save_to=path, progress=False))
    with pytest.raises(ValueError, match="holds features with first_image_sha256"):
        list(stream_features(images[::-1], pixel_extractor(), save_to=path, progress=False))
    with pytest.raises(ValueError, match="source '', not 'faces'"):
        metrics.extract_features(images, pixel_extractor(), "faces", save_to=path, progress=False)


def test_an_extractor_of_the_wrong_shape_is_named(images):
    extractor = metrics.FeatureExtractor("half", "none", 2048, lambda x: np.zeros((len(x), 5)))
    with pytest.raises(ValueError, match=r"extractor 'half' must return shape \(23, 2048\)"):
        extractor(images)


def test_progress_tells_speed_and_time_left(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    stream = io.StringIO()
    progress = Progress(1000, "features of cifar10", interval=10, stream=stream)
    progress.skip(400)
    now[0] = 5.0
    progress.advance(50)
    assert stream.getvalue() == ""
    now[0] = 20.0
    progress.advance(50)
    # 100 images in 20 s: 5 a second, 500 to go.
    assert (
        stream.getvalue()
        == "features of cifar10: 500/1,000 images, 5.0 images/s, 1 min 40 s left\n"
    )
