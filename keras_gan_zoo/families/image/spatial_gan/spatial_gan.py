"""Spatial GAN (Jetchev, Bergmann and Vollgraf 2016)."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.batching import as_batches
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.families.image.spatial_gan.networks import (
    spatial_discriminator,
    spatial_generator,
)
from keras_gan_zoo.layers.random_crops import random_crops
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.models.latent_model import LatentModel
from keras_gan_zoo.models.latents import check_latents, fresh_latents
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.picture_checks import shape_of_data
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "spatial_gan",
    paper="1611.08207",
    title="Texture Synthesis with Spatial Generative Adversarial Networks",
    tags=("any size", "few pictures", "fully convolutional", "textures"),
    aliases=("sgan",),
)
class SpatialGAN(LatentModel, AdversarialModel):
    r"""Draws textures of any size, from a latent vector at each place of a map.

    Both networks are convolutions alone: the generator draws \( 2^L \) pixels along each axis
    for each place of the map Z, and the discriminator has a logit for each place. Trained on
    random crops, of one picture if there is but one.

    Args:
        generator: Network from maps of latents (batch, l, m, d) to images in [-1, 1], a fixed
            number of times as high and wide, for any l and m.
        discriminator: Network from images to logits (batch, l, m, 1), for any size of them.
        image_shape: (height, width, channels) of the crops it is trained on, and of what it draws
            where no other size is asked for; height and width multiples of what the generator
            enlarges by.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If a network is of one size only, or does not fit the pictures.

    Example:
        >>> gan = keras_gan_zoo.get("spatial_gan", image_shape=(64, 64, 3))
        >>> gan.fit(photograph[None], epochs=1000)  # (1, 512, 768, 3), in [-1, 1]
        >>> gan.generate(2, seed=0, size=(256, 512)).shape
        (2, 256, 512, 3)

    Reference:
        https://arxiv.org/abs/1611.08207
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    averaged = ("generator",)
    latent_distribution = "uniform"
    objective = (
        "X crops (H, W) of textures;  Z (l, m, d) uniform in [-1, 1];  D_ij the logit at a place",
        "discriminator: max  E_X mean_ij log D_ij(X) + E_Z mean_ij log(1 - D_ij(G(Z)))",
        "generator:     max  E_Z mean_ij log D_ij(G(Z))",
    )
    watch = (
        "At a tie the losses are log 4 = 1.39 and log 2 = 0.69, beside the penalty on the kernels.",
        "Look at a picture several times as large as a crop: structures that are larger than what "
        "a logit sees cannot be learned, and ask for more `depth` and a larger `image_shape`.",
        "The same patch all over says that the generator has collapsed: its borders alone differ.",
    )
    differs = (
        "kernels of 4 pixels, where the authors have 5, which the stride does not divide.",
        "the depth, 4 layers by default, where the authors' code has 5; and crops of 64 pixels, "
        "where it has 257.",
        "l and m, by which a crop has 2^L l times 2^L m pixels; there it has 2^L (l - 1) + 1.",
        "the moves: both players move in a step, where the authors' move in turn, on crops of "
        "their own.",
    )
    smallest = {"image_shape": (8, 8, 1), "latent_dim": 4, "width": 4, "depth": 2}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        image_shape: Sequence[int] = (64, 64, 3),
        **kwargs: Any,
    ):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        for name in ("generator", "discriminator"):
            shape = getattr(self, name).input_shape
            if len(shape) != 4 or shape[1:3] != (None, None):
                raise ValueError(
                    f"`{name}` must take maps of any size, (None, None, None, channels), got a "
                    f"network for {shape}."
                )
        self.image_shape = check_image_shape(image_shape)
        drawn = generator.output_shape[-1]
        if not drawn == discriminator.input_shape[-1] == self.image_shape[-1]:
            raise ValueError(
                f"`generator` draws {drawn} channels and `discriminator` takes "
                f"{discriminator.input_shape[-1]}, where `image_shape` {self.image_shape} asks for "
                f"{self.image_shape[-1]} of both."
            )
        self.latent_dim = generator.input_shape[-1]
        self.enlarges_by = generator.compute_output_shape((1, 8, 8, self.latent_dim))[1] // 8
        self.map_shape(self.image_shape[:2], "image_shape")

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        latent_dim: int = 100,
        width: int = 64,
        depth: int = 4,
        generator_normalization: str = "batch",
        discriminator_normalization: str = "batch",
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (height, width, channels) of the crops it is trained on, height and width
                multiples of 2^depth; the weights are the same for all of them.
            latent_dim: Length d of the latent vector at each place of the map.
            width: Channels of the widest maps; those of half the side have twice as many.
            depth: L, how often the generator doubles its map, 5 times in the authors' code.
            generator_normalization: "batch", "instance" or "none".
            discriminator_normalization: "batch", "instance" or "none".
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        channels = check_image_shape(image_shape)[-1]
        with seeded(seed):
            return cls(
                spatial_generator(channels, latent_dim, width, depth, generator_normalization),
                spatial_discriminator(channels, width, depth, discriminator_normalization),
                image_shape=image_shape,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of the authors' code."""
        return {player: keras.optimizers.Adam(5e-4, beta_1=0.5) for player in self.players}

    # The map of latents

    @property
    def latent_shape(self) -> tuple[int, ...]:
        """The shape (l, m, d) of the latents of a picture of `image_shape`."""
        return self.map_shape(self.image_shape[:2], "image_shape")

    def map_shape(self, size: Sequence[int], name: str) -> tuple[int, ...]:
        """Returns the shape (l, m, d) of the latents of pictures of a size.

        Args:
            size: (height, width).
            name: What the sentence calls it.

        Raises:
            ValueError: If they are no multiples of what the generator enlarges by.
        """
        each, pair = self.enlarges_by, isinstance(size, (tuple, list)) and len(size) == 2
        lengths = [check_whole(length, name, least=1) for length in size] if pair else []
        if not pair or any(length % each for length in lengths):
            nearest = [max(1, round(length / each)) * each for length in lengths]
            advice = (
                f"; the nearest is {tuple(nearest)}" if nearest else f"; e.g. {4 * each, 4 * each}"
            )
            raise ValueError(
                f"`{name}` must have a height and a width that are multiples of {each}, got "
                f"{size!r}{advice}."
            )
        return (*(length // each for length in lengths), self.latent_dim)

    def check_latents(self, latents: ArrayLike) -> np.ndarray:
        """Returns maps of latents (n, l, m, d) as float32, for any l and m.

        Raises:
            ValueError: If they are none.
        """
        return check_latents(latents, (None, None, self.latent_dim))

    # Training

    def check_data(self, x: Any) -> None:
        """Checks pictures, which may be larger than the crops.

        Raises:
            keras_gan_zoo.data.DataMismatch: If they do not fit, or are smaller than the crops.
        """
        if x is None or isinstance(x, str):
            return super().check_data(x)
        Pictures(self._any_picture()).check(x, name="x")
        sides = shape_of_data(x)[-3:-1]
        crop = self.image_shape[:2]
        if any(has is not None and has < asked for has, asked in zip(sides, crop, strict=False)):
            raise DataMismatch(
                f"x has pictures of {sides[0]} times {sides[1]} pixels, of which no crops of "
                f"{crop[0]} times {crop[1]} can be cut: build the model with a smaller "
                "`image_shape`."
            )

    def prepare_data(self, x: Any, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks pictures and batches them; of fewer than a batch, each is in it several times.

        Args:
            x: Pictures (n, height, width, channels), at least as large as the crops; or a dataset.
            batch_size: Crops of a step, where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.
        """
        self.check_data(x)
        if not isinstance(x, tf.data.Dataset) and len(x) < check_whole(
            batch_size, "batch_size", least=1
        ):
            x = np.repeat(np.asarray(x, "float32"), math.ceil(batch_size / len(x)), axis=0)
        return as_batches(x, batch_size, shuffle, self.seed, self._any_picture())

    def _any_picture(self):
        return (None, None, self.image_shape[-1])

    def train_step(self, textures: Tensor) -> dict[str, Tensor]:
        """One discriminator step on crops of the textures, then one generator step."""
        height, width, _ = self.image_shape
        X = random_crops(textures, height, width, self.seed_generator)
        Z = self.sample_latents(X)
        fakes = self.shared_pass(lambda: self.generator(Z, training=True), "generator")

        def discriminator_loss():
            real = self.discriminator(X, training=True)
            fake = self.discriminator(fakes.outputs, training=True)
            return log_loss.real(real) + log_loss.fake(fake)

        def generator_loss():
            return log_loss.real(self.discriminator(fakes.outputs, training=True))

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    # Drawing

    def generate(
        self,
        n: int | None = None,
        *,
        latents: ArrayLike | None = None,
        size: Sequence[int] | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Draws textures of any size.

        Args:
            n: How many, from fresh latents. Give either `n` or `latents`.
            latents: Maps of latents (n, l, m, d), float in [-1, 1]; their size is that of the
                pictures.
            size: (height, width) of pictures from fresh latents, multiples of what the generator
                enlarges by; `None` for the crops' size.
            seed: Seed of the fresh latents, for the same pictures again; `None` for new ones.
            batch_size: Pictures drawn at once; large ones ask for few.

        Returns:
            A float32 array (n, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If neither or both of `n` and `latents` are given, or a size beside
                latents, or one is malformed, or there is no memory for so many.

        Example:
            >>> gan.generate(1, size=(1024, 1024), seed=0).shape
            (1, 1024, 1024, 3)
        """
        if size is None:
            return super().generate(n, latents=latents, seed=seed, batch_size=batch_size)
        if n is None or latents is not None:
            raise ValueError(
                "`size` is of pictures from fresh latents, so give `n` with it; given `latents` "
                "have a size of their own."
            )
        shape = self.map_shape(size, "size")
        pixels = 4 * math.prod(size) * self.image_shape[-1]
        check_room(n := check_whole(n, "n", least=1), pixels, self.gives.name, "ask for fewer")
        fresh = fresh_latents(n, shape, seed, self.latent_distribution)
        return super().generate(latents=fresh, batch_size=batch_size)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator for pictures of `image_shape`: files have one size."""
        latents = keras.Input(self.latent_shape, name="latents")
        drawn = self.inference_network("generator")(latents)
        # The network's own name would be the output's.
        images = keras.layers.Identity(dtype="float32", name="images")(drawn)
        return {"generate": keras.Model(latents, images, name="generator")}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the crops' shape."""
        return {**super().get_config(), "image_shape": self.image_shape}
