"""The base of the families with an encoder from pictures to codes and a decoder back."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from keras_gan_zoo.models.latent_model import LatentModel
from keras_gan_zoo.networks.subnetworks import first_output
from keras_gan_zoo.types import ArrayLike


class EncoderDecoder(LatentModel):
    """A model that encodes pictures as well as it draws them.

    Subclasses name their `players` and write `train_step`; an adversary may be among the players,
    or not. Where an encoder has several outputs, as one that tells a distribution of codes, the
    first is the code.

    Args:
        networks: Built networks by attribute name. Among them "encoder", from images (batch,
            height, width, channels) in [-1, 1], or from points (batch, dimensions), to codes
            (batch, latent_dim), or to several outputs, such as mean and log-deviation, of which
            the first is the code; and the one of the name `drawn_by`, "decoder" if a subclass does
            not say otherwise, from codes, or latents, (batch, latent_dim) to images or points.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the decoder's pictures are not what the encoder takes, or the encoder's code
            not what the decoder takes.
    """

    drawn_by = "decoder"
    averaged = ("encoder", "decoder")
    smallest = {"image_shape": (16, 16, 1), "latent_dim": 8, "width": 4, "body": "dcgan"}

    def __init__(self, networks: Mapping[str, keras.Model], **kwargs: Any):
        super().__init__(networks, **kwargs)
        encoder, decoder = networks["encoder"], networks[self.drawn_by]
        if decoder.output_shape[1:] != encoder.input_shape[1:]:
            raise ValueError(
                f"`{self.drawn_by}` draws samples of shape {decoder.output_shape[1:]}, but "
                f"`encoder` takes {encoder.input_shape[1:]}; build both for one shape."
            )
        # Made here, in the scope of the strategy that the model is built in.
        first_output(self.inference_network("encoder"))
        code_shape = first_output(encoder).output_shape
        if code_shape != decoder.input_shape:
            raise ValueError(
                f"`encoder` gives codes of shape {code_shape[1:]}, but `{self.drawn_by}` takes "
                f"{decoder.input_shape[1:]}; build both for one `latent_dim`."
            )
        self.latent_dim = decoder.input_shape[-1]
        self.image_shape = tuple(decoder.output_shape[1:])

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the network that draws and the one that encodes, averaged if averages are kept.

        By signature: "generate" takes latents, "encode" pictures.
        """
        return {
            **super().export_networks(),
            "encode": first_output(self.inference_network("encoder")),
        }

    def encode(self, images: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Encodes pictures.

        Args:
            images: An array (n, height, width, channels) in [-1, 1], or (n, dimensions) of points.
            batch_size: Pictures encoded at once.

        Returns:
            Float32 codes (n, latent_dim), from which `generate(latents=codes)` draws; of a family
            that tells a distribution of codes, its mean.

        Raises:
            TypeError: If the pictures are no array.
            keras_gan_zoo.data.DataMismatch: If they do not fit the model.

        Example:
            >>> codes = model.encode(images)
        """
        encoder = first_output(self.inference_network("encoder"))
        return self.draw(encoder, self.check_pictures(images), batch_size)

    def reconstruct(self, images: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Encodes pictures, and draws what their codes say.

        Args:
            images: As for `encode`.
            batch_size: As for `encode`.

        Returns:
            A float32 array of the same shape.

        Raises:
            TypeError: As for `encode`.
            keras_gan_zoo.data.DataMismatch: As for `encode`.

        Example:
            >>> lost = np.abs(model.reconstruct(images) - images).mean()
        """
        return self.generate(latents=self.encode(images, batch_size), batch_size=batch_size)


def check_code_distribution(encoder: keras.Model, decoder: keras.Model) -> None:
    """Checks that an encoder tells a normal distribution of codes, which a decoder takes.

    Args:
        encoder: A network of pictures.
        decoder: A network of codes (batch, latent_dim).

    Raises:
        ValueError: If the encoder does not give two outputs of the shape of a code.
    """
    shapes = [output.shape for output in encoder.outputs]
    if shapes != [decoder.input_shape] * 2:
        raise ValueError(
            "`encoder` must give two outputs, the mean and the log-deviation of a code, each "
            f"of shape {decoder.input_shape}, got {', '.join(map(str, shapes))}."
        )


def check_judge(judge: keras.Model, name: str, takes: tuple, what: str) -> None:
    """Checks that an adversary takes what it is to judge.

    Args:
        judge: A network of one input.
        name: What the sentence calls it.
        takes: The shape of what it is shown, with the batch.
        what: What that is, in words.

    Raises:
        ValueError: If it takes something else.
    """
    if judge.input_shape != takes:
        raise ValueError(
            f"`{name}` takes {judge.input_shape}, but {what} are of shape {takes}; build both for "
            "one shape."
        )
