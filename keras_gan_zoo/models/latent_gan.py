"""The base of the families that draw pictures from latent vectors."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import tensorflow as tf

from keras_gan_zoo.engine.batching import rebatched
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers.packing import samples_per_logit
from keras_gan_zoo.models.adaptive_augmentation import AdaptivelyAugmented
from keras_gan_zoo.models.latent_model import LatentModel
from keras_gan_zoo.networks.bodies import build_discriminator, build_generator
from keras_gan_zoo.networks.tricks import front_layers, minibatch_layers
from keras_gan_zoo.penalties import get as get_penalties
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LatentGAN(LatentModel, AdaptivelyAugmented):
    """A generator from latents z ~ N(0, I) to images, and a discriminator of images.

    Subclasses write `train_step`, adding `self.penalty(player, real, fake)` to the loss of each
    player. `from_defaults` builds their networks, with any of the field's tricks by name.

    Args:
        generator: Network from latents (batch, latent_dim) to images (batch, height, width,
            channels) in [-1, 1], or to points (batch, dimensions).
        discriminator: Network from images to logits.
        penalties: What is added to the losses, by name (`"r1"`), by name and weight
            (`{"r1": 5.0, "feature_matching": 1.0}`), or as objects; see
            `keras_gan_zoo.penalties.list_penalties`.
        **kwargs: As for `AdversarialModel`: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the generator's images are not what the discriminator takes, or the penalty
            does not go with the discriminator's normalization.

    Example:
        >>> gan = keras_gan_zoo.get("dcgan", image_shape=(32, 32, 3))
        >>> gan.generate(4, seed=0).shape
        (4, 32, 32, 3)
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    averaged = ("generator",)

    smallest = {"image_shape": (16, 16, 1), "width": 4, "body": "dcgan", "latent_dim": 8}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        penalties: Any = None,
        **kwargs: Any,
    ):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        if generator.output_shape[1:] != discriminator.input_shape[1:]:
            raise ValueError(
                f"`generator` draws images of shape {generator.output_shape[1:]}, but "
                f"`discriminator` takes {discriminator.input_shape[1:]}; build both for one shape."
            )
        self.latent_dim = generator.input_shape[-1]
        self.image_shape = tuple(generator.output_shape[1:])
        self.packing = samples_per_logit(discriminator)
        self.penalties = get_penalties(penalties)
        for penalty in self.penalties:
            penalty.prepare(self._penalised_network(penalty))

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 100,
        width: int = 64,
        body: str = "dcgan",
        generator_normalization: str = "batch",
        discriminator_normalization: str = "batch",
        augment: str | Mapping | None = None,
        instance_noise: float | Sequence[float] | None = None,
        packing: int = 1,
        minibatch: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (height, width, channels) of the pictures, such as (48, 64, 3); what sizes
                there are depends on the body. `(dimensions,)` for points, with body="mlp".
            latent_dim: Length of the latent vectors.
            width: Channels of the widest feature map at full resolution, or units of a layer.
            body: "dcgan" (1511.06434; 28 to 128 pixels), "infogan" (1711.10337's comparison; 28
                or 32), "r3gan" (2501.05441; 32 to 256), "resnet" (1802.05957; 32 to 64),
                "resize_convolution" (doi:10.23915/distill.00003; DCGAN's sizes), "flat_colours"
                (for drawings; the same sizes) or "mlp".
            generator_normalization: "batch", "layer", "none" or "virtual_batch" (1606.03498).
            discriminator_normalization: "batch", "layer", "none" or "spectral" (1802.05957).
            augment: Policy of DiffAugment (2006.10738), such as "color,translation,cutout"; or
                "adaptive" (2006.06676), or that with arguments of
                `keras_gan_zoo.layers.AdaptiveAugment`, as in `{"adaptive": {"pictures":
                100_000}}`; or `None`. What the discriminator sees of real and fake alike.
            instance_noise: `None`, or the standard deviation of the noise on what the
                discriminator sees, or (standard deviation, steps until it is gone) (1610.04490).
            packing: Pictures the discriminator judges at once (1712.04086).
            minibatch: `None`, "stddev" (1710.10196) or "discrimination" (1606.03498): lets the
                discriminator see how much the pictures of a batch differ.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            return cls(
                build_generator(body, image_shape, latent_dim, width, generator_normalization),
                build_discriminator(
                    body,
                    image_shape,
                    width,
                    discriminator_normalization,
                    before=front_layers(augment, instance_noise, packing),
                    before_logits=minibatch_layers(minibatch),
                ),
                **cls.further_networks(image_shape, width, body, discriminator_normalization),
                seed=seed,
                **kwargs,
            )

    @classmethod
    def further_networks(
        cls, image_shape: Sequence[int], width: int, body: str, normalization: str
    ) -> dict[str, keras.Model]:
        """Builds what a family has beside generator and discriminator, by its arguments.

        Args:
            image_shape: As for `from_defaults`.
            width: As for `from_defaults`.
            body: As for `from_defaults`.
            normalization: The discriminator's.
        """
        return {}

    def penalty(self, player: str, real_images: Tensor, fake_images: Tensor) -> Tensor | int:
        """Returns the sum of a player's penalties, a scalar; 0 if it has none."""
        return sum(
            penalty(self._penalised_network(penalty), real_images, fake_images)
            for penalty in self.penalties
            if penalty.player == player
        )

    def _penalised_network(self, penalty):
        return self.generator if penalty.network == "generator" else self.discriminator

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks pictures and gives batches of them, of which the packs leave no rest."""
        batches = super().prepare_data(x, batch_size, shuffle)
        if self.packing == 1:
            return batches
        if batches.element_spec.shape[0] is None:
            batches = rebatched(batches, 1)  # without the smaller last one
        size = batches.element_spec.shape[0]
        if size % self.packing:
            raise ValueError(
                f"`batch_size` must be a multiple of packing={self.packing}, got {size}; "
                f"e.g. {max(1, round(size / self.packing)) * self.packing}."
            )
        return batches

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the penalties."""
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "penalties": [serialize(penalty) for penalty in self.penalties],
        }
