"""The gallery of stored weights: what each draws, what it knows, its score and its size."""

import html
import re

from keras_gan_zoo import registry
from keras_gan_zoo.hub.model_index import own_scores
from keras_gan_zoo.registry.stored_weights import StoredWeights
from keras_gan_zoo.storage.yaml_values import read_settings
from site_pages.stage import Stage

INDEX = "gallery/index.md"


def stored_weights() -> list[StoredWeights]:
    """Returns all stored weights, in the order of their names."""
    return [
        registry.find_weights(family, name)
        for family, names in registry.list_weights().items()
        for name in names
    ]


def page_of(stored: StoredWeights) -> str:
    """Returns the page of a card."""
    return f"gallery/{stored.family}-{stored.name}.md"


def add_gallery(stage: Stage) -> list[str]:
    """Adds the index and a page for each card; returns the latter."""
    found = stored_weights()
    for stored in found:
        stage.show(stored.card, page_of(stored))
        stage.write(page_of(stored), lambda stored=stored: card_page(stored), stored.card)
    stage.write(INDEX, lambda: index(stage, found), found[0].card)
    return [page_of(stored) for stored in found]


def card_page(stored: StoredWeights) -> str:
    """Returns a card, with a line to copy that draws."""
    text = stored.card.read_text(encoding="utf-8")
    drawing = f"\n\n```sh\n{command(stored)}\n```\n"
    # Behind the card's own block of Python.
    before, fence, after = text.partition("\n```\n")
    front = "---\nsearch:\n  boost: 2\n---\n\n"
    family = f"\nFamily: [`{stored.family}`](../../../docs/families.md#{stored.family}).\n"
    return f"{front}{before}{fence}{drawing.lstrip()}{family}{after}"


def command(stored: StoredWeights) -> str:
    """Returns the command that draws, or that translates pictures of one's own."""
    model = f"{stored.family}/{stored.name}"
    if registry.find(stored.family).task == "translation":
        return f"gan-zoo generate {model} --input pictures/ --output translated/"
    return f"gan-zoo generate {model} --n 64"


def score(settings: dict) -> tuple[str, str]:
    """Returns the first score of a run in words, and how it was taken.

    Example:
        >>> score(read_settings("saved_models/dcgan/fashion_mnist/recipe.yaml"))[0]
        'fid1k_legacy 46.8 (lower)'
    """
    for table in settings["score"]["tables"]:
        for column, value in own_scores(table):
            words, _, better = column.partition(" (")
            return f"{words} {value:.4g}" + (f" ({better}" if better else ""), table["note"]
    return "not scored", "The recipe names no protocol of evaluation."


def index(stage: Stage, found: list[StoredWeights]) -> str:
    """Returns the index: a card for each of the weights."""
    lines = [
        "---",
        "hide: [toc]",
        "---",
        "",
        "# The gallery",
        "",
        f"{len(found)} sets of trained weights that come with the package. The pictures are not "
        "selected. A score holds for its protocol and its data alone; each card has it beside "
        "baselines, with what the model does badly.",
        "",
        '<div class="zoo-gallery" markdown>',
    ]
    for stored in found:
        lines += _card(stage, stored)
    return "\n".join([*lines, "</div>", ""])


def _card(stage, stored):
    settings = read_settings(stored.recipe)
    model = f"{stored.family}/{stored.name}"
    words, protocol = score(settings)
    minutes = settings["score"]["seconds"]["training"] / 60
    megabytes = stored.weights.stat().st_size / 1e6
    samples = stored.directory / "samples.png"
    page = f"../{page_of(stored).removesuffix('.md')}/"
    if samples.is_file():
        inside = f'<img src="../{stage.asset(samples)}" alt="samples of {model}" loading="lazy">'
    else:
        text = (stored.directory / "samples.txt").read_text(encoding="utf-8")
        first = [line for line in text.splitlines() if line.strip()][:8]
        inside = f'<span class="zoo-text">{"<br>".join(map(html.escape, first))}</span>'
    facts = {
        "Trained on": f"<code>{settings['data']['name']}</code>",
        "Score": f"{html.escape(words)}<small>{html.escape(_first_words(protocol))}</small>",
        "Training": f"{minutes:.1f} minutes, {_cores(settings)}",
        "Weights": f"{megabytes:.1f} MB",
    }
    listed = "".join(f"<dt>{key}</dt><dd>{value}</dd>" for key, value in facts.items())
    return [
        '<div class="zoo-weights" markdown>',
        f'<a href="{page}">{inside}<strong>{model}</strong></a>',
        f"<dl>{listed}</dl>",
        "",
        "```sh",
        command(stored),
        "```",
        "",
        "</div>",
    ]


def _cores(settings):
    cores = settings["score"]["machine"]["cores"]
    return f"{cores} core{'s' if cores > 1 else ''}"


def _first_words(note):
    """Returns the first statement of how a score was taken, such as of how many pictures."""
    return re.split(r"(?<=\.)\s|;", note)[0].rstrip(".")
