"""The base of normalizing flows: exact likelihoods, exact codes, and pictures from latents."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from keras_gan_zoo.checks import check_number, check_whole, random_source
from keras_gan_zoo.layers.picture_levels import LEVEL
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.models.latent_model import LatentModel
from keras_gan_zoo.models.latents import fresh_latents
from keras_gan_zoo.networks.flow import FlowNetwork
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.types import ArrayLike, Tensor

LOG_2_PI = math.log(2 * math.pi)


class Flow(LatentModel):
    r"""One network between pictures and latents, trained by the likelihood of the pictures.

    \( \log p(x) = \log N(f(x); 0, I) + \log|\det \partial f/\partial x| \) (1605.08803, eq. 2).
    Pictures have 256 levels, so that a density could be infinite on them: training adds noise as
    wide as a level, and what is then learned is a lower bound of the levels' log-probability
    (1605.08803, section 4.1, after 1306.0186; 1511.01844, section 3.1). Subclasses build the
    network and write `train_step`.

    Args:
        flow: A `keras_gan_zoo.networks.FlowNetwork` for pictures in [-1, 1].
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        TypeError: If `flow` is no `FlowNetwork`.

    Example:
        >>> flow = keras_gan_zoo.get("glow")
        >>> latents = flow.encode(images)
        >>> np.abs(flow.generate(latents=latents) - images).max() < 1e-4
        True
    """

    players = {"flow": ["flow"]}
    averaged = ("flow",)
    terms = ("latent_bits", "volume_bits")
    drawn_by = "inverse"
    """The flow itself, from latents to pictures; no network of its own."""

    def __init__(self, flow: FlowNetwork, **kwargs: Any):
        if not isinstance(flow, FlowNetwork):
            raise TypeError(
                "`flow` must be a keras_gan_zoo.networks.FlowNetwork, which can be undone, got "
                f"{type(flow).__name__}."
            )
        super().__init__({"flow": flow}, **kwargs)
        self.image_shape = flow.image_shape
        self.latent_dim = flow.latent_dim
        self._directions = Directions()

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of both papers."""
        return {"flow": keras.optimizers.Adam(1e-3)}

    # What a `train_step` is written with

    def dequantize(self, images: Tensor) -> Tensor:
        """Adds noise as wide as one of 256 levels, evenly on both sides of each value.

        Args:
            images: (batch, height, width, channels) in [-1, 1]; what lies beyond, as resizing may
                leave it, is taken for -1 or 1.
        """
        images = ops.clip(ops.cast(images, "float32"), -1.0, 1.0)
        noise = random_rows(
            keras.random.uniform, ops.shape(images), -0.5, 0.5, seed=self.seed_generator
        )
        return images + LEVEL * noise

    def bits(self, latents: Tensor, log_det: Tensor) -> dict[str, Tensor]:
        r"""Returns the two sides of the negative log-likelihood, in bits per dimension.

        What latents so far from 0 cost, and what volume is gained or lost on the way to them,
        counted from a level's: both together are the bits that a value of a picture takes.

        Args:
            latents: f(x), (batch, latent_dim).
            log_det: (batch,), by pictures in [-1, 1].

        Returns:
            Two scalars by the names in `terms`.
        """
        in_bits = 1 / (self.latent_dim * math.log(2))
        log_normal = -0.5 * ops.sum(ops.square(latents) + LOG_2_PI, axis=1)
        return {
            "latent_bits": -ops.mean(log_normal) * in_bits,
            "volume_bits": -ops.mean(log_det) * in_bits - math.log2(LEVEL),
        }

    # Both directions, as networks

    def drawing_network(self) -> keras.Model:
        """Returns the network in training, from latents to pictures in [-1, 1]."""
        return self._directions.of(self.flow)["generate"]

    def inference_network(self, name: str) -> keras.Model:
        """Returns the average if there is one; of "inverse", that from latents to pictures."""
        if name == self.drawn_by:
            return self._directions.of(super().inference_network("flow"))["generate"]
        return super().inference_network(name)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns both directions of the flow, averaged if an average is kept."""
        found = self._directions.of(super().inference_network("flow"))
        return {"generate": found["generate"], "encode": found["encode"]}

    # Pictures

    def generate(
        self,
        n: int | None = None,
        *,
        latents: ArrayLike | None = None,
        temperature: float = 1.0,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Draws images.

        Args:
            n: How many, from fresh latents. Give either `n` or `latents`.
            latents: Latents (n, latent_dim), float, such as `encode` gives; taken as they are.
            temperature: What fresh latents are multiplied by, at least 0: below 1 pictures are
                more probable and less varied (1807.03039, section 6), at 0 all are the same.
            seed: Seed of the fresh latents, for the same pictures again; `None` for new ones.
            batch_size: Images drawn at once.

        Returns:
            A float32 array (n, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If neither or both of `n` and `latents` are given, one is malformed, there
                is no memory for so many, or a temperature is below 0 or given with `latents`.

        Example:
            >>> images = flow.generate(16, temperature=0.7, seed=0)
        """
        temperature = check_number(temperature, "temperature", least=0)
        if latents is not None and temperature != 1:
            raise ValueError(
                f"`temperature` is for fresh latents, got {temperature:g} along with `latents`: "
                "multiply those, as in generate(latents=0.7 * latents)."
            )
        if n is None or latents is not None:
            return super().generate(n, latents=latents, batch_size=batch_size)
        n = check_whole(n, "n", least=1)
        instead = f"take them a batch at a time, from generate_batches({n})"
        check_room(n, 4 * self.latent_dim, self.gives.name, instead)
        batches = self.generate_batches(
            n, temperature=temperature, seed=seed, batch_size=batch_size
        )
        return np.concatenate(list(batches))

    def generate_batches(
        self,
        n: int,
        *,
        temperature: float = 1.0,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> Iterator[np.ndarray]:
        """Draws images a batch at a time, for more of them than memory holds.

        Args:
            n: How many in all.
            temperature: As for `generate`.
            seed: As for `generate`, which gives the same images.
            batch_size: Images of a batch; the last may be smaller.

        Yields:
            Float32 arrays (batch, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If `n` or `batch_size` is no whole number of at least 1, or `temperature`
                is below 0.

        Example:
            >>> for images in flow.generate_batches(100_000, temperature=0.7, seed=0):
            ...     features.append(extractor(images))
        """
        n = check_whole(n, "n", least=1)
        batch_size = check_whole(batch_size, "batch_size", least=1)
        temperature = check_number(temperature, "temperature", least=0)
        random = random_source(seed)
        for start in range(0, n, batch_size):
            latents = fresh_latents(min(batch_size, n - start), self.latent_dim, random)
            yield self.draw(
                self.inference_network(self.drawn_by),
                np.float32(temperature) * latents,
                batch_size,
            )

    def encode(self, images: ArrayLike, *, batch_size: int = 64) -> np.ndarray:
        """Returns the latents of images, of which `generate` draws the same images again.

        Args:
            images: (n, height, width, channels), float in [-1, 1]; no noise is added.
            batch_size: Images at once.

        Returns:
            A float32 array (n, latent_dim), the latents of all scales, the finest first.

        Raises:
            keras_gan_zoo.data.DataMismatch: If they are no such images.

        Example:
            >>> latents = flow.encode(images)
            >>> between = flow.generate(latents=(latents[:1] + latents[1:2]) / 2)
        """
        network = self._directions.of(super().inference_network("flow"))["encode"]
        return self.draw(network, self._checked(images), batch_size)

    # Likelihoods

    def log_likelihood(
        self, images: ArrayLike, *, draws: int = 1, seed: int | None = 0, batch_size: int = 64
    ) -> np.ndarray:
        r"""Returns the log-probability of each image among those of 256 levels, in nats.

        More exactly a lower bound of it, \( E_u \log p(x + u) + D \log \delta \), with noise u as
        wide as a level, \( \delta \) (1511.01844, section 3.1): no number that was trained or
        averaged over more noise could be higher but by chance.

        Args:
            images: (n, height, width, channels), float in [-1, 1], of 256 levels.
            draws: Noises for each image, over which the mean is taken.
            seed: Seed of the noise, `None` for another each time.
            batch_size: Images at once.

        Returns:
            A float64 array (n,).

        Raises:
            ValueError: If `draws` or `batch_size` is no whole number of at least 1.
            keras_gan_zoo.data.DataMismatch: If they are no such images.

        Example:
            >>> flow.log_likelihood(images).shape
            (16,)
        """
        draws = check_whole(draws, "draws", least=1)
        images, random = self._checked(images), random_source(seed)
        network = self._directions.of(super().inference_network("flow"))["measure"]
        total = np.zeros(len(images))
        for _ in range(draws):
            noise = random.uniform(-0.5, 0.5, images.shape).astype("float32")
            found = self.draw(network, images + np.float32(LEVEL) * noise, batch_size)
            latents, log_det = found[:, :-1].astype("float64"), found[:, -1]
            total += log_det - 0.5 * np.sum(latents**2 + LOG_2_PI, axis=1)
        return total / draws + self.latent_dim * math.log(LEVEL)

    def bits_per_dimension(
        self, images: ArrayLike, *, draws: int = 1, seed: int | None = 0, batch_size: int = 64
    ) -> float:
        """Returns the mean negative log-likelihood of images, in bits for each of their values.

        8 is what a byte takes by itself. `keras_gan_zoo.metrics.bits_per_dimension` gives it as a
        `Score`, with its standard error.

        Args:
            images: As for `log_likelihood`, as are the others.
            draws: Noises for each image.
            seed: Seed of the noise.
            batch_size: Images at once.

        Example:
            >>> flow.bits_per_dimension(images)
            1.23
        """
        nats = self.log_likelihood(images, draws=draws, seed=seed, batch_size=batch_size)
        return float(-nats.mean() / (self.latent_dim * math.log(2)))

    def _checked(self, images):
        images = one_array(images, "images")
        self.gives.check(images, name="images")
        # What resizing leaves beyond has no level, and no logit.
        return np.clip(images.astype("float32"), -1, 1)


class Directions:
    """The directions of a flow as networks of their own, of one output each.

    They hold the flow's own layers. A model has them behind this object, in which Keras does not
    look: it would save and count the same weights a second time.
    """

    def __init__(self) -> None:
        self._of: dict[int, dict[str, keras.Model]] = {}

    def of(self, flow: FlowNetwork) -> Mapping[str, keras.Model]:
        """Returns a flow's networks.

        Args:
            flow: The same object gives the same networks.

        Returns:
            "generate", from latents to images in [-1, 1]; "encode", from images to latents;
            "measure", from images to latents with the log-determinant behind them.
        """
        if id(flow) not in self._of:
            self._of[id(flow)] = _directions_of(flow)  # which hold it, so that its id stays its own
        return self._of[id(flow)]


def _directions_of(flow: FlowNetwork) -> dict[str, keras.Model]:
    # First the way there: how many outputs a layer has Keras takes from its first call.
    images = keras.Input(flow.image_shape, name="images", dtype="float32")
    codes, log_det = flow(images)
    codes = layers.Identity(dtype="float32", name="latents")(codes)
    column = layers.Reshape((1,), dtype="float32")(log_det)
    both = layers.Concatenate(dtype="float32")([codes, column])
    latents = keras.Input((flow.latent_dim,), name="latents", dtype="float32")
    drawn = flow(latents, inverse=True)
    drawn = layers.Activation("hard_tanh", dtype="float32", name="images")(drawn)
    return {
        "generate": keras.Model(latents, drawn, name="generator"),
        "encode": keras.Model(images, codes, name="encoder"),
        "measure": keras.Model(images, both, name="measure"),
    }
