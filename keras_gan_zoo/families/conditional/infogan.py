"""InfoGAN (Chen, Duan, Houthooft, Schulman, Sutskever and Abbeel 2016)."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo import losses
from keras_gan_zoo.checks import check_finite, check_number, check_whole
from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.models.label_gan import LabelGAN
from keras_gan_zoo.networks.bodies import build_discriminator
from keras_gan_zoo.networks.heads import add_heads
from keras_gan_zoo.networks.label_networks import label_generator
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import ArrayLike, Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "infogan",
    paper="1606.03657",
    title=(
        "InfoGAN: Interpretable Representation Learning by Information Maximizing "
        "Generative Adversarial Nets"
    ),
    tags=("latent codes", "mutual information", "unsupervised"),
)
class InfoGAN(LabelGAN):
    r"""Finds classes and directions by itself, from pictures without any label.

    Beside the noise z the generator is given codes c: a category and some numbers in [-1, 1]. A
    network Q reads the codes back off its pictures, and both players maximise what it can tell, a
    lower bound of the mutual information (eq. 5):
    \( L_I(G, Q) = E_{c \sim P(c), x \sim G(z, c)} \log Q(c | x) + H(c) \le I(c; G(z, c)) \).
    Q shares all layers of the discriminator but the last ones, and belongs to that player. For
    the numbers it is a Gaussian of standard deviation 1 about what it reads.

    Args:
        generator: Network from [latents (batch, latent_dim), labels (batch,), codes (batch,
            codes)] to images in [-1, 1].
        discriminator: Network from images to a dict of `"logits"` (batch, 1), `"class_logits"`
            (batch, classes) and `"codes"` (batch, codes), the last two being Q.
        classes: Categories of the first code.
        loss: An adversarial loss by name.
        information_weight: \( \lambda \) of eq. 6, at least 0; 1 in the paper's experiments.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the weight is no number of at least 0.

    Example:
        >>> gan = keras_gan_zoo.get("infogan", image_shape=(28, 28, 1))
        >>> gan.fit(keras_gan_zoo.data.load("mnist"), epochs=10)
        >>> row = gan.generate(3, n=8, codes=[[value, 0] for value in np.linspace(-2, 2, 8)])

    Reference:
        https://arxiv.org/abs/1606.03657
    """

    wants = "images"
    pairs = False
    objective = (
        "game:          V(D, G) = E_x log D(x) + E_{z,c} log(1 - D(G(z, c)))",
        "information:   L_I(G, Q) = E_{z,c} log Q(c | G(z, c)) + H(c)  <=  I(c; G(z, c))",
        "players:       min_{G,Q} max_D  V(D, G) - lambda L_I(G, Q)",
    )
    watch = (
        "`category_information` should rise to nearly log(classes), 2.3 nats of ten; where it "
        "stays at 0 the generator ignores its codes: raise `information_weight`.",
        "`code_information` is at most -0.23 a code, as Q's deviation is 1. Which category becomes "
        "what, and which code, is seen by drawing them: nobody has told the model.",
    )
    differs = (
        "Q of the numbers, a Gaussian of deviation 1 about what it reads, where the paper's "
        "network gives the deviation, too.",
        "how the generator is told the category: by a learned vector, where the paper lays a "
        "one-hot one beside the noise.",
    )
    terms = ("category_information", "code_information")
    settled = ("conditioning",)

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        classes: int = 10,
        loss: str | AdversarialLoss = "non_saturating",
        information_weight: float = 1.0,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, classes, **kwargs)
        self.adversarial = losses.get(loss)
        self.information_weight = check_number(information_weight, "information_weight", least=0)
        self.codes = generator.inputs[2].shape[-1]

    @classmethod
    def from_defaults(  # type: ignore[override]  # taken by name
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        classes: int = 10,
        codes: int = 2,
        latent_dim: int = 62,
        embedding_dim: int = 10,
        width: int = 64,
        body: str = "infogan",
        generator_normalization: str = "batch",
        discriminator_normalization: str = "batch",
        recognition_units: int = 128,
        augment: str | Mapping | None = None,
        instance_noise: float | Sequence[float] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks (appendix C.1, for MNIST).

        Args:
            image_shape: (height, width, channels) of the pictures.
            classes: Categories of the first code.
            codes: Number of continuous codes, at least 1.
            latent_dim: Length of the noise beside the codes.
            embedding_dim: Length of the vector that the generator is told each category by.
            width: The body's measure of width.
            body: "infogan", the paper's, or "dcgan", "resnet" or "mlp".
            generator_normalization: "batch", "layer", "none" or "virtual_batch".
            discriminator_normalization: "batch", "layer", "none" or "spectral".
            recognition_units: Units of the layer that Q has of its own.
            augment: As for `LabelGAN.from_defaults`.
            instance_noise: As for `LabelGAN.from_defaults`.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        codes = check_whole(codes, "codes", least=1)
        with seeded(seed):
            judge = build_discriminator(
                body,
                image_shape,
                width,
                discriminator_normalization,
                before=front_layers(augment, instance_noise),
            )
            return cls(
                label_generator(
                    body,
                    image_shape,
                    classes,
                    latent_dim,
                    embedding_dim,
                    codes,
                    width,
                    generator_normalization,
                ),
                add_heads(
                    judge,
                    {"class_logits": classes, "codes": codes},
                    recognition_units,
                    discriminator_normalization,
                ),
                classes=classes,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of the paper's experiments (appendix C)."""
        rates = {"discriminator": 2e-4, "generator": 1e-3}
        return {player: keras.optimizers.Adam(rates[player], beta_1=0.5) for player in rates}

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks images alone, and batches them."""
        return AdversarialModel.prepare_data(self, x, batch_size, shuffle)

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """One step of D and Q, then one of G, both with - lambda L_I (eq. 6)."""
        z = self.sample_latents(x)
        category, code = self.sample_codes(x)
        inputs = [z, category, code]
        fakes = self.shared_pass(lambda: self.generator(inputs, training=True), "generator")
        G_zc = fakes.outputs

        def D_and_Q(images):
            judged = self.discriminator(images, training=True)
            return judged["logits"], judged

        def discriminator_loss():
            (real, _), (fake, Q) = D_and_Q(x), D_and_Q(G_zc)
            return self.adversarial.discriminator(
                real=real, fake=fake
            ) - self.information_weight * self.information(Q, category, code)

        def generator_loss():
            fake, Q = D_and_Q(G_zc)
            return self.adversarial.generator(
                fake=fake
            ) - self.information_weight * self.information(Q, category, code)

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def sample_codes(self, like: Tensor) -> tuple[Tensor, Tensor]:
        """Returns categories (batch,) and codes in [-1, 1], as many as `like` has rows."""
        rows = ops.shape(like)[0]
        seed, shape = self.seed_generator, (rows, self.codes)
        category = random_rows(keras.random.randint, (rows,), 0, self.classes, seed=seed)
        code = random_rows(keras.random.uniform, shape, -1.0, 1.0, seed=seed)
        return category, code

    def information(self, read: Mapping[str, Tensor], category: Tensor, code: Tensor) -> Tensor:
        r"""Returns \( L_I \), a scalar in nats, and tracks its two parts.

        Args:
            read: What Q reads: `"class_logits"` (batch, classes) and `"codes"` (batch, codes).
            category: The categories (batch,) that the pictures were drawn by.
            code: The codes (batch, codes).
        """
        log_q = -ops.sparse_categorical_crossentropy(
            category, read["class_logits"], from_logits=True
        )
        of_category = ops.mean(log_q) + math.log(self.classes)
        log_q = -0.5 * ops.square(code - read["codes"]) - 0.5 * math.log(2 * math.pi)
        # H of a uniform code in [-1, 1] is log 2.
        of_codes = ops.mean(ops.sum(log_q, axis=-1)) + self.codes * math.log(2)
        self.track("category_information", of_category)
        self.track("code_information", of_codes)
        return of_category + of_codes

    def generator_inputs(
        self, latents: np.ndarray, conditions: Any = None, codes: ArrayLike | None = None
    ) -> list[np.ndarray]:
        """Returns [latents, categories, codes]; the same random codes if none are given."""
        if codes is None:
            codes = np.random.default_rng(0).uniform(-1, 1, (len(latents), self.codes))
        return [*super().generator_inputs(latents, conditions), np.asarray(codes, "float32")]

    def generate(
        self,
        condition: Any = None,
        n: int | None = None,
        *,
        codes: ArrayLike | None = None,
        latents: ArrayLike | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Draws images of a category; arguments as in `ConditionalGAN.generate`.

        Args:
            condition: A category, or several, or `None` for all in turn.
            n: How many pictures of each.
            codes: The continuous codes, (pictures, codes) or (codes,) for all; `None` for fresh
                ones in [-1, 1]. Numbers beyond that show more clearly what a code does.
            latents: The noise, (pictures, latent_dim).
            seed: Seed of the noise and the codes.
            batch_size: Images drawn at once.

        Raises:
            ValueError: As `ConditionalGAN.generate`, or if the codes are of another shape.
        """
        self.check_room_for(condition, n)
        inputs = self.asked_inputs(condition, n, latents=latents, seed=seed, codes=codes)
        return self.draw(self.inference_network("generator"), inputs, batch_size)

    def asked_inputs(
        self,
        condition: Any = None,
        n: int | None = None,
        *,
        latents: ArrayLike | None = None,
        seed: int | None = None,
        codes: ArrayLike | None = None,
    ) -> list[np.ndarray]:
        """Returns what the generator takes for what `generate` is asked for."""
        drawn, asked = self._asked(condition, n, latents, seed)
        shape = (len(drawn), self.codes)
        if codes is None:
            # Of the seed and 1, or the codes would follow the noise, which is of the seed alone.
            generator = np.random.default_rng(None if seed is None else [seed, 1])
            codes = generator.uniform(-1, 1, shape)
        if np.shape(codes) not in (shape, shape[1:]):
            raise ValueError(
                f"`codes` must have shape {shape} or {shape[1:]}, got {np.shape(codes)}."
            )
        codes = check_finite(np.asarray(codes, "float32"), "codes")
        return self.generator_inputs(drawn, asked, np.broadcast_to(codes, shape))

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the categories, the loss and the weight of the information."""
        return {
            **super().get_config(),
            "loss": losses.saved_name(self.adversarial),
            "information_weight": self.information_weight,
        }
