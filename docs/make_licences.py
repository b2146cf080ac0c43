"""Writes docs/licences.md out of the stored weights, the catalogue of data sets and the packages.

python docs/make_licences.py
"""

from pathlib import Path

from keras_gan_zoo import registry
from keras_gan_zoo.data.catalogue import picture_sources, text_sources
from keras_gan_zoo.pretrained.card import licence_of
from keras_gan_zoo.storage.yaml_values import read_settings

PAGE = Path(__file__).resolve().parent / "licences.md"

_HEAD = """# Licences

Written by `python docs/make_licences.py` from the stored weights, the data sets and the packages
as the code names them.

The code, the documents, the recipes and the stored weights are under
[Apache-2.0](../LICENSE). Data sets and the networks that metrics look through are no part of the
package: each is drawn on your machine, or fetched by name from pip, npm or apt at its first use,
and comes under the licence of whoever made it, as they declare it. Where a licence asks that its
author be named, or that what is derived be passed on alike, that is for you to keep with the data,
and, as far as it reaches them, with pictures and networks made of it.

## Stored weights, and what they were trained on

| Weights | Data | Licence of the data |
|---|---|---|
"""

_DATA = """
## Data sets

What each is stands on [the page of data sets](data_sets.md).

| Data set | Licence |
|---|---|
"""

_NETWORKS = """
## Networks and vectors that are fetched

| What | Package | Licence |
|---|---|---|
"""


def page() -> str:
    """Returns the page."""
    sources = [*picture_sources().values(), *text_sources().values()]
    data = [
        f"| `{source.name}` | {source.licence} |\n"
        for source in sorted(sources, key=lambda source: source.name)
        if source.prepare.__module__.startswith("keras_gan_zoo.")
    ]
    networks = [
        f"| {what} | {package} | {package.licence} |\n" for what, package in fetched().items()
    ]
    return "".join([_HEAD, *stored_weights(), _DATA, *data, _NETWORKS, *networks])


def stored_weights() -> list[str]:
    """Returns a row for each of the weights that come with the zoo."""
    rows = []
    for family, names in registry.list_weights().items():
        for name in names:
            stored = registry.find_weights(family, name)
            source = read_settings(stored.recipe)["data"]["name"]
            card = f"../saved_models/{family}/{name}/card.md"
            rows.append(f"| [`{family}/{name}`]({card}) | `{source}` | {licence_of(source)} |\n")
    return rows


def fetched() -> dict:
    """Returns the packages that are no data sets', by what is taken out of them."""
    from keras_gan_zoo.data.glove import GLOVE_PACKAGE
    from keras_gan_zoo.metrics.judges.weights import INCEPTION_PACKAGE, LPIPS_PACKAGE
    from keras_gan_zoo.upscaling.published import published_packages

    return {
        "InceptionV3 of the FID": INCEPTION_PACKAGE,
        "VGG-16 and AlexNet of LPIPS": LPIPS_PACKAGE,
        **{f"upscalers {', '.join(names)}": each for each, names in published_packages().items()},
        "word vectors of GloVe": GLOVE_PACKAGE,
    }


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
