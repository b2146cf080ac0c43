"""The meaning of each argument of a family, from the docstrings of its classes."""

import importlib
import inspect
import pkgutil
import re
import sys
from typing import TYPE_CHECKING

from keras_gan_zoo.registry.building import zoo_classes

if TYPE_CHECKING:
    from keras_gan_zoo.engine.zoo_model import ZooModel

# "As for `LatentGAN.from_defaults`", which a reader of one family cannot look up.
_REFERENCE = re.compile(r"[Aa]s for (?:`(?P<name>[\w.]+)`|the class)")
_BASES = "keras_gan_zoo.models"


def argument_meanings(cls: "type[ZooModel]") -> dict[str, str]:
    """Returns the meaning of each documented argument of a family, in one line of text.

    Of an argument that is documented several times the class nearest to the family has its say.
    Where that refers to another class or function, what is said there stands in its place.

    Args:
        cls: The family's class.

    Example:
        >>> argument_meanings(keras_gan_zoo.LatentGAN)["packing"]
        'Pictures the discriminator judges at once (1712.04086).'
    """
    bases = zoo_classes(cls)
    # What each docstring says, from the nearest to the family to the furthest.
    said = [
        (base, documented(function))
        for base in bases
        for function in (vars(base).get("from_defaults"), base)
    ]
    meanings: dict[str, str] = {}
    for place, (base, found) in enumerate(said):
        further = [texts for _, texts in said[place + 1 :]]
        for argument, text in found.items():
            if argument not in meanings:
                meanings[argument] = _resolved(argument, text, base, further)
    return meanings


def _resolved(argument: str, text: str, base: type, further: list[dict[str, str]]) -> str:
    """Returns a meaning with what it refers to in the reference's place."""
    seen = {text}
    while reference := _REFERENCE.search(text):
        named = documented(_find(reference["name"], base)) if reference["name"] else {}
        # By name, or else what the next class says that the family is built on.
        meanings = [texts[argument] for texts in (named, *further) if argument in texts]
        referred = next((meaning for meaning in meanings if meaning not in seen), "")
        seen.add(referred)
        text = _joined(text[: reference.start()], referred, text[reference.end() :])
    return text


def _joined(*parts: str) -> str:
    """Returns what comes before a reference, what it stands for and what follows, as sentences."""
    sentences = (part.strip(" ,;.") for part in parts)
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in sentences if part)


def _find(name: str, base: type) -> object:
    """Returns the class or function of a name, as a docstring of a class's module names it."""
    first, *rest = name.removeprefix("keras_gan_zoo.").split(".")
    classes = {one.__name__: one for one in base.__mro__}
    found = classes.get(first) or vars(sys.modules[base.__module__]).get(first)
    if found is None:
        for module in pkgutil.iter_modules(importlib.import_module(_BASES).__path__, f"{_BASES}."):
            found = found or vars(importlib.import_module(module.name)).get(first)
    for part in rest:
        found = getattr(found, part, None)
    return found


def documented(thing: object, section: str = "Args") -> dict[str, str]:
    """Returns what a section of a Google-style docstring names, each with one line of text.

    Args:
        thing: A class or a function, or `None` for nothing.
        section: "Args" or "Attributes".
    """
    docstring = inspect.getdoc(thing) if thing is not None else None
    found = re.search(rf"^{section}:\n((?:[ \t]+.*\n?|\n)+)", docstring or "", re.MULTILINE)
    items = re.findall(
        r"^ {4}(\w+): (.*(?:\n(?: {8}.*|\s*$))*)", found[1] if found else "", re.MULTILINE
    )
    return {name: _without_tex(" ".join(text.split())) for name, text in items}


def _without_tex(text: str) -> str:
    return re.sub(r"\\(?=[a-z])|\\\( ?| ?\\\)", "", text)
