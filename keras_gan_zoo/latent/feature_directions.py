"""Directions in a generator's feature maps along which an attribute appears."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.latent.directions import check_labels, move
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.types import ArrayLike

_BATCH = 256
_ACTIVATIONS = (
    keras.layers.Activation,
    keras.layers.ELU,
    keras.layers.LeakyReLU,
    keras.layers.PReLU,
    keras.layers.ReLU,
)


@dataclass(frozen=True)
class FeatureDirection:
    """A direction in the feature maps of one layer of a generator.

    Attributes:
        layer: Name of the layer.
        direction: Float32 (height, width, channels), 0 outside of the places. Its length is the
            attribute's: at distance 1 a sample without it is on average one with it.
        places: Booleans (height, width): where the maps are moved.
        first: The network from latents to these maps.
        rest: The network from these maps to pictures.
    """

    layer: str
    direction: np.ndarray
    places: np.ndarray
    first: keras.Model
    rest: keras.Model

    def generate(self, latents: ArrayLike, distance: ArrayLike) -> np.ndarray:
        """Generates pictures with the feature maps moved along the direction.

        Args:
            latents: Array (n, latent_dim).
            distance: How far; 0 draws them as they are. Or a sequence of k distances.

        Returns:
            Float32 pictures in [-1, 1], (n, height, width, channels); or (n, k, height, width,
            channels) for k distances.
        """
        drawn = []
        for batch in _batches(latents):
            moved = move(self.first(batch, training=False), self.direction, distance)
            steps = moved.shape[: moved.ndim - self.direction.ndim]
            images = self.rest.predict(
                moved.reshape(-1, *self.direction.shape), batch_size=_BATCH, verbose=0
            )
            drawn.append(images.reshape(*steps, *images.shape[1:]))
        return np.concatenate(drawn)


def feature_direction(
    gan: ZooModel,
    latents: ArrayLike,
    has_attribute: ArrayLike,
    *,
    keep: Sequence = (),
    size: int = 16,
    share: float = 0.2,
) -> FeatureDirection:
    r"""Finds the direction of one attribute in a generator's feature maps, others unchanged.

    Where a generator has learned an attribute together with another (glasses with silver hair), no
    direction of its latents has the one without the other. Its maps are laid out as the picture is:
    there an attribute has its place. The maps of labelled samples are explained by all their labels
    at once, in a linear regression; the direction is what it gives to the attribute alone, at
    those places only where the attribute shows most beside what is to be kept.

    Args:
        gan: A model that draws from latents alone (`keras_gan_zoo.LatentGAN`).
        latents: Array (n, latent_dim) of the latents of samples.
        has_attribute: As many booleans, or 0 and 1.
        keep: Labels of what is to stay as it is, each a sequence of n labels of any kind, such as
            the names of colours.
        size: Height of the maps to move, one that the generator's layers have.
        share: Share of the maps' places that are moved, above 0 and below 1.

    Returns:
        The direction, which also draws what is moved along it.

    Raises:
        TypeError: If the model does not draw from latents alone.
        ValueError: If the generator has no such maps, a way past them, the numbers of labels and
            latents differ, or the attribute follows from what is kept.

    Example:
        >>> found = classifier.classify(gan.generate(latents=latents))
        >>> glasses = feature_direction(gan, latents, found["glasses"], keep=[found["hair_colour"]])
        >>> faces = glasses.generate(latents[:8], distance=2.0)

    Reference:
        Moving what single layers hold, found from labelled samples: https://arxiv.org/abs/2011.12799,
        section 4, by channels of a style; here by places of a map.
    """
    if not isinstance(gan, LatentGAN):
        raise TypeError(
            f"`gan` must draw from latents alone (`keras_gan_zoo.LatentGAN`), got "
            f"{type(gan).__name__}."
        )
    latents, attribute = check_labels(latents, has_attribute)
    check_whole(size, "size", 1)
    check_number(share, "share", above=0, below=1)
    layer, first, rest = _split_generator(gan.inference_network("generator"), size)
    labels = _design_matrix(attribute, keep)
    effects, spread = _regression(
        labels, (first(batch, training=False) for batch in _batches(latents))
    )
    shows = np.mean((effects[1] / spread) ** 2, axis=-1)
    of_kept = labels[:, 2:] - labels[:, 2:].mean(axis=0)
    shared = np.tensordot(of_kept.T @ of_kept / len(labels), effects[2:], axes=1)
    kept = np.mean(np.sum(effects[2:] * shared, axis=0) / spread**2, axis=-1)
    prominence = shows / (kept + kept.mean() + 1e-12)
    places = prominence >= np.quantile(prominence, 1 - share)
    direction = np.where(places[..., None], effects[1], 0.0).astype("float32")
    return FeatureDirection(layer, direction, places, first, rest)


def _batches(latents):
    latents = np.asarray(latents, "float32")
    for begin in range(0, len(latents), _BATCH):
        yield latents[begin : begin + _BATCH]


def _split_generator(generator, size):
    """Returns the layer with the last maps of a height, and the networks before and after it."""
    heights = []
    for layer in reversed(generator.layers):
        shape = getattr(layer.output, "shape", ())
        if len(shape) != 4 or isinstance(layer, _ACTIVATIONS):
            continue
        heights.append(shape[1])
        if shape[1] == size and layer is not generator.layers[-1]:
            try:
                rest = keras.Model(layer.output, generator.outputs[0])
            except ValueError:
                continue  # something goes past it
            return layer.name, keras.Model(generator.inputs[0], layer.output), rest
    raise ValueError(
        f"`size` must be the height of maps that the whole picture is drawn from; the generator's "
        f"are {', '.join(map(str, sorted(set(heights))))} high, got {size}."
    )


def _design_matrix(attribute, keep):
    """Returns a column of ones, the attribute, and one for each kept label but the first."""
    columns = [np.ones(len(attribute)), attribute]
    for number, labels in enumerate(keep):
        labels = np.asarray(labels)
        if labels.shape != attribute.shape:
            raise ValueError(
                f"`keep[{number}]` must hold one label for each of the {len(attribute)} latents, "
                f"got an array of {labels.shape}."
            )
        columns += [labels == one for one in np.unique(labels)[1:]]
    table = np.stack(columns, axis=1).astype("float64")
    if np.linalg.matrix_rank(table) < np.linalg.matrix_rank(np.delete(table, 1, axis=1)) + 1:
        raise ValueError(
            "`has_attribute` follows from the labels in `keep`, so that nothing tells the two "
            "apart; draw more samples or keep less."
        )
    return table


def _regression(table, batches):
    """Returns the effect of each column on the maps, and the deviation that none explains."""
    products, squares, seen = 0.0, 0.0, 0
    for maps in batches:
        maps = np.asarray(maps, "float64")
        products = products + np.tensordot(table[seen : seen + len(maps)].T, maps, axes=1)
        squares = squares + np.sum(maps**2, axis=0)
        seen += len(maps)
    effects = np.tensordot(np.linalg.pinv(table.T @ table), products, axes=1)
    explained = np.sum(effects * products, axis=0)
    variance = np.maximum(squares - explained, 0.0) / len(table)
    return effects, np.sqrt(variance) + 1e-6
