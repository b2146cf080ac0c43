"""Every contract test runs once for each registered family, with no list of families anywhere."""

import pytest
import toy_family  # noqa: F401 - registers itself
from small_families import all_variables, restore, small, training_data, values

import keras_gan_zoo


def pytest_generate_tests(metafunc):
    if "family" in metafunc.fixturenames:
        metafunc.parametrize("family", keras_gan_zoo.list_models(), scope="session")


@pytest.fixture(scope="session")
def built(family):
    """A family with averaged networks, its state when new, and its traces.

    Tracing takes most of a contract's time, so that the tests of a family share one model.
    """
    gan = small(family, seed=7, ema_decay=0.9)
    traces = []
    train_step = gan.train_step

    def counted(data):
        traces.append(data)
        return train_step(data)

    gan.train_step = counted
    return gan, values(all_variables(gan)), traces


@pytest.fixture
def gan(built):
    """The family as it was when new."""
    model, new, _ = built
    restore(all_variables(model), new)
    model.reset_metrics()
    return model


@pytest.fixture
def data(gan, pictures):
    """Sixteen real pictures of each kind the family wants."""
    return training_data(gan, pictures)
