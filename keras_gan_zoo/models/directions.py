"""The directions of models that turn something into something else."""

from collections.abc import Sequence

from keras_gan_zoo.errors import nearest


def checked_direction(direction: str | None, directions: Sequence[str]) -> str:
    """Returns a direction, the first for `None`.

    Raises:
        ValueError: If there is none of that name.
    """
    if direction is None:
        return directions[0]
    if direction not in directions:
        choices = " or ".join(map(repr, directions))
        raise ValueError(
            f"`direction` must be {choices}, got {direction!r}." + nearest(direction, directions)
        )
    return direction
