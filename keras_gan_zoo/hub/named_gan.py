"""What a list of named GANs says of one of them."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class NamedGAN:
    """A named GAN.

    Attributes:
        abbreviation: As its paper writes it.
        title: The paper's title, or what it is.
        paper: Its arXiv id without a version, or `None`.
        link: Where the paper is.
        year: Of its first appearance.
        month: 1 to 12, or 0 if it is not known.
    """

    abbreviation: str
    title: str
    paper: str | None
    link: str
    year: int
    month: int = 0

    @property
    def key(self) -> str:
        """The abbreviation without what is written now one way, now another.

        Example:
            >>> NamedGAN("f-GAN", "", None, "", 2016).key
            'fgan'
        """
        return key_of(self.abbreviation)

    @property
    def date(self) -> str:
        """Year and month, or the year alone."""
        return f"{self.year}-{self.month:02d}" if self.month else f"{self.year}"


def key_of(abbreviation: str) -> str:
    """Returns an abbreviation in lower case, letters and digits alone."""
    return re.sub(r"[\W_]+", "", abbreviation).casefold()
