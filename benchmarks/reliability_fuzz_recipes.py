"""Random recipes, as files and as settings, for benchmarks/reliability_fuzz.py."""

from hypothesis import strategies as st

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


def recipes(folder):
    """Returns a strategy of recipes, half of them bytes, and a function that reads one."""
    from keras_gan_zoo.recipe_yaml import read_settings
    from keras_gan_zoo.recipes import resolve

    file = folder / "recipe.yaml"

    def read(recipe):
        if isinstance(recipe, bytes):
            file.write_bytes(recipe)
            recipe = read_settings(file)
        resolve(recipe)

    return st.one_of(_texts, _recipes), read
