"""Random recipes for benchmarks/reliability.py: none may raise anything but a RecipeError."""

import os
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
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
texts = st.one_of(
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


def fuzz_recipes(folder, inputs) -> dict:
    """Reads half of the inputs as files and resolves the other half as settings.

    Args:
        folder: For the files.
        inputs: How many.

    Returns:
        How many were refused, accepted, and failed in another way, with the first of those.
    """
    from keras_gan_zoo.recipe_yaml import RecipeError, read_settings
    from keras_gan_zoo.recipes import resolve

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "recipe.yaml"
    counts, first = Counter(), []

    def count(run):
        counts["inputs"] += 1
        try:
            run()
        except RecipeError as error:
            if "\n" not in str(error):
                counts["refused"] += 1
            else:
                counts["others"] += 1
                first.append(repr(error))
        except Exception as error:
            counts["others"] += 1
            first.append(repr(error))
        else:
            counts["accepted"] += 1

    many = settings(
        max_examples=inputs // 2,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @many
    @given(texts)
    def read(content):
        file.write_bytes(content)
        count(lambda: read_settings(file))

    @many
    @given(_recipes)
    def check(recipe):
        count(lambda: resolve(recipe))

    read()
    check()
    beside = sorted(set(os.listdir(folder)) - {file.name})
    return {"refused": 0, "accepted": 0, "others": 0, **counts, "first": first[:3], "files": beside}
