"""What the text families have in common that play against a discriminator."""

from collections.abc import Callable
from typing import Any

import keras

from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.losses import get as get_loss
from keras_gan_zoo.models.sequence_model import SequenceModel
from keras_gan_zoo.models.stages import fit_stage
from keras_gan_zoo.samples.loaders import as_tf_data
from keras_gan_zoo.types import Data, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class TextGAN(SequenceModel):
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

    def pretrain(
        self,
        x: Data,
        player: str = "generator",
        *,
        batch_size: int | None = None,
        epochs: int = 1,
        shuffle: bool = True,
        **kwargs: Any,
    ) -> keras.callbacks.History:
        """Trains one player alone before the game, as a stage of its own.

        The generator by likelihood, the discriminator against what the generator writes now. The
        count of the game's steps, `optimizer.iterations`, stands still.

        Args:
            x: As for `fit`.
            player: "generator" or "discriminator".
            batch_size: Sequences a step; default the family's.
            epochs: Passes over the data.
            shuffle: Whether to shuffle, anew at each epoch.
            **kwargs: As in `keras.Model.fit`: `callbacks`, `verbose`.

        Returns:
            A `keras.callbacks.History`.

        Raises:
            ValueError: If there is no such player, or `epochs` is less than 1.
            keras_gan_zoo.data.DataMismatch: If the data does not fit the model.

        Example:
            >>> gan.pretrain(sequences, "generator", epochs=80)
        """
        stages: dict[str, Callable] = {
            "generator": self.likelihood_step,
            "discriminator": self.discriminator_step,
        }
        size = self.default_batch_size if batch_size is None else batch_size

        def batches():
            return SequenceModel.prepare_data(
                self, as_tf_data(x, shuffle, self.seed), size, shuffle
            )

        return fit_stage(self, stages, player, batches, epochs, **kwargs)
