import io
import pathlib
import zipfile

import numpy as np
import pytest
from inception_images import reference_images

from keras_gan_zoo import metrics
from keras_gan_zoo.metrics.judges.inception import build_inception_v3, load_torchscript_weights
from keras_gan_zoo.metrics.judges.weights import inception_archive
from tests.shared.downloads import skipped_without_weights

REFERENCE = pathlib.Path(__file__).with_name("inception_reference.npz")


@pytest.fixture(scope="module")
def archive():
    with skipped_without_weights():
        return inception_archive()


@pytest.mark.parametrize("method, count", [("legacy", 16), ("clean", 16)])
def test_features_equal_the_torchscript_network(archive, method, count):
    images = reference_images()[:count]
    extractor = metrics.inception_pool3(method)
    features = metrics.extract_features(images, extractor, batch_size=32, progress=False).values
    with np.load(REFERENCE) as reference:
        every_16th, first_four = (
            reference[f"{method}_every_16th"][:count],
            reference[f"{method}_first_four"],
        )
        norms = reference[f"{method}_norm"][:count]
    for found, expected in ((features[:, ::16], every_16th), (features[:4], first_four)):
        error = np.linalg.norm(found - expected, axis=1) / np.linalg.norm(expected, axis=1)
        assert error.max() < 1e-4
        # Relative to each activation, or to 0.01 where it is nearly off.
        assert (np.abs(found - expected) / np.maximum(expected, 0.01)).max() < 1e-3
    np.testing.assert_allclose(np.linalg.norm(features, axis=1), norms, rtol=1e-4)


def test_grey_images_are_judged_as_grey_rgb(archive):
    grey = reference_images()[:2, :, :, :1]
    extractor = metrics.inception_pool3("legacy")
    np.testing.assert_allclose(extractor(grey), extractor(grey.repeat(3, axis=-1)), atol=1e-5)


def test_the_method_is_checked_before_any_weights_are_fetched():
    with pytest.raises(ValueError, match="Did you mean 'clean'"):
        metrics.inception_pool3("cleen")


def test_an_archive_of_something_else_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as tensors:
        tensors.writestr("module/data/0", b"0" * 64)
    with pytest.raises(ValueError, match="must hold the 376 tensors"):
        load_torchscript_weights(build_inception_v3(), buffer)
