"""Gang of GANs (Juefei-Xu, Boddeti and Savvides 2017)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.averaging import clone_network
from keras_gan_zoo.models.critic_steps import CriticSteps
from keras_gan_zoo.penalties import clip_weights
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor


@register(
    "gogan",
    paper="1704.04865",
    title="Gang of GANs: Generative Adversarial Networks with Maximum Margin Ranking",
    tags=("margin", "stages", "wasserstein"),
)
class GoGAN(CriticSteps):
    r"""Generators in stages, each of which the critic has to rank above the one before.

    WGAN's critic with a margin: it is content once real images score higher than fakes by
    \( \epsilon \), and does not spend itself on what it tells apart already. From the second
    stage on it also ranks real images above the fakes of the stage before, by
    \( 2 \epsilon \): what was left behind has to stay behind. A stage ends after `stage_steps`
    generator steps; the next goes on from its generator.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: The critic, a network from images to unbounded scores (batch, 1).
        margin: \( \epsilon \), in units of the critic's score.
        stage_steps: Generator steps a stage.
        clipping: Bound of the critic's weights, as in WGAN.
        **kwargs: `critic_steps`, `penalties`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the margin or the clipping is not positive, or a stage has no steps.

    Example:
        >>> gan = keras_gan_zoo.get("gogan", stage_steps=5000)

    Reference:
        https://arxiv.org/abs/1704.04865
    """

    objective = (
        "critic of stage i: min  E max(0, D(G_i(z)) + e - D(x))       (margin)",
        "                        + E max(0, D(G_{i-1}(z)) + 2e - D(x)) (ranking, from stage 2 on)",
        "generator G_i:     max  E_z D(G_i(z))",
    )
    terms = ("margin_loss", "ranking_loss")
    watch = (
        "`ranking_loss` is 0 in the first stage and jumps up where the next begins; it should "
        "fall through that stage. If it stays, the stages are too short.",
        "`margin_loss` near 0 leaves the generator without a signal, near 2 `margin` a critic "
        "without one: clipped weights reach small scores only, so keep `margin` in their range.",
    )
    differs = (
        "where a stage begins: the one critic goes on, and only the generator before it is "
        "kept, where the paper trains a chain of pairs.",
        "the weights of the two margins, which count alike.",
        "the margin of 1 and stages of 10,000 steps, which are this library's own.",
    )

    smallest = {"clipping": 1.0}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        margin: float = 1.0,
        stage_steps: int = 10_000,
        clipping: float = 0.01,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.margin = check_number(margin, "margin", above=0)
        self.stage_steps = check_whole(stage_steps, "stage_steps", least=1)
        self.clipping = check_number(clipping, "clipping", above=0)
        self.predecessor = clone_network(generator)
        self.steps_taken = self.add_weight(
            shape=(), initializer="zeros", dtype="int64", trainable=False, name="steps_taken"
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns WGAN's RMSprop, on which the paper builds."""
        return {player: keras.optimizers.RMSprop(5e-5) for player in self.players}

    def train_step(self, real_images: Tensor) -> dict[str, Tensor]:
        """`critic_steps` steps of the critic, one of the generator; a new stage when due."""
        for real_batch in self.real_batches(real_images):
            self.critic_step(real_batch)
        latents = self.sample_latents(real_batch)

        def generator_loss():
            fake_images = self.generator(latents, training=True)
            return -ops.mean(self.critic(fake_images, training=True)) + self.penalty(
                "generator", real_batch, fake_images
            )

        self.minimize(generator_loss, player="generator")
        self.end_stage()
        return self.logs()

    def critic_step(self, real_images: Tensor) -> None:
        """Moves the critic once, and clips its weights."""
        latents = self.sample_latents(real_images)
        in_later_stage = ops.cast(self.steps_taken >= self.stage_steps, "float32")

        def critic_loss():
            real = self.critic(real_images, training=True)
            fake_images = self.generator(latents, training=True)
            fake = self.critic(fake_images, training=True)
            earlier = self.critic(self.predecessor(latents, training=False), training=True)
            margin_loss = ops.mean(ops.relu(fake + self.margin - real))
            ranking_loss = in_later_stage * ops.mean(ops.relu(earlier + 2.0 * self.margin - real))
            self.track("margin_loss", margin_loss)
            self.track("ranking_loss", ranking_loss)
            return (
                margin_loss + ranking_loss + self.penalty("discriminator", real_images, fake_images)
            )

        self.minimize(critic_loss, player="discriminator")
        clip_weights(self.critic, self.clipping)

    def end_stage(self) -> None:
        """Counts the step, and at a stage's end makes its generator the one to be surpassed."""
        self.steps_taken.assign(self.steps_taken + 1)
        ends = ops.equal(self.steps_taken % self.stage_steps, 0)
        for earlier, current in zip(
            self.predecessor.variables, self.generator.variables, strict=True
        ):
            earlier.assign(ops.where(ends, current, earlier))

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the stages' settings."""
        return {
            **super().get_config(),
            "margin": self.margin,
            "stage_steps": self.stage_steps,
            "clipping": self.clipping,
        }
