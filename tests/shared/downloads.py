"""What a test does where the package index has not what it needs."""

import contextlib
from collections.abc import Iterator

import pytest

from keras_gan_zoo.data import DataUnavailable


@contextlib.contextmanager
def skipped_without_weights() -> Iterator[None]:
    """Skips a test whose published weights are not to be had here, with the reason."""
    try:
        yield
    except DataUnavailable as error:
        pytest.skip(f"the weights are not to be had here: {error}")
