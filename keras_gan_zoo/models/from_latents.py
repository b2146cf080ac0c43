"""What a model that draws from latents gives to whoever watches it train."""

from typing import Any

import numpy as np

from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.models.latents import fixed_latents


class FromLatents(AdversarialModel):
    """A model with `latent_dim` and `generator_inputs`, whose `generate` takes `latents`."""

    def watched_inputs(
        self, count: int, seed: int, given: Any = None, *, whole_rows: bool = True
    ) -> dict[str, object]:
        """Returns the latents that samples are drawn from again and again, in whole rows."""
        columns = self.sheet_columns() if whole_rows else None
        if columns and count > columns:
            count -= count % columns
        return {"latents": fixed_latents(count, self.latent_dim, seed, self.latent_distribution)}

    def samples_as_trained(self, count: int, seed: int) -> np.ndarray:
        """Draws by the trained generator, not its average, the same latents each time."""
        latents = fixed_latents(count, self.latent_dim, seed, self.latent_distribution)
        return self.draw(self.generator, self.generator_inputs(latents), count)
