"""Semantic-aware Grad-GAN: SG-GAN, from virtual to real streets (Li, Liang, Jia and Xing 2018)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.one_pass import one_pass
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.translation.semantic_grad_gan.mapped_pictures import mapped_batches
from keras_gan_zoo.families.translation.semantic_grad_gan.semantic_terms import (
    cell_side,
    class_boundaries,
    score_of_class,
    soft_gradient_loss,
)
from keras_gan_zoo.layers import ImageHistory
from keras_gan_zoo.losses.distances import mean_absolute, mean_square
from keras_gan_zoo.models.domain_pair import DomainPair
from keras_gan_zoo.networks.patchgan import patchgan
from keras_gan_zoo.networks.resnet_translator import resnet_translator
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.class_maps import ClassMaps
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "semantic_grad_gan",
    paper="1801.01726",
    title="Semantic-aware Grad-GAN for Virtual-to-Real Urban Scene Adaption",
    tags=("class maps", "cycle", "domain adaptation", "patchgan", "unpaired"),
    aliases=("sg_gan",),
)
class SemanticGradGAN(DomainPair):
    r"""Translates between two sets of pictures of which it is known what is where.

    CycleGAN's two generators, and two things that a map of classes is good for. What is translated
    must keep the size of its gradients, above all where one class ends and another begins: the
    soft gradient-sensitive objective. And the discriminators score each place once for each class,
    of which only the score of what is there counts, so that a road is judged as a road is and a
    tree as a tree is. Maps are needed to train alone: `generate` takes pictures, and so does what
    is exported.

    Args:
        generator_g: Network from pictures of X to pictures of Y, both in [-1, 1].
        generator_f: Network from pictures of Y to pictures of X.
        discriminator_x: Network from pictures of X to scores (batch, rows, columns, classes), one
            for each class, or of one channel for a score that asks no map.
        discriminator_y: Network from pictures of Y to such scores.
        classes: How many classes the maps have; they hold the numbers 0 to `classes` - 1.
        cycle_weight: \( \lambda_c \), weight of both cycles.
        gradient_weight: \( \lambda_g \), weight of the gradient-sensitive objective; 0 leaves it
            out.
        boundary_weight: \( \alpha \), what a pixel between two classes weighs in it beyond any
            other.
        elsewhere_weight: \( \beta \), what every pixel weighs in it; 0 is the paper's hard
            objective, which looks at boundaries alone.
        history_size: Pictures, with their maps, the discriminators' history remembers; 0 for none.
        **kwargs: `ema_decay` (averages both generators), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other and the classes, or a number is not as
            said.

    Example:
        >>> gan = keras_gan_zoo.get("semantic_grad_gan", image_shape=(64, 128, 3), classes=10)
        >>> gan.fit(((virtual, virtual_maps), (real, real_maps)), epochs=50)
        >>> as_real = gan.generate(virtual)
        >>> streets = keras_gan_zoo.data.load("virtual_and_real_streets")  # has all four
        >>> gan.fit(streets, epochs=50)

    Reference:
        https://arxiv.org/abs/1801.01726
    """

    watch = (
        "`gradient_x` falls fast to what texture costs, and stays: at 0 nothing is translated.",
        "Grass on walls, or the sky's colour on cars, says that a class's score has learned "
        "nothing: that class is too rare, or the discriminators' places are too large for it.",
    )
    differs = (
        "the generators, CycleGAN's residual ones, where the authors' code has a U-Net by default.",
        "a place that several classes share has the mean of their scores by area, where the "
        "authors' code takes a one-hot map that a spline has made smaller.",
        "beyond the edge of a picture lies its reflection, where the authors' gradients see 0.",
        "the weights of the gradient-sensitive objective, 0.9 and 0.1 from the first step on; the "
        "authors' code stands at 1 and 0 and says that it is changed to these.",
        "the learning rate, which falls to 0 only where a recipe says so.",
    )
    terms = ("adversarial_g", "adversarial_f", "cycle_x", "cycle_y", "gradient_x", "gradient_y")
    default_batch_size = 1
    wants = "two sets (X, Y) of pictures with a map of classes each, not aligned"
    objective = (
        "D(x, s): of the scores of all classes at a place, the one of the class that is there",
        "L_g(x, x'): E (alpha [boundary of s] + beta) | |C * x| - |C * x'| |    C: Sobel's kernels",
        "generators:     min  E (D_Y(G(x), s_x) - 1)^2 + E (D_X(F(y), s_y) - 1)^2",
        "                     + lambda_c (E |F(G(x)) - x| + E |G(F(y)) - y|)",
        "                     + lambda_g (L_g(x, G(x)) + L_g(y, F(y)))",
        "discriminators: min  1/2 E (D_Y(y, s_y) - 1)^2 + 1/2 E D_Y(G(x), s_x)^2,",
        "                     and for D_X alike",
    )
    smallest = {
        "image_shape": (16, 16, 1),
        "classes": 3,
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
        classes: int = 10,
        cycle_weight: float = 10.0,
        gradient_weight: float = 5.0,
        boundary_weight: float = 0.9,
        elsewhere_weight: float = 0.1,
        history_size: int = 50,
        **kwargs: Any,
    ):
        super().__init__(generator_g, generator_f, discriminator_x, discriminator_y, **kwargs)
        self.classes = check_whole(classes, "classes", 2)
        weights = {
            "cycle_weight": cycle_weight,
            "gradient_weight": gradient_weight,
            "boundary_weight": boundary_weight,
            "elsewhere_weight": elsewhere_weight,
        }
        for name, weight in weights.items():
            setattr(self, name, check_number(weight, name, least=0))
        self.history_size = check_whole(history_size, "history_size", 0)
        self.cell_x, self.cell_y = map(self._cell, ("discriminator_x", "discriminator_y"))
        # Another seed, or both would exchange the pictures of the same places at the same steps.
        other_seed = None if self.seed is None else self.seed + 1
        self.history_x = self._history(self.image_shape_x, self.seed)
        self.history_y = self._history(self.image_shape_y, other_seed)

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 128, 3),
        classes: int = 10,
        width: int = 64,
        blocks: int = 6,
        skips: bool = False,
        discriminator_width: int = 64,
        discriminator_downsamplings: int = 3,
        semantic_discriminators: bool = True,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds CycleGAN's generators, and PatchGANs with a score for each class.

        Args:
            image_shape: (height, width, channels) of both domains.
            classes: As for the class.
            width: Channels of the generators' first map.
            blocks: Residual blocks of each generator.
            skips: Whether the generators pass the maps on the way down across to the way up.
            discriminator_width: Channels of the discriminators' first map.
            discriminator_downsamplings: 3 judges places of 8 pixels by patches of 70, 2 places of
                4 by patches of 34, 1 places of 2 by patches of 16.
            semantic_discriminators: Whether they have a score for each class; without, they are
                CycleGAN's, and the maps count in the gradient-sensitive objective alone.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said.
        """
        shape = check_image_shape(image_shape)
        classes = check_whole(classes, "classes", 2)
        check_whole(discriminator_width, "discriminator_width", 1)
        check_whole(discriminator_downsamplings, "discriminator_downsamplings", 1)
        scores = classes if semantic_discriminators else 1

        def generator(name):
            return resnet_translator(shape, shape[-1], width, blocks, skips=skips, name=name)

        def discriminator(name):
            return patchgan(
                shape, discriminator_width, discriminator_downsamplings, scores=scores, name=name
            )

        with seeded(seed):
            return cls(
                generator("generator_g"),
                generator("generator_f"),
                discriminator("discriminator_x"),
                discriminator("discriminator_y"),
                classes=classes,
                seed=seed,
                **kwargs,
            )

    def train_step(self, data: tuple[Tensor, Tensor, Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of both generators, then one of both discriminators."""
        x, s_x, y, s_y = data
        G, F, D_X, D_Y = (getattr(self, name) for name in self.network_names)
        lambda_c, lambda_g = self.cycle_weight, self.gradient_weight
        alpha, beta = self.boundary_weight, self.elsewhere_weight
        fakes: dict[str, Tensor] = {}

        def L_g(picture, drawn, maps):
            return soft_gradient_loss(picture, drawn, alpha * class_boundaries(maps) + beta)

        def generators_loss():
            fake_y, fake_x = G(x, training=True), F(y, training=True)
            fakes.update(x=fake_x, y=fake_y)
            judged_y = score_of_class(D_Y(fake_y, training=True), s_x, self.cell_y)
            judged_x = score_of_class(D_X(fake_x, training=True), s_y, self.cell_x)
            loss = {
                "adversarial_g": mean_square(judged_y - 1.0),
                "adversarial_f": mean_square(judged_x - 1.0),
                "cycle_x": lambda_c * mean_absolute(F(fake_y, training=True) - x),
                "cycle_y": lambda_c * mean_absolute(G(fake_x, training=True) - y),
            }
            if lambda_g:
                loss["gradient_x"] = lambda_g * L_g(x, fake_y, s_x)
                loss["gradient_y"] = lambda_g * L_g(y, fake_x, s_y)
            return loss

        def judged(D, side, real, s_real, fake, s_fake):
            real, fake = one_pass(D, real, fake)
            real = mean_square(score_of_class(real, s_real, side) - 1.0)
            return 0.5 * real + 0.5 * mean_square(score_of_class(fake, s_fake, side))

        def discriminators_loss():
            # What was drawn of x lies as x does, and is judged by its map.
            old_y, s_old_y = remembered(self.history_y, fakes["y"], s_x)
            old_x, s_old_x = remembered(self.history_x, fakes["x"], s_y)
            loss_x = judged(D_X, self.cell_x, x, s_x, old_x, s_old_x)
            return loss_x + judged(D_Y, self.cell_y, y, s_y, old_y, s_old_y)

        self.minimize(generators_loss, player="generators")
        self.minimize(discriminators_loss, player="discriminators")
        return self.logs()

    @property
    def takes(self) -> tuple[Kind, ...]:
        """Pictures of X, their maps of classes, pictures of Y, and theirs."""
        shapes = (self.image_shape_x, self.image_shape_y)
        return tuple(
            kind
            for shape in shapes
            for kind in (Pictures(shape), ClassMaps(shape[:2], self.classes))
        )

    def source_kinds(self) -> dict[str, Kind]:
        """Returns the pictures that each direction begins with."""
        return dict(zip(self.directions, self.takes[::2], strict=True))

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks two sets and gives batches of (x, s_x, y, s_y), the sets drawn independently."""
        return mapped_batches(x, self.takes, batch_size, shuffle, self.seed)

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the classes and the weights of the terms."""
        return {
            **super().get_config(),
            "classes": self.classes,
            "cycle_weight": self.cycle_weight,
            "gradient_weight": self.gradient_weight,
            "boundary_weight": self.boundary_weight,
            "elsewhere_weight": self.elsewhere_weight,
            "history_size": self.history_size,
        }

    def _history(self, shape: Sequence[int], seed: int | None) -> ImageHistory:
        """Returns a history of pictures whose last channel is their map."""
        return ImageHistory(self.history_size, (*shape[:2], shape[2] + 1), seed=seed)

    def _cell(self, name: str) -> int:
        """Returns how many pixels each way a discriminator has a place for."""
        network = getattr(self, name)
        scores = tuple(network.output_shape[1:])
        if len(scores) != 3 or scores[-1] not in (1, self.classes):
            raise ValueError(
                f"`{name}` gives {scores}, but must give a score for each of classes="
                f"{self.classes}, or one, at each place: (rows, columns, {self.classes})."
            )
        try:
            return cell_side(network.input_shape[1:3], scores[:2])
        except ValueError as error:
            raise ValueError(f"`{name}`: {error}") from None


def remembered(history: ImageHistory, pictures: Tensor, maps: Tensor) -> tuple[Tensor, Tensor]:
    """Returns a mix of new and stored pictures, each with the map that it was drawn by.

    Args:
        history: A history of pictures with one channel more.
        pictures: (batch, height, width, channels).
        maps: Class numbers (batch, height, width).

    Returns:
        As many pictures, and their maps, int32.
    """
    numbers = ops.cast(maps, "float32")[..., None]
    mixed = history(ops.concatenate([ops.cast(pictures, "float32"), numbers], axis=-1))
    return mixed[..., :-1], ops.cast(ops.round(mixed[..., -1]), "int32")
