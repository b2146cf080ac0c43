"""The reading side of GANs that are told texts: an encoder, and the stage in which it learns."""

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models.joint_embedding import (
    build_image_encoder,
    matching_loss,
    similarities,
    train_jointly,
)
from keras_gan_zoo.models.text_conditions import TextConditions
from keras_gan_zoo.replicas.whole_batch import own_rows, whole_batch
from keras_gan_zoo.samples.loaders import as_tf_data
from keras_gan_zoo.types import Data, Tensor


class TextReader(TextConditions):
    """A GAN with a `text_encoder`, which is the discriminator's and can be trained beforehand.

    A subclass has a `discriminator` from [images, texts], gives `text_encoder` to its player, and
    calls `set_reading` in its constructor.
    """

    stages = ("text_encoder",)
    training_only = {"image_encoder": {"matching_weight": 0.0}}
    wants = "images and a text for each"

    wrong_text = True
    """Whether the discriminator is shown real pictures with another's text, too."""

    def set_reading(
        self,
        tokenizer: Tokenizer,
        encoder_learns: bool,
        matching_weight: float,
        image_encoder: keras.Model | None,
        examples: Sequence[str],
    ) -> None:
        """Takes the arguments that are about reading, in a constructor.

        Args:
            tokenizer: What makes tokens of texts, of the length that `text_encoder` takes.
            encoder_learns: Whether the text encoder learns with the discriminator; `False` leaves
                it as `pretrain` did.
            matching_weight: Weight of `matching` in the generator's loss; 0 leaves it out.
            image_encoder: Network from images to vectors as long as texts', which tells that, and
                learns in `pretrain` alone; `None` where nothing asks it.
            examples: Texts that are drawn where nobody asks for any.

        Raises:
            ValueError: If the tokenizer does not fit the encoder, the examples are one text, or the
                weight is malformed or has no encoders that stand still.
        """
        if isinstance(examples, str):
            raise ValueError(f"`examples` must be a list of texts, got one: pass [{examples!r}].")
        if self.text_encoder.input_shape[1] != tokenizer.length:
            raise ValueError(
                f"`text_encoder` takes {self.text_encoder.input_shape[1]} tokens, but `tokenizer` "
                f"gives {tokenizer.length}; build both for one length."
            )
        if image_encoder is not None:
            self.add_network("image_encoder", image_encoder)
        self.tokenizer = tokenizer
        self.encoder_learns = bool(encoder_learns)
        self.matching_weight = check_number(matching_weight, "matching_weight", least=0)
        if self.matching_weight and (encoder_learns or image_encoder is None):
            raise ValueError(
                "`matching_weight` needs an `image_encoder` and `encoder_learns=False`: the two "
                "encoders that judge the generator must stay as they learned together."
            )
        self.examples = tuple(examples)

    def player_variables(self, player: str) -> list[keras.Variable]:
        """Returns what a player moves; the text encoder's only while it learns."""
        variables = super().player_variables(player)
        if self.encoder_learns:
            return variables
        held = {id(variable) for variable in self.text_encoder.variables}
        return [variable for variable in variables if id(variable) not in held]

    def matching(self, drawn: Tensor, text: Tensor) -> Tensor:
        """Returns how hard it is to find each drawn picture's text among the batch's, in nats.

        Args:
            drawn: Pictures.
            text: The vectors of the texts that they were drawn by, (batch, text_dim).
        """
        alike = similarities(self.image_encoder(drawn, training=False), text)
        own = ops.arange(alike.shape[0] or ops.shape(alike)[0])
        return ops.mean(matching_loss(own, alike))

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks images and their texts, and gives batches of images and tokens.

        Raises:
            ValueError: As `ConditionalData.prepare_data`, or if there is one picture a batch: a
                text is wrong beside another's picture.
        """
        batches = super().prepare_data(x, batch_size, shuffle)
        if batches.element_spec[0].shape[0] == 1 and self.wrong_text:
            raise ValueError(
                "`batch_size` must be at least 2, got 1: a wrong text is that of another picture "
                "of the batch."
            )
        return batches

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

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the tokenizer and how texts are read."""
        return {
            **super().get_config(),
            "tokenizer": keras.saving.serialize_keras_object(self.tokenizer),
            "encoder_learns": self.encoder_learns,
            "matching_weight": self.matching_weight,
            "examples": list(self.examples),
        }


def add_judge_of_matches(arguments: dict[str, Any], image_shape: Sequence[int], units: int) -> None:
    """Adds a new image encoder to a constructor's arguments that ask for one and give none.

    Args:
        arguments: Of which `matching_weight` asks for an `image_encoder`.
        image_shape: (height, width, channels) of the pictures that it sees.
        units: Length of a text's vector.
    """
    if arguments.get("matching_weight") and arguments.get("image_encoder") is None:
        arguments["image_encoder"] = build_image_encoder(image_shape, units)


def others(text: Tensor) -> Tensor:
    """Returns each row's neighbour in the batch: a text that belongs to another picture."""
    return own_rows(ops.roll(whole_batch(text), 1, axis=0))
