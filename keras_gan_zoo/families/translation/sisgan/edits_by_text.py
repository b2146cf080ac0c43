"""What a model that changes pictures by a text takes, and how it changes them."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.models.latents import fresh_latents
from keras_gan_zoo.models.text_reader import TextReader
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.networks.text_encoders import unrolled
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.kind import Group
from keras_gan_zoo.types import ArrayLike, Tensor

_SHOWN_TEXTS = 3
"""By how many texts each picture of a sheet is changed."""


class EditsByText(TextReader, Translator):
    r"""A model that changes pictures by texts, with noise in how a text is taken.

    Subclasses have a `text_encoder` from tokens to vectors, a `conditioner` of these to
    \( \mu, \log \sigma \), and a `generator` from [pictures, conditions] to pictures, write
    `train_step` for (pictures, tokens), and call `set_reading`.

    Args:
        networks: The networks by attribute name.
        **kwargs: As for `AdversarialModel`: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other.
    """

    directions = ("edit",)

    def __init__(self, networks: Mapping[str, keras.Model], **kwargs: Any):
        super().__init__(networks, **kwargs)
        generator = networks["generator"]
        self.image_shape = tuple(generator.output_shape[1:])
        self.condition_dim = generator.inputs[-1].shape[-1]
        self._check_shapes(networks)

    def sample_noise(self, like: Tensor) -> Tensor:
        """Returns fresh noise (batch, condition_dim), as many as `like` has rows."""
        shape = (ops.shape(like)[0], self.condition_dim)
        return random_rows(keras.random.normal, shape, seed=self.seed_generator)

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Changes pictures by tokens, [images, tokens (batch, length)], without noise."""
        images, tokens = inputs
        text = self.inference_network("text_encoder")(tokens, training=training)
        mean, _ = self.inference_network("conditioner")(text, training=training)
        return self.inference_network("generator")([images, mean], training=training)

    def generate(
        self,
        images: ArrayLike,
        condition: str | Sequence[str] | None = None,
        *,
        direction: str | None = None,
        n: int | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Changes pictures as texts say.

        Args:
            images: Float array (m, height, width, channels) in [-1, 1].
            condition: A text for all pictures, or one for each; `None` for the model's examples in
                turn.
            direction: "edit", the only one.
            n: How many ways to change each picture, each by other noise in how its text is taken;
                `None` for one without noise, and without an axis for them.
            seed: Seed of the noise, for the same pictures again.
            batch_size: Pictures changed at once, at least 1.

        Returns:
            Float32 (m, height, width, channels) in [-1, 1], or (m, n, height, width, channels) if
            `n` is given.

        Raises:
            ValueError: If a number is not as said, or there are not as many texts as pictures.
            keras_gan_zoo.data.DataMismatch: If the pictures do not fit, or a text is empty, too
                long, or has a word that the model does not know.

        Example:
            >>> edited = gan.generate(faces, "a person with green hair and glasses")
            >>> gan.generate(faces[:2], ["a man with red hair", "a girl with blue eyes"]).shape
            (2, 64, 64, 3)
        """
        self.check_direction(direction)
        copies = 1 if n is None else check_whole(n, "n", 1)
        batch_size = check_whole(batch_size, "batch_size", 1)
        images = one_array(images, "images")
        self.takes[0].check(images, name="images")
        instead = "change fewer at a time"
        check_room(len(images) * copies, 4 * images[:1].size, "pictures", instead)
        mean, log_deviation = self._read(self._texts_for(condition, len(images)))
        conditions = np.repeat(mean, copies, axis=0)
        if n is not None:
            noise = fresh_latents(len(conditions), self.condition_dim, seed)
            conditions = conditions + np.exp(np.repeat(log_deviation, copies, axis=0)) * noise
        inputs = [np.repeat(images.astype("float32"), copies, axis=0), conditions]
        drawn = self.draw(self.inference_network("generator"), inputs, batch_size)
        return drawn if n is None else drawn.reshape(-1, copies, *self.image_shape)

    def _texts_for(self, condition, count):
        if condition is None:
            return self.in_turn(count)
        if isinstance(condition, (str, bytes)):
            return [condition] * count
        texts = list(condition) if isinstance(condition, (list, tuple, np.ndarray)) else [condition]
        if len(texts) != count:
            raise ValueError(
                f"`condition` must be one text for all pictures or one for each of the {count}, "
                f"got {len(texts)}."
            )
        return texts

    def _read(self, texts):
        """Returns mean and logarithm of the deviation of the conditions of texts."""
        texts = self._texts(texts, "condition")
        different = list(dict.fromkeys(texts))
        rows = [different.index(text) for text in texts]
        tokens = self.encode_asked(different)
        text = self.draw(self.inference_network("text_encoder"), tokens, len(tokens))
        found = self.inference_network("conditioner")(text, training=False)
        return [ops.convert_to_numpy(part)[rows] for part in found]

    def translation_settings(
        self, frames: int | None, condition: str | None = None
    ) -> dict[str, object]:
        """Returns the text by which a command line has pictures changed."""
        return {**super().translation_settings(frames), "condition": condition}

    def watched_samples(self, inputs: Mapping) -> list[Group]:
        """Returns pictures, and what becomes of all of them by each of a few texts."""
        pictures = np.asarray(inputs[self.directions[0]], "float32")
        texts = dict.fromkeys(self.in_turn(_SHOWN_TEXTS))
        edited = [(text, self.generate(pictures, text)) for text in texts]
        return [[("pictures", pictures), *edited]]

    def small_sample(self, count: int, seed: int) -> dict[str, float]:
        """Returns a few numbers of what becomes of made-up pictures by the example texts."""
        drawn = self.generate(self.takes[0].examples(count, seed))
        found = self.gives.numbers(drawn)
        return {f"{self.directions[0]}.{name}": value for name, value in found.items()}

    # What leaves the model

    def network_and_inputs(self, direction: str, images: np.ndarray) -> tuple[keras.Model, Any]:
        """Returns the exported network, and the pictures with the example texts in turn."""
        tokens = self.encode_asked(self.in_turn(len(images)))
        return self.export_networks()[direction], [images, tokens]

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns a network from pictures and tokens to pictures; `tokenizer` makes the tokens.

        It is averaged if averages are kept, and takes texts without noise.
        """
        images = keras.Input(self.image_shape, name="images")
        tokens = keras.Input((self.tokenizer.length,), dtype="int32", name="tokens")
        text = unrolled(self.inference_network("text_encoder"))(tokens)
        mean, _ = self.inference_network("conditioner")(text)
        edited = self.inference_network("generator")([images, mean])
        edited = layers.Identity(dtype="float32", name="edited")(edited)
        return {self.directions[0]: keras.Model([images, tokens], edited, name="edit")}

    def example_inputs(self, name: str, count: int) -> dict[str, np.ndarray]:
        """Returns the tokens of the example texts in turn."""
        return {"tokens": self.encode_asked(self.in_turn(count))}

    def _check_shapes(self, networks):
        text_dim = networks["text_encoder"].output_shape[-1]
        condition = (None, self.condition_dim)
        shape = self.image_shape
        wanted = {
            "generator": ([(None, *shape), condition], (None, *shape)),
            "conditioner": ((None, text_dim), [condition, condition]),
            "discriminator": ([(None, *shape), (None, text_dim)], (None, 1)),
        }
        for name, shapes in wanted.items():
            network = networks[name]
            found = tuple(
                [tuple(one) for one in shape] if isinstance(shape, list) else tuple(shape)
                for shape in (network.input_shape, network.output_shape)
            )
            if found != shapes:
                raise ValueError(
                    f"`{name}` maps {found[0]} to {found[1]}, but must map {shapes[0]} to "
                    f"{shapes[1]}."
                )
