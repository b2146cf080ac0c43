"""What the text families have in common that play against a discriminator."""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.losses import get as get_loss
from keras_gan_zoo.models.sequence_model import SequenceModel
from keras_gan_zoo.models.stages import Staged
from keras_gan_zoo.types import Data, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class TextGAN(SequenceModel, Staged):
    """A generator of token sequences, and a discriminator of them.

    Subclasses write `train_step`. `pretrain` runs the stages before the game.

    Args:
        generator: A `keras_gan_zoo.networks.Decoder`.
        discriminator: Network from tokens (batch, length) to logits.
        **kwargs: `tokenizer`, `ema_decay`, `seed`, `name`.

    Raises:
        VocabularyMismatch: If the two are of different lengths.

    Example:
        >>> gan = keras_gan_zoo.get("seqgan", vocabulary_size=100, length=10)
        >>> gan.pretrain(sequences, "generator", epochs=20)
        >>> gan.pretrain(sequences, "discriminator", epochs=3)
        >>> gan.fit(sequences, epochs=10)
    """

    players = {"generator": ["generator"], "discriminator": ["discriminator"]}
    stages = ("generator", "discriminator")

    def __init__(self, generator: keras.Model, discriminator: keras.Model, **kwargs: Any):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        if discriminator.input_shape[1] != generator.length:
            raise VocabularyMismatch(
                f"`discriminator` takes sequences of {discriminator.input_shape[1]} tokens, but "
                f"`generator` writes {generator.length}; build both for one length."
            )

    def discriminator_step(
        self, real_tokens: Tensor, fake_tokens: Tensor | None = None
    ) -> dict[str, Tensor]:
        """Moves the discriminator to tell real sequences from the generator's.

        Args:
            real_tokens: Sequences (batch, length).
            fake_tokens: The generator's; `None` for fresh ones.
        """
        if fake_tokens is None:
            fake_tokens = self.sample_like(real_tokens)
        cross_entropy = get_loss("non_saturating")

        def discriminator_loss():
            return cross_entropy.discriminator(
                real=self.discriminator(real_tokens, training=True),
                fake=self.discriminator(fake_tokens, training=True),
            )

        self.minimize(discriminator_loss, player="discriminator")
        return self.logs()

    def stage_steps(self) -> dict[str, Callable]:
        """The generator by likelihood, the discriminator against what the generator writes."""
        return {"generator": self.likelihood_step, "discriminator": self.discriminator_step}

    def batches_of_stage(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Returns single batches of sequences."""
        return SequenceModel.prepare_data(self, x, batch_size, shuffle)
