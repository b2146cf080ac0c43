"""The stage before the game: a text encoder that learns what pictures show."""

from typing import Any

import keras

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.conditional.text_to_image.joint_embedding import (
    build_image_encoder,
    train_jointly,
)
from keras_gan_zoo.models.text_conditional_gan import TextConditionalGAN
from keras_gan_zoo.samples.loaders import as_tf_data
from keras_gan_zoo.types import Data


class EncoderStage(TextConditionalGAN):
    """A GAN with a `text_encoder` that can be trained by itself; and an `image_encoder` or none."""

    def pretrain(
        self,
        x: Data,
        player: str = "text_encoder",
        *,
        batch_size: int | None = None,
        epochs: int = 1,
        shuffle: bool = True,
        learning_rate: float = 1e-3,
        **kwargs: Any,
    ) -> keras.callbacks.History:
        """Trains the text encoder before the game, to say what its pictures show.

        An image encoder learns with it, see `JointEmbedding`; it is dropped afterwards, unless
        `matching_weight` asks for it. The generator and the discriminator stay as they are.

        Args:
            x: As for `fit`: images and their texts.
            player: "text_encoder".
            batch_size: Pictures a step, from among which each finds its text.
            epochs: Passes over the data.
            shuffle: Whether to shuffle, anew at each epoch.
            learning_rate: Adam's, which falls to 0 over the stage by half a cosine.
            **kwargs: As in `keras.Model.fit`: `callbacks`, `verbose`.

        Returns:
            A `keras.callbacks.History` of `loss`, in nats, and `accuracy`, of finding each
            picture's own text among the batch's.

        Raises:
            ValueError: If there is no such stage, or `epochs` is less than 1.
            keras_gan_zoo.data.DataMismatch: If images and texts do not fit the model.

        Example:
            >>> gan.pretrain(faces, "text_encoder", epochs=4)
        """
        if player != "text_encoder":
            raise ValueError(
                f"`player` must be 'text_encoder', which alone is trained before the game, got "
                f"{player!r}."
            )
        epochs = check_whole(epochs, "epochs", least=1)
        batch_size = self.default_batch_size if batch_size is None else batch_size
        batches = self.prepare_data(as_tf_data(x, shuffle, self.seed), batch_size, shuffle)
        seeing = getattr(self, "image_encoder", None)
        if seeing is None:
            with seeded(self.seed):
                image_shape = self.discriminator.input_shape[0][1:]
                seeing = build_image_encoder(image_shape, self.text_encoder.output_shape[-1])
        history = train_jointly(
            self.text_encoder,
            seeing,
            batches,
            epochs=epochs,
            learning_rate=learning_rate,
            **kwargs,
        )
        if average := self.average_names.get("text_encoder"):
            getattr(self, average).set_weights(self.text_encoder.get_weights())
        return history
