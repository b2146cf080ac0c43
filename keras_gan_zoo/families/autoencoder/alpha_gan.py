"""Alpha-GAN (Rosca, Lakshminarayanan, Warde-Farley and Mohamed 2017)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.losses.log_loss import fake, real
from keras_gan_zoo.models.encoder_decoder import EncoderDecoder, check_judge
from keras_gan_zoo.networks.bodies import build_discriminator
from keras_gan_zoo.networks.encoders import build_encoder, build_picture_decoder
from keras_gan_zoo.networks.mlp import mlp_discriminator
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "alpha_gan",
    paper="1706.04987",
    title="Variational Approaches for Auto-Encoding Generative Adversarial Networks",
    tags=("auto-encoder", "density ratio", "variational"),
)
class AlphaGAN(EncoderDecoder, AdversarialModel):
    r"""An auto-encoder with two adversaries, one of its pictures and one of its codes.

    The two terms of a variational auto-encoder's bound become what can be learned of samples:
    a discriminator D tells the ratio of the data's density to the model's, which stands in for
    the likelihood, beside a distance of pixels that keeps each picture its own; and a code
    discriminator C tells that of the prior to the encoder's codes, which stands in for the KL. The
    logarithm of such a ratio is the discriminator's logit,
    \( \log \frac{D}{1 - D} \). The encoder adds no noise: it is the codes of all
    pictures together that come to be N(0, I), not those of each.

    Args:
        encoder: Network from images (batch, height, width, channels) in [-1, 1] to codes (batch,
            latent_dim).
        generator: Network from codes to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1).
        code_discriminator: Network from codes to logits (batch, 1).
        reconstruction_weight: \( \lambda \), of the absolute error of a pixel, at least 0.
        generator_steps: Steps of the encoder and the generator for one of both discriminators.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, or a number is not as said.

    Example:
        >>> model = keras_gan_zoo.get("alpha_gan", image_shape=(32, 32, 3), latent_dim=128)
        >>> model.fit(keras_gan_zoo.data.load("fashion_mnist"), epochs=10)
        >>> new, again = model.generate(16, seed=0), model.reconstruct(pictures)

    Reference:
        https://arxiv.org/abs/1706.04987
    """

    drawn_by = "generator"
    averaged = ("encoder", "generator")
    players = {
        "encoder": ["encoder"],
        "generator": ["generator"],
        "discriminator": ["discriminator"],
        "code_discriminator": ["code_discriminator"],
    }
    terms = ("reconstruction",)
    smallest = {"code_units": 16, "generator_steps": 1}
    objective = (
        "samples:            z^ = E(x),  x^ = G(z^);  z ~ N(0, I),  x~ = G(z)",
        "ratios:             R_D(x) = log(1 - D(x)) - log D(x),  R_C(z) = log(1 - C(z)) - log C(z)",
        "encoder:            min  lambda |x - x^|_1 + R_C(z^)",
        "generator:          min  lambda |x - x^|_1 + R_D(x^) + R_D(x~)",
        "discriminator:      min  -log D(x) - log(1 - D(x^)) - log(1 - D(x~))",
        "code discriminator: min  -log C(z) - log(1 - C(z^))",
    )
    watch = (
        "`reconstruction` is the mean absolute error of a pixel in units of [-1, 1].",
        "`code_discriminator_loss` is 1.39 where codes cannot be told from N(0, I), which is what "
        "`generate` relies on; near 0 the encoder has lost, and `reconstruction_weight` is too "
        "large.",
        "`discriminator_loss` is 1.91 where it cannot tell. The encoder's and generator's losses "
        "are logits, of either sign and without a bound.",
    )
    differs = (
        "the networks, DCGAN's, with a code discriminator of three layers of 750 units.",
        "the optimizers' settings, Adam(2e-4, 0.5, 0.9) for all, which are this library's own; and "
        "the weight of 10, as in implementations by others.",
        "the unit of the absolute error, a mean over a picture's values.",
        "how often each network moves, which Algorithm 1 leaves open: the encoder and the "
        "generator move twice on the same pictures, as in implementations by others, and each sees "
        "the others as moved.",
        "the code discriminator's labels, as in the paper's text: the first version's Algorithm 1 "
        "has them exchanged.",
    )

    def __init__(
        self,
        encoder: keras.Model,
        generator: keras.Model,
        discriminator: keras.Model,
        code_discriminator: keras.Model,
        reconstruction_weight: float = 10.0,
        generator_steps: int = 2,
        **kwargs: Any,
    ):
        networks = {
            "encoder": encoder,
            "generator": generator,
            "discriminator": discriminator,
            "code_discriminator": code_discriminator,
        }
        super().__init__(networks, **kwargs)
        pictures, codes = generator.output_shape, generator.input_shape
        check_judge(discriminator, "discriminator", pictures, "the generator's pictures")
        check_judge(code_discriminator, "code_discriminator", codes, "the encoder's codes")
        self.reconstruction_weight = check_number(
            reconstruction_weight, "reconstruction_weight", least=0
        )
        self.generator_steps = check_whole(generator_steps, "generator_steps", least=1)

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 64,
        width: int | None = None,
        body: str = "dcgan",
        normalization: str | None = None,
        discriminator_normalization: str | None = None,
        code_units: int = 750,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds an encoder, a generator and two discriminators.

        Args:
            image_shape: (height, width, channels) of the pictures; with body="mlp" also
                (dimensions,) of points.
            latent_dim: Length of the code.
            width: Channels of the widest map at full resolution, or units of a layer; `None` for
                the body's own, 64 or 200.
            body: "dcgan", convolutions as in 1511.06434, for square pictures of 16 pixels and
                more; "infogan" (1711.10337), for sides that divide by 4; or "mlp".
            normalization: "batch", "layer" or "none", of encoder and generator; `None` for the
                body's own, which is "batch" of "dcgan" and "none" of "mlp".
            discriminator_normalization: As `normalization`, or "spectral" (1802.05957); the code
                discriminator has none.
            code_units: Units of each of the code discriminator's three hidden layers.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        code_units = check_whole(code_units, "code_units", least=1)
        with seeded(seed):
            sizes = (body, image_shape, latent_dim, width, normalization)
            return cls(
                build_encoder(*sizes),
                build_picture_decoder(*sizes, name="generator"),
                build_discriminator(body, image_shape, width, discriminator_normalization),
                mlp_discriminator(
                    (latent_dim,),
                    width=code_units,
                    activation="leaky_relu",
                    name="code_discriminator",
                ),
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns an Adam for each of the four, with beta_2 = 0.9."""
        return {
            player: keras.optimizers.Adam(2e-4, beta_1=0.5, beta_2=0.9) for player in self.players
        }

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """Moves E and G, then D, then C (Algorithm 1)."""

        def E(x):
            return self.encoder(x, training=True)

        def G(z):
            return self.generator(z, training=True)

        def R(logits):  # log(1 - D) - log D
            return -ops.mean(logits)

        def D(x):
            return self.discriminator(x, training=True)

        def C(z):
            return self.code_discriminator(z, training=True)

        def encoder_loss():
            z_hat = E(x)
            error = ops.mean(ops.abs(x - G(z_hat)))
            self.track("reconstruction", error)
            return self.reconstruction_weight * error + R(C(z_hat))

        def generator_loss():
            x_hat, x_tilde = G(E(x)), G(self.sample_latents(x))
            error = ops.mean(ops.abs(x - x_hat))
            return self.reconstruction_weight * error + R(D(x_hat)) + R(D(x_tilde))

        def discriminator_loss():
            x_hat, x_tilde = G(E(x)), G(self.sample_latents(x))
            return real(D(x)) + fake(D(x_hat)) + fake(D(x_tilde))

        def code_discriminator_loss():
            return real(C(self.sample_latents(x))) + fake(C(E(x)))

        for _ in range(self.generator_steps):
            self.minimize(encoder_loss, player="encoder")
            self.minimize(generator_loss, player="generator")
        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(code_discriminator_loss, player="code_discriminator")
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the settings."""
        return {
            **super().get_config(),
            "reconstruction_weight": self.reconstruction_weight,
            "generator_steps": self.generator_steps,
        }
