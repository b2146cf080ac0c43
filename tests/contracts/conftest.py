"""Every contract test runs once for each registered family, with no list of families anywhere.

What is marked `of_algorithms` depends on `train_step` alone, and runs for the families that write
one of their own; what is marked `of_networks` on the networks alone, and runs once for each
builder; what is marked `of_bases` on what families inherit, and runs for one of those with the same
base classes, and for each that has one of the methods of its own.
"""

import matching_family  # noqa: F401 - registers itself
import pytest
import third_kind  # noqa: F401 - registers itself
import toy_family  # noqa: F401 - registers itself
from first_step import run_first_step
from loaded import save_and_load
from small_families import all_variables, restore, small, training_data, values

import keras_gan_zoo
from keras_gan_zoo import registry


def pytest_configure(config):
    config.addinivalue_line("markers", "of_algorithms: only for families with their own train_step")
    config.addinivalue_line("markers", "of_averages: only for families that average a network")
    config.addinivalue_line("markers", "of_networks: for one family of those that build the same")
    config.addinivalue_line("markers", "of_bases(*methods): for one family of those that inherit")
    config.addinivalue_line("markers", "of_families(*names): only for these families")


def pytest_generate_tests(metafunc):
    if "family" in metafunc.fixturenames:
        families = keras_gan_zoo.list_models()
        if metafunc.definition.get_closest_marker("of_algorithms"):
            families = [
                family for family in families if "train_step" in vars(registry.find(family).load())
            ]
        if metafunc.definition.get_closest_marker("of_averages"):
            families = [family for family in families if registry.find(family).load().averaged]
        if metafunc.definition.get_closest_marker("of_networks"):
            builders = {}
            for family in sorted(families, key=lambda family: family != "gan"):
                cls = registry.find(family).load()
                builders.setdefault((cls.from_defaults.__func__, cls.export_networks), family)
            families = list(builders.values())
        if marker := metafunc.definition.get_closest_marker("of_bases"):
            of_each = {inherited(family, marker.args): family for family in reversed(families)}
            families = list(of_each.values())
        if chosen := metafunc.definition.get_closest_marker("of_families"):
            families = chosen.args
        metafunc.parametrize("family", families, scope="session")


def inherited(family, methods):
    """Returns the base classes of a family, and those of the methods that are its own."""
    cls = registry.find(family).load()
    bases = [base for base in cls.__mro__[1:] if ".families." not in base.__module__]
    found = [getattr(cls, method) for method in methods]
    return (*bases, *(method for method in found if ".families." in method.__module__))


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


@pytest.fixture(scope="session")
def loaded(built, pictures, tmp_path_factory):
    """The family as it came from a file, written after two steps, and what both models held."""
    model, new, _ = built
    restore(all_variables(model), new)
    return save_and_load(model, pictures, tmp_path_factory.mktemp("family"))


@pytest.fixture(scope="session")
def first_step(built, loaded, pictures):
    """What a new model's first step does, run outside of any graph, by the model from the file."""
    _, new, _ = built
    restore(all_variables(loaded.model), new)
    return run_first_step(loaded.model, training_data(loaded.model, pictures))
