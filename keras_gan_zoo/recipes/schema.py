"""A JSON schema of recipes, by which an editor completes and checks them as they are typed."""

import dataclasses
from typing import Any

from keras_gan_zoo import registry
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.recipes.recipe import EXPORT_FORMATS
from keras_gan_zoo.recipes.training_section import PRECISIONS, Training
from keras_gan_zoo.registry.argument_meanings import argument_meanings, documented
from keras_gan_zoo.registry.building import default_arguments
from keras_gan_zoo.storage.yaml_values import plain
from keras_gan_zoo.trackers import NAMES as TRACKERS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NOT_IN_RECIPES = ("batch_size", "shuffle", "seed", "cache_dir")
_NAMED = {
    "precision": {"enum": list(PRECISIONS)},
    "jit_compile": {"enum": [True, False, "auto"]},
    "tracker": {"enum": [None, *TRACKERS]},
}
"""Settings of `training` that have a few values."""


def recipe_schema() -> dict[str, Any]:
    """Returns the JSON schema of recipes, with every family's arguments and what they mean.

    It is as strict as `load_recipe` on names, and on types where a default tells one; the ranges
    of values the families know.

    Example:
        >>> schema = recipe_schema()
        >>> schema["properties"]["training"]["properties"]["steps"]["default"]
        10000
    """
    families = {name: registry.find(name).load() for name in registry.list_models()}
    sections = {
        name: _mapping(
            {key: _like(plain(example)) for key, example in examples.items()}, required=True
        )
        for family in families.values()
        for name, examples in family.recipe_sections.items()
    }
    data = _mapping({"name": {"type": "string"}, **_of_fields(LoadOptions, _NOT_IN_RECIPES)})
    data["required"] = ["name"]
    players = sorted({player for family in families.values() for player in family.players})
    return {
        "$schema": DIALECT,
        "title": "A recipe of keras_gan_zoo",
        "type": "object",
        "required": ["model", "data"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "pattern": r"^\w[\w.-]*$", "description": "Of its run."},
            "summary": {"type": "string", "description": "A sentence or two for the report."},
            "model": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"enum": list(families), "description": "The family."}},
                "allOf": [_of_family(name, family) for name, family in families.items()],
            },
            "optimizers": _nullable(
                _mapping({player: {"type": ["object", "null"]} for player in players})
            ),
            "data": data,
            "test_data": _nullable(data),
            **sections,
            "training": _nullable(_mapping(_training())),
            "evaluation": {
                "type": ["object", "null"],
                "required": ["protocol"],
                "properties": {
                    "protocol": {"enum": ["generation", "translation", "text", "summaries"]}
                },
            },
            "export": {"type": ["array", "null"], "items": {"enum": list(EXPORT_FORMATS)}},
            "score": {"type": "object", "description": "Written by a run."},
            "run": {"type": "object", "description": "Written by a run."},
        },
    }


def _of_family(name, family):
    """Returns what holds of `model` if it is of a family: its arguments, and no others."""
    meanings = argument_meanings(family)
    arguments: dict[str, Any] = {
        "name": {"const": name},
        "weights": {"type": "string", "description": "Stored weights to begin with."},
        "freeze_discriminator": {"type": "integer", "minimum": 0},
    }
    for argument, default in default_arguments(family).items():
        if argument != "seed":
            arguments[argument] = _like(plain(default), meanings.get(argument))
    return {
        "if": {"properties": {"name": {"const": name}}, "required": ["name"]},
        "then": _mapping(arguments),
    }


def _training():
    fields = _of_fields(Training, ())
    for name, values in _NAMED.items():
        fields[name] = {**fields[name], **values}
        fields[name].pop("type", None)
    epochs = {"type": "integer", "minimum": 1}
    stage = _mapping({"player": {"type": "string"}, "epochs": epochs}, required=True)
    fields["pretraining"] = {**fields["pretraining"], "type": "array", "items": stage}
    fields["metrics"] = {**fields["metrics"], "type": ["array", "null"]}
    fields["metrics"]["items"] = {"type": "string"}
    return fields


def _of_fields(cls, without):
    """Returns a dataclass's fields as properties, described by its docstring's attributes."""
    meanings = documented(cls, "Attributes")
    return {
        field.name: _of_annotation(field, meanings.get(field.name))
        for field in dataclasses.fields(cls)
        if field.name not in without
    }


_TYPES = {"int": "integer", "float": "number", "str": "string", "bool": "boolean"}


def _of_annotation(field, meaning):
    names = [part.strip() for part in str(getattr(field.type, "__name__", field.type)).split("|")]
    types = {_TYPES[name] for name in names if name in _TYPES}
    if "None" in names:
        types.add("null")
    if any(name.startswith("tuple") for name in names):
        types.add("array")
    described = {"description": meaning} if meaning else {}
    default = {"default": plain(field.default)}
    return {**({"type": sorted(types)} if types else {}), **described, **default}


def _like(default: Any, meaning: str | None = None) -> dict[str, Any]:
    """Returns the schema of values such as a default, as `setting_checks.check_like` has it."""
    found: dict[str, Any] = {}
    if isinstance(default, bool):
        found = {"type": "boolean"}
    elif isinstance(default, int):
        found = {"type": "integer"}
    elif isinstance(default, float):
        found = {"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}}]}
    elif isinstance(default, str):
        found = {"type": "string"}
    elif isinstance(default, list) and default and isinstance(default[0], str):
        found = {"type": "array", "items": {"type": "string"}}
    elif isinstance(default, list):
        size = len(default)
        found = {"type": "array", "items": {"type": "number"}, "minItems": size, "maxItems": size}
    if isinstance(default, (bool, int, float, str, list)):
        found["default"] = default
    if meaning:
        found["description"] = meaning
    return found


def _mapping(properties: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    made = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": list(properties)} if required else made


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}
