"""Directions of styles found in a generator's weights alone, without samples or labels (SeFa)."""

from collections.abc import Sequence

import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.families.image.stylegan2.generator import StyleGenerator
from keras_gan_zoo.families.image.stylegan2.style_driven import StyleDriven


def style_directions(
    gan: ZooModel, count: int = 5, layers: Sequence[int] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    r"""Finds the directions of styles that change most of what a generator's layers are given.

    A layer takes \( A w + b \) of a style w. Of all directions n of length 1 those with the largest
    \( \|A n\|^2 \) are the eigenvectors of \( A^\top A \) with the largest eigenvalues
    (2007.06600); of several layers the matrices stand below each other.

    Args:
        gan: A model that is driven by styles, such as `keras_gan_zoo.get("stylegan2")`.
        count: How many directions, at most as many as a style has numbers.
        layers: Of which layers, by their places among the styles; `None` for all. The first ones
            decide on pose and shape, the last ones on colours.

    Returns:
        Directions (count, style_dim) of length 1, float32, and their eigenvalues (count,), the
        largest first. Which of its two ways a direction points means nothing.

    Raises:
        TypeError: If the model is not driven by styles.
        ValueError: If there are not as many directions, or a layer does not exist.

    Example:
        >>> directions, _ = style_directions(gan, 3, layers=[0, 1])
        >>> w = gan.styles(latents[:1], truncation=0.7)
        >>> w[:, :2] += 3.0 * directions[0]  # where the direction was found
        >>> image = gan.synthesize(w)

    Reference:
        https://arxiv.org/abs/2007.06600
    """
    generator = style_generator_of(gan)
    matrices = [
        layer.scaled_kernel() for layer in generator.synthesis.affine_layers()
    ]  # (style_dim, channels) each, the transpose of A
    places = range(len(matrices)) if layers is None else list(layers)
    for place in places:
        if check_whole(place, "layers", least=0) >= len(matrices):
            raise ValueError(
                f"`layers` must be places from 0 to {len(matrices) - 1}, got {place!r}."
            )
    length = generator.synthesis.style_dim
    if check_whole(count, "count", least=1) > length:
        raise ValueError(f"`count` must be at most {length}, the length of a style, got {count}.")
    chosen = [np.asarray(ops.convert_to_numpy(matrices[place]), "float64") for place in places]
    values, vectors = np.linalg.eigh(sum(matrix @ matrix.T for matrix in chosen))
    largest = np.argsort(values)[::-1][:count]
    return vectors[:, largest].T.astype("float32"), values[largest]


def style_generator_of(gan: ZooModel) -> StyleGenerator:
    """Returns the generator of a model that is driven by styles, averaged if an average is kept.

    Raises:
        TypeError: If it is another model.
    """
    if not isinstance(gan, StyleDriven):
        raise TypeError(
            "`gan` must be a model that is driven by styles, such as "
            f'keras_gan_zoo.get("stylegan2"), got {type(gan).__name__}.'
        )
    return gan.inference_network("generator")
