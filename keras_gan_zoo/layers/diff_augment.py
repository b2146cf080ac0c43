"""DiffAugment as the first layer of a discriminator (2006.10738)."""

from collections.abc import Callable, Sequence
from typing import Any

import keras

from keras_gan_zoo.checks import check_seed
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers.augment_policies import color, cutout, translation
from keras_gan_zoo.types import Shape, Tensor

_POLICIES: dict[str, Callable] = {"color": color, "translation": translation, "cutout": cutout}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class DiffAugment(keras.layers.Layer):
    """Augments the discriminator's input in training, real and generated samples alike.

    Against a discriminator that learns few pictures by heart. As the generator's gradient goes
    through the augmentations, it does not learn to draw augmented pictures. Put it before a
    `Packing` layer: each picture is augmented by itself.

    Args:
        policy: Names out of "color", "translation" and "cutout", separated by commas, in the
            order in which they are applied.
        seed: Seed of the draws, or `None`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (batch, height, width, channels), images in [-1, 1].

    Raises:
        ValueError: If the policy names no augmentation, or one that there is not.

    Example:
        >>> discriminator = dcgan_discriminator((32, 32, 3), before=(DiffAugment("color,cutout"),))

    Reference:
        https://arxiv.org/abs/2006.10738
    """

    def __init__(
        self, policy: str = "color,translation,cutout", seed: int | None = None, **kwargs: Any
    ):
        super().__init__(**kwargs)
        check_policy(policy, "policy")
        self.policy = policy
        self.seed = check_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.built = True

    def call(self, images: Tensor, training: bool = False) -> Tensor:
        """Augments each picture at random in training; returns the input otherwise."""
        if training:
            for name in _names(self.policy):
                images = _POLICIES[name](images, self.seed_generator)
        return images

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape as it is."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "policy": self.policy, "seed": self.seed}


def check_policy(policy: object, name: str, others: Sequence[str] = ()) -> None:
    """Raises a `ValueError` if a policy names no augmentation, or one that there is not.

    Args:
        policy: What the user gave.
        name: What the sentence calls the argument.
        others: What may stand in a policy's place.
    """
    for augmentation in _names(policy):
        if augmentation not in _POLICIES:
            instead = f", or be {listed(others)}" if others else ""
            raise ValueError(
                f"`{name}` must name augmentations out of {listed(_POLICIES)}, separated by "
                f"commas{instead}, got {policy!r}." + nearest(augmentation, [*_POLICIES, *others])
            )


def _names(policy: object) -> list[str]:
    return [name.strip() for name in str(policy).split(",")]
