"""The base of the families that translate between two domains, both ways."""

from typing import Any

import keras
import tensorflow as tf

from keras_gan_zoo.models.picture_pairs import unpaired_batches
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import Data


class DomainPair(Translator):
    """Two generators, G: X -> Y and F: Y -> X, and a discriminator for each domain.

    Subclasses write `train_step` in their paper's symbols, and set the weights of its terms.

    Args:
        generator_g: Network from pictures of X to pictures of Y, both in [-1, 1].
        generator_f: Network from pictures of Y to pictures of X.
        discriminator_x: Network from pictures of X to logits.
        discriminator_y: Network from pictures of Y to logits.
        **kwargs: As for `AdversarialModel`: `ema_decay` (averages both generators), `seed`, `name`.

    Raises:
        ValueError: If the networks' shapes do not fit each other.
    """

    players = {
        "generators": ["generator_g", "generator_f"],
        "discriminators": ["discriminator_x", "discriminator_y"],
    }
    averaged = ("generator_g", "generator_f")
    directions = ("x_to_y", "y_to_x")
    wants = "a pair of image sets (X, Y), not aligned"

    def __init__(
        self,
        generator_g: keras.Model,
        generator_f: keras.Model,
        discriminator_x: keras.Model,
        discriminator_y: keras.Model,
        **kwargs: Any,
    ):
        super().__init__(
            {
                "generator_g": generator_g,
                "generator_f": generator_f,
                "discriminator_x": discriminator_x,
                "discriminator_y": discriminator_y,
            },
            **kwargs,
        )
        self.image_shape_x = tuple(generator_g.input_shape[1:])
        self.image_shape_y = tuple(generator_f.input_shape[1:])
        self._check_shapes()

    @property
    def takes(self) -> tuple[Kind, ...]:
        """Pictures of X and of Y."""
        return Pictures(self.image_shape_x), Pictures(self.image_shape_y)

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks a pair of image sets and gives batches of (x, y), independently shuffled."""
        return unpaired_batches(x, self.data_shapes(), batch_size, shuffle, self.seed)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns both generators, averaged if averages are kept."""
        return {
            "x_to_y": self.inference_network("generator_g"),
            "y_to_x": self.inference_network("generator_f"),
        }

    def _check_shapes(self):
        x, y = self.image_shape_x, self.image_shape_y
        wanted = {
            "generator_g": (x, y),
            "generator_f": (y, x),
            "discriminator_x": (x, None),
            "discriminator_y": (y, None),
        }
        for name, (takes, gives) in wanted.items():
            network = getattr(self, name)
            shapes = (tuple(network.input_shape[1:]), tuple(network.output_shape[1:]))
            if shapes[0] != takes or (gives and shapes[1] != gives):
                raise ValueError(
                    f"`{name}` maps {shapes[0]} to {shapes[1]}, but must map {takes}"
                    + (f" to {gives}." if gives else " to logits.")
                )
