"""`describe` says of each argument what it means, and refers to nothing that it does not print."""

import pytest

import keras_gan_zoo
from keras_gan_zoo import registry
from keras_gan_zoo.registry.argument_meanings import argument_meanings


@pytest.mark.parametrize("name", keras_gan_zoo.list_models())
def test_no_argument_of_a_family_is_without_a_meaning_or_refers_to_another(name):
    family = registry.find(name).load()
    meanings = argument_meanings(family)
    for argument in registry.default_arguments(family):
        meaning = meanings.get(argument, "")
        assert meaning.strip(), argument
        assert "as for" not in meaning.lower(), (argument, meaning)


def meanings_of(own):
    """Returns the meanings of a family whose `from_defaults` has a docstring of these arguments."""

    def from_defaults(cls):
        """Is replaced."""

    from_defaults.__doc__ = "Builds it.\n\nArgs:\n" + "".join(
        f"    {argument}: {text}\n" for argument, text in own.items()
    )
    members = {"from_defaults": classmethod(from_defaults)}
    return argument_meanings(type("Family", (keras_gan_zoo.LatentGAN,), members))


PACKING = "Pictures the discriminator judges at once (1712.04086)."


def test_a_reference_is_replaced_by_what_it_refers_to():
    assert meanings_of({"packing": "As for `LatentGAN.from_defaults`."})["packing"] == PACKING


def test_a_reference_to_a_base_that_the_family_is_not_built_on():
    noise = meanings_of({"classes": "As for `LabelGAN.from_defaults`, at least 3; see the paper."})
    assert noise["classes"] == "Number of classes. At least 3; see the paper."


def test_a_reference_that_leads_nowhere_falls_back_on_the_next_base():
    assert meanings_of({"packing": "As for `NoSuchClass`."})["packing"] == PACKING
    assert meanings_of({"packing": "As for the class."})["packing"] == PACKING


def test_a_reference_to_itself_ends():
    meanings = meanings_of({"own": "Twice; as for the class."})
    assert meanings["own"] == "Twice."
