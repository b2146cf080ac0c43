"""Conditional families whose condition is a class number."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.errors import nearest
from keras_gan_zoo.models.conditional_gan import ConditionalGAN
from keras_gan_zoo.networks.label_networks import label_generator
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.samples.element_checks import check_numbers
from keras_gan_zoo.samples.picture_checks import DataMismatch
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

_SHOWN_NAMES = 20


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LabelGAN(ConditionalGAN):
    """A conditional family of classes 0 to `classes` - 1.

    Args:
        generator: Network from [latents (batch, latent_dim), labels (batch,)] to images (batch,
            height, width, channels) in [-1, 1].
        discriminator: Network of images, and of labels if the family shows it those.
        classes: Number of classes.
        **kwargs: As for `AdversarialModel`: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If `classes` is no whole number of at least 2.
    """

    default_conditioning = "concatenate"
    """How the family's generator is told the class, if the user does not say."""

    wants = "images and their class numbers"
    conditions = "labels"

    class_names: tuple[str, ...] = ()
    """What the classes are called, by number; a run knows it from its data."""

    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "body": "dcgan",
        "latent_dim": 8,
        "embedding_dim": 32,
    }

    def __init__(
        self, generator: keras.Model, discriminator: keras.Model, classes: int = 10, **kwargs: Any
    ):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        self.classes = check_whole(classes, "classes", least=2)

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        classes: int = 10,
        latent_dim: int = 100,
        embedding_dim: int = 50,
        conditioning: str | None = None,
        width: int = 64,
        body: str = "dcgan",
        generator_normalization: str = "batch",
        discriminator_normalization: str = "batch",
        augment: str | Mapping | None = None,
        instance_noise: float | Sequence[float] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (height, width, channels) of the pictures; what sizes there are depends on
                the body.
            classes: Number of classes.
            latent_dim: Length of the latent vectors.
            embedding_dim: Length of the vector that the generator is told each class by, where it
                stands beside the latents.
            conditioning: How the generator is told the class: "concatenate", by a vector beside
                the latents, or "multiply", by one that the latents are multiplied by; `None` for
                the family's own.
            width: Channels of the widest feature map at full resolution, or units of a layer.
            body: "dcgan", "infogan", "resnet" or "mlp"; as for `LatentGAN.from_defaults`.
            generator_normalization: "batch", "layer", "none" or "virtual_batch".
            discriminator_normalization: "batch", "layer", "none" or "spectral".
            augment: Policy of DiffAugment (2006.10738), such as "color,translation,cutout"; or
                "adaptive" (2006.06676), or that with arguments of
                `keras_gan_zoo.layers.AdaptiveAugment`, as in `{"adaptive": {"pictures":
                100_000}}`; or `None`. What the discriminator sees of real and fake alike.
            instance_noise: `None`, or the standard deviation of the noise on what the
                discriminator sees, or (standard deviation, steps until it is gone) (1610.04490).
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            return cls(
                label_generator(
                    body,
                    image_shape,
                    classes,
                    latent_dim,
                    embedding_dim,
                    width=width,
                    normalization=generator_normalization,
                    conditioning=cls.default_conditioning if conditioning is None else conditioning,
                ),
                cls.build_discriminator(
                    body,
                    image_shape,
                    classes,
                    width,
                    discriminator_normalization,
                    before=front_layers(augment, instance_noise),
                ),
                classes=classes,
                seed=seed,
                **kwargs,
            )

    @staticmethod
    def build_discriminator(
        body: str,
        image_shape: Sequence[int],
        classes: int,
        width: int,
        normalization: str,
        before: Sequence[keras.layers.Layer],
    ) -> keras.Model:
        """Builds the family's discriminator; arguments as for `from_defaults`."""
        raise NotImplementedError("A family of labels must say what its discriminator is.")

    def encode(self, conditions: Any, name: str) -> np.ndarray:
        """Returns class numbers (n,), int32.

        Raises:
            DataMismatch: If they are no whole numbers from 0 to classes - 1.
        """
        labels = np.asarray(conditions)
        if labels.ndim == 2 and labels.shape[1] == 1:
            labels = labels[:, 0]
        if labels.dtype.kind not in "ui" or labels.ndim != 1 or not labels.size:
            # `x` is a dataset, whose elements are images and labels.
            call = "x.map(lambda x, y: (x, tf.argmax(y, axis=-1)))" if name == "x" else ""
            advice = f": pass {call or 'labels.argmax(axis=1)'}" if labels.ndim == 2 else ""
            raise DataMismatch(
                f"{name} has the dtype {labels.dtype} and the shape {labels.shape} where class "
                f"numbers of shape (n,) are expected{advice}."
            )
        low, high = int(labels.min()), int(labels.max())
        if low < 0 or high >= self.classes:
            advice = f": build the model with classes={high + 1}" if low >= 0 else ""
            first = int(np.argmax((labels < 0) | (labels >= self.classes)))
            where = f" The first is {name}[{first}]." if labels.size > 1 and name != "x" else ""
            raise DataMismatch(
                f"{name} has labels from {low} to {high} where 0 to {self.classes - 1} are "
                f"expected{advice}.{where}"
            )
        return labels.astype("int32")

    def encode_asked(self, conditions: Any) -> np.ndarray:
        """Returns class numbers (n,), int32, of what is asked for by number or by name.

        Raises:
            DataMismatch: If there is no such class.
        """
        asked = [self.read_condition(one) if isinstance(one, str) else one for one in conditions]
        labels = np.asarray(asked)
        if labels.dtype.kind in "ui" and labels.ndim == 1:
            wrong = labels[(labels < 0) | (labels >= self.classes)]
            if wrong.size:
                raise DataMismatch(self._no_class(int(wrong[0])))
        return self.encode(asked, name="condition")

    def encode_in_graph(self, conditions: Tensor) -> Tensor:
        """Returns class numbers as int32, (batch,) also where they come as (batch, 1)."""
        labels = tf.cast(conditions, tf.int32)
        return labels[:, 0] if labels.shape.rank == 2 else labels

    def check_conditions(self, dataset: tf.data.Dataset) -> tf.data.Dataset:
        """Returns a dataset that ends with a sentence where a label is no class's."""
        return check_numbers(dataset, self.classes, which=-1)

    def read_condition(self, text: str) -> int:
        """Returns the class number that a text stands for: a class's name, or a number.

        Raises:
            DataMismatch: If there is no such class.
        """
        lowered = [name.casefold() for name in self.class_names]
        if text.strip().casefold() in lowered:
            return lowered.index(text.strip().casefold())
        try:
            number = int(text)
        except ValueError:
            raise DataMismatch(self._no_class(text)) from None
        if not 0 <= number < self.classes:
            raise DataMismatch(self._no_class(number))
        return number

    def _no_class(self, asked: str | int) -> str:
        shown = ", ".join(map(repr, self.class_names[:_SHOWN_NAMES]))
        more = len(self.class_names) - _SHOWN_NAMES
        names = f", or one of {shown}{f' and {more} more' if more > 0 else ''}" if shown else ""
        likely = nearest(asked, self.class_names) if isinstance(asked, str) else ""
        return (
            f"`condition` must be a class number from 0 to {self.classes - 1}{names}, got "
            f"{asked!r}.{likely}"
        )

    def name_classes(self, names: Sequence[str]) -> None:
        """Tells the model what its classes are called, if they are as many as the names."""
        if self.pairs and len(names) == self.classes:
            self.class_names = tuple(map(str, names))

    def names_of(self, network_input: str) -> Sequence[str]:
        """Returns the classes' names for the input that is the number of one."""
        return self.class_names if network_input == "labels" else ()

    def classes_of(self, network_input: str) -> int | None:
        """Returns the number of classes for the input that is the number of one."""
        return self.classes if network_input == "labels" else None

    def sheet_column_names(self) -> Sequence[str]:
        """Returns the classes' names, or their numbers."""
        return self.class_names or [str(number) for number in range(self.classes)]

    def in_turn(self, count: int) -> np.ndarray:
        """Returns 0, 1, ..., classes - 1, 0, 1, ..."""
        return np.arange(count) % self.classes

    def turn_length(self) -> int:
        """Returns the number of classes."""
        return self.classes

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the number of classes."""
        return {**super().get_config(), "classes": self.classes}
