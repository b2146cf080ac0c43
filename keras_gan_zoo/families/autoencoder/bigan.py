"""Bidirectional GAN (Donahue, Krähenbühl and Darrell 2016)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.models.encoder_decoder import EncoderDecoder
from keras_gan_zoo.networks.bodies import build_discriminator
from keras_gan_zoo.networks.encoders import build_encoder, build_picture_decoder
from keras_gan_zoo.networks.heads import features_of
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "bigan",
    paper="1605.09782",
    title="Adversarial Feature Learning",
    tags=("inference", "joint discriminator", "minimax"),
)
class BiGAN(EncoderDecoder, AdversarialModel):
    r"""A GAN that learns the way back, from pictures to latents, by the game alone.

    The discriminator sees pairs: a picture with its code, \( (x, E(x)) \), or a drawn picture with
    its latent, \( (G(z), z) \). Where it cannot tell them apart, encoder and generator are each
    other's inverses (theorem 2), though nothing compares a picture with its reconstruction. ALI
    (1606.00704), of the same week, is the same game with an encoder that draws codes of a
    distribution.

    Args:
        encoder: Network from images (batch, height, width, channels) in [-1, 1] to codes (batch,
            latent_dim).
        generator: Network from latents (batch, latent_dim) in [-1, 1] to images in [-1, 1].
        discriminator: Network from [images, codes] to logits (batch, 1), such as
            `joint_discriminator`.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other.

    Example:
        >>> model = keras_gan_zoo.get("bigan", image_shape=(28, 28, 1))
        >>> model.fit(keras_gan_zoo.data.load("mnist"), epochs=10)
        >>> features = model.encode(digits)

    Reference:
        https://arxiv.org/abs/1605.09782
    """

    drawn_by = "generator"
    averaged = ("encoder", "generator")
    latent_distribution = "uniform"
    players = {
        "discriminator": ["discriminator"],
        "encoder_and_generator": ["encoder", "generator"],
    }
    smallest = {"joint_units": 16}
    objective = (
        "game:                  V(D, E, G) = E_x log D(x, E(x)) + E_z log(1 - D(G(z), z))",
        "discriminator:         max  V(D, E, G)",
        "encoder and generator: max  E_x log(1 - D(x, E(x))) + E_z log D(G(z), z)",
    )
    watch = (
        "Both losses are log 4 = 1.39 at a tie. `encoder_and_generator_loss` that grows says that "
        "the discriminator tells the pairs apart, often by the codes alone.",
        "Reconstructions are of the same kind as their pictures long before they are the same "
        "picture: nothing in the game compares the two.",
    )
    differs = (
        "the networks, DCGAN's, where the paper has dense layers for MNIST and AlexNet for "
        "ImageNet.",
        "the rates, which the paper lets decay, and the weight decay of 2.5e-5, of which there is "
        "none.",
        "the moves: encoder and generator move after the discriminator and against it as moved, "
        "where the paper's gradients are of one moment.",
    )
    default_batch_size = 128

    def __init__(
        self,
        encoder: keras.Model,
        generator: keras.Model,
        discriminator: keras.Model,
        **kwargs: Any,
    ):
        networks = {"encoder": encoder, "generator": generator, "discriminator": discriminator}
        super().__init__(networks, **kwargs)
        pairs = [generator.output_shape, generator.input_shape]
        takes = [each.shape for each in discriminator.inputs]
        if takes != pairs:
            raise ValueError(
                "`discriminator` must take pairs [images, codes] of the shapes "
                f"{pairs[0]} and {pairs[1]}, got {' and '.join(map(str, takes))}."
            )

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 50,
        width: int | None = None,
        body: str = "dcgan",
        normalization: str | None = None,
        discriminator_normalization: str | None = None,
        joint_units: int = 512,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds an encoder, a generator and a discriminator of pairs.

        Args:
            image_shape: (height, width, channels) of the pictures; with body="mlp" also
                (dimensions,) of points.
            latent_dim: Length of the latents and codes; 50 in the paper, for MNIST.
            width: Channels of the widest map at full resolution, or units of a layer; `None` for
                the body's own, 64 or 200.
            body: "dcgan", convolutions as in 1511.06434, for square pictures of 16 pixels and
                more; "infogan" (1711.10337), for sides that divide by 4; or "mlp".
            normalization: "batch", "layer" or "none", of encoder and generator; `None` for the
                body's own, which is "batch" of "dcgan" and "none" of "mlp".
            discriminator_normalization: As `normalization`, or "spectral" (1802.05957); of the
                layers that see the picture alone.
            joint_units: Units of the discriminator's layer that sees the code, and of that which
                sees picture and code together.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            sizes = (body, image_shape, latent_dim, width, normalization)
            return cls(
                build_encoder(*sizes),
                build_picture_decoder(*sizes, name="generator"),
                joint_discriminator(
                    body, image_shape, latent_dim, width, discriminator_normalization, joint_units
                ),
                seed=seed,
                **kwargs,
            )

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """One step of D, then one of E and G with the labels exchanged (section 3.4)."""
        z = self.sample_latents(x)

        def E(x):
            return self.encoder(x, training=True)

        def G(z):
            return self.generator(z, training=True)

        def D(x, z):
            return self.discriminator([x, z], training=True)

        def discriminator_loss():
            return cross_entropy(ones=D(x, E(x)), zeros=D(G(z), z))

        def encoder_and_generator_loss():
            return cross_entropy(ones=D(G(z), z), zeros=D(x, E(x)))

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(encoder_and_generator_loss, player="encoder_and_generator")
        return self.logs()


def cross_entropy(ones: Tensor, zeros: Tensor) -> Tensor:
    """Returns the mean of -log D of the ones, and of -log(1 - D) of the zeros, of their logits."""
    return log_loss.real(ones) + log_loss.fake(zeros)


def joint_discriminator(
    body: str,
    image_shape: Sequence[int],
    latent_dim: int,
    width: int | None = None,
    normalization: str | None = None,
    units: int = 512,
    name: str = "discriminator",
) -> keras.Model:
    """Builds a discriminator of pictures together with codes.

    The picture goes through a body, the code through a dense layer, both through another. A code
    that only met the picture in the logit could not be compared with it.

    Args:
        body: "dcgan" or "mlp".
        image_shape: (height, width, channels); for "mlp" also (dimensions,).
        latent_dim: Length of a code.
        width: The body's measure of width; `None` for its own.
        normalization: Of the body; `None` for its own.
        units: Units of each of the two dense layers.
        name: Name of the network.

    Returns:
        A network from [images (batch, *image_shape), codes (batch, latent_dim)] to logits
        (batch, 1), float32.

    Raises:
        ValueError: If the body cannot be built, or a number is too small.

    Example:
        >>> joint_discriminator("dcgan", (28, 28, 1), 50).output_shape
        (None, 1)
    """
    units = check_whole(units, "joint_units", least=1)
    judge = build_discriminator(body, image_shape, width, normalization)
    codes = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    of_codes = layers.LeakyReLU(0.2)(layers.Dense(units)(codes))
    x = layers.Concatenate()([features_of(judge), of_codes])
    x = layers.LeakyReLU(0.2)(layers.Dense(units)(x))
    logits = layers.Dense(1, dtype="float32", name="logits")(x)
    return keras.Model([judge.input, codes], logits, name=name)
