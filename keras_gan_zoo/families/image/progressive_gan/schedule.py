"""When a progressive GAN grows: its stage and fade, of the pictures that it has been shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from keras import ops

from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.types import Tensor

FIRST_SIDE = 4
"""Side of the pictures of the first stage."""


@dataclass(frozen=True)
class Growth:
    """The stages of a training: at each the sides of the pictures are twice those before.

    The first stage is trained for `pictures_per_stage` pictures. To each further one the networks
    fade over as many, and stay there for as many more (1710.10196, appendix A.1); at the last they
    stay for good.

    Attributes:
        stages: How many there are.
        pictures_per_stage: Real pictures of a fade, and of the time after it.
    """

    stages: int
    pictures_per_stage: int

    @property
    def pictures(self) -> int:
        """Real pictures until the last stage has faded in."""
        return 2 * (self.stages - 1) * self.pictures_per_stage

    def at(self, shown: Tensor) -> tuple[Tensor, Tensor]:
        """Returns where the training is.

        Args:
            shown: Real pictures shown so far, a whole number.

        Returns:
            The stage, int32, counted from 0, and alpha, float32: the share that its layers have in
            the pictures beside those of the stage before, in [0, 1].
        """
        shown = ops.convert_to_tensor(shown)
        stage = ops.minimum((shown // self.pictures_per_stage + 1) // 2, self.stages - 1)
        since = shown - (2 * stage - 1) * self.pictures_per_stage
        alpha = ops.cast(since, "float32") / float(self.pictures_per_stage)
        return ops.cast(stage, "int32"), ops.clip(alpha, 0.0, 1.0)


def count_stages(image_shape: Sequence[int]) -> int:
    """Returns how many stages lead from pictures of 4 pixels a side to these.

    Raises:
        ValueError: If none does, with the nearest size that is reached.

    Example:
        >>> count_stages((32, 32, 3))
        4
    """
    height, width, channels = check_image_shape(image_shape)
    stages = (max(height, 1) // FIRST_SIDE).bit_length()
    if height != width or stages < 2 or height != side_of(stages - 1):
        reached = min(
            (side_of(stage) for stage in range(1, 9)), key=lambda side: (abs(side - height), side)
        )
        raise ValueError(
            f"`image_shape` must be square with a side of 4, doubled at each growth: 8, 16, 32, 64 "
            f"and so on, got {tuple(image_shape)}; the nearest is {(reached, reached, channels)}."
        )
    return stages


def side_of(stage: int) -> int:
    """Returns the side of a stage's pictures."""
    return FIRST_SIDE * 2**stage
