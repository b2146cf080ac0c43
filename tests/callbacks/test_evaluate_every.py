import io
import json

import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo import metrics
from keras_gan_zoo.callbacks import EvaluateEvery
from keras_gan_zoo.metrics import FeatureExtractor

SEEN = []


def features(images):
    SEEN.append(len(images))
    return images.reshape(len(images), 8, 2, 8, 2).mean(axis=(2, 4)).reshape(len(images), 64) / 255


PIXELS = FeatureExtractor("pixels", "none", 64, features)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).uniform(-1, 1, (80, 16, 16, 1)).astype("float32")


def make_gan():
    return keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=8, seed=0)


def test_scores_are_those_of_the_metrics_and_are_kept(images, tmp_path):
    gan, stream, path = make_gan(), io.StringIO(), tmp_path / "sub" / "scores.jsonl"
    path.parent.mkdir()
    path.write_text('{"step": 0, "fid60_pixels": 1.0}\n{"step": 9, "fid60_pixels": 2.0}\n')
    scores = EvaluateEvery(
        images, "fid60,sharpness40", every=2, path=path, extractor=PIXELS, seed=1, stream=stream
    )
    SEEN.clear()
    gan.fit(images[:40], batch_size=8, verbose=0, callbacks=[scores])
    assert [line["step"] for line in scores.history] == [2, 4, 5]
    assert sum(SEEN) == 4 * 60  # the real pictures once, the model's three times
    generated = gan.generate(60, seed=1)
    real = np.concatenate(list(scores._judge._real(60)))
    expected = metrics.fid(generated, real, extractor=PIXELS, progress=False)
    assert scores.history[-1]["fid60_pixels"] == pytest.approx(expected.value, rel=1e-4)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["step"] for line in lines] == [0, 2, 4, 5] and lines[1:] == scores.history
    assert stream.getvalue().startswith("step 2: fid60_pixels ")


def test_what_cannot_be_scored_is_refused_before_training(images):
    with pytest.raises(ValueError, match="Did you mean 'fid'"):
        EvaluateEvery(images, "fad")
    with pytest.raises(ValueError, match="`real` has 80"):
        EvaluateEvery(images, "fid500")
    with pytest.raises(ValueError, match="takes too long"):
        EvaluateEvery(images, "memorisation40")
