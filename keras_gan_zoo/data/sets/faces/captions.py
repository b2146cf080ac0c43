"""English captions of cartoon faces, made from what is known of each, in varied wording."""

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.data.sets.faces.drawing import PALETTES, SHORT_HAIR
from keras_gan_zoo.errors import listed, nearest

if TYPE_CHECKING:
    from keras_gan_zoo.layers.tokenizer import Tokenizer

_LENGTH = 30
"""Tokens of the longest caption there can be: 29, and one more."""

_BODIES = {
    "beard": ("a man", "a guy", "a gentleman", "a bearded man"),
    "long": ("a girl", "a woman", "a lady", "a person"),
    "short": ("a person", "a kid", "someone", "a character"),
}
_OPENINGS = ("", "", "", "the face of ", "a portrait of ", "a picture of ", "a drawing of ")
_EXTRAS = {
    "glasses": ("glasses", "spectacles"),
    "earrings": ("earrings", "an earring"),
    "freckles": ("freckles", "a freckled face"),
    "flowers": ("flowers in the hair", "flowers"),
    "beard": ("a beard", "a full beard"),
}
_BETWEEN = ("long", "short", "-haired", "whose hair is", "with eyes,", "but no", "and without")
_MENTIONED = {"hair": 0.75, "length": 0.6, "eyes": 0.85, "extra": 0.8, "absent_glasses": 0.15}

EXAMPLE_CAPTIONS = (
    "a girl with long blue hair and glasses",
    "a man with short brown hair and a beard",
    "a girl with long red hair and green eyes",
    "a person with short green hair and purple eyes",
    "a woman with long blonde hair, blue eyes and flowers in the hair",
    "a kid with pink hair, red eyes and earrings",
    "a portrait of a lady with black hair and freckles",
    "a guy with orange hair, brown eyes and glasses",
)
"""Captions in the words of the others, for pictures that nobody asked for."""


def face_caption(attributes: Mapping, variant: int = 0) -> str:
    """Describes a face, in one of many wordings.

    Most captions name the colour of the hair and of the eyes, some only one of them; what else
    there is to see they mention or not. What they say is always true.

    Args:
        attributes: What `face_attributes` returns.
        variant: Number of the wording, 0 or more: the same face and number give the same caption.

    Returns:
        A lower-case sentence without a full stop.

    Raises:
        ValueError: If `variant` is no whole number of at least 0.

    Example:
        >>> face_caption(face_attributes(7), variant=0)
        'a portrait of a person whose hair is long and purple, with purple eyes and without glasses'
    """
    variant = check_whole(variant, "variant", least=0)
    draws = iter(
        np.random.PCG64([int(attributes["identity"]), variant]).random_raw(24) / np.float64(2**64)
    )

    def choose(wordings):
        return wordings[int(next(draws) * len(wordings))]

    def happens(what):
        return next(draws) < _MENTIONED[what]

    length = "short" if attributes["hair"] in SHORT_HAIR else "long"
    who = choose(_OPENINGS) + choose(_BODIES["beard" if attributes["beard"] else length])
    hair, eyes = happens("hair"), happens("eyes")
    if not hair and not eyes:
        hair = eyes = True
    colour = [attributes["hair_colour"]] if hair else []
    lengths = [length] if happens("length") else []
    eyes = [f"{attributes['eye_colour']} eyes"] if eyes else []
    extras = [
        choose(wordings)
        for part, wordings in _EXTRAS.items()
        if attributes[part] and happens("extra")
    ]
    caption = choose(_WORDINGS)(who, lengths, colour, eyes, extras)
    if not attributes["glasses"] and happens("absent_glasses"):
        caption += choose((" but no glasses", " and without glasses"))
    return caption


def _hair_first(who, lengths, colour, eyes, extras):
    return _with(who, [*_hair(lengths, colour), *eyes, *extras])


def _eyes_first(who, lengths, colour, eyes, extras):
    return _with(who, [*eyes, *extras, *_hair(lengths, colour)])


def _haired(who, lengths, colour, eyes, extras):
    """Says "a blue-haired girl with red eyes"."""
    rest, _, noun = who.rpartition(" ")
    if not colour or rest.split()[-1:] != ["a"]:
        return _hair_first(who, lengths, colour, eyes, extras)
    return _with(f"{rest} {colour[0]}-haired {noun}", [*eyes, *extras])


def _whose(who, lengths, colour, eyes, extras):
    """Says "a girl whose hair is long and blue, with red eyes"."""
    if not colour:
        return _eyes_first(who, lengths, colour, eyes, extras)
    described = f"{who} whose hair is {' and '.join([*lengths, *colour])}"
    return _with(f"{described},", [*eyes, *extras]) if eyes or extras else described


_WORDINGS = (_hair_first, _hair_first, _eyes_first, _haired, _whose)


def _hair(lengths: Sequence[str], colour: Sequence[str]) -> list[str]:
    return [" ".join([*lengths, *colour, "hair"])] if colour else []


def _with(who: str, parts: Sequence[str]) -> str:
    if not parts:
        return who
    *first, last = parts
    return f"{who} with {', '.join(first) + ' and ' if first else ''}{last}"


def caption_tokenizer() -> "Tokenizer":
    """Returns a `Tokenizer` of all the words in which `face_caption` describes faces.

    Example:
        >>> caption_tokenizer().encode(["a girl with blue hair"]).shape
        (1, 32)
    """
    # Here, because it brings TensorFlow, which captions do without.
    from keras_gan_zoo.layers.tokenizer import Tokenizer

    return Tokenizer(_vocabulary(), _LENGTH, split="words")


def _vocabulary() -> list[str]:
    texts = [
        *itertools.chain(_OPENINGS, *_BODIES.values(), *_EXTRAS.values()),
        *itertools.chain(PALETTES["hair"], PALETTES["eyes"], _BETWEEN, EXAMPLE_CAPTIONS),
    ]
    return sorted({word for text in texts for word in re.findall(r"\w+|[^\w\s]", text)})


COMBINATION_WORDS: Mapping[str, Mapping[str, Any]] = {
    "hair_colour": {f"{colour} hair": colour for colour in PALETTES["hair"]},
    "eye_colour": {f"{colour} eyes": colour for colour in PALETTES["eyes"]},
    **{part: {part: True, f"no {part}": False} for part in _EXTRAS},
}
"""By attribute, what a combination may ask for and the value it means."""


def named_combination(name: str) -> dict[str, object]:
    """Returns what a combination of attributes asks for, from its name.

    Args:
        name: Such as "blue hair, red eyes" or "green hair and glasses".

    Returns:
        A value by attribute of `face_attributes`.

    Raises:
        ValueError: If a part of it is no colour of hair or eyes and nothing a face may have.

    Example:
        >>> named_combination("blue hair and no glasses")
        {'hair_colour': 'blue', 'glasses': False}
    """
    known = {
        words: (attribute, value)
        for attribute, choices in COMBINATION_WORDS.items()
        for words, value in choices.items()
    }
    wanted = {}
    for part in re.split(r",| and ", name):
        words = " ".join(part.split())
        if words not in known:
            suggestion = nearest(words, known) or f" There are {listed(known)}."
            raise ValueError(f"The combination {name!r} has {words!r}.{suggestion}")
        attribute, value = known[words]
        wanted[attribute] = value
    return wanted


def shows(attributes: Mapping, combination: Mapping) -> bool:
    """Returns whether a face has all that a combination asks for.

    Args:
        attributes: What `face_attributes` returns.
        combination: What `named_combination` returns.

    Example:
        >>> shows({"hair_colour": "blue", "glasses": True}, named_combination("blue hair"))
        True
    """
    return all(attributes[key] == value for key, value in combination.items())
