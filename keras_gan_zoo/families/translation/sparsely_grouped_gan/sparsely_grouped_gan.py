"""Sparsely grouped GAN: SG-GAN, attributes of pictures changed (Zhang et al. 2018)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.batching import batches_of_steps, dealt_out
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.translation.sparsely_grouped_gan.attribute_translator import (
    attribute_translator,
)
from keras_gan_zoo.families.translation.sparsely_grouped_gan.grouped_data import grouped_batches
from keras_gan_zoo.families.translation.stargan.domain_critic import domain_critic
from keras_gan_zoo.losses.distances import mean_absolute, mean_square
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.penalties.gradient_penalty import interpolates
from keras_gan_zoo.penalties.input_gradient import check_penalised, gradient_norm
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "sparsely_grouped_gan",
    paper="1805.07509",
    title=(
        "Sparsely Grouped Multi-task Generative Adversarial Networks for Facial Attribute "
        "Manipulation"
    ),
    tags=("attributes", "gradient penalty", "semi-supervised"),
    aliases=("sg_gan",),
)
class SparselyGroupedGAN(Translator):
    r"""Draws a picture without and with each attribute, when few pictures are labelled.

    The generator looks at a picture once and draws it twice for each attribute a: without,
    \( G_{a0}(x) \), and with it, \( G_{a1}(x) \). The discriminator says of a picture whether it is
    real, and which attributes it has; that it learns from what is labelled alone. To find back to
    the other drawing asks for no label: \( G_{a1}(G_{a0}(x)) \) has to be \( G_{a1}(x) \).

    Args:
        generator: Network from pictures in [-1, 1] to a list of such, twice as many as there are
            attributes: without the first, with it, without the second, ...
        discriminator: Network from pictures to scores, one for each patch, and to a logit for each
            attribute.
        attributes: Names of what a picture has or has not.
        classification_weight: \( \lambda_c \).
        reconstruction_weight: \( \lambda_r \).
        identity_weight: Weight, relative to the reconstruction's, of |x - G(x)| for what a labelled
            picture has already; 0 as in the paper.
        gradient_penalty_weight: \( \lambda_{gp} \).
        critic_steps: Steps of the discriminator for each of the generator.
        **kwargs: `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other and the attributes, a name is no
            identifier, or a number is not as said.

    Example:
        >>> gan = keras_gan_zoo.get(
        ...     "sparsely_grouped_gan", image_shape=(64, 64, 3), attributes=("glasses", "beard")
        ... )
        >>> gan.fit((faces, labels), epochs=20)  # labels (n, 2): 1, 0, or -1 where not known
        >>> gan.generate(faces[:8], direction="no_glasses")

    Reference:
        https://arxiv.org/abs/1805.07509
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    terms = (
        "wasserstein",
        "gradient_penalty",
        "classification_real",
        "adversarial",
        "classification_fake",
        "reconstruction",
        "identity",
    )
    averaged = ("generator",)
    default_batch_size = 8
    wants = (
        "images with labels, few of them known, or a set of images without and with each attribute"
    )
    objective = (
        "a an attribute, v = 0 without it and v = 1 with it, both drawn at random",
        "discriminator: min  -E_x D(x) + E_x D(G_av(x)) + lambda_gp E (|grad D(x_hat)| - 1)^2",
        "                    - lambda_c E log P(labels that are known | x)",
        "generator:     min  -E_x D(G_av(x)) - lambda_c E_x log P(a = v | G_av(x))",
        "                    + lambda_r E_x |G_aw(x) - G_aw(G_av(x))|     w = 1 - v",
        "                    (+ lambda_identity E_x |x - G_av(x)| where a = v is known of x)",
    )
    watch = (
        "`classification_real` falls first, sooner than it should if few pictures are labelled: "
        "the discriminator knows those by heart.",
        "`classification_fake` near 0 while `generate` changes nothing that one sees: the "
        "generator has found what the discriminator takes for the attribute.",
        "`reconstruction` near 0 with drawings that have lost what the picture showed: both say "
        "the same, and neither is the picture; give it an `identity_weight`.",
    )
    differs = (
        "one attribute and one value a picture and step, drawn at random, where the authors' code "
        "has all of them, with a penalty for each.",
        "a nearest-neighbour resize and a convolution, where the paper has transposed ones.",
        "the learning rate, which falls only where a recipe says so.",
    )
    smallest = {
        "image_shape": (16, 16, 1),
        "attributes": ("round",),
        "width": 4,
        "critic_steps": 1,
        "blocks": 1,
        "discriminator_width": 4,
        "discriminator_downsamplings": 1,
    }

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        attributes: Sequence[str] = ("attribute",),
        classification_weight: float = 1.0,
        reconstruction_weight: float = 10.0,
        identity_weight: float = 0.0,
        gradient_penalty_weight: float = 10.0,
        critic_steps: int = 5,
        **kwargs: Any,
    ):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        check_penalised(discriminator, "gradient_penalty")
        self.attributes = attribute_names(attributes)
        weights = {
            "classification_weight": classification_weight,
            "reconstruction_weight": reconstruction_weight,
            "identity_weight": identity_weight,
            "gradient_penalty_weight": gradient_penalty_weight,
        }
        for name, weight in weights.items():
            setattr(self, name, check_number(weight, name, least=0))
        self.critic_steps = check_whole(critic_steps, "critic_steps", least=1)
        self.image_shape = tuple(generator.input_shape[1:])
        self._check_shapes()

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (128, 128, 3),
        attributes: Sequence[str] = ("attribute",),
        width: int = 64,
        blocks: int = 6,
        normalization: str = "instance",
        discriminator_width: int = 64,
        discriminator_downsamplings: int | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks.

        Args:
            image_shape: (height, width, channels).
            attributes: As for the class.
            width: Channels of the generator's first map.
            blocks: Residual blocks of the generator.
            normalization: Of the generator: "instance", "layer", "batch" or "none".
            discriminator_width: Channels of the discriminator's first map.
            discriminator_downsamplings: How often the discriminator halves the picture; `None` for
                until 2 pixels are left, 6 times at 128.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said.
        """
        attributes = attribute_names(attributes)
        halvings = discriminator_downsamplings
        if halvings is None:
            halvings = max(1, min(image_shape[:2]).bit_length() - 2)
        with seeded(seed):
            return cls(
                attribute_translator(
                    image_shape, 2 * len(attributes), width, blocks, normalization
                ),
                domain_critic(image_shape, len(attributes), discriminator_width, halvings),
                attributes=attributes,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the authors' Adam."""
        return {player: keras.optimizers.Adam(1e-4, beta_1=0.5) for player in self.players}

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """`critic_steps` steps of the discriminator, then one of the generator."""
        for x, labels in dealt_out(data, self.critic_steps, "critic_steps"):
            self.critic_step(x, labels)
        av = self.sample_outputs(x)
        a, v = av // 2, av % 2

        def generator_loss():
            drawn = self.G(x)
            fake, other = chosen(drawn, av), chosen(drawn, av + 1 - 2 * v)
            scores, logits = self.discriminator(fake, training=True)
            back = chosen(self.G(fake), av + 1 - 2 * v)
            loss = {
                "adversarial": -ops.mean(scores),
                "classification_fake": self.classification_weight
                * ops.mean(log_loss(v, chosen(logits, a))),
                "reconstruction": self.reconstruction_weight * mean_absolute(other - back),
            }
            if self.identity_weight:
                weight = self.identity_weight * self.reconstruction_weight
                own = ops.cast(ops.equal(chosen(labels, a), v), fake.dtype)
                changed = ops.mean(ops.abs(x - fake), axis=(1, 2, 3))
                loss["identity"] = weight * ops.mean(own * changed)
            return loss

        self.minimize(generator_loss, player="generator")
        return self.logs()

    def critic_step(self, x: Tensor, labels: Tensor) -> None:
        """Moves the discriminator once."""
        av = self.sample_outputs(x)

        def critic_loss():
            fake = chosen(self.G(x), av)
            scores, logits = self.discriminator(x, training=True)
            distance = ops.mean(scores) - ops.mean(self.D(fake))
            between = interpolates(self.discriminator, x, fake, self.seed_generator)
            slope = gradient_norm(self.D, between)
            known = ops.cast(labels >= 0, logits.dtype)
            of_known = ops.sum(known * log_loss(labels, logits)) / ops.maximum(ops.sum(known), 1.0)
            loss = {
                "gradient_penalty": self.gradient_penalty_weight * mean_square(slope - 1.0),
                "classification_real": self.classification_weight * of_known,
            }
            self.track("wasserstein", distance)
            for term, value in loss.items():
                self.track(term, value)
            return -distance + sum(loss.values())

        self.minimize(critic_loss, player="discriminator")

    def G(self, images: Tensor) -> Tensor:
        """Draws pictures in all ways, (batch, 2 attributes, height, width, channels)."""
        return ops.stack(keras.tree.flatten(self.generator(images, training=True)), axis=1)

    def D(self, images: Tensor, training: bool = True) -> Tensor:
        """Returns the scores of how real the patches of pictures are."""
        return self.discriminator(images, training=training)[0]

    def sample_outputs(self, like: Tensor) -> Tensor:
        """Returns random numbers of what the generator draws, as many as `like` has rows."""
        rows, seed = (ops.shape(like)[0],), self.seed_generator
        return random_rows(keras.random.randint, rows, 0, 2 * len(self.attributes), seed=seed)

    @property
    def directions(self) -> tuple[str, ...]:  # type: ignore[override]  # read alone
        """Without and with each attribute: `no_glasses`, `glasses` and so on."""
        return tuple(way for name in self.attributes for way in (f"no_{name}", name))

    @property
    def takes(self) -> tuple[Kind, ...]:
        """Pictures without and with each attribute."""
        return (Pictures(self.image_shape),) * (2 * len(self.attributes))

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks pictures and labels, and gives as many a step as the critic's steps need."""
        batches = grouped_batches(
            x, self.attributes, self.image_shape, batch_size, shuffle, self.seed
        )
        return batches_of_steps(batches, self.critic_steps, "critic_steps")

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator's part of each direction, averaged if an average is kept."""
        network = self.inference_network("generator")
        return {
            direction: keras.Model(network.inputs, output, name=direction)
            for direction, output in zip(self.directions, network.outputs, strict=True)
        }

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the attributes, the weights of the terms and the critic's steps."""
        return {
            **super().get_config(),
            "attributes": list(self.attributes),
            "classification_weight": self.classification_weight,
            "reconstruction_weight": self.reconstruction_weight,
            "identity_weight": self.identity_weight,
            "gradient_penalty_weight": self.gradient_penalty_weight,
            "critic_steps": self.critic_steps,
        }

    def _check_shapes(self):
        shape, count = self.image_shape, len(self.attributes)
        drawn = [tuple(output.shape[1:]) for output in self.generator.outputs]
        if drawn != [shape] * (2 * count):
            raise ValueError(
                f"`generator` takes {shape}, so that with {count} attributes it must draw "
                f"{2 * count} of these, but it draws {drawn}."
            )
        judged, heads = tuple(self.discriminator.input_shape[1:]), self.discriminator.output_shape
        if judged != shape or len(heads) != 2 or tuple(heads[1]) != (None, count):
            raise ValueError(
                f"`discriminator` must map {shape} to scores and to logits (None, {count}), but "
                f"maps {judged} to {heads}."
            )


def attribute_names(attributes: Sequence[str]) -> tuple[str, ...]:
    """Returns the names of attributes.

    Raises:
        ValueError: If there is none, one is no identifier, or two directions would be the same.

    Example:
        >>> attribute_names(["glasses"])
        ('glasses',)
    """
    names = list(attributes) if isinstance(attributes, (tuple, list)) else []
    valid = bool(names) and all(isinstance(name, str) and name.isidentifier() for name in names)
    if not valid or len({way for name in names for way in (name, f"no_{name}")}) < 2 * len(names):
        raise ValueError(
            "`attributes` must be different names of letters, digits and underscores, as in "
            f"attributes=('glasses', 'beard'), got {attributes!r}."
        )
    return tuple(names)


def chosen(each: Tensor, numbers: Tensor) -> Tensor:
    """Returns of each row the part of its number, (batch, ...) of (batch, parts, ...)."""
    places = ops.reshape(ops.cast(numbers, "int32"), (-1, *(1 for _ in each.shape[1:])))
    return ops.squeeze(ops.take_along_axis(each, places, axis=1), axis=1)


def log_loss(labels: Tensor, logits: Tensor) -> Tensor:
    """Returns -log P(label) of each, for labels 0 or 1."""
    return ops.softplus(logits) - ops.cast(labels, logits.dtype) * logits
