"""GANs of sequences by Gumbel-softmax (Kusner and Hernandez-Lobato 2016)."""

from collections.abc import Mapping
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.losses import get as get_loss
from keras_gan_zoo.models.convolutional_text_gan import ConvolutionalTextGAN
from keras_gan_zoo.networks.sampling import sample_soft
from keras_gan_zoo.networks.text_discriminators import cnn_text_discriminator
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor


@register(
    "gumbel_gan",
    paper="1611.04051",
    title="GANs for Sequences of Discrete Elements with the Gumbel-softmax Distribution",
    tags=("gumbel-softmax", "sequence"),
)
class GumbelGAN(ConvolutionalTextGAN):
    r"""The gradient's road to text: tokens that are a little of each word.

    In training a token is \( \mathrm{softmax}((\log p + g) / \tau) \) with Gumbel noise g: for a
    temperature \( \tau \to 0 \) a draw from p, above it a mixture through which the gradient of
    the discriminator passes (section 3). The temperature falls as training goes on. What
    `generate` writes is drawn as always.

    Args:
        generator: A `keras_gan_zoo.networks.Decoder`.
        discriminator: Network from distributions over tokens (batch, length, vocabulary_size) to
            logits (batch, 1).
        start_temperature: tau at the first step.
        end_temperature: tau after `anneal_steps`.
        anneal_steps: Steps in which tau falls, linearly.
        **kwargs: `tokenizer`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If a temperature is not positive.

    Example:
        >>> gan = keras_gan_zoo.get("gumbel_gan", vocabulary_size=100, length=10)
        >>> gan.fit(sequences, epochs=10)

    Reference:
        https://arxiv.org/abs/1611.04051
    """

    objective = (
        "discriminator: max  E_x log D(x) + E_z log(1 - D(G(z)))",
        "generator:     max  E_z log D(G(z))",
        "token:         softmax((log p(y_t | y_<t) + g) / tau),  g Gumbel noise, tau falling",
    )
    terms = ("temperature", "sharpness")
    watch = (
        "`sharpness`, the mean largest share of a generated token, should be near 1 at the end: "
        "the discriminator knows blurred tokens from real ones by that alone.",
        "At a low temperature the gradient is large and rare; where the generator's loss jumps, "
        "raise `end_temperature`.",
    )
    differs = (
        "the noise: it lies in the tokens alone, where the paper's generator begins from a "
        "random state, too.",
        "the discriminator, which is convolutional where the paper's is an LSTM.",
    )

    smallest = {"start_temperature": 1.0}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        start_temperature: float = 5.0,
        end_temperature: float = 0.5,
        anneal_steps: int = 10_000,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.start_temperature = check_number(start_temperature, "start_temperature", above=0)
        self.end_temperature = check_number(end_temperature, "end_temperature", above=0)
        self.anneal_steps = check_whole(anneal_steps, "anneal_steps", least=1)

    @staticmethod
    def build_discriminator(
        vocabulary_size: int, length: int, embedding_dim: int, filters: int | Mapping[int, int]
    ) -> keras.Model:
        """Returns the discriminator, from distributions over tokens to logits (batch, 1)."""
        return cnn_text_discriminator(vocabulary_size, length, embedding_dim, filters, soft=True)

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adam, the generator's with clipped gradients."""
        return {
            "generator": keras.optimizers.Adam(1e-3, beta_1=0.5, global_clipnorm=5.0),
            "discriminator": keras.optimizers.Adam(1e-3, beta_1=0.5),
        }

    def train_step(self, real_tokens: Tensor) -> dict[str, Tensor]:
        """One discriminator step, then one generator step, on soft tokens."""
        adversarial = get_loss("non_saturating")
        uniforms = self.soft_uniforms(real_tokens)
        temperature = self.temperature()

        def generator_loss():
            fake_tokens = sample_soft(self.generator, uniforms, temperature)
            return adversarial.generator(fake=self.discriminator(fake_tokens, training=True))

        fake_tokens = sample_soft(self.generator, uniforms, temperature)
        self.discriminator_step(real_tokens, fake_tokens)
        self.minimize(generator_loss, player="generator")
        self.track("sharpness", ops.mean(ops.max(fake_tokens, axis=-1)))
        self.track("temperature", temperature)
        return self.logs()

    def discriminator_step(
        self, real_tokens: Tensor, fake_tokens: Tensor | None = None
    ) -> dict[str, Tensor]:
        """Moves the discriminator; real tokens become distributions that are sure.

        Args:
            real_tokens: Sequences (batch, length).
            fake_tokens: The generator's soft ones (batch, length, vocabulary_size); `None` for
                fresh ones.
        """
        if fake_tokens is None:
            uniforms = self.soft_uniforms(real_tokens)
            fake_tokens = sample_soft(self.generator, uniforms, self.temperature())
        sure = ops.one_hot(real_tokens, self.vocabulary_size, dtype="float32")
        return super().discriminator_step(sure, ops.stop_gradient(fake_tokens))

    def soft_uniforms(self, tokens: Tensor) -> Tensor:
        """Returns random numbers, one for every word at every position."""
        shape = (ops.shape(tokens)[0], self.length, self.vocabulary_size)
        return random_rows(keras.random.uniform, shape, seed=self.seed_generator)

    def temperature(self) -> Tensor:
        """Returns tau at the current step of the game."""
        share = ops.cast(self.optimizer.iterations, "float32") / self.anneal_steps
        fall = self.start_temperature - self.end_temperature
        return self.start_temperature - fall * ops.minimum(share, 1.0)

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the temperatures."""
        return {
            **super().get_config(),
            "start_temperature": self.start_temperature,
            "end_temperature": self.end_temperature,
            "anneal_steps": self.anneal_steps,
        }
