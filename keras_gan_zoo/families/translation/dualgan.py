"""DualGAN: unsupervised dual learning for image-to-image translation (Yi et al. 2017)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.batching import batches_of_steps, dealt_out
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.models.domain_pair import DomainPair
from keras_gan_zoo.networks.patchgan import patchgan
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.networks.unet import unet
from keras_gan_zoo.penalties import clip_weights
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "dualgan",
    paper="1704.02510",
    title="DualGAN: Unsupervised Dual Learning for Image-to-Image Translation",
    tags=("cycle", "unpaired", "wasserstein", "weight clipping"),
)
class DualGAN(DomainPair):
    r"""Two tasks, U to V and V to U, each of which gives the other what it learns from.

    As CycleGAN, found at the same time, with Wasserstein critics: each moves `critic_steps` times
    a step, and its weights are clipped. The generators are U-Nets whose dropout is their noise,
    in training and in `generate`.

    Args:
        generator_g: The paper's \( G_A \), from pictures of X (its U) to pictures of Y (its V).
        generator_f: \( G_B \), from Y to X.
        discriminator_x: The critic \( D_B \), a network from pictures of X to unbounded scores.
        discriminator_y: The critic \( D_A \), from pictures of Y.
        reconstruction_weight: \( \lambda_U = \lambda_V \), 100 to 1000 in section 4.
        identity_weight: Weight, relative to the reconstruction's, of |v - G_A(v, z)| and
            |u - G_B(u, z')|, as in CycleGAN (1703.10593, section 5.2); 0 as in the paper. Without
            it the generators may turn all colours round on the way there and again on the way back.
        critic_steps: Steps of the critics for each of the generators, 2 to 4 in section 3.4.
        clipping: The critics' weights are clipped to [-c, c] with this c, 0.01 to 0.1.
        **kwargs: `ema_decay` (averages both generators), `seed`, `name`.

    Raises:
        ValueError: If the networks' shapes do not fit each other, there is an `identity_weight`
            though U and V differ in shape, or a number is not as said.

    Example:
        >>> gan = keras_gan_zoo.get("dualgan", image_shape=(64, 64, 3))
        >>> gan.fit((sketches, photographs), epochs=50)

    Reference:
        https://arxiv.org/abs/1704.02510
    """

    players = {
        "discriminators": ["discriminator_x", "discriminator_y"],
        "generators": ["generator_g", "generator_f"],
    }
    terms = (
        "adversarial_a",
        "adversarial_b",
        "reconstruction_u",
        "reconstruction_v",
        "identity_u",
        "identity_v",
    )
    default_batch_size = 4
    objective = (
        "critics:    min  E_u D_A(G_A(u, z)) - E_v D_A(v) + E_v D_B(G_B(v, z')) - E_u D_B(u)",
        "                 with the weights of D_A and D_B clipped to [-c, c]",
        "generators: min  lambda_U |u - G_B(G_A(u, z), z')| + lambda_V |v - G_A(G_B(v, z'), z)|",
        "                 - D_A(G_A(u, z)) - D_B(G_B(v, z'))",
        "                 (+ lambda_identity (|v - G_A(v, z)| + |u - G_B(u, z')|))",
    )
    watch = (
        "-discriminators_loss, the distance the critics see, should rise and then fall slowly. If "
        "it stays near 0, the clipping is too narrow for so deep a critic, and the generators "
        "learn to copy: raise `clipping` or lower `reconstruction_weight`.",
        "Colours turned into their opposites both ways: give it an `identity_weight`.",
    )
    differs = (
        "RMSprop's rate, which the paper does not tell: it is the Wasserstein GAN's.",
        "the reconstructions, which are means over pixels.",
    )

    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "critic_steps": 1,
        "clipping": 1.0,
        "discriminator_width": 4,
        "discriminator_downsamplings": 1,
        "downsamplings": 2,
    }

    def __init__(
        self,
        generator_g: keras.Model,
        generator_f: keras.Model,
        discriminator_x: keras.Model,
        discriminator_y: keras.Model,
        reconstruction_weight: float = 100.0,
        identity_weight: float = 0.0,
        critic_steps: int = 3,
        clipping: float = 0.01,
        **kwargs: Any,
    ):
        super().__init__(generator_g, generator_f, discriminator_x, discriminator_y, **kwargs)
        self.reconstruction_weight = check_number(
            reconstruction_weight, "reconstruction_weight", least=0
        )
        self.identity_weight = check_number(identity_weight, "identity_weight", least=0)
        if self.identity_weight and self.image_shape_x != self.image_shape_y:
            raise ValueError(
                f"`identity_weight` is {identity_weight}, but U is {self.image_shape_x} and V is "
                f"{self.image_shape_y}: a generator cannot leave its target as it is; set "
                "identity_weight=0."
            )
        self.critic_steps = check_whole(critic_steps, "critic_steps", least=1)
        self.clipping = check_number(clipping, "clipping", above=0)

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (128, 128, 3),
        width: int = 64,
        downsamplings: int | None = None,
        normalization: str = "instance",
        dropout: float = 0.5,
        discriminator_width: int = 64,
        discriminator_downsamplings: int = 3,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks, which are those of pix2pix (section 3.3).

        Args:
            image_shape: (height, width, channels) of both domains.
            width: Channels of the generators' first map.
            downsamplings: How often the U-Nets halve the picture; `None` for as often as its sides
                can be.
            normalization: Of all networks: "instance", "batch", "layer" or "none".
            dropout: Share of features that the generators drop, their noise; 0 for none.
            discriminator_width: Channels of the critics' first map.
            discriminator_downsamplings: 3 judges patches of 70 pixels, 2 of 34, 1 of 16.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said, or the networks cannot be built for pictures
                of this shape.
        """
        shape = check_image_shape(image_shape)
        check_whole(discriminator_width, "discriminator_width", 1)
        check_whole(discriminator_downsamplings, "discriminator_downsamplings", 0)

        def generator(name):
            return unet(shape, shape[-1], width, downsamplings, normalization, dropout, name=name)

        def critic(name):
            return patchgan(
                shape,
                discriminator_width,
                discriminator_downsamplings,
                normalization,
                name=name,
            )

        with seeded(seed):
            return cls(
                generator("generator_g"),
                generator("generator_f"),
                critic("discriminator_x"),
                critic("discriminator_y"),
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns RMSprop (section 3.4), with the rate of the Wasserstein GAN's (1701.07875)."""
        return {player: keras.optimizers.RMSprop(5e-5) for player in self.players}

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """`critic_steps` steps of both critics, then one of both generators (Algorithm 1)."""
        for u, v in dealt_out(data, self.critic_steps, "critic_steps"):
            self.critics_step(u, v)
        G_A, G_B, D_B, D_A = (getattr(self, name) for name in self.network_names)

        def generators_loss():
            fake_v, fake_u = G_A(u, training=True), G_B(v, training=True)
            back_u, back_v = G_B(fake_v, training=True), G_A(fake_u, training=True)
            loss = {
                "reconstruction_u": self.reconstruction_weight * mean_absolute(u - back_u),
                "reconstruction_v": self.reconstruction_weight * mean_absolute(v - back_v),
                "adversarial_a": -ops.mean(D_A(fake_v, training=True)),
                "adversarial_b": -ops.mean(D_B(fake_u, training=True)),
            }
            if self.identity_weight:
                weight = self.identity_weight * self.reconstruction_weight
                loss["identity_u"] = weight * mean_absolute(u - G_B(u, training=True))
                loss["identity_v"] = weight * mean_absolute(v - G_A(v, training=True))
            return loss

        self.minimize(generators_loss, player="generators")
        return self.logs()

    def critics_step(self, u: Tensor, v: Tensor) -> None:
        """Moves both critics once, and clips their weights."""
        G_A, G_B, D_B, D_A = (getattr(self, name) for name in self.network_names)

        def critics_loss():
            fake_v, fake_u = G_A(u, training=True), G_B(v, training=True)
            loss_a = ops.mean(D_A(fake_v, training=True)) - ops.mean(D_A(v, training=True))
            loss_b = ops.mean(D_B(fake_u, training=True)) - ops.mean(D_B(u, training=True))
            return loss_a + loss_b

        self.minimize(critics_loss, player="discriminators")
        for critic in (D_A, D_B):
            clip_weights(critic, self.clipping)

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Gives as many pictures a step as all steps of the critics need."""
        batches = super().prepare_data(x, batch_size, shuffle)
        return batches_of_steps(batches, self.critic_steps, "critic_steps")

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the weight of the reconstructions and the critics' settings."""
        return {
            **super().get_config(),
            "reconstruction_weight": self.reconstruction_weight,
            "identity_weight": self.identity_weight,
            "critic_steps": self.critic_steps,
            "clipping": self.clipping,
        }
