"""Auto-encoder (Hinton and Salakhutdinov 2006): pictures through a short code and back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.models.encoder_decoder import EncoderDecoder
from keras_gan_zoo.networks.encoders import build_encoder, build_picture_decoder
from keras_gan_zoo.networks.fitted_front import (
    before_standardization,
    behind_gaussian,
    decoder_of,
    gaussian_of,
)
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "autoencoder",
    title="Reducing the Dimensionality of Data with Neural Networks",
    tags=("auto-encoder", "baseline"),
)
class Autoencoder(EncoderDecoder):
    r"""An encoder and a decoder that together give back what went in, through a short code.

    Can its decoder draw by itself? Give it a random code and see. Random is a matter of scale,
    which a code of an auto-encoder finds for itself: `generate` draws from the Gaussian that has
    the mean and the covariance of the training data's codes. Nothing asks the codes of pictures to
    be distributed like that: between them the decoder has learned nothing, and much of what it
    draws there is no picture. `vae` is the answer to that.

    Args:
        encoder: Network from images (batch, height, width, channels) in [-1, 1] to codes (batch,
            latent_dim), of any size.
        decoder: Network from latents (batch, latent_dim) to images in [-1, 1], made by
            `keras_gan_zoo.networks.behind_gaussian` of the network from codes to images.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the two networks do not fit each other, or the decoder does not begin with a
            Gaussian.

    Example:
        >>> model = keras_gan_zoo.get("autoencoder", latent_dim=2)
        >>> model.fit(images, epochs=10)
        >>> model.encode(images).shape, model.reconstruct(images).shape
        ((60000, 2), (60000, 28, 28, 1))

    Reference:
        Hinton and Salakhutdinov 2006, doi:10.1126/science.1127647
    """

    players = {"autoencoder": ["encoder", "decoder"]}
    objective = (
        "encoder, decoder: min  E_x |Dec(Enc(x)) - x|^2,  the mean over a picture's values",
        "generate:         Dec(c),  c ~ N(m, S),  running mean and covariance of the codes",
    )
    watch = (
        "The loss is a mean square in units of [-1, 1]; the variance of the data is what a code "
        "without meaning comes to.",
        "Good reconstructions say nothing of `generate`: look at both.",
    )
    differs = (
        "the training, which is from random weights, without restricted Boltzmann machines layer "
        "by layer beforehand.",
        "the networks, two hidden layers of tanh each or DCGAN's convolutions, the loss, a squared "
        "error for the cross-entropy, and the optimizer, Adam(1e-3) for conjugate gradients.",
        "what `generate` does: the paper draws nothing of random codes.",
        "codes as `encode` gives them: less their mean, and turned so that they are uncorrelated "
        "and of variance 1 over the training data.",
    )
    default_batch_size = 100

    def __init__(self, encoder: keras.Model, decoder: keras.Model, **kwargs: Any):
        gaussian_of(decoder, "decoder")
        super().__init__({"encoder": encoder, "decoder": decoder}, **kwargs)

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 30,
        width: int | None = None,
        body: str = "mlp",
        normalization: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds an encoder and a decoder.

        Args:
            image_shape: (height, width, channels) of the pictures; with body="mlp" also
                (dimensions,) of points.
            latent_dim: Length of the code.
            width: Channels of the widest map at full resolution, or units of a layer; `None` for
                the body's own, 64 or 200.
            body: "mlp", two hidden layers of tanh each; "dcgan", convolutions as in 1511.06434,
                for square pictures of 16 pixels and more; or "infogan" (1711.10337), for sides
                that divide by 4.
            normalization: "batch", "layer" or "none"; `None` for the body's own, which is "batch"
                of "dcgan" and "none" of "mlp".
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            sizes = (body, image_shape, latent_dim, width, normalization)
            return cls(
                build_encoder(*sizes),
                behind_gaussian(build_picture_decoder(*sizes), name="decoder"),
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns an Adam with Keras's own settings."""
        return {"autoencoder": keras.optimizers.Adam(1e-3)}

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """Moves both networks towards giving back what went in."""
        Enc, Dec = self.encoder, decoder_of(self.decoder)

        def reconstruction_error():
            c = Enc(x, training=True)
            gaussian_of(self.decoder).follow(c)
            return ops.mean(ops.square(Dec(c, training=True) - x))

        self.minimize(reconstruction_error, player="autoencoder")
        return self.logs()

    def encode(self, images: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Encodes pictures; over the training data codes have mean 0 and covariance I.

        Args:
            images: An array (n, height, width, channels) in [-1, 1], or (n, dimensions) of points.
            batch_size: Pictures encoded at once.

        Returns:
            Float32 codes (n, latent_dim), from which `generate(latents=codes)` draws.

        Raises:
            TypeError: If the pictures are no array.
            keras_gan_zoo.data.DataMismatch: If they do not fit the model.

        Example:
            >>> codes = model.encode(images)
        """
        gaussian = gaussian_of(self.inference_network("decoder"))
        return gaussian.standardize(super().encode(images, batch_size))

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the network that draws and the one that encodes, averaged if averages are kept.

        By signature: "generate" takes latents, "encode" pictures, and gives what `encode` does.
        """
        encoder, decoder = map(self.inference_network, ("encoder", "decoder"))
        return {
            **super().export_networks(),
            "encode": before_standardization(encoder, gaussian_of(decoder)),
        }
