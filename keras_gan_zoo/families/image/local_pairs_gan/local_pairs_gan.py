"""Local pairs GAN: SGAN, an alternative training of GANs (Chavdarova and Fleuret 2018)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo import losses
from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.seeding import without_seeds
from keras_gan_zoo.families.image.local_pairs_gan.side_by_side import side_by_side
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor


@register(
    "local_pairs_gan",
    paper="1712.02330",
    title="SGAN: An Alternative Training of Generative Adversarial Networks",
    tags=("ensemble", "mode collapse"),
    aliases=("sgan",),
)
class LocalPairsGAN(LatentGAN):
    r"""Pairs that never see each other train a global pair, which never trains with itself.

    Each local pair \( (G_n, D_n) \) plays the usual game by itself. The global discriminator
    \( D_0 \) learns from the fakes of all local generators. The global generator \( G_0 \) learns
    from messengers: copies of the local discriminators, which learn what it draws in the place of
    their originals, so that no local pair ever hears of it. `generate` draws by \( G_0 \).

    Args:
        generator: \( G_0 \), a network from latents (batch, latent_dim) to images in [-1, 1]; the
            local ones are built like it.
        discriminator: \( D_0 \), a network from images to logits (batch, 1); likewise.
        local_pairs: N, the number of local pairs. A step takes about 3 N times as long as a GAN's.
        renewed_every: Steps after which the messengers are copied from the local discriminators
            anew.
        loss: An adversarial loss by name (see `keras_gan_zoo.losses.list_losses`).
        **kwargs: `penalties`, which are the global pair's, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If a number is no whole one of at least 1, there is no such loss, or the
            discriminator augments adaptively.

    Example:
        >>> gan = keras_gan_zoo.get("local_pairs_gan", local_pairs=5, image_shape=(32, 32, 3))

    Reference:
        https://arxiv.org/abs/1712.02330
    """

    players = {
        "local_discriminators": ["local_discriminators"],
        "discriminator": ["discriminator"],
        "local_generators": ["local_generators"],
        "messengers": ["messengers"],
        "generator": ["generator"],
    }
    objective = (
        "V(D, G) = log D(x) + log(1 - D(G(z)));  n = 1, ..., N local pairs, 0 the global one",
        "local_discriminators: max  E V(D_n, G_n)                     each n by itself",
        "discriminator:        max  1/N sum_n E V(D_0, G_n)",
        "local_generators:     max  E log D_n(G_n(z))",
        "messengers:           max  E V(M_n, G_0),  M_n <- D_n every so many steps",
        "generator:            max  1/N sum_n E log M_n(G_0(z))",
    )
    watch = (
        "All losses are means over the pairs: at a tie log 4 = 1.39 of discriminators, and "
        "log 2 = 0.69 of generators.",
        "`messengers_loss` far above 1.39 with `generator_loss` near 0 says that the global "
        "generator only fools messengers that do not know its pictures yet, by stripes and such: "
        "raise `renewed_every`.",
        "Local pairs may collapse, each to pictures of its own; the global generator should not.",
    )
    differs = (
        "the messengers: renewed every 100 steps by default, as copies that are renewed at each "
        "step do not get to know what the global generator draws.",
        "the latents, standard normal, and DCGAN's networks and optimizers throughout.",
    )
    smallest = {
        "local_pairs": 2,
        "renewed_every": 1000,
        "image_shape": (8, 8, 1),
        "body": "mlp",
        "width": 16,
        "latent_dim": 8,
        "generator_normalization": "none",
        "discriminator_normalization": "none",
    }

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        local_pairs: int = 3,
        renewed_every: int = 100,
        loss: str | AdversarialLoss = "non_saturating",
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.local_pairs = check_whole(local_pairs, "local_pairs", least=1)
        self.renewed_every = check_whole(renewed_every, "renewed_every", least=1)
        self.adversarial = losses.get(loss)
        if self._adapted():
            raise ValueError(
                "`augment`='adaptive' goes by one discriminator, and a LocalPairsGAN has "
                f"{2 * self.local_pairs + 1}: give a policy, such as "
                "augment='color,translation,cutout'."
            )
        # Not the seed of the global pair's initial weights.
        others = [None if self.seed is None else self.seed ^ bit for bit in (1, 2)]
        self.local_generators = side_by_side(
            generator, self.local_pairs, "local_generators", others[0]
        )
        self.local_discriminators, self.messengers = (
            side_by_side(discriminator, self.local_pairs, name, others[1])
            for name in ("local_discriminators", "messengers")
        )
        self.steps_taken = self.add_weight(
            shape=(), initializer="zeros", dtype="int64", trainable=False, name="steps_taken"
        )

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """A step of all local pairs, each by itself; then one of either global player."""
        self.renew_messengers()
        N = range(self.local_pairs)
        z, z_0 = [self.sample_latents(x) for _ in N], self.sample_latents(x)
        D, M, D_0 = self.local_discriminators, self.messengers, self.discriminator
        G = self.shared_pass(
            lambda: ops.stack(each_of(self.local_generators, z)), "local_generators"
        )
        G_0 = self.shared_pass(lambda: self.generator(z_0, training=True), "generator")

        def judged(discriminators, fakes):
            real = each_of(discriminators, [x for _ in N])
            fake = each_of(discriminators, [fakes(n) for n in N])
            return mean([self.adversarial.discriminator(real[n], fake[n]) for n in N])

        def believed(discriminators, fakes):
            fake = each_of(discriminators, [fakes(n) for n in N])
            return mean([self.adversarial.generator(fake[n]) for n in N])

        def discriminator_loss():
            real = D_0(x, training=True)
            fake = [D_0(local(n), training=True) for n in N]
            loss = mean([self.adversarial.discriminator(real, fake[n]) for n in N])
            return loss + mean([self.penalty("discriminator", x, local(n)) for n in N])

        def generator_loss():
            return believed(M, drawn) + self.penalty("generator", x, drawn(0))

        # In the losses, not before: a gradient goes through the whole of a shared pass.
        def local(n):
            return G.outputs[n]

        def drawn(n):
            return G_0.outputs

        self.minimize(lambda: judged(D, local), player="local_discriminators")
        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(lambda: believed(D, local), player="local_generators", shared=G)
        self.minimize(lambda: judged(M, drawn), player="messengers")
        self.minimize(generator_loss, player="generator", shared=G_0)
        return self.logs()

    def renew_messengers(self) -> None:
        """Counts the step; when it is time makes the messengers what the local ones are."""
        due = ops.equal(self.steps_taken % self.renewed_every, 0)
        for messenger, local in zip(
            without_seeds([self.messengers]),
            without_seeds([self.local_discriminators]),
            strict=True,
        ):
            messenger.assign(ops.where(due, local, messenger))
        self.steps_taken.assign(self.steps_taken + 1)

    def get_config(self) -> dict[str, Any]:
        """Returns the global networks and their penalties, and how many local pairs there are."""
        return {
            **super().get_config(),
            "local_pairs": self.local_pairs,
            "renewed_every": self.renewed_every,
            "loss": losses.saved_name(self.adversarial),
        }


def each_of(networks: keras.Model, inputs: list[Tensor]) -> list[Tensor]:
    """Returns the outputs of networks side by side, as they are in training."""
    return keras.tree.flatten(networks(inputs, training=True))


def mean(values: list[Tensor]) -> Tensor:
    """Returns the mean of a few scalars."""
    return sum(values) / len(values)
