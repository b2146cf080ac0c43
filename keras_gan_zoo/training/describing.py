"""A trained model in words: what its model takes, by which names, and what it gives."""

import os
import textwrap
from collections.abc import Mapping, Sequence

from keras_gan_zoo.engine.steps_taken import steps_taken
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.export.metadata import describe
from keras_gan_zoo.training.opening import open_model

_WORDS = 200
_WIDTH = 96


def describe_trained(name: str | os.PathLike, *, every_word: bool = False) -> str:
    """Returns what somebody needs to know who uses a trained model.

    Of each network what it takes and gives with shapes and ranges, the names of its classes or
    domains, and the words that a text may have.

    Args:
        name: A run's folder, stored weights such as "dcgan/faces", or a `.keras` file.
        every_word: Whether to list the whole vocabulary, and not its beginning alone.

    Raises:
        ValueError: If there is nothing of the kind, or the run has no checkpoint yet.

    Example:
        >>> print(describe_trained("runs/dcgan_fashion_mnist"))
        runs/dcgan_fashion_mnist: dcgan (DCGAN), trained for 12,000 of 12,000 steps ...
    """
    opened = open_model(name)
    gan = opened.gan
    lines = [f"{opened.name}: {_training(gan, opened.settings)}"]
    words = None
    for signature, network in gan.export_networks().items():
        said = describe(gan, signature, network, None)
        lines += ["", signature]
        lines += [f"  takes  {_tensor(tensor)}" for tensor in said["inputs"]]
        lines += [f"  gives  {_tensor(tensor)}" for tensor in said["outputs"]]
        for tensor in said["inputs"]:
            if names := tensor.get("names"):
                numbered = [", ".join(f"{number} {name}" for number, name in enumerate(names))]
                lines += _wrapped(f"the {len(names)} classes of {tensor['name']}", numbered)
        words = words or said.get("tokenizer")
    if gan.examples:
        title = "texts that are drawn where none is asked for, by number on sheets:"
        lines += ["", title, *(f"  {n}. {text}" for n, text in enumerate(gan.examples, start=1))]
    if words:
        lines += ["", *_words(words, every_word)]
    return "\n".join(lines)


def _training(gan: ZooModel, settings: Mapping | None) -> str:
    if settings is None:
        return f"{type(gan).__name__}, trained for {steps_taken(gan):,} steps"
    planned = settings["training"]["steps"]
    # Stored weights come without an optimizer, which would know; their card does.
    taken = steps_taken(gan) or settings["score"].get("steps", planned)
    return (
        f"{settings['model']['name']} ({type(gan).__name__}), trained for {taken:,} of "
        f"{planned:,} steps on {settings['data']['name']}"
    )


def _tensor(tensor: Mapping) -> str:
    shape = " x ".join(map(str, tensor["shape"])) or "one number each"
    bounds = " in [{:g}, {:g}]".format(*tensor["range"]) if tensor["range"] else ""
    return f"{tensor['name']}: {tensor['meaning']}; {shape}, {tensor['dtype']}{bounds}"


def _words(tokenizer: Mapping, every_word: bool) -> list[str]:
    known = list(tokenizer["vocabulary"])
    shown = known if every_word else known[:_WORDS]
    title = f"{len(known):,} {'words' if tokenizer['split'] == 'words' else 'characters'}"
    rest = [] if len(shown) == len(known) else ["  ...; --words lists them all"]
    return [*_wrapped(title, shown), *rest]


def _wrapped(title: str, names: Sequence[str]) -> list[str]:
    return [
        f"{title}:",
        *textwrap.wrap(" ".join(names), _WIDTH, initial_indent="  ", subsequent_indent="  "),
    ]
