"""StyleGAN2 (Karras, Laine, Aittala, Hellsten, Lehtinen and Aila 2020)."""

import math
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.families.image.stylegan2.style_driven import StyleDriven
from keras_gan_zoo.families.image.stylegan2.synthesis import SkipSynthesis
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.penalties.input_gradient import input_gradient
from keras_gan_zoo.penalties.zero_centered import zero_centered
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor

PATH_DECAY = 0.01
"""How far the mean of path lengths moves at a time, as in the authors' code."""


@register(
    "stylegan2",
    paper="1912.04958",
    title="Analyzing and Improving the Image Quality of StyleGAN",
    tags=("gradient penalty", "path length", "styles"),
)
class StyleGAN2(StyleDriven):
    r"""Styles of a mapping network scale the kernels of the generator, layer by layer.

    Convolutions are modulated and demodulated (section 2.2), pictures of all sizes are added up and
    the discriminator is residual (section 4.1), so that nothing has to grow. A step in w should
    change a picture as much wherever it is made: path length regularization (section 3.2). That and
    R1 are computed lazily (section 3.1), every few steps and as many times as strong.

    `styles` gives w of latents, `synthesize` draws by w, or by w+ with a style for each layer, and
    `generate(16, truncation=0.7)` draws fewer kinds of picture, and better ones.
    `keras_gan_zoo.latent.project` finds the styles of a given picture, and `style_directions` what
    they change most.

    Args:
        generator: A `StyleGenerator`, from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1), without BatchNorm.
        path_weight: Weight of path length regularization; 0 leaves it out.
        r1_interval: Steps from one R1 to the next.
        path_interval: Steps from one path length regularization to the next.
        **kwargs: `gamma`, `mixing`, `penalties`, `ema_decay`, `seed`, `name`.

    Raises:
        TypeError: If the generator is not driven by styles.
        ValueError: If the discriminator has BatchNorm, or a number is out of its range.

    Example:
        >>> gan = keras_gan_zoo.get("stylegan2", image_shape=(64, 64, 3))
        >>> images = gan.generate(16, truncation=0.7)

    Reference:
        https://arxiv.org/abs/1912.04958
    """

    objective = (
        "w = f(z);  some layers of some pictures take the w of another z",
        "discriminator: min  E_x log(1 + exp(-D(x))) + E_z log(1 + exp(D(g(w))))",
        "                    + gamma/2 E_x |grad D(x)|^2,  every 16th step and 16 times as strong",
        "generator:     min  E_z log(1 + exp(-D(g(w))))",
        "                    + lambda E_{w, y} (|J_w^T y| - a)^2,  every 8th step, 8 times",
        "a:             the running mean of |J_w^T y|,  y ~ N(0, I) / sqrt(pixels)",
    )
    terms = ("r1", "path_length")
    watch = (
        "`r1` and `path_length` are of the last step that took them. `path_length` should find a "
        "level and stay there.",
        "`r1` that rises without end says that the discriminator learns the pictures by heart: "
        "raise `gamma`, or `augment`.",
        "Metrics are of truncation=1; what looks best is often drawn with 0.7.",
    )
    differs = (
        "the sizes: 128 numbers a latent and a style and 128 channels at most, where the paper has "
        "512; and gamma, which goes with the size of pictures.",
        "the lazy terms, which are added to the loss of their step; the authors' code moves once "
        "more for them. Adam's rates are those of the paper's appendix B all the same.",
        "the pictures, which both players judge as drawn once a step; the authors' code draws them "
        "anew.",
        "path length regularization, every 8th step as in the paper; the authors' code has every "
        "4th.",
        "mixing, which is drawn for each picture; the authors' code draws it for the batch.",
        "noise, which is left out outside of training unless `fixed_noise`.",
    )
    synthesis = SkipSynthesis

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        path_weight: float = 2.0,
        r1_interval: int = 16,
        path_interval: int = 8,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.path_weight = check_number(path_weight, "path_weight", least=0)
        self.r1_interval = check_whole(r1_interval, "r1_interval", least=1)
        self.path_interval = check_whole(path_interval, "path_interval", least=1)
        self.steps_taken = self.add_weight(
            shape=(),
            initializer="zeros",
            dtype="int64",
            trainable=False,
            aggregation="only_first_replica",
            name="steps_taken",
        )
        self.last_r1, self.path_length = (
            self.add_weight(
                shape=(), initializer="zeros", trainable=False, aggregation="mean", name=name
            )
            for name in ("last_r1", "path_length")
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's Adam, corrected for terms taken every k steps: c = k / (k + 1)."""
        return {
            "discriminator": lazy_adam(self.r1_interval),
            "generator": lazy_adam(self.path_interval),
        }

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """One discriminator step, then one generator step, of the same drawn pictures."""
        D = self.discriminator
        z = self.sample_latents(x)
        fakes = self.shared_pass(lambda: self.draw_in_training(z), "generator")

        def discriminator_loss():
            real, fake = D(x, training=True), D(fakes.outputs, training=True)
            r1 = self.lazy_r1(x)
            return (
                log_loss.real(real)
                + log_loss.fake(fake)
                + self.r1_interval * r1
                + self.penalty("discriminator", x, fakes.outputs)
            )

        def generator_loss():
            return (
                log_loss.real(D(fakes.outputs, training=True))
                + self.path_interval * self.lazy_path_term(z)
                + self.penalty("generator", x, fakes.outputs)
            )

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        self.steps_taken.assign(self.steps_taken + 1)
        self.track("r1", self.last_r1)
        self.track("path_length", self.path_length)
        return self.logs()

    def is_due(self, interval: int) -> Tensor:
        """Returns whether a term that is taken every `interval` steps is taken in this one."""
        return ops.equal(self.steps_taken % interval, 0)

    def lazy_r1(self, x: Tensor) -> Tensor:
        """Returns R1 in the steps that take it, 0 in others."""

        def penalised():
            return self.gamma * zero_centered(self.discriminator, x)

        due = self.is_due(self.r1_interval)
        r1 = ops.cond(due, penalised, lambda: ops.zeros((), "float32"))
        self.last_r1.assign(ops.where(due, ops.stop_gradient(r1), self.last_r1))
        return r1

    def lazy_path_term(self, z: Tensor) -> Tensor:
        r"""Returns path length regularization in the steps that take it, 0 in others.

        \( (\|J_w^T y\|_2 - a)^2 \), eq. 4, over half of a batch; y is divided by the root of the
        number of pixels, and the norm is the root of the mean over the layers of w+, so that one
        weight serves all sizes (as in the authors' code).
        """
        a = ops.convert_to_tensor(self.path_length)
        if self.path_weight == 0:
            return ops.zeros((), "float32")

        def regularised():
            lengths = self.path_lengths(z[: (ops.shape(z)[0] + 1) // 2])
            mean = a + PATH_DECAY * (ops.stop_gradient(ops.mean(lengths)) - a)
            return self.path_weight * ops.mean(ops.square(lengths - mean)), mean

        term, mean = ops.cond(
            self.is_due(self.path_interval), regularised, lambda: (ops.zeros((), "float32"), a)
        )
        self.path_length.assign(mean)
        return term

    def path_lengths(self, like: Tensor) -> Tensor:
        r"""Returns \( \|J_w^T y\|_2 \) at as many fresh styles as `like` has rows."""
        synthesis = self.generator.synthesis
        height, width, channels = self.image_shape
        w = self.mixed(self.generator.styles(self.sample_latents(like), training=True))
        shape = (ops.shape(like)[0], height, width, channels)
        y = random_rows(keras.random.normal, shape, seed=self.seed_generator)
        y = y / math.sqrt(height * width)

        def shown(w, training):
            return ops.sum(synthesis(w, training=training) * y, axis=(1, 2, 3))

        gradient = input_gradient(shown, w, detached=False)
        squares = ops.sum(ops.square(gradient), axis=-1) / synthesis.style_layers
        return ops.sqrt(squares + 1e-12)

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the lazy terms' settings."""
        return {
            **super().get_config(),
            "path_weight": self.path_weight,
            "r1_interval": self.r1_interval,
            "path_interval": self.path_interval,
        }


def lazy_adam(
    interval: int, learning_rate: float = 2e-3, beta_2: float = 0.99
) -> keras.optimizers.Optimizer:
    """Returns Adam with what it forgets, and its rate, by c = k / (k + 1) less (appendix B).

    Args:
        interval: k, the steps from one lazy term to the next.
        learning_rate: Before the correction.
        beta_2: Before the correction.
    """
    c = interval / (interval + 1)
    return keras.optimizers.Adam(c * learning_rate, beta_1=0.0, beta_2=beta_2**c, epsilon=1e-8)
