"""Recipes: YAML files of what to train, on which data and for how long.

    name: dcgan_fashion_mnist
    model: {name: dcgan, width: 32}
    data: {name: fashion_mnist}
    training: {steps: 5000, batch_size: 64}

A recipe holds plain values only and is checked as a whole before anything is built or loaded.
"""

import dataclasses
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping

from keras_gan_zoo import registry
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.errors import listed
from keras_gan_zoo.recipes.setting_checks import (
    check_like,
    escaped,
    is_plain,
    mapping,
    suggest,
    text,
)
from keras_gan_zoo.recipes.stored_recipes import find_recipe
from keras_gan_zoo.recipes.training_section import ADDED, Training
from keras_gan_zoo.recipes.watching import check_watching
from keras_gan_zoo.registry.building import default_arguments
from keras_gan_zoo.storage.yaml_values import (
    RecipeError,
    change_setting,
    flat,
    is_number,
    plain,
    read_settings,
)

_BEGINNING = {"weights": "faces", "freeze_discriminator": 3}
"""What a recipe may say of where its training begins, with an example; no default is written."""

EXPORT_FORMATS = ("saved_model", "tflite")

_SECTIONS = (
    "name",
    "summary",
    "model",
    "optimizers",
    "data",
    "test_data",
    "training",
    "evaluation",
    "export",
    "score",
)
# A run adds this to the copy it keeps: when, where and with which versions. It is no setting.
_RUN_SECTION = "run"
# Sections that only some families have, and which.
_OF_SOME = {"tokenizer": "families that write text"}
_ELSEWHERE = {"batch_size": "training.batch_size", "seed": "training.seed"}


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A complete recipe, checked, with every default filled in.

    Attributes:
        name: Names the run's folder.
        summary: A sentence or two for the report.
        model: `name`, and the family's arguments as `keras_gan_zoo.get` takes them.
        optimizers: By player, changes to the family's default optimizer.
        data: Arguments of `keras_gan_zoo.data.load`, without batch size, shuffling and seed.
        test_data: The same, of the data held out; or `None`.
        sections: Further sections that the family's base asks for, by name, such as `tokenizer`:
            how the data of a text family is cut into tokens.
        training: How long and how to train.
        evaluation: `protocol`, and that protocol's settings; or `None`.
        export: Formats to export when trained, among `EXPORT_FORMATS`.
        score: What a run of this recipe reached; written by the run.
    """

    name: str
    summary: str
    model: Mapping
    optimizers: Mapping
    data: Mapping
    test_data: Mapping | None
    sections: Mapping[str, Mapping]
    training: Training
    evaluation: Mapping | None
    export: tuple[str, ...]
    score: Mapping

    def to_dict(self) -> dict:
        """Returns the recipe as plain values, in the order of a recipe file."""
        settings = plain(dataclasses.asdict(self))
        # What came later and is not asked for stays out: the recipe keeps the hash that it had.
        without = plain(dataclasses.asdict(Training()))
        for name in ADDED:
            if settings["training"][name] == without[name]:
                del settings["training"][name]
        written: dict[str, object] = {}
        for key, value in settings.items():
            written |= value if key == "sections" else {key: value}
        return written

    @property
    def hash(self) -> str:
        """The SHA-256 of the recipe's canonical JSON, without its score."""
        settings = {key: value for key, value in self.to_dict().items() if key != "score"}
        canonical = json.dumps(settings, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


def load_recipe(path: str | os.PathLike, changes: Iterable[str] = ()) -> Recipe:
    """Reads and checks a recipe file.

    Args:
        path: The YAML file, or the name of a recipe that comes with the zoo.
        changes: Settings to change, each as `"training.steps=100"`; the value is YAML.

    Returns:
        The recipe, with every default filled in.

    Raises:
        RecipeError: If the file cannot be read, is not YAML of plain values, or holds or lacks a
            setting that it should not; with the nearest right one.

    Example:
        >>> load_recipe("dcgan_fashion_mnist", ["training.steps=100"]).training.steps
        100
    """
    path = find_recipe(path)
    settings = read_settings(path)
    settings.setdefault("name", path.stem)
    for change in changes:
        change_setting(settings, change)
    return resolve(settings)


def resolve(settings: Mapping) -> Recipe:
    """Checks settings and fills in the defaults.

    Args:
        settings: A recipe's sections as plain values; `model` and `data` are needed.

    Raises:
        RecipeError: As `load_recipe`.

    Example:
        >>> recipe = resolve({"model": {"name": "dcgan"}, "data": {"name": "fashion_mnist"}})
        >>> recipe.training.batch_size
        64
    """
    settings = {key: value for key, value in settings.items() if key != _RUN_SECTION}
    _check_sections(settings)
    data = _data(settings.get("data"), "data", required=True)
    test_data = _data(settings.get("test_data"), "test_data", required=False)
    training_settings = mapping(settings.get("training"), "training")
    _check_keys(training_settings, _field_names(Training), "training")
    training = Training(**training_settings)
    family, model = _model(mapping(settings.get("model"), "model"))
    training.check_stages(family)
    check_watching(training, test_data, family)
    sections = {
        name: _section(name, mapping(settings.get(name), name), examples, model["name"])
        for name, examples in family.recipe_sections.items()
    }
    if family.data_settings is not None:
        for where, section in (("data", data), ("test_data", test_data or {})):
            _check_keys(section, family.data_settings, where)
    if training.batch_size is None:
        training = dataclasses.replace(training, batch_size=family.default_batch_size)
    return Recipe(
        name=_name(settings.get("name", model["name"])),
        summary=text(settings.get("summary", ""), "summary"),
        model=model,
        optimizers=_optimizers(mapping(settings.get("optimizers"), "optimizers"), family),
        data=data,
        test_data=test_data,
        sections=sections,
        training=training,
        evaluation=_evaluation(settings.get("evaluation"), test_data, family),
        export=_export(settings.get("export")),
        score=mapping(settings.get("score"), "score"),
    )


def first_difference(before: Recipe, after: Recipe) -> str | None:
    """Returns the first setting in which two recipes differ, as text, or `None`.

    Example:
        >>> first_difference(recipe, recipe) is None
        True
    """
    there, now = dict(flat(before.to_dict())), dict(flat(after.to_dict()))
    for key in {**there, **now}:
        if key.partition(".")[0] != "score" and there.get(key) != now.get(key):
            return f"`{key}` ({there.get(key)!r} there, {now.get(key)!r} now)"
    return None


def _check_keys(settings, known, where):
    for key in settings:
        if key not in known:
            if key in _ELSEWHERE and where in ("data", "test_data", "model"):
                raise RecipeError(f"`{where}.{key}` is set as `{_ELSEWHERE[key]}`.")
            owner = f"`{where}`" if where else "A recipe"
            path = escaped(f"{where}.{key}" if where else key)
            raise RecipeError(f"{owner} has no setting `{path}`.{suggest(key, known)}")


def _check_sections(settings):
    """Checks the names of the sections: those of all recipes, and those of the model's family."""
    known = list(_SECTIONS)
    if not set(settings) <= set(known):
        known += _sections_of_the_family(settings.get("model"))
    for name, families in _OF_SOME.items():
        if name in settings and name not in known:
            if settings[name] is not None:
                family = settings["model"]["name"]
                raise RecipeError(f"`{name}` is for {families}, and {family!r} is none.")
            known.append(name)
    _check_keys(settings, known, "")


def _sections_of_the_family(model):
    try:
        return list(registry.find(model["name"]).load().recipe_sections)
    except (ValueError, TypeError, KeyError):
        return list(_OF_SOME)  # that the family is missing, or is none, is said in its turn


def _model(settings):
    if "name" not in settings:
        raise RecipeError("`model.name` is missing: the name of a family, such as 'dcgan'.")
    try:
        family = registry.find(settings["name"]).load()
    except (ValueError, TypeError) as error:
        raise RecipeError(f"`model.name`: {error}") from error
    defaults = {key: plain(value) for key, value in default_arguments(family).items()}
    defaults.pop("seed", None)
    _check_keys(settings, ["name", *_BEGINNING, *defaults], "model")
    for key, value in settings.items():
        if key in _BEGINNING:
            check_like(value, _BEGINNING[key], f"model.{key}")
        if key in defaults:
            check_like(value, defaults[key], f"model.{key}")
    # A default that is an object stays the family's own affair: a recipe holds plain values.
    stated = {key: value for key, value in defaults.items() if is_plain(value)}
    if "weights" in settings:
        stated |= _arguments_of_weights(settings["name"], settings["weights"], defaults)
    return family, {"name": settings["name"], **stated, **settings}


def _arguments_of_weights(family, weights, defaults):
    """Returns the arguments that stored weights were trained with, which a recipe need not say."""
    if not registry.is_stored_name(weights):
        return {}
    try:
        stored = registry.find_weights(family, weights)
    except ValueError as error:
        raise RecipeError(f"`model.weights`: {error}") from error
    arguments = {key: plain(value) for key, value in stored.model_arguments().items()}
    return {key: value for key, value in arguments.items() if key in defaults and is_plain(value)}


def _optimizers(settings, family):
    for player, changes in settings.items():
        if player not in family.players:
            raise RecipeError(
                f"`optimizers.{escaped(player)}` is no player of {family.__name__}."
                f"{suggest(player, family.players)}"
            )
        settings[player] = mapping(changes, f"optimizers.{player}")
        rate = settings[player].get("learning_rate", 1.0)
        if not is_number(rate) or rate <= 0:
            raise RecipeError(
                f"`optimizers.{player}.learning_rate` must be a number above 0, got {rate!r}."
            )
    return settings


def _data(settings, where, required):
    if settings is None and not required:
        return None
    settings = mapping(settings, where)
    known = ["name", *(set(_field_names(LoadOptions)) - {"batch_size", "shuffle", "seed"})]
    _check_keys(settings, known, where)
    if not isinstance(settings.get("name"), str):
        raise RecipeError(
            f"`{where}.name` must name a data source, folder or file, such as 'fashion_mnist', "
            f"got {settings.get('name')!r}."
        )
    try:
        LoadOptions(**{key: value for key, value in settings.items() if key != "name"})
    except (ValueError, TypeError) as error:
        raise RecipeError(f"`{where}`: {error}") from None
    return settings


def _section(name, settings, examples, family):
    """Checks a section that a family's base asks for, by an example of each of its settings."""
    _check_keys(settings, examples, name)
    for key, example in examples.items():
        if key not in settings:
            raise RecipeError(
                f"`{name}.{key}` is missing, by which {family!r} reads its data, such as "
                f"{example!r}."
            )
        check_like(settings[key], example, f"{name}.{key}")
    return settings


def _evaluation(settings, test_data, family):
    if settings is None:
        return None
    settings = mapping(settings, "evaluation")
    if not isinstance(settings.get("protocol"), str):
        raise RecipeError(
            "`evaluation.protocol` must name how to score, such as 'translation', "
            f"got {settings.get('protocol')!r}."
        )
    if test_data is None:
        raise RecipeError("`evaluation` needs `test_data`, the data held out to score on.")
    # Here, because it brings TensorFlow, for which other mistakes need not wait.
    from keras_gan_zoo.evaluation import check_protocol

    try:
        check_protocol(
            settings["protocol"],
            {key: value for key, value in settings.items() if key != "protocol"},
            family.kind,
        )
    except ValueError as error:
        raise RecipeError(str(error)) from None
    return settings


def _export(formats):
    formats = [] if formats is None else formats
    if not isinstance(formats, list):
        raise RecipeError(f"`export` must be a list of {listed(EXPORT_FORMATS)}, got {formats!r}.")
    for name in formats:
        if name not in EXPORT_FORMATS:
            raise RecipeError(f"`export` has no format {name!r}.{suggest(name, EXPORT_FORMATS)}")
    return tuple(dict.fromkeys(formats))


def _name(name):
    if not isinstance(name, str) or not re.fullmatch(r"\w[\w.-]*", name):
        raise RecipeError(
            f"`name` names the run's folder: letters, digits, '_', '-' and '.', got {name!r}."
        )
    return name


def _field_names(cls):
    return [field.name for field in dataclasses.fields(cls)]
