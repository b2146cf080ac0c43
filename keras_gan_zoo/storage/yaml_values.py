"""Reads and writes YAML of plain values only, never of objects."""

import math
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml


class RecipeError(ValueError):
    """A recipe cannot be run; the message names the setting and what is allowed."""


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, that takes 1e-4 for a number and refuses a key given twice."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        repeated = [key for key in keys if keys.count(key) > 1]
        if repeated:
            raise yaml.constructor.ConstructorError(
                None, None, f"{repeated[0]!r} is given twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


# YAML 1.1, which PyYAML reads, asks for a point in 1.0e-4 and a sign in 1.0e+4.
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+$"),
    list("-+.0123456789"),
)


def read_settings(path: str | os.PathLike) -> dict:
    """Reads the settings of a YAML file.

    Args:
        path: The file.

    Raises:
        RecipeError: If it cannot be read or is not a YAML mapping of plain values.
    """
    name = os.fspath(path)
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise RecipeError(f"The recipe {name!r} cannot be read: {reason}.") from None
    settings = _parse(text, name)
    if not isinstance(settings, dict):
        raise RecipeError(
            f"The recipe {name!r} must be a mapping that begins with e.g. `model: {{name: dcgan}}`."
        )
    return settings


def change_setting(settings: dict, change: str) -> None:
    """Changes one setting, in place.

    Args:
        settings: Nested mappings, as `read_settings` returns them.
        change: `"section.key=value"`; the value is YAML.

    Raises:
        RecipeError: If the change is not of this form, or a section on the way is a value.

    Example:
        >>> settings = {"model": {"name": "dcgan"}}
        >>> change_setting(settings, "model.width=32")
        >>> settings["model"]["width"]
        32
    """
    key, equals, value = change.partition("=")
    path = key.strip().split(".")
    if not equals or not all(path):
        raise RecipeError(
            f"A setting is changed as section.key=value, e.g. training.steps=100, got {change!r}."
        )
    for depth, part in enumerate(path[:-1], 1):
        if settings.get(part) is None:
            settings[part] = {}
        settings = settings[part]
        if not isinstance(settings, dict):
            raise RecipeError(
                f"`{'.'.join(path[:depth])}` is a value, so {change!r} cannot be set."
            )
    settings[path[-1]] = _parse(value, change)


def to_yaml(settings: Mapping) -> str:
    """Returns plain values as YAML text, in their order."""
    return yaml.dump(
        plain(settings), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )


def plain(value: Any) -> Any:
    """Returns nested mappings and sequences as dicts and lists."""
    if isinstance(value, Mapping):
        # Whole numbers stay keys: the sizes of a text discriminator's windows are such.
        return {
            key if isinstance(key, int) else str(key): plain(item) for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def flat(settings: Mapping, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yields each setting of nested mappings with its name, whose parts have dots between them.

    Example:
        >>> dict(flat({"model": {"name": "dcgan", "width": 32}}))
        {'model.name': 'dcgan', 'model.width': 32}
    """
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def is_whole(value: object) -> bool:
    """Returns whether a plain value is a whole number, which a boolean is not."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Returns whether a plain value is a finite number; whole ones may be of any size."""
    return is_whole(value) or (isinstance(value, float) and math.isfinite(value))


class _Dumper(yaml.SafeDumper):
    """PyYAML's safe dumper, that keeps a list of numbers such as an image's shape on one line."""

    def represent_list(self, data):
        flat = all(isinstance(item, (int, float, str)) for item in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=flat)

    def ignore_aliases(self, data):
        return True


_Dumper.add_representer(list, _Dumper.represent_list)


def _parse(text, where):
    try:
        return yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}," if mark and "\n" in text else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        if "could not determine a constructor" in problem:
            tag = problem.rpartition("tag:yaml.org,2002:")[2].rstrip("'")
            problem = f"it holds an object (!!{tag}), where only plain values may stand"
        raise RecipeError(
            f"{where!r}{place} is not YAML that a recipe may hold: {problem}."
        ) from None
