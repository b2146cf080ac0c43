"""Gradient Origin Network (Bond-Taylor and Willcocks 2020)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.autoencoder.gon.networks import smooth_decoder
from keras_gan_zoo.losses.distances import squared_distance
from keras_gan_zoo.models.fitted_latents import FittedLatents
from keras_gan_zoo.networks.fitted_front import behind_gaussian, decoder_of, gaussian_of
from keras_gan_zoo.networks.normalization import batch_normalization_of
from keras_gan_zoo.penalties.input_gradient import input_gradient
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "gon",
    paper="2007.02798",
    title="Gradient Origin Networks",
    tags=("auto-encoder", "second order"),
)
class GON(FittedLatents):
    r"""An auto-encoder without an encoder: a code is a gradient of the decoder's own loss.

    The code of a picture is minus the gradient, at the code 0, of what the decoder loses of it:
    \( z = -\nabla_{z_0} L(x, F(z_0)) |_{z_0 = 0} \), one step down from the origin. The
    decoder F lowers \( L(x, F(z)) \), and its own gradient goes through that gradient, too.

    A Gaussian is fitted to the codes of the training data as they come, by running moments: from
    that `generate` draws. `encode` takes a gradient, which is not exported: a file has
    `generate` alone.

    Args:
        generator: Network from latents (batch, latent_dim) to images (batch, height, width,
            channels) in [-1, 1], made by `keras_gan_zoo.networks.behind_gaussian` of the decoder F.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the generator does not begin with a Gaussian, or mixes the pictures of a
            batch by BatchNorm.

    Example:
        >>> model = keras_gan_zoo.get("gon")
        >>> model.fit(keras_gan_zoo.data.load("fashion_mnist"), epochs=10)
        >>> codes, again = model.encode(images), model.reconstruct(images)
        >>> drawn = model.generate(16, seed=0)

    Reference:
        https://arxiv.org/abs/2007.02798
    """

    players = {"generator": ["generator"]}
    objective = (
        "code:      z = -grad_{z_0} |F(z_0) - x|^2  at z_0 = 0",
        "generator: min  E_x |F(z) - x|^2,  through z, too",
        "generate:  z ~ N(m, S),  running mean and covariance of the codes",
    )
    watch = (
        "The loss is a sum of squares over a picture's values; the variance of the data, summed "
        "so, is what codes without meaning come to.",
        "Good reconstructions say little of `generate`: nothing asks the codes to be Gaussian.",
    )
    differs = (
        "the Gaussian from which it draws: the paper draws from its variational form, which is not "
        "built here.",
        "the networks: DCGAN's transposed convolutions with ELU, without BatchNorm, which would "
        "mix the gradients of a batch's pictures.",
        "the loss, a squared error in units of [-1, 1] for every kind of picture.",
    )
    smallest = {"image_shape": (16, 16, 1), "latent_dim": 8, "width": 4, "body": "dcgan"}

    def __init__(self, generator: keras.Model, **kwargs: Any):
        super().__init__({"generator": generator}, **kwargs)
        layer = batch_normalization_of(generator)
        if layer is not None:
            raise ValueError(
                "`generator` must tell each picture's own gradient, but mixes those of a batch in "
                f"its BatchNormalization {layer.name!r}; build it without."
            )

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 64,
        width: int | None = None,
        body: str = "dcgan",
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds a decoder behind a Gaussian.

        Args:
            image_shape: (height, width, channels) of the pictures; with body="mlp" also
                (dimensions,) of points.
            latent_dim: Length of a code.
            width: Channels of the widest map at full resolution, or units of a layer; `None` for
                the body's own, 32 or 200.
            body: "dcgan", transposed convolutions with ELU, for square pictures; or "mlp", two
                layers of tanh.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            decoder = smooth_decoder(body, image_shape, latent_dim, width)
            return cls(behind_gaussian(decoder), seed=seed, **kwargs)

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns an Adam of the rate 2e-4."""
        return {"generator": keras.optimizers.Adam(2e-4)}

    def codes(self, x: Tensor, decoder: keras.Model | None = None) -> Tensor:
        """Returns minus the gradient at the origin, which can be differentiated again.

        Args:
            x: Images (batch, height, width, channels).
            decoder: Which is asked; `None` for the one in training.

        Returns:
            Codes (batch, latent_dim), float32.
        """
        F = decoder_of(self.generator) if decoder is None else decoder
        origin = ops.zeros((ops.shape(x)[0], self.latent_dim))
        return -input_gradient(lambda z, training: squared_distance(F(z), x), origin)

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """Moves the decoder towards giving back a picture from one step off the origin."""
        F = decoder_of(self.generator)

        def lost():
            z = self.codes(x)
            gaussian_of(self.generator).follow(z)
            return ops.mean(squared_distance(F(z, training=True), x))

        self.minimize(lost, player="generator")
        return self.logs()

    def encode(self, images: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Returns the codes of pictures, one gradient each.

        Args:
            images: An array (n, height, width, channels) in [-1, 1], or (n, dimensions) of points.
            batch_size: Pictures encoded at once.

        Returns:
            Float32 codes (n, latent_dim), which `decode` makes pictures of.

        Raises:
            TypeError: If the pictures are no array.
            ValueError: If `batch_size` is no whole number of at least 1.
            keras_gan_zoo.data.DataMismatch: If they do not fit the model.

        Example:
            >>> codes = model.encode(images)
        """
        images = self.check_pictures(images)
        batch_size = check_whole(batch_size, "batch_size", least=1)
        decoder = decoder_of(self.inference_network("generator"))
        parts = [
            self.codes(ops.convert_to_tensor(images[start : start + batch_size]), decoder)
            for start in range(0, len(images), batch_size)
        ]
        return np.concatenate([ops.convert_to_numpy(part) for part in parts])

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
        return self.decode(self.encode(images, batch_size), batch_size)
