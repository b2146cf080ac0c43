"""What a model says, beside its networks, to whoever uses a file of one of them."""

from collections.abc import Sequence


class FileNotes:
    """Notes for the user of an exported file; a model that has more to say overrides them."""

    latent_distribution = "normal"
    """Of models that draw from latents: "normal" for z ~ N(0, I), "uniform" for z in [-1, 1]."""

    def file_notes(self) -> dict[str, object]:
        """Returns what an exported file has to say beside inputs and outputs, as plain values."""
        return {}

    def names_of(self, network_input: str) -> Sequence[str]:
        """Returns the names of the numbers that an input of an exported network takes, if any."""
        return ()

    def classes_of(self, network_input: str) -> int | None:
        """Returns how many classes an input of an exported network tells apart, if it does."""
        return len(self.names_of(network_input)) or None
