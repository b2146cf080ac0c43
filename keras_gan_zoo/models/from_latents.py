"""What a model that draws from latents gives to whoever watches it train."""

from typing import Any

import numpy as np

from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.models.latents import fixed_latents


class FromLatents(ZooModel):
    """A model with `latent_dim` and `generator_inputs`, whose `generate` takes `latents`."""

    drawn_by = "generator"
    """The attribute name of the network that draws: "decoder" where the papers call it so."""

    latent_dim: int

    def watched_inputs(
        self, count: int, seed: int, given: Any = None, *, whole_rows: bool = True
    ) -> dict[str, object]:
        """Returns the latents that samples are drawn from again and again, in whole rows."""
        columns = self.sheet_columns() if whole_rows else None
        if columns and count > columns:
            count -= count % columns
        return {"latents": fixed_latents(count, self.latent_dim, seed, self.latent_distribution)}

    def samples_as_trained(self, count: int, seed: int) -> np.ndarray:
        """Draws by the trained network, not its average, the same latents each time."""
        latents = fixed_latents(count, self.latent_dim, seed, self.latent_distribution)
        # No property: Keras would look at it for what to save, and save the network under its name.
        network = getattr(self, self.drawn_by)
        return self.draw(network, self.generator_inputs(latents), count)
