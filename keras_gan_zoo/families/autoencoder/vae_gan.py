"""VAE/GAN (Larsen, Sønderby, Larochelle and Winther 2015)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.losses.normal import kl_from_standard_normal
from keras_gan_zoo.models.encoder_decoder import (
    EncoderDecoder,
    check_code_distribution,
    check_judge,
)
from keras_gan_zoo.networks.bodies import build_discriminator
from keras_gan_zoo.networks.encoders import build_encoder, build_picture_decoder
from keras_gan_zoo.networks.heads import with_features
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "vae_gan",
    paper="1512.09300",
    title="Autoencoding beyond pixels using a learned similarity metric",
    tags=("auto-encoder", "minimax", "perceptual", "variational"),
)
class VAEGAN(EncoderDecoder, AdversarialModel):
    r"""A variational auto-encoder whose pictures a discriminator compares and judges.

    A squared error of pixels asks for blurred pictures. Here a picture and its reconstruction are
    compared by what the discriminator's l-th layer sees of both, a Gaussian of variance 1 (eq. 7
    and 8); and the decoder, which is the generator of a GAN as well, is told by the discriminator
    what is not sharp. Each loss reaches its own players only: the GAN's does not reach the
    encoder, the likelihood does not reach the discriminator (section 3).

    Args:
        encoder: Network from images (batch, height, width, channels) in [-1, 1] to two outputs
            (batch, latent_dim): the mean m and the log-deviation s of a code.
        decoder: Network from codes to images in [-1, 1].
        discriminator: Network from images to a dict of `"logits"` (batch, 1) and `"features"`
            (batch, ...), such as `keras_gan_zoo.networks.heads.with_features` gives.
        gamma: How much the likelihood counts for the decoder beside the GAN's loss, at least 0.
            The likelihood is a sum over features, so that it is small.
        saturating: Whether the decoder goes down log(1 - Dis), as in Algorithm 1; else it goes up
            log Dis (1406.2661, section 3).
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other or are not as said, or gamma is negative.

    Example:
        >>> model = keras_gan_zoo.get("vae_gan", image_shape=(64, 64, 3), latent_dim=128)
        >>> model.fit(faces, epochs=10)
        >>> new, again = model.generate(16, seed=0), model.reconstruct(faces[:16])

    Reference:
        https://arxiv.org/abs/1512.09300
    """

    players = {
        "encoder": ["encoder"],
        "decoder": ["decoder"],
        "discriminator": ["discriminator"],
    }
    terms = ("prior", "likelihood")
    objective = (
        "code:          z = exp(s) * e + m,  e ~ N(0, I),  (m, s) = Enc(x);  z_p ~ N(0, I)",
        "pictures:      x~ = Dec(z),  x_p = Dec(z_p)",
        "prior:         L_prior = KL(N(m, exp(s)^2) || N(0, I))",
        "likelihood:    L_llike = 1/2 |Dis_l(x) - Dis_l(x~)|^2,  less a constant",
        "game:          L_GAN = -log Dis(x) - log(1 - Dis(x~)) - log(1 - Dis(x_p))",
        "encoder:       min  L_prior + L_llike",
        "decoder:       min  gamma L_llike - L_GAN",
        "           or  min  gamma L_llike - log Dis(x~) - log Dis(x_p)    (not saturating)",
        "discriminator: min  L_GAN",
    )
    watch = (
        "`likelihood` is a sum of squares of features that are learned: it grows as the "
        "discriminator sees more, and is no measure of how good reconstructions are.",
        "`prior` is in nats a picture. Near 0 it says that the decoder has learned to do without "
        "the code; where it is in the hundreds, codes are nearly exact, and what is drawn of N(0, "
        "I) lies between them.",
        "`discriminator_loss` is 1.91 where it cannot tell and near 0 where it has won; then raise "
        "`gamma`, or set `saturating=False`.",
    )
    differs = (
        "the networks, DCGAN's with kernels of 4, where the paper has kernels of 5 and a dense "
        "layer more; the l-th layer is the last map.",
        "the weight gamma of the likelihood, whose number is our own.",
        "the sign of L_GAN, which the paper writes as what the discriminator maximises and "
        "moves as what it minimises; here it is a loss.",
        "what keeps the players even: the authors' code weighs real pictures apart, and skips "
        "steps of a player that is ahead; here is none of it.",
    )

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        discriminator: keras.Model,
        gamma: float = 1e-2,
        saturating: bool = True,
        **kwargs: Any,
    ):
        networks = {"encoder": encoder, "decoder": decoder, "discriminator": discriminator}
        super().__init__(networks, **kwargs)
        check_code_distribution(encoder, decoder)
        check_judge(discriminator, "discriminator", decoder.output_shape, "the decoder's pictures")
        outputs = discriminator.output
        if not isinstance(outputs, dict) or not {"logits", "features"} <= set(outputs):
            raise ValueError(
                "`discriminator` must give a dict of 'logits' and 'features', such as "
                f"keras_gan_zoo.networks.heads.with_features, got {discriminator.output_shape}."
            )
        self.gamma = check_number(gamma, "gamma", least=0)
        self.saturating = saturating

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 64,
        width: int | None = None,
        body: str = "dcgan",
        normalization: str | None = None,
        discriminator_normalization: str | None = None,
        feature_layer: int | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds an encoder, a decoder and a discriminator.

        Args:
            image_shape: (height, width, channels) of the pictures; with body="mlp" also
                (dimensions,) of points.
            latent_dim: Length of the code; 128 in the paper, for faces of 64 pixels.
            width: Channels of the widest map at full resolution, or units of a layer; `None` for
                the body's own, 64 or 200.
            body: "dcgan", convolutions as in 1511.06434, for square pictures of 16 pixels and
                more; "infogan" (1711.10337), for sides that divide by 4; or "mlp".
            normalization: "batch", "layer" or "none", of encoder and decoder; `None` for the
                body's own, which is "batch" of "dcgan" and "none" of "mlp".
            discriminator_normalization: As `normalization`, or "spectral" (1802.05957).
            feature_layer: l, the discriminator's hidden layer by which pictures are compared,
                counted from the pictures on, from 1; `None` for the last.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            sizes = (body, image_shape, latent_dim, width, normalization)
            return cls(
                build_encoder(*sizes, outputs=("mean", "log_deviation")),
                build_picture_decoder(*sizes),
                with_features(
                    build_discriminator(body, image_shape, width, discriminator_normalization),
                    feature_layer,
                ),
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's RMSprop of 3e-4 for each (section 4)."""
        return {player: keras.optimizers.RMSprop(3e-4) for player in self.players}

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """Moves all three, by gradients of one moment (Algorithm 1)."""
        e, z_p = self.sample_latents(x), self.sample_latents(x)
        encoded = self.shared_pass(lambda: ops.stack(self.encoder(x, training=True)), "encoder")

        def Enc():
            m, s = ops.unstack(encoded.outputs, 2)
            return m, s, ops.exp(s) * e + m

        def Dec(z):
            return self.decoder(z, training=True)

        def Dis(pictures):
            judged = self.discriminator(pictures, training=True)
            return judged["logits"], judged["features"]

        _, _, z = Enc()
        decoded = self.shared_pass(lambda: ops.stack([Dec(z), Dec(z_p)]), "decoder")

        def encoder_loss():
            m, s, z = Enc()
            (_, Dis_x), (_, Dis_x_tilde) = Dis(x), Dis(Dec(z))
            L_prior = ops.mean(kl_from_standard_normal(m, s))
            L_llike = self.L_llike(Dis_x, Dis_x_tilde)
            self.track("prior", L_prior)
            self.track("likelihood", L_llike)
            return L_prior + L_llike

        def decoder_loss():
            x_tilde, x_p = ops.unstack(decoded.outputs, 2)
            (real, Dis_x), (again, Dis_x_tilde), (drawn, _) = Dis(x), Dis(x_tilde), Dis(x_p)
            if self.saturating:
                game = -self.L_GAN(real, again, drawn)
            else:
                game = log_loss.real(again) + log_loss.real(drawn)
            return self.gamma * self.L_llike(Dis_x, Dis_x_tilde) + game

        def discriminator_loss():
            x_tilde, x_p = ops.unstack(decoded.outputs, 2)
            (real, _), (again, _), (drawn, _) = Dis(x), Dis(x_tilde), Dis(x_p)
            return self.L_GAN(real, again, drawn)

        self.minimize(encoder_loss, player="encoder", shared=encoded)
        self.minimize(decoder_loss, player="decoder", shared=decoded)
        self.minimize(discriminator_loss, player="discriminator")
        return self.logs()

    def L_llike(self, real: Tensor, reconstructed: Tensor) -> Tensor:
        """Returns minus the log-likelihood of pictures' features, less its constant (eq. 7, 8)."""
        difference = ops.cast(real, "float32") - ops.cast(reconstructed, "float32")
        over_features = tuple(range(1, len(difference.shape)))
        return 0.5 * ops.mean(ops.sum(ops.square(difference), axis=over_features))

    def L_GAN(self, real: Tensor, reconstructed: Tensor, drawn: Tensor) -> Tensor:
        """Returns the cross-entropy of the discriminator, of its logits."""
        fake = log_loss.fake(reconstructed) + log_loss.fake(drawn)
        return log_loss.real(real) + fake

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the weights of the losses."""
        return {**super().get_config(), "gamma": self.gamma, "saturating": self.saturating}
