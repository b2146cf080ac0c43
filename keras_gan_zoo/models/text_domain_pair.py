"""The base of the families that turn texts of one style into those of another, both ways."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from keras_gan_zoo.data.text_styles import load_text_styles
from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models.unpaired_texts import UnpairedTexts


class TextDomainPair(UnpairedTexts):
    """Two generators of texts, G: X -> Y and F: Y -> X, and a discriminator for each style.

    Both styles are written in the same words: one tokenizer serves all networks. Subclasses write
    `train_step` in their paper's symbols.

    Args:
        generator_g: A `keras_gan_zoo.networks.ConditionalDecoder` from texts of X to texts of Y.
        generator_f: One from texts of Y to texts of X.
        discriminator_x: Network from distributions over tokens (batch, length, vocabulary_size) to
            logits (batch, 1), high for texts of X.
        discriminator_y: One for texts of Y.
        tokenizer: A `keras_gan_zoo.layers.Tokenizer`, or `None` where sequences are tokens.
        **kwargs: `ema_decay` (averages both generators), `seed`, `name`.

    Raises:
        TypeError: If a generator is told nothing.
        VocabularyMismatch: If the networks or the tokenizer do not fit each other.
    """

    players = {
        "generators": ["generator_g", "generator_f"],
        "discriminators": ["discriminator_x", "discriminator_y"],
    }
    generators = {"x_to_y": "generator_g", "y_to_x": "generator_f"}
    averaged = ("generator_g", "generator_f")

    smallest = {"vocabulary_size": 8, "length": 6, "embedding_dim": 32, "units": 32}

    def __init__(
        self,
        generator_g: keras.Model,
        generator_f: keras.Model,
        discriminator_x: keras.Model,
        discriminator_y: keras.Model,
        tokenizer: Tokenizer | None = None,
        **kwargs: Any,
    ):
        networks = {
            "generator_g": generator_g,
            "generator_f": generator_f,
            "discriminator_x": discriminator_x,
            "discriminator_y": discriminator_y,
        }
        super().__init__(networks, tokenizer=tokenizer, **kwargs)
        ours = self.length, self.vocabulary_size
        for name, network in networks.items():
            reads = [tuple(network.input_shape[1:])]
            if name in self.generators.values():
                reads = [
                    (network.source_length, network.source_vocabulary_size),
                    (network.length, network.vocabulary_size),
                ]
            for its in reads:
                if its != ours:
                    raise VocabularyMismatch(
                        f"`{name}` is of the length and vocabulary {its}, but `generator_g` writes "
                        f"{ours}: each text goes there and back, so build all networks for one."
                    )

    @classmethod
    def arguments_of_recipe(cls, recipe: Any) -> dict[str, object]:
        """Returns the tokenizer of a recipe, of the training texts of both styles."""
        x, y = load_text_styles(**recipe.data)
        return {"tokenizer": Tokenizer.from_texts([*x, *y], **recipe.sections["tokenizer"])}

    def source_examples(
        self, data: Mapping, test_data: Mapping | None, count: int
    ) -> dict[str, np.ndarray] | None:
        """Returns the first texts of either style that can be read in full, as tokens."""
        sets = self.fitting(*load_text_styles(**(test_data or data)))
        return {
            direction: tokens[:count]
            for direction, tokens in zip(self.directions, sets, strict=True)
        }

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the tokenizer, which is the sources', too."""
        config = super().get_config()
        config.pop("source_tokenizer")
        return config
