"""Random recipes, as files and as settings, for benchmarks/reliability/fuzz.py.

A third of them are the project's own recipes with a setting or two changed, of which some are good.
"""

import copy

from hypothesis import strategies as st

from benchmarks.common.places import RECIPES

_NAMES = ["name", "model", "data", "training", "optimizers", "export", "evaluation", "summary"]
_INNER = ["name", "steps", "batch_size", "width", "seed", "image_shape", "learning_rate", "limit"]
_WORDS = ["dcgan", "cyclegan", "fashion_mnist", "generator", "tflite", "!!python/object:os.system"]

_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(_WORDS),
    st.text(max_size=8),
)
_values = st.recursive(
    _scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(_INNER), _scalars), inner, max_size=4),
    ),
    max_leaves=12,
)
_recipes = st.dictionaries(st.one_of(st.sampled_from(_NAMES), st.text(max_size=5)), _values)
_texts = st.one_of(
    st.binary(max_size=200),
    st.text(alphabet=st.characters(), max_size=200).map(lambda x: x.encode("utf-8", "replace")),
    st.lists(
        st.sampled_from(
            [
                "!!",
                "python/",
                "object",
                ":",
                " ",
                "\n",
                "- ",
                "{",
                "}",
                "&a",
                "*a",
                "[",
                "]",
                "|",
                ">",
                "'",
                '"',
                "model",
                "name",
                "1e",
                "\t",
                "%",
            ]
        ),
        max_size=40,
    ).map(lambda parts: "".join(parts).encode()),
)


@st.composite
def _changed(draw, own):
    """Draws one of some recipes, with up to two settings taken out, replaced or added."""
    recipe = copy.deepcopy(draw(st.sampled_from(own)))
    for _ in range(draw(st.integers(0, 2))):
        settings = recipe
        while True:
            name = draw(
                st.one_of(st.sampled_from(sorted(settings, key=str)), st.sampled_from(_INNER))
            )
            if not (settings.get(name) and isinstance(settings[name], dict)) or draw(st.booleans()):
                break
            settings = settings[name]
        if draw(st.booleans()):
            settings.pop(name, None)
        else:
            near = [st.just(settings.get(name)), st.integers(1, 64), st.floats(0.0, 1.0)]
            settings[name] = draw(st.one_of(*near, _values))
        if not settings:
            break
    return recipe


def recipes(folder):
    """Returns a strategy of recipes, some as bytes, and a function that reads one."""
    from keras_gan_zoo.recipes.recipe import resolve
    from keras_gan_zoo.storage.yaml_values import read_settings

    file = folder / "recipe.yaml"
    own = [read_settings(path) for path in sorted(RECIPES.glob("*.yaml"))]

    def read(recipe):
        if isinstance(recipe, bytes):
            file.write_bytes(recipe)
            recipe = read_settings(file)
        resolve(recipe)

    return st.one_of(_texts, _recipes, _changed(own)), read
