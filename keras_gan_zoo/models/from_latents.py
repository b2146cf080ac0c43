"""What a model that draws from latents gives to whoever watches it train."""

from typing import Any

import keras
import numpy as np

from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.models.latents import fixed_latents, fresh_latents


class FromLatents(ZooModel):
    """A model with `latent_dim` and `generator_inputs`, whose `generate` takes `latents`."""

    drawn_by = "generator"
    """The attribute name of the network that draws: "decoder" where the papers call it so."""

    latent_dim: int

    @property
    def latent_shape(self) -> tuple[int, ...]:
        """The shape of the latents of one sample: (latent_dim,), unless they are a map."""
        return (self.latent_dim,)

    # No property: Keras looks into those when it saves, and would find the network a second time.
    def drawing_network(self) -> keras.Model:
        """Returns the network that draws, as it is in training."""
        return getattr(self, self.drawn_by)

    def watched_inputs(
        self, count: int, seed: int, given: Any = None, *, whole_rows: bool = True
    ) -> dict[str, object]:
        """Returns the latents that samples are drawn from again and again, in whole rows."""
        columns = self.sheet_columns() if whole_rows else None
        if columns and count > columns:
            count -= count % columns
        return {"latents": fixed_latents(count, self.latent_shape, seed, self.latent_distribution)}

    def latents_of(self, n: int, seed: int | np.random.Generator | None = None) -> np.ndarray:
        """Returns the latents that `generate(n, seed=seed)` draws from, float32 (n, latent_dim)."""
        return fresh_latents(n, self.latent_shape, seed, self.latent_distribution)

    def draw_rows(
        self, latents: np.ndarray, n: int, condition: Any = None, **settings: Any
    ) -> np.ndarray:
        """Draws rows of n pictures, of which each row shows the same conditions.

        Args:
            latents: (rows * n, latent_dim).
            n: Pictures of a row.
            condition: For families that draw by one, as for `generate`.
            **settings: More of the family's own `generate`.

        Raises:
            ValueError: If a condition is asked of a family that draws by none.
        """
        if condition is not None:
            raise ValueError(
                f"{type(self).__name__} draws by no condition: leave out `condition`={condition!r}."
            )
        return np.asarray(self.generate(latents=latents, **settings))

    def samples_as_trained(self, count: int, seed: int) -> np.ndarray:
        """Draws by the trained network, not its average, the same latents each time."""
        latents = fixed_latents(count, self.latent_shape, seed, self.latent_distribution)
        return self.draw_from(self.drawing_network(), latents, count)

    def draw_from(self, network: keras.Model, latents: np.ndarray, batch_size: int) -> np.ndarray:
        """Draws from latents by the network that draws, or its average, in batches.

        What a model does besides for whoever looks at its samples, and not in what is exported,
        is done here.
        """
        return self.draw(network, self.generator_inputs(latents), batch_size)
