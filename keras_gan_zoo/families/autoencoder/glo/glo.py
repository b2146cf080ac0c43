"""Generative Latent Optimization (Bojanowski, Joulin, Lopez-Paz and Szlam 2017)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.autoencoder.glo.vectors import build_vectors, table_of
from keras_gan_zoo.losses.distances import squared_distance
from keras_gan_zoo.losses.laplacian_pyramid import laplacian_pyramid_distance
from keras_gan_zoo.models.fitted_latents import FittedLatents
from keras_gan_zoo.models.numbered_pictures import is_numbered, numbered_batches
from keras_gan_zoo.networks.bodies import build_generator
from keras_gan_zoo.networks.fitted_front import behind_gaussian, decoder_of, gaussian_of
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.whole_batch import whole_batch
from keras_gan_zoo.types import ArrayLike, Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "glo",
    paper="1707.05776",
    title="Optimizing the Latent Space of Generative Networks",
    tags=("auto-encoder", "free vectors"),
)
class GLO(FittedLatents):
    r"""A generator and a free vector for each picture, which learn together to give it back.

    No encoder and no discriminator: how much of what a GAN draws comes from its convolutions alone?
    The vector of a picture is found by the picture's number, its place in the data given to `fit`:
    an array, or a dataset that comes in the same order each time; `fit` shuffles it, and each
    picture keeps its number. Go on with the same pictures in the same places.

    A Gaussian is fitted to all vectors, and kept fitted as they move: from that
    `generate` draws.

    Args:
        generator: Network from latents (batch, latent_dim) to images (batch, height, width,
            channels) in [-1, 1], made by `keras_gan_zoo.networks.behind_gaussian`.
        vectors: Network from numbers of pictures (batch,) to vectors (batch, latent_dim), as
            `keras_gan_zoo.families.autoencoder.glo.vectors.build_vectors` makes it.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other or are not as said, or the generator draws
            no pictures.

    Example:
        >>> model = keras_gan_zoo.get("glo", pictures=60_000)
        >>> model.fit(keras_gan_zoo.data.load("fashion_mnist"), epochs=20)
        >>> drawn = model.generate(16, seed=0)
        >>> again = model.reconstruct([0, 1, 2])  # the first three garments

    Reference:
        https://arxiv.org/abs/1707.05776
    """

    players = {"vectors": ["vectors"], "generator": ["generator"]}
    terms = ("laplacian", "squared")
    objective = (
        "l(x, x')  = Lap1(x, x') + |x - x'|^2",
        "Lap1      = sum_j 2^(2j) |L^j(x) - L^j(x')|_1,  L^j a level of the Laplacian pyramid",
        "vectors:    min  l(G(z_i), x_i),  each its own;  then z_i = z_i / max(|z_i|, 1)",
        "generator:  min  E_i l(G(z_i), x_i)",
        "generate:   z ~ N(m, S),  mean and covariance of all z_i",
    )
    watch = (
        "`laplacian` and `squared` are sums over a picture's values, so that their size goes with "
        "that of the pictures; `vectors_loss` is their sum over the batch, too.",
        "Each vector moves once an epoch: count epochs, of which it takes tens, and not steps.",
        "Good reconstructions say little of `generate`, which draws between the vectors.",
    )
    differs = (
        "the steps, which are taken in turns, the vectors' first; the paper moves both at once.",
        "the generator's optimizer, Adam(1e-3) where the paper has SGD, and the vectors' rate, "
        "which goes with a loss that sums over a picture's values.",
        "the vectors' beginning, which is always random: the paper has principal components of "
        "the pictures, too.",
        "how far the pyramid goes, down to maps of less than 8 pixels, of which the paper says "
        "nothing.",
    )
    smallest = {
        "image_shape": (16, 16, 1),
        "latent_dim": 64,
        "width": 256,
        "body": "mlp",
        "normalization": "layer",
        "pictures": 16,
    }

    def __init__(self, generator: keras.Model, vectors: keras.Model, **kwargs: Any):
        # Before it is copied for its average, which begins as it does.
        gaussian = gaussian_of(generator)
        table = table_of(vectors)
        if vectors.output_shape != generator.input_shape:
            raise ValueError(
                f"`vectors` gives vectors of shape {vectors.output_shape[1:]}, but `generator` "
                f"takes {generator.input_shape[1:]}; build both for one `latent_dim`."
            )
        if len(generator.output_shape) != 4:
            raise ValueError(
                "`generator` must draw pictures (height, width, channels), of which there are "
                f"pyramids, got the shape {generator.output_shape[1:]}."
            )
        gaussian.fit_to(table.vectors)
        super().__init__({"generator": generator, "vectors": vectors}, **kwargs)
        self.pictures = table.rows

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 64,
        width: int = 64,
        body: str = "dcgan",
        normalization: str = "batch",
        pictures: int = 60_000,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds a generator and a table of vectors.

        Args:
            image_shape: (height, width, channels) of the pictures; what sizes there are depends on
                the body.
            latent_dim: Length of a vector.
            width: Channels of the widest map at full resolution, or units of a layer.
            body: "dcgan" (1511.06434), "infogan", "resnet" or "mlp", as for `LatentGAN`.
            normalization: "batch", "layer" or "none".
            pictures: How many pictures it can be trained on, each of which gets a vector: as many
                as there are, or `generate` draws from vectors, too, that have never moved.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            decoder = build_generator(body, image_shape, latent_dim, width, normalization)
            return cls(
                behind_gaussian(decoder), build_vectors(pictures, latent_dim), seed=seed, **kwargs
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns SGD for the vectors, of which each moves only with its picture, and an Adam."""
        return {
            "vectors": keras.optimizers.SGD(5e-4),
            "generator": keras.optimizers.Adam(1e-3),
        }

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks pictures, and gives batches of them with their numbers.

        Args:
            x: An array of pictures, or a dataset that comes in the same order at each pass.
            batch_size: Used where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.

        Returns:
            A dataset of (pictures, numbers).

        Warns:
            UserWarning: If there are fewer pictures than vectors.

        Raises:
            ValueError: If `x` has labels.
            keras_gan_zoo.data.DataMismatch: If the values or shapes do not fit, there are more
                pictures than vectors, or no picture could be known again at the next pass.
        """
        (kind,) = self.takes
        if not is_numbered(x):
            self.check_data(x)
        return numbered_batches(x, kind, self.pictures, batch_size, shuffle, self.seed)

    def load_examples(self, data: Mapping, batch_size: int, seed: int) -> tf.data.Dataset:
        """Loads one epoch of a recipe's data, numbered before it is shuffled."""
        from keras_gan_zoo.data import load

        (kind,) = self.takes
        return numbered_batches(
            load(**data, seed=seed), kind, self.pictures, batch_size, shuffle=True, seed=seed
        )

    def train_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Moves the vectors of these pictures, then the generator."""
        x, i = batch
        G = decoder_of(self.generator)

        def terms():
            drawn = G(self.vectors(i), training=True)
            return {
                "laplacian": ops.mean(laplacian_pyramid_distance(drawn, x)),
                "squared": ops.mean(squared_distance(drawn, x)),
            }

        numbers = whole_batch(i)
        before = self.vectors(numbers)

        def loss_of_each():
            # A sum, so that no vector's step depends on how many others there are.
            return ops.cast(ops.shape(numbers)[0], "float32") * sum(terms().values())

        self.minimize(loss_of_each, player="vectors")
        self._follow(numbers, before, table_of(self.vectors).project(numbers))
        self.minimize(terms, player="generator")
        return self.logs()

    def _follow(self, numbers: Tensor, before: Tensor, after: Tensor) -> None:
        """Keeps the Gaussian that of all vectors, of which some have moved."""
        same = ops.equal(ops.expand_dims(numbers, 1), ops.expand_dims(numbers, 0))
        # A picture that is twice in the batch has moved once.
        first = ops.argmax(ops.cast(same, "int32"), axis=1)
        once = ops.equal(first, ops.arange(ops.shape(numbers)[0], dtype=first.dtype))
        after = ops.where(ops.expand_dims(once, 1), after, before)
        gaussian_of(self.generator).replace(before, after, self.pictures)

    def reconstruct(self, numbers: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Draws pictures of the training data from their vectors.

        Args:
            numbers: Whole numbers (n,): the places of the pictures in the data given to `fit`.
            batch_size: Pictures drawn at once.

        Returns:
            A float32 array (n, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If there is no picture of such a number.

        Example:
            >>> lost = np.abs(model.reconstruct(np.arange(16)) - images[:16]).mean()
        """
        places = np.asarray(numbers)
        whole = places.dtype.kind in "ui" and places.ndim == 1 and len(places) > 0
        if not whole or places.min() < 0 or places.max() >= self.pictures:
            came = (
                repr(numbers) if places.ndim < 2 and places.size < 16 else f"shape {places.shape}"
            )
            raise ValueError(
                f"`numbers` must be whole numbers (n,) from 0 to {self.pictures - 1}, the places "
                f"of pictures in the data, got {came}."
            )
        return self.decode(ops.convert_to_numpy(self.vectors(places)), batch_size)
