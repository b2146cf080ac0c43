"""Cycle-consistent adversarial networks (Zhu, Park, Isola and Efros 2017)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from keras_gan_zoo.checks import check_whole, is_number
from keras_gan_zoo.engine.one_pass import one_pass
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers import ImageHistory
from keras_gan_zoo.losses.distances import mean_absolute, mean_square
from keras_gan_zoo.models.domain_pair import DomainPair
from keras_gan_zoo.networks.normalization import check_normalization
from keras_gan_zoo.networks.patchgan import patchgan
from keras_gan_zoo.networks.resnet_translator import resnet_translator
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "cyclegan",
    paper="1703.10593",
    title="Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks",
    tags=("unpaired", "cycle", "patchgan"),
)
class CycleGAN(DomainPair):
    r"""Translates between two sets of pictures without a single pair.

    Two generators, G: X -> Y and F: Y -> X, and a discriminator for each domain. What is
    translated there and back must return: \( F(G(x)) \approx x \) and \( G(F(y)) \approx y \).

    Args:
        generator_g: Network from pictures of X to pictures of Y, both in [-1, 1].
        generator_f: Network from pictures of Y to pictures of X.
        discriminator_x: Network from pictures of X to logits, one for each patch.
        discriminator_y: Network from pictures of Y to logits.
        cycle_weight: \( \lambda \), the weight of the cycle loss; or one for each domain,
            (X -> Y -> X, Y -> X -> Y). Where one domain holds what the other cannot (colours,
            say), a smaller weight on its own cycle keeps G from hiding it in the pixels
            (1712.02950).
        identity_weight: Weight of the identity loss relative to the cycle loss (section 5.2);
            0 leaves it out, as it must be where the domains differ in channels.
        history_size: Images the discriminators' history remembers; 0 for none.
        **kwargs: `ema_decay` (averages both generators), `seed`, `name`.

    Raises:
        ValueError: If the networks' shapes do not fit each other, or a weight or the size of the
            history is not as said.

    Example:
        >>> gan = keras_gan_zoo.get("cyclegan", image_shape=(64, 64, 3))
        >>> gan.fit((photographs, paintings), epochs=100)
        >>> paintings = gan.generate(photographs)

    Reference:
        https://arxiv.org/abs/1703.10593
    """

    watch = (
        "`cycle_x` and `cycle_y` should fall from the start; if `cycle_y` falls to nothing while Y "
        "holds what X cannot show, G hides it in the pixels: lower its `cycle_weight`.",
        "Look at the pictures: translations that keep everything but the colour mean a "
        "discriminator that sees too small patches, grain means one that is too strong.",
    )
    differs = (
        "the identity loss, on by default, which the paper has for paintings only.",
        "the learning rate, which falls to 0 in the second half only where a recipe says so.",
    )
    terms = ("adversarial_g", "adversarial_f", "cycle_x", "cycle_y", "identity_x", "identity_y")
    default_batch_size = 1
    objective = (
        "generators:     min  E_x (D_Y(G(x)) - 1)^2 + E_y (D_X(F(y)) - 1)^2",
        "                     + lambda (E_x |F(G(x)) - x| + E_y |G(F(y)) - y|)",
        "                     + lambda_identity (E_y |G(y) - y| + E_x |F(x) - x|)",
        "discriminators: min  1/2 E_y (D_Y(y) - 1)^2 + 1/2 E_x D_Y(G(x))^2, and for D_X alike",
    )

    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "blocks": 1,
        "discriminator_width": 4,
        "discriminator_downsamplings": 1,
    }

    def __init__(
        self,
        generator_g: keras.Model,
        generator_f: keras.Model,
        discriminator_x: keras.Model,
        discriminator_y: keras.Model,
        cycle_weight: float | Sequence[float] = 10.0,
        identity_weight: float | Sequence[float] = 0.5,
        history_size: int = 50,
        **kwargs: Any,
    ):
        super().__init__(generator_g, generator_f, discriminator_x, discriminator_y, **kwargs)
        self.cycle_weight = _pair(cycle_weight, "cycle_weight")
        self.identity_weight = _pair(identity_weight, "identity_weight")
        if self.image_shape_x != self.image_shape_y and any(self.identity_weight):
            raise ValueError(
                f"`identity_weight` is {identity_weight}, but X is {self.image_shape_x} and Y is "
                f"{self.image_shape_y}: a generator cannot leave its target as it is; set "
                "identity_weight=0."
            )
        self.history_size = check_whole(history_size, "history_size", 0)
        # Another seed, or both would exchange the pictures of the same places at the same steps.
        other_seed = None if self.seed is None else self.seed + 1
        self.history_x = ImageHistory(self.history_size, self.image_shape_x, seed=self.seed)
        self.history_y = ImageHistory(self.history_size, self.image_shape_y, seed=other_seed)

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (128, 128, 3),
        width: int = 64,
        blocks: int = 6,
        skips: bool = False,
        palette_x: int | None = None,
        palette_y: int | None = None,
        discriminator_width: int = 64,
        discriminator_downsamplings: int = 3,
        minibatch_stddev: bool = False,
        normalization_x: str = "instance",
        normalization_y: str = "instance",
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks: residual generators and PatchGAN discriminators.

        Args:
            image_shape: (height, width, channels) of both domains.
            width: Channels of the generators' first map.
            blocks: Residual blocks of each generator (6 at 128 pixels, 9 at 256).
            skips: Whether the generators pass the maps on the way down across to the way up,
                as a U-Net does.
            palette_x: `None`, or how many colours, at least 1, each picture drawn in X is painted
                with: for flat-coloured art whose colours differ from picture to picture (see
                `keras_gan_zoo.networks.palette_head`).
            palette_y: The same for the pictures drawn in Y.
            discriminator_width: Channels of the discriminators' first map.
            discriminator_downsamplings: 3 judges patches of 70 pixels, 2 of 34, 1 of 16.
            minibatch_stddev: Whether the discriminators also see how much the pictures of a batch
                differ, against generators that give every picture the same palette; wants a
                batch of several pictures.
            normalization_x: Of the two networks that draw and judge X: "instance", as in the
                paper, which forgets a picture's style and suits a domain that has one; "layer",
                which keeps it and suits a domain where each picture has a palette of its own.
            normalization_y: Of the two networks that draw and judge Y.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said, or the networks cannot be built for pictures
                of this shape.
        """
        image_shape = check_image_shape(image_shape)
        # The networks know these arguments by other names.
        check_whole(discriminator_width, "discriminator_width", 1)
        check_whole(discriminator_downsamplings, "discriminator_downsamplings", 1)
        for name, palette in (("palette_x", palette_x), ("palette_y", palette_y)):
            if palette is not None:
                check_whole(palette, name, 1)
        check_normalization(normalization_x, name="normalization_x")
        check_normalization(normalization_y, name="normalization_y")

        def generator(name, kind, palette):
            return resnet_translator(
                image_shape,
                image_shape[-1],
                width,
                blocks,
                skips=skips,
                normalization=kind,
                palette=palette,
                name=name,
            )

        def discriminator(name, kind):
            return patchgan(
                image_shape,
                discriminator_width,
                discriminator_downsamplings,
                kind,
                minibatch_stddev,
                name=name,
            )

        with seeded(seed):
            return cls(
                generator("generator_g", normalization_y, palette_y),
                generator("generator_f", normalization_x, palette_x),
                discriminator("discriminator_x", normalization_x),
                discriminator("discriminator_y", normalization_y),
                seed=seed,
                **kwargs,
            )

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of both generators, then one of both discriminators (section 3.3 and 4)."""
        x, y = data
        G, F, D_X, D_Y = (getattr(self, name) for name in self.network_names)
        lambda_x, lambda_y = self.cycle_weight
        identity_x, identity_y = self.identity_weight
        fakes: dict[str, Tensor] = {}

        def generators_loss():
            # What is a target already, behind what is translated: for the identity loss.
            fake_y, *same_y = one_pass(G, x, *([y] if identity_y else []))
            fake_x, *same_x = one_pass(F, y, *([x] if identity_x else []))
            fakes.update(x=fake_x, y=fake_y)
            loss = {
                "adversarial_g": mean_square(D_Y(fake_y, training=True) - 1.0),
                "adversarial_f": mean_square(D_X(fake_x, training=True) - 1.0),
                "cycle_x": lambda_x * mean_absolute(F(fake_y, training=True) - x),
                "cycle_y": lambda_y * mean_absolute(G(fake_x, training=True) - y),
            }
            if identity_x:
                loss["identity_x"] = identity_x * lambda_x * mean_absolute(same_x[0] - x)
            if identity_y:
                loss["identity_y"] = identity_y * lambda_y * mean_absolute(same_y[0] - y)
            return loss

        def discriminators_loss():
            old_x, old_y = self.history_x(fakes["x"]), self.history_y(fakes["y"])
            real_x, fake_x = one_pass(D_X, x, old_x)
            real_y, fake_y = one_pass(D_Y, y, old_y)
            loss_x = mean_square(real_x - 1.0) + mean_square(fake_x)
            loss_y = mean_square(real_y - 1.0) + mean_square(fake_y)
            return 0.5 * loss_x + 0.5 * loss_y

        self.minimize(generators_loss, player="generators")
        self.minimize(discriminators_loss, player="discriminators")
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the weights of the terms."""
        return {
            **super().get_config(),
            "cycle_weight": self.cycle_weight,
            "identity_weight": self.identity_weight,
            "history_size": self.history_size,
        }


def _pair(weight: Any, name: str) -> tuple[float, ...]:
    given = list(weight) if isinstance(weight, (tuple, list, np.ndarray)) else [weight]
    pair = tuple(float(number) for number in given if is_number(number) and number >= 0)
    if len(pair) != len(given) or len(pair) not in (1, 2):
        raise ValueError(
            f"`{name}` must be a number of at least 0, or one for X and one for Y, got {weight!r}."
        )
    return pair if len(pair) == 2 else pair * 2
