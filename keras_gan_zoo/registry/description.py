"""The description of a family: its paper, game, networks and arguments, to read or to print."""

import inspect
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from keras_gan_zoo.engine.in_words import (
    optimizer_in_words,
    parameters_of,
    shape_in_words,
    without_batch,
)
from keras_gan_zoo.registry.argument_meanings import argument_meanings
from keras_gan_zoo.registry.building import default_arguments, get
from keras_gan_zoo.registry.table import find

WIDTH = 96
RUNNING = ("Paper", "Watch", "Differs from the paper in", "Logged", "Data")
"""Sections of a description that are sentences, and are wrapped as such."""
_SHARED = ("ema_decay", "seed")  # arguments of every family, which are listed last


@dataclass(frozen=True)
class Argument:
    """An argument of a family.

    Attributes:
        default: Its default.
        meaning: What its docstring says, in one line; may be empty.
    """

    default: object
    meaning: str


@dataclass(frozen=True)
class Network:
    """A network, as built by default.

    Attributes:
        input_shape: Without the batch axis; of several inputs, a tuple of their shapes.
        output_shape: The same of what it gives.
        parameters: How many trainable numbers it has.
    """

    input_shape: tuple
    output_shape: tuple
    parameters: int


@dataclass(frozen=True)
class Description:
    """The description of a family; `print` it to read it.

    Attributes:
        name: As `get` takes it.
        summary: What it does, in a sentence.
        title: The paper's title.
        paper: Its arXiv id, or `None`.
        url: Its address, or `None`.
        task: One of `keras_gan_zoo.registry.TASKS`, such as "image".
        tags: Words to search by.
        objective: The paper's objective, a formula a line.
        watch: What to look at while it trains, and how it usually fails; a sentence or two each.
        differs: What is other than in the paper, each to be read behind "differs in".
        players: Each player's networks, in the order in which they move.
        terms: Losses logged besides each player's own.
        optimizers: Each player's default optimizer, with the settings one changes most.
        networks: The networks as built by default.
        arguments: What `get` takes besides the name.
        wants: What `fit` trains on.
        values: Its dtype, and the range of its values.
        shapes: Shapes (height, width, channels) of the pictures it trains on, by default; or
            (length,) of vectors.
        batch_size: Examples a step where `fit` is not told.
    """

    name: str
    summary: str
    title: str
    paper: str | None
    url: str | None
    task: str
    tags: tuple[str, ...]
    objective: Sequence[str]
    watch: Sequence[str]
    differs: Sequence[str]
    players: Mapping[str, Sequence[str]]
    terms: Sequence[str]
    optimizers: Mapping[str, str]
    networks: Mapping[str, Network]
    arguments: Mapping[str, Argument]
    wants: str
    values: str
    shapes: Sequence[tuple[int | None, ...]]
    batch_size: int

    def __str__(self) -> str:
        paper = f"{self.title}\narXiv {self.paper}, {self.url}" if self.paper else self.title
        sections = {
            "Paper": paper.splitlines(),
            "Objective": self.objective,
            "Players": [
                f"{player:<{_width(self.players)}}  {', '.join(names)}\n"
                f"{'':<{_width(self.players)}}  {self.optimizers[player]}"
                for player, names in self.players.items()
            ],
            "Networks": [
                f"{name:<{_width(self.networks)}}  {shape_in_words(network.input_shape):>13} -> "
                f"{shape_in_words(network.output_shape):<13}  {network.parameters:>11,} parameters"
                for name, network in self.networks.items()
            ],
            "Watch": self.watch,
            "Differs from the paper in": self.differs,
            "Logged": [", ".join([*(f"{player}_loss" for player in self.players), *self.terms])],
            "Data": [
                f"{self.wants}, {self.values}, of shape "
                f"{' and '.join(map(shape_in_words, dict.fromkeys(self.shapes)))}; "
                f"{self.batch_size} a step if `fit` is not told"
            ],
            "Arguments": [
                _indented_item(f"{name}={argument.default!r}", argument.meaning)
                for name, argument in self.arguments.items()
            ],
            "Example": [f'gan = keras_gan_zoo.get("{self.name}", {self._example()})'],
        }
        parts = [f"{self.name} ({', '.join([self.task, *self.tags])})", *_wrapped(self.summary, "")]
        for heading, lines in sections.items():
            if lines:
                parts += ["", heading]
                running = heading in RUNNING
                for line in lines:
                    parts += _wrapped(line) if running else textwrap.indent(line, "  ").splitlines()
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        """Returns the description as a notebook shows it: headings, and the paper as a link."""
        text = escape(str(self), quote=False)
        text = re.sub(r"^([A-Z][a-z ]+)$", r"<b>\1</b>", text, flags=re.MULTILINE)
        if self.url:
            text = text.replace(self.url, f"<a href='{self.url}'>{self.url}</a>", 1)
        return f"<pre style='white-space: pre-wrap'>{text}</pre>"

    def _example(self):
        name = "image_shape" if "image_shape" in self.arguments else next(iter(self.arguments))
        return f"{name}={self.arguments[name].default!r}"


def describe(name: str) -> Description:
    """Describes a family, from its class and from what it builds by default.

    Args:
        name: A name from `list_models()`.

    Returns:
        The description; `print` it.

    Raises:
        ValueError: If no family has this name, with the nearest that does.

    Example:
        >>> print(describe("cyclegan"))
        >>> describe("dcgan").networks["generator"].parameters
        759681
    """
    entry = find(name)
    cls = entry.load()
    gan = get(name)
    meanings = argument_meanings(cls)
    return Description(
        name=name,
        summary=(inspect.getdoc(cls) or "").partition("\n\n")[0].replace("\n", " "),
        title=entry.title,
        paper=entry.paper,
        url=f"https://arxiv.org/abs/{entry.paper}" if entry.paper else None,
        task=entry.task,
        tags=entry.tags,
        objective=tuple(cls.objective),
        watch=tuple(cls.watch),
        differs=tuple(cls.differs),
        players={player: tuple(networks) for player, networks in cls.players.items()},
        terms=tuple(cls.terms),
        optimizers={player: optimizer_in_words(gan.optimizer[player]) for player in gan.players},
        networks={
            network_name: Network(
                without_batch(network.input_shape),
                without_batch(network.output_shape),
                parameters_of(network),
            )
            for network_name, network in (
                (network_name, getattr(gan, network_name)) for network_name in gan.network_names
            )
        },
        arguments={
            argument: Argument(default, meanings.get(argument, ""))
            for argument, default in sorted(
                default_arguments(cls).items(), key=lambda item: item[0] in _SHARED
            )
        },
        wants=cls.wants,
        values=gan.takes[0].values(),
        shapes=gan.data_shapes(),
        batch_size=cls.default_batch_size,
    )


def _indented_item(head, text):
    """Returns a line with its explanation below it, set in."""
    lines = textwrap.wrap(text, WIDTH - 8)
    return "\n".join([head, *(f"    {line}" for line in lines)])


def _wrapped(text, indent="  "):
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _width(names):
    return max(map(len, names), default=0)
