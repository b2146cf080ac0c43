"""The table of families, the search in it, and what `get` accepts."""

import random
import re

import keras
import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo import registry
from keras_gan_zoo.errors import UnknownFamily, listed, nearest
from keras_gan_zoo.registry.building import default_arguments

SMALL = {"image_shape": (16, 16, 1), "width": 2, "latent_dim": 4}


@pytest.fixture
def registered():
    """Registers a class, and takes it out again after the test."""
    names = []

    def register(name, cls, **facts):
        cls = keras_gan_zoo.register(name, **facts)(cls)
        names.append(name)
        return cls

    yield register
    for name in set(names):
        registry.unregister(name)


def family(name="Own"):
    return type(name, (keras_gan_zoo.LatentGAN,), {})


def test_patterns_tasks_and_tags():
    assert {"cyclegan", "dcgan"} <= set(keras_gan_zoo.list_models())
    assert keras_gan_zoo.list_models("dc*") == ["dcgan"]
    assert keras_gan_zoo.list_models("DC*") == ["dcgan"]
    assert keras_gan_zoo.list_models("c*gan", task="translation") == ["cyclegan"]
    assert "dcgan" not in keras_gan_zoo.list_models(tag="unpaired")
    assert keras_gan_zoo.list_models("no_such_*") == []


def test_natural_order(registered):
    for name in ("zz_gan10", "zz_gan9", "zz_gan2"):
        registered(name, family(name))
    assert keras_gan_zoo.list_models("zz_*") == ["zz_gan2", "zz_gan9", "zz_gan10"]


def test_every_entry_is_complete_and_loads():
    for name in keras_gan_zoo.list_models():
        entry = registry.find(name)
        assert entry.name == name
        assert entry.title
        assert entry.task in registry.TASKS
        assert issubclass(entry.load(), keras_gan_zoo.ZooModel)


def test_built_in_classes_say_what_they_play():
    for name in ("cyclegan", "dcgan"):
        entry = registry.find(name)
        assert entry.paper in entry.load().__doc__
        assert entry.load().objective


def test_a_registered_class_is_at_home_everywhere(registered, tmp_path):
    cls = registered("own_gan", family(), task="image", paper="1406.2661", tags=("mine",))
    assert keras_gan_zoo.list_models(tag="mine") == ["own_gan"]
    assert registry.find("own_gan").paper == "1406.2661"
    assert registry.find("own_gan").title == "Own"
    gan = keras_gan_zoo.get("own_gan", **SMALL, seed=0)
    assert type(gan) is cls
    gan.save(tmp_path / "own.keras")
    loaded = keras.models.load_model(tmp_path / "own.keras")
    assert type(loaded) is cls
    np.testing.assert_array_equal(loaded.generate(2, seed=0), gan.generate(2, seed=0))


def test_the_same_class_again_replaces_itself(registered):
    registered("own_gan", family())
    second = registered("own_gan", family())
    assert registry.find("own_gan").load() is second


@pytest.mark.parametrize("name", ["dcgan", "own_gan"])
def test_a_taken_name(registered, name):
    registered("own_gan", family())
    with pytest.raises(ValueError, match=f"`name` '{name}' is already registered"):
        keras_gan_zoo.register(name)(family("Other"))


@pytest.mark.parametrize("name", ["OWN-GAN", "3d gan", "own!", "", "*"])
def test_a_malformed_name_and_one_that_would_do(registered, name):
    with pytest.raises(ValueError, match=r"`name` must be lower-case .*; e.g. '(\w+)'") as refusal:
        keras_gan_zoo.register(name)
    suggestion = re.search(r"e.g. '(\w+)'", str(refusal.value))[1]
    registered(suggestion, family())
    assert suggestion in keras_gan_zoo.list_models()


def test_an_unknown_task():
    with pytest.raises(ValueError, match=r"`task` must be one of .*Did you mean 'image'"):
        keras_gan_zoo.register("own_gan", task="images")
    with pytest.raises(ValueError, match=r"`task` must be one of .*Did you mean 'translation'"):
        keras_gan_zoo.list_models(task="translate")


def test_an_unknown_family():
    with pytest.raises(
        ValueError, match=r"must be a registered family, got 'cycelgan'.*'cyclegan'"
    ):
        keras_gan_zoo.get("cycelgan")
    with pytest.raises(ValueError, match=r"got 'qqqq'. There are .*'cyclegan', 'dcgan'"):
        keras_gan_zoo.get("qqqq")


@pytest.mark.parametrize("name", [["dcgan"], None, 3])
def test_a_name_is_text(name):
    with pytest.raises(TypeError, match=r"^`name` must be the name of one family, .*, got "):
        keras_gan_zoo.get(name)


@pytest.mark.parametrize("pattern", [None, ["dcgan"]])
def test_a_pattern_is_text(pattern):
    with pytest.raises(TypeError, match=r"^`pattern` must be text, such as '\*gan\*', got "):
        keras_gan_zoo.list_models(pattern)


@pytest.mark.parametrize("thing", [keras.Model, lambda: None, "MyGAN"])
def test_only_adversarial_models_are_registered(thing):
    with pytest.raises(TypeError, match=r"`register` must decorate a subclass .*, got '"):
        keras_gan_zoo.register("no_gan")(thing)
    assert "no_gan" not in keras_gan_zoo.list_models()
    with pytest.raises(ValueError, match=r"`name` must be lower-case letters.*got None"):
        keras_gan_zoo.register(None)


def test_an_unknown_override():
    with pytest.raises(ValueError, match=r"'dcgan' has no argument 'latent_dims'.*'latent_dim'"):
        keras_gan_zoo.get("dcgan", latent_dims=8)
    with pytest.raises(ValueError, match=r"'dcgan' has no argument 'cycle_weight'"):
        keras_gan_zoo.get("dcgan", cycle_weight=1.0)


def test_default_arguments_are_those_of_the_builder_and_of_every_constructor():
    arguments = default_arguments(registry.find("dcgan").load())
    expected = {
        "image_shape": (28, 28, 1),
        "latent_dim": 100,
        "width": 64,
        "loss": "non_saturating",
        "ema_decay": None,
        "seed": None,
    }
    assert expected.items() <= arguments.items()
    assert not {"networks", "generator", "discriminator", "name", "dtype"} & set(arguments)


def test_get_with_a_seed_leaves_the_callers_random_numbers_alone():
    def draws():
        random.seed(5)
        np.random.seed(5)
        keras.utils.set_random_seed(5)
        yield
        yield random.random(), np.random.random(), float(keras.random.normal(()))

    without, with_get = draws(), draws()
    next(without)
    expected = next(without)
    next(with_get)
    keras_gan_zoo.get("dcgan", **SMALL, seed=3, ema_decay=0.9)
    assert next(with_get) == expected


def test_nearest_and_listed():
    assert nearest("cycelgan", ["cyclegan", "dcgan"]) == " Did you mean 'cyclegan'?"
    assert nearest("DCGAN", ["cyclegan", "dcgan"]) == " Did you mean 'dcgan'?"
    assert nearest(3, ["cyclegan"]) == ""
    assert listed({"b": 1, "a": 2}) == "'a', 'b'"


def test_a_name_that_several_papers_have_is_answered_by_all_of_them(registered):
    known = r"'spatial_gan' \(1611\.08207, 2016\), 'stacked_gan' \(1612\.04357, 2016\)"
    sentence = rf"There is no family 'sgan': {known}.* and .* are called so in their papers"
    for ask in (keras_gan_zoo.get, keras_gan_zoo.describe, registry.find):
        with pytest.raises(UnknownFamily, match=sentence) as raised:
            ask("sgan")
        assert "'local_pairs_gan' (1712.02330, 2017)" in str(raised.value)
        assert "Did you mean" not in str(raised.value)
    with pytest.raises(UnknownFamily, match="There is no family 'SGAN': 'spatial_gan'"):
        keras_gan_zoo.get("SGAN")
    # What it advises works.
    assert registry.find("stacked_gan").aliases == ("sgan",)


def test_a_name_that_one_paper_has_is_no_familys_either(registered):
    registered("zz_own", family(), paper="2001.00001", aliases=("zzgan",))
    sentence = (
        r"^There is no family 'zzgan': 'zz_own' \(2001\.00001, 2020\) is called so in its paper"
    )
    with pytest.raises(UnknownFamily, match=sentence):
        keras_gan_zoo.get("zzgan")
    registered("zz_other", family("Other"), aliases=("zzgan",))
    with pytest.raises(UnknownFamily, match=r"'zz_other' and 'zz_own' .* are called so in their"):
        keras_gan_zoo.get("zzgan")
    assert "zzgan" not in keras_gan_zoo.list_models()
    with pytest.raises(ValueError, match="`aliases` must be names of no family, got 'dcgan'"):
        keras_gan_zoo.register("zz_third", aliases=("dcgan",))
