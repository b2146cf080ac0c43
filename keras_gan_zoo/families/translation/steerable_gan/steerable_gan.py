"""Steerable GAN: sGAN, a missing contrast of MRI with its vessels (Olut et al. 2018)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.families.translation.pix2pix import Pix2Pix
from keras_gan_zoo.families.translation.steerable_gan.steerable_filters import (
    huber,
    steerable_responses,
)
from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "steerable_gan",
    paper="1804.04366",
    title="Generative Adversarial Training for MRA Image Synthesis Using Multi-Contrast MRI",
    tags=("medical", "paired", "patchgan", "steerable filters", "u-net"),
    aliases=("sgan",),
)
class SteerableGAN(Pix2Pix):
    r"""Makes a contrast that is missing of those that there are, such as an angiogram.

    pix2pix, and one term more. Vessels are a few bright pixels, which L1 hardly counts, and thin
    lines, which steerable filters answer to: a bank of them, in directions all around, is laid over
    the true contrast and the one that was made, and Huber's function of the difference is lowered.
    The contrasts that there are come as the channels of one picture.

    Neither the paper's weights of the terms nor the number, the size and the kind of its filters
    could be looked up: the text was not to be had. The weights that are the defaults here are
    recalled, and unverified; the filters are Freeman and Adelson's second derivatives of a
    Gaussian, which answer to lines.

    Args:
        generator: Network from the given contrasts x, channel by channel, to the missing one y,
            both in [-1, 1].
        discriminator: Network from x and y, one behind the other in the channels, to logits, one
            for each patch; or from y alone.
        l1_weight: \( \lambda_2 \), of the reconstruction.
        adversarial_weight: \( \lambda_1 \), of the GAN's term; 0 leaves the discriminator out.
        steerable_weight: \( \lambda_3 \), of the filters' term; 0 leaves it out.
        orientations: Filters of the bank, K, whose directions share half a turn.
        filter_order: Which derivative of a Gaussian they are: 1 answers to edges, 2 to lines.
        filter_size: Pixels a side of a filter, odd.
        filter_sigma: Of the Gaussian, in pixels: lines about twice as wide are answered best.
        huber_delta: Up to which difference of responses Huber's function is a square.
        **kwargs: `loss`, as for pix2pix; `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks' shapes do not fit each other, a number is not as said, or the
            first two weights are both 0: the filters' answers say nothing of brightness.

    Example:
        >>> gan = keras_gan_zoo.get("steerable_gan", image_shape=(128, 128, 3))
        >>> gan.fit(keras_gan_zoo.data.load("contrasts_and_angiograms"), epochs=20)
        >>> angiograms = gan.generate(contrasts)  # (m, 128, 128, 3) to (m, 128, 128, 1)

    Reference:
        https://arxiv.org/abs/1804.04366
    """

    terms = ("adversarial", "l1", "steerable")
    wants = "pairs of images (contrasts, missing contrast), aligned"
    objective = (
        "discriminator: max  1/2 (E_xy log D(x, y) + E_x log(1 - D(x, G(x))))",
        "generator:     min  -lambda_1 E_x log D(x, G(x)) + lambda_2 E_xy |y - G(x)|",
        "                    + lambda_3 1/K sum_k E_xy rho(f_k * y - f_k * G(x))",
        "f_k: derivatives of a Gaussian in K directions    rho: Huber's function",
    )
    watch = (
        "`steerable` counts thin bright lines; where it stays while `l1` falls, vessels are "
        "missing: a larger `steerable_weight`, or `filter_sigma` as half their width in pixels.",
        "Vessels where there are none come of the discriminator: a smaller `adversarial_weight`.",
    )
    differs = (
        "the weights of the terms, 0.005, 0.8 and 0.145, which are recalled and could not be "
        "verified: the paper's text was not to be had.",
        "the filters, second derivatives of a Gaussian in 20 directions, 5x5 pixels, of which "
        "nothing could be verified.",
        "the networks and the optimizers, which are pix2pix's, and could not be looked up either; "
        "no dropout by default, as a missing contrast is one picture and no draw.",
        "the bank's answers, made of those of as few filters as steer to all its directions.",
    )
    smallest = {**Pix2Pix.smallest, "image_shape": (16, 16, 3), "orientations": 4}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        l1_weight: float = 0.8,
        adversarial_weight: float = 0.005,
        steerable_weight: float = 0.145,
        orientations: int = 20,
        filter_order: int = 2,
        filter_size: int = 5,
        filter_sigma: float = 1.0,
        huber_delta: float = 1.0,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, l1_weight, adversarial_weight, **kwargs)
        self.steerable_weight = check_number(steerable_weight, "steerable_weight", least=0)
        self.orientations = check_whole(orientations, "orientations", 1)
        self.filter_order = check_whole(filter_order, "filter_order", 1)
        self.filter_size = check_whole(filter_size, "filter_size", 3)
        self.filter_sigma = check_number(filter_sigma, "filter_sigma", above=0)
        self.huber_delta = check_number(huber_delta, "huber_delta", above=0)
        sides = self.target_image_shape[:2]
        if self.filter_size % 2 == 0 or self.filter_size // 2 >= min(sides):
            raise ValueError(
                "`filter_size` must be odd and less than twice the shorter side of pictures of "
                f"{sides}, got {filter_size}: pass 5."
            )

    @classmethod
    def from_defaults(  # type: ignore[override]  # the others of the base, by name
        cls,
        image_shape: Sequence[int] = (256, 256, 3),
        target_channels: int | None = 1,
        dropout: float = 0.0,
        **kwargs: Any,
    ) -> "Self":
        """Builds pix2pix's networks.

        Args:
            image_shape: (height, width, channels) of the given contrasts, a channel each.
            target_channels: Contrasts that are missing; `None` for as many as are given.
            dropout: Share of features that the generator drops; 0 for none.
            **kwargs: As for pix2pix, and as for the class.

        Raises:
            ValueError: As for pix2pix.
        """
        return super().from_defaults(image_shape, target_channels, dropout=dropout, **kwargs)

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of the discriminator, then one of the generator."""
        x, y = data
        lambda_1, lambda_2 = self.adversarial_weight, self.l1_weight
        fakes = self.shared_pass(lambda: self.generator(x, training=True), "generator")
        fake = fakes.outputs

        def D(x, y):
            judged = ops.concatenate([x, y], axis=-1) if self.conditional else y
            return self.discriminator(judged, training=True)

        def discriminator_loss():
            return 0.5 * self.adversarial.discriminator(real=D(x, y), fake=D(x, fake))

        def generator_loss():
            loss = {"l1": lambda_2 * mean_absolute(y - fake)}
            if lambda_1:
                loss["adversarial"] = lambda_1 * self.adversarial.generator(fake=D(x, fake))
            if self.steerable_weight:
                loss["steerable"] = self.steerable_weight * self.steerable_loss(y, fake)
            return loss

        if lambda_1:
            self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def steerable_loss(self, y: Tensor, fake: Tensor) -> Tensor:
        r"""Returns \( \frac{1}{K} \sum_k \rho(f_k * y - f_k * G(x)) \), a mean over the pixels too.

        Args:
            y: Pictures (batch, height, width, channels).
            fake: As many.
        """
        # The filters are linear: what they answer to the difference is the answers' difference.
        answers = steerable_responses(
            y - fake, self.orientations, self.filter_order, self.filter_size, self.filter_sigma
        )
        return ops.mean(huber(answers, self.huber_delta))

    def get_config(self) -> dict[str, Any]:
        """Returns pix2pix's, and what the filters and their term are."""
        return {
            **super().get_config(),
            "steerable_weight": self.steerable_weight,
            "orientations": self.orientations,
            "filter_order": self.filter_order,
            "filter_size": self.filter_size,
            "filter_sigma": self.filter_sigma,
            "huber_delta": self.huber_delta,
        }
