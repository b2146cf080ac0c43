import pathlib
import pickle

import numpy as np
import pytest
from lpips_images import reference_pairs

from keras_gan_zoo import metrics
from keras_gan_zoo.metrics.judges.array_pickle import UnsafePickle, load_arrays
from keras_gan_zoo.metrics.judges.lpips_networks import build_lpips, load_lpips_weights
from keras_gan_zoo.metrics.judges.weights import lpips_weights
from tests.shared.downloads import skipped_without_weights

REFERENCE = pathlib.Path(__file__).with_name("lpips_reference.npz")


@pytest.fixture(scope="module")
def weights():
    with skipped_without_weights():
        return lpips_weights("alex")


@pytest.mark.parametrize("network", ["vgg", "alex"])
def test_distances_equal_those_computed_by_torch(weights, network):
    found = metrics.lpips(*reference_pairs(), network=network, value_range=(0, 255), batch_size=5)
    with np.load(REFERENCE) as reference:
        expected = reference[network]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)
    assert found[0] == 0.0 and found[1:].min() > 0.05


def test_scale_and_channels_do_not_matter(weights):
    a, b = (images[2:5] for images in reference_pairs())
    bytes_ = metrics.lpips(a, b, "alex", value_range=(0, 255))
    floats = metrics.lpips(a / 127.5 - 1, b / 127.5 - 1, "alex")
    np.testing.assert_allclose(floats, bytes_, rtol=1e-4)
    grey_a, grey_b = a[..., :1], b[..., :1]
    grey = metrics.lpips(grey_a, grey_b, "alex", value_range=(0, 255))
    rgb = metrics.lpips(
        grey_a.repeat(3, axis=-1), grey_b.repeat(3, axis=-1), "alex", value_range=(0, 255)
    )
    np.testing.assert_allclose(grey, rgb, rtol=1e-5)


def test_wrong_arguments_are_named():
    images = np.zeros((2, 24, 24, 3))
    with pytest.raises(ValueError, match="Did you mean 'alex'"):
        metrics.lpips(images, images, network="alexnet")
    with pytest.raises(ValueError, match=r"at least 32 pixels .* got 24x24"):
        metrics.lpips(images, images, network="alex")
    with pytest.raises(ValueError, match="must have the shape"):
        metrics.lpips(images, images[:1])


def test_pictures_in_zero_to_one_are_noticed(weights):
    a, b = (images[2:5] for images in reference_pairs())
    with pytest.raises(ValueError, match=r"a has values from .* looks like images in \[0, 1\]"):
        metrics.lpips(a / 255.0, b / 255.0, "alex")
    expected = metrics.lpips(a, b, "alex", value_range=(0, 255))
    found = metrics.lpips(a / 255.0, b / 255.0, "alex", value_range=(0, 1))
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_weights_of_another_network_are_refused(weights):
    with pytest.raises(ValueError, match="`weights` are not those of lpips_vgg"):
        load_lpips_weights(build_lpips("vgg"), weights)
    with pytest.raises(ValueError, match="`weights` are not those of lpips_alex"):
        load_lpips_weights(build_lpips("alex"), {"AlexNet_0": weights["AlexNet_0"]})


class Evil:
    def __reduce__(self):
        return (pathlib.Path.touch, (pathlib.Path("harm"),))


class EvilInPieces:
    """Asks for what NumPy needs, and for one thing more."""

    def __reduce__(self):
        return (np.load, ("harm.npy", None, True))


@pytest.mark.parametrize(
    "harmful",
    [Evil(), [np.arange(3), EvilInPieces()], {"array": np.array([Evil()], dtype=object)}, print],
    ids=["a call", "beside arrays", "in an array of objects", "a function"],
)
def test_a_pickle_of_anything_else_is_refused(harmful, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnsafePickle):
        load_arrays(pickle.dumps(harmful, 4))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("protocol", [3, 4])
def test_arrays_are_read_as_pickle_reads_them(protocol):
    nested = {"layer": {"kernel": np.arange(12, dtype="float32").reshape(3, 4), "names": ["a"]}}
    read = load_arrays(pickle.dumps(nested, protocol))
    np.testing.assert_array_equal(read["layer"]["kernel"], nested["layer"]["kernel"])
    assert read["layer"]["kernel"].dtype == np.float32 and read["layer"]["names"] == ["a"]


def test_a_damaged_pickle_is_refused():
    with pytest.raises(UnsafePickle, match="cannot be read"):
        load_arrays(pickle.dumps(np.arange(100), 4)[:60])
