"""Unrolled GAN (Metz, Poole, Pfau and Sohl-Dickstein 2016)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.player_optimizers import PlayerOptimizers
from keras_gan_zoo.engine.seeding import seed_generators
from keras_gan_zoo.families.image.gan import GAN
from keras_gan_zoo.families.image.unrolled_gan.unrolling import unrolled_weights
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor


@register(
    "unrolled_gan",
    paper="1611.02163",
    title="Unrolled Generative Adversarial Networks",
    tags=("mode collapse", "unrolling"),
)
class UnrolledGAN(GAN):
    r"""The generator looks k steps ahead at how the discriminator will answer.

    It lowers the game's f, of real pictures as of its own, as the discriminator \( \theta_D^k \)
    of k further updates sees them, and its gradient goes through these updates (eq. 5 to 9): to
    put all mass on one mode no longer pays, since the answer is seen coming. The term of the real
    pictures depends on the generator through the updates alone, and belongs to the gradient all the
    same: it says what the answer to a move costs the discriminator elsewhere.

    Costs about k + 1 times as much as `gan`. The steps ahead are those of Adam as `unrolling.py`
    beside this file takes them: on this batch, without penalties, and on several replicas on each
    one's own part of the batch.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1).
        unrolled_steps: k; 0 is `gan` with `loss="minimax"`.
        loss: An adversarial loss by name, whose discriminator's part is -f. The generator lowers
            that f, and the loss's generator's part is not asked.
        **kwargs: `label_smoothing`, `penalties`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If k is negative, or the discriminator's optimizer is not Adam.

    Example:
        >>> gan = keras_gan_zoo.get("unrolled_gan", unrolled_steps=5)

    Reference:
        https://arxiv.org/abs/1611.02163
    """

    objective = (
        "f(G, D) = E_x log D(x) + E_z log(1 - D(G(z)))",
        "theta_D^{i+1} = theta_D^i + eta grad f(theta_G, theta_D^i),  i = 0 .. k-1",
        "generator:     min  f(theta_G, theta_D^k), both terms, through all k updates",
        "discriminator: one step up f(theta_G, theta_D)",
    )
    watch = (
        "-generator_loss is the discriminator's loss of k steps later, log 4 = 1.39 at a tie; a "
        "`discriminator_loss` far above it says that the discriminator learns too fast.",
        "If samples go round the modes and settle on none, raise `unrolled_steps`; time and "
        "memory grow with it.",
        "How far ahead is k times the discriminator's rate: 2e-4 in all draws garments, 5e-4 and "
        "more blots. Look further by more steps at a lower rate, and without normalisation.",
    )
    differs = (
        "the steps ahead: they are Adam's without its momentum, and no gradient passes through "
        "the second moments, which scale them.",
        "the networks: the zoo's bodies, where the paper's mixtures have two layers of tanh.",
    )

    smallest = {"unrolled_steps": 1}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        unrolled_steps: int = 5,
        loss: str | AdversarialLoss = "minimax",
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, loss=loss, **kwargs)
        self.unrolled_steps = check_whole(unrolled_steps, "unrolled_steps", least=0)

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of the paper's mixtures of Gaussians (appendix A)."""
        return {player: keras.optimizers.Adam(1e-4, beta_1=0.5) for player in self.players}

    def compile(
        self, optimizers: Mapping[str, Any] | PlayerOptimizers | None = None, **kwargs: Any
    ) -> None:
        """As for every family; the discriminator's optimizer must be Adam, which is unrolled."""
        super().compile(optimizers, **kwargs)
        if not isinstance(self.discriminator_adam, keras.optimizers.Adam):
            raise ValueError(
                "`optimizers['discriminator']` must be keras.optimizers.Adam, whose steps are "
                f"unrolled, got {type(self.discriminator_adam).__name__}."
            )

    @property
    def discriminator_adam(self) -> keras.optimizers.Adam:
        """The discriminator's optimizer; in float16 the one that the loss scaling wraps."""
        optimizer = self.optimizer["discriminator"]
        return getattr(optimizer, "inner_optimizer", optimizer)

    def train_step(self, real_images: Tensor) -> dict[str, Tensor]:
        """One generator step against the unrolled discriminator, then one discriminator step."""
        latents = self.sample_latents(real_images)

        def f(judge, fake_images):
            return -self.adversarial.discriminator(real=judge(real_images), fake=judge(fake_images))

        def generator_loss():
            fake_images = self.generator(latents, training=True)
            unrolled = unrolled_weights(
                lambda weights: -f(self.judge_with(weights), fake_images),
                [variable.value for variable in self.discriminator.trainable_variables],
                self.discriminator_adam,
                self.unrolled_steps,
            )
            return f(self.judge_with(unrolled), fake_images) + self.penalty(
                "generator", real_images, fake_images
            )

        def discriminator_loss():
            fake_images = self.generator(latents, training=True)

            def judge(images):
                return self.discriminator(images, training=True)

            return -f(judge, fake_images) + self.penalty("discriminator", real_images, fake_images)

        self.minimize(generator_loss, player="generator")
        self.minimize(discriminator_loss, player="discriminator")
        return self.logs()

    def judge_with(self, weights: Sequence[Tensor]) -> Callable:
        """Returns the discriminator as it would be with other trainable weights.

        Its state holds still, but for random seeds: each look has noise of its own.
        """
        state = self.discriminator.non_trainable_variables
        seeds = {id(generator.state) for generator in seed_generators(self.discriminator)}

        def judge(images):
            logits, moved = self.discriminator.stateless_call(
                weights, [variable.value for variable in state], images, training=True
            )
            for variable, value in zip(state, moved, strict=True):
                if id(variable) in seeds:
                    variable.assign(value)
            return logits

        return judge

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the loss and the number of unrolled steps."""
        return {**super().get_config(), "unrolled_steps": self.unrolled_steps}
