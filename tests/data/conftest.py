import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo import data
from keras_gan_zoo.data import sources


@pytest.fixture
def cache_dir(tmp_path, monkeypatch):
    """A cache of the test's own, so that no test sees what another, or the user, prepared."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("KERAS_GAN_ZOO_CACHE", str(folder))
    return folder


@pytest.fixture
def register(monkeypatch):
    """Registers sources that are gone after the test."""
    data.list_sources()
    monkeypatch.setattr(sources, "SOURCES", dict(sources.SOURCES))
    return data.register_source


@pytest.fixture
def save_picture():
    """Returns a function that writes a picture of random pixels and returns them."""
    generator = np.random.default_rng(0)

    def save(path, height=8, width=8, mode="RGB"):
        path.parent.mkdir(parents=True, exist_ok=True)
        shape = (height, width) if mode == "L" else (height, width, 3)
        pixels = generator.integers(0, 256, shape, "uint8")
        Image.fromarray(pixels).save(path)
        return pixels

    return save


@pytest.fixture(scope="session")
def real_set():
    """Returns a function that loads a real set, or skips the test where it is not to be had."""

    def load(name, **arguments):
        try:
            return data.load(name, **arguments)
        except data.DataUnavailable as error:
            pytest.skip(f"{name} is needed here; on Debian, `apt-get update` may help. {error}")

    return load
