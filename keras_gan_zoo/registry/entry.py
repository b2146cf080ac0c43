"""An entry of the table of families."""

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_gan_zoo.engine.zoo_model import ZooModel


@dataclass(frozen=True)
class Entry:
    """The entry of a family in the table.

    Attributes:
        name: Lower-case paper name, as `get` takes it.
        title: The paper's title.
        paper: Its arXiv id, the key where several papers share an abbreviation; or `None`.
        task: `"image"`, `"conditional"`, `"translation"` or `"text"`.
        tags: Words to search by.
        target: The class, or where to import it from, as `"module:Class"`.
        aliases: What the paper calls it, where others call theirs so, too; no names for `get`.
    """

    name: str
    title: str
    paper: str | None
    task: str
    tags: tuple[str, ...]
    target: "str | type[ZooModel]"
    aliases: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """Name of the module that the family's class is in."""
        if isinstance(self.target, str):
            return self.target.partition(":")[0]
        return self.target.__module__

    @property
    def class_name(self) -> str:
        """Name of the family's class."""
        if isinstance(self.target, str):
            return self.target.partition(":")[2]
        return self.target.__name__

    def citation(self) -> str:
        """Returns its name with its paper and the paper's year, for a sentence."""
        if self.paper is None:
            return repr(self.name)
        # An arXiv id begins with the year and the month.
        return f"{self.name!r} ({self.paper}, 20{self.paper[:2]})"

    def load(self) -> "type[ZooModel]":
        """Imports the family's class."""
        if not isinstance(self.target, str):
            return self.target
        return getattr(importlib.import_module(self.module), self.class_name)
