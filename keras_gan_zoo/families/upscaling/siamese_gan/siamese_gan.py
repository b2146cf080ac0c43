"""SiGAN: a Siamese GAN that enlarges faces and keeps who they are (Hsu et al. 2018)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.upscaling.networks import check_scale
from keras_gan_zoo.families.upscaling.siamese_gan.networks import (
    dense_enlarger,
    face_discriminator,
    map_embedder,
    with_maps,
)
from keras_gan_zoo.families.upscaling.siamese_gan.pairs import pair_batches
from keras_gan_zoo.layers.degradation.pipelines import DEGRADATIONS
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.losses.contrastive import contrastive
from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.models.upscaler import Upscaler
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "siamese_gan",
    paper="1807.08370",
    title="SiGAN: Siamese Generative Adversarial Network for Identity-Preserving Face "
    "Hallucination",
    tags=("contrastive loss", "faces", "siamese", "super-resolution"),
    aliases=("sigan",),
)
class SiameseGAN(Upscaler):
    r"""Enlarges faces in pairs, so that those of one person become alike and of two do not.

    Many faces shrink to the same few pixels, and what an adversary is content with need not be
    the person. Of each step's pairs it is known whether they are of one person. Both faces of a
    pair go through the same generator, in whose maps they are to lie near each other, or further
    apart than a margin: so that what is drawn says who it is. No network that recognises faces is
    asked, and the persons of later faces need not be among those trained on.

    The terms, the weights of the first two, the networks, the margin and the noise are those of the
    authors' code (github.com/jesse1029/SiGAN); of the paper no more than its abstract was to be
    had. The weight of the pairs' term is our choice, and so is what `differs` lists.

    Args:
        generator: Network G from faces of any size in [-1, 1] to larger ones, with a layer named
            "maps".
        discriminator: Network D from enlarged faces to logits (batch, 1).
        embedder: Network E from the maps of enlarged faces to vectors (batch, length), for
            training alone.
        degradation: How faces become small: "area", as in the authors' code, or "bicubic".
        reconstruction_weight: Weight of the absolute distance of what an enlarged face shrinks to
            from the small face, of values in [0, 1].
        adversarial_weight: Weight of the adversarial term; 0 for no discriminator's step.
        contrastive_weight: Weight of the pairs' term; 0 for the same generator without it.
        pixel_weight: Weight of the absolute distance of enlarged faces from the large ones, of
            values in [0, 1]; 0 as in the authors' code, which asks only for the small face again.
        margin: m, how far apart vectors of two persons are to be.
        noise: Standard deviation of the noise on small faces in training, of values in [0, 1].
        **kwargs: `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, a weight is below 0 or all are, or a
            name does not exist.

    Example:
        >>> gan = keras_gan_zoo.get("siamese_gan", image_shape=(64, 64, 3), scale=8)
        >>> faces = keras_gan_zoo.data.load("head_portraits", labels=True, shuffle=True)
        >>> gan.fit(faces, epochs=100)
        >>> large = gan.generate(small_faces)  # (n, 8, 8, 3)

    Reference:
        https://arxiv.org/abs/1807.08370
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator", "embedder"]}
    terms = ("adversarial", "reconstruction", "contrastive", "pixel")
    wants = "faces with the numbers of their persons"
    objective = (
        "pairs:         (x_1, x_2, y), y = 1 of one person, y = 0 of two;  z_i = shrunk x_i",
        "vectors:       f_i = E(maps of G(z_i)),  d = |f_1 - f_2|",
        "discriminator: max  E log D(x_i) + E log(1 - D(G(z_i)))",
        "generator:     min  -w_a E log D(G(z_i)) + w_r |shrunk G(z_i) - z_i|",
        "                    + w_c E (y d^2 + (1 - y) max(0, m - d)^2)",
    )
    watch = (
        "`contrastive` begins near half of margin^2 times its weight: no two faces are told apart. "
        "Near 0 at once, it has learned the persons by heart; only others tell.",
        "`reconstruction` is soon small, and says nothing of what is between the small face's "
        "pixels: a `pixel_weight` does, and blurs.",
        "Whether a person stays the same, tell by `keras_gan_zoo.metrics.verification_rate` "
        "of a network's vectors, on persons who were not trained on.",
    )
    differs = (
        "the pairs' term, which is of the generator's loss; the authors' code has an Adam of its "
        "own for it, of 1/5.5 of the others' rate, and a line, commented out, with a weight of "
        "0.1.",
        "the two faces of a pair, both of which are judged and reconstructed, where the code takes "
        "the first alone; they go through a network together, in one batch.",
        "the first weights, Keras's own, and the learning rate, which is halved at each 5,000 "
        "steps only where a recipe says so.",
        "the size, 8 to 64 pixels, where the code has 8 to 32 and weights of 32 to 128: the third "
        "doubling goes on as the first two do, with the number of dense blocks that the code "
        "prepares and does not use.",
        "faces as they come: mirrored, coloured and brightened at random in the code.",
    )
    pairs = True
    smallest = {"width": 16, "growth": 2, "embedding_length": 8, "discriminator_width": 16}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        embedder: keras.Model,
        degradation: str = "area",
        reconstruction_weight: float = 0.9,
        adversarial_weight: float = 0.1,
        contrastive_weight: float = 1.0,
        pixel_weight: float = 0.0,
        margin: float = 0.5,
        noise: float = 0.03,
        **kwargs: Any,
    ):
        weights = {
            "reconstruction_weight": reconstruction_weight,
            "adversarial_weight": adversarial_weight,
            "contrastive_weight": contrastive_weight,
            "pixel_weight": pixel_weight,
        }
        super().__init__(generator, discriminator, degradation, weights=weights, **kwargs)
        if degradation == "real_esrgan":
            raise ValueError(
                "`degradation` must be 'area' or 'bicubic', by which enlarged faces are shrunk "
                "again; 'real_esrgan' draws another way each time."
            )
        self.add_network("embedder", embedder)
        self.margin = check_number(margin, "margin", least=0)
        self.noise = check_number(noise, "noise", least=0)
        channels = with_maps(generator).outputs[1].shape[-1]
        takes, gives = tuple(embedder.input_shape[1:]), tuple(embedder.output_shape)
        if takes != (*self.image_shape[:2], channels) or len(gives) != 2:
            raise ValueError(
                f"`embedder` must map the maps {(*self.image_shape[:2], channels)} of enlarged "
                f"faces to vectors, but maps {takes} to {gives[1:]}."
            )

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        scale: int = 8,
        width: int = 256,
        blocks: int | Sequence[int] = (2, 3, 4),
        growth: int = 16,
        embedding_length: int = 128,
        embedding_pool: int = 1,
        discriminator_width: int = 64,
        discriminator_downsamplings: int = 4,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the networks of the authors' code.

        Args:
            image_shape: (height, width, channels) of the large faces, sides multiples of `scale`.
            scale: How many times larger faces become: 2, 4 or 8.
            width: Channels of the generator before its first doubling, halved at each.
            blocks: Dense blocks before each doubling, one number or one for each.
            growth: Channels that each unit of a dense block adds.
            embedding_length: Of the vectors that pairs are compared by.
            embedding_pool: Side of the blocks of pixels that a vector sees the means of; 1 for all
                pixels, as in the authors' code: 33 million weights by default.
            discriminator_width: Channels of the discriminator's first map.
            discriminator_downsamplings: How often the discriminator halves a face.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said.
        """
        shape = check_image_shape(image_shape)
        with seeded(seed):
            generator = dense_enlarger(shape[2], check_scale(scale), width, blocks, growth)
            maps = with_maps(generator).outputs[1].shape[-1]
            return cls(
                generator,
                face_discriminator(shape, discriminator_width, discriminator_downsamplings),
                map_embedder((*shape[:2], maps), embedding_length, embedding_pool),
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adam(2e-4, 0.5) for each player, as the authors' code has it."""
        return {player: keras.optimizers.Adam(2e-4, beta_1=0.5) for player in self.players}

    def train_step(self, data: tuple[Tensor, Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of the discriminator, then one of the generator, on both faces of each pair."""
        x_1, x_2, y = data
        z, x = self.low_and_high(ops.concatenate([x_1, x_2]))
        seen = self.with_noise(z)
        G, D = with_maps(self.generator), self.discriminator
        drawn = self.shared_pass(lambda: G(seen, training=True), "generator")
        G_z, maps = drawn.outputs

        def discriminator_loss():
            return log_loss.real(D(x, training=True)) + log_loss.fake(D(G_z, training=True))

        def generator_loss():
            again = self.shrunk(G_z)
            loss = {
                "reconstruction": self.reconstruction_weight * mean_absolute(again - z) / 2,
                "contrastive": self.contrastive_weight * self.told_apart(maps, y),
            }
            if self.adversarial_weight:
                believed = log_loss.real(D(G_z, training=True))
                loss["adversarial"] = self.adversarial_weight * believed
            if self.pixel_weight:
                loss["pixel"] = self.pixel_weight * mean_absolute(G_z - x) / 2
            return loss

        if self.adversarial_weight:
            self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=drawn)
        return self.logs()

    def told_apart(self, maps: Tensor, y: Tensor) -> Tensor:
        """Returns the contrastive loss of pairs, the maps of all second faces behind the first."""
        f_1, f_2 = ops.split(self.embedder(maps, training=True), 2)
        return contrastive(f_1, f_2, y, self.margin)

    def with_noise(self, faces: Tensor) -> Tensor:
        """Returns small faces with white noise, as the generator sees them in training."""
        shape = (ops.shape(faces)[0], *faces.shape[1:])
        white = random_rows(keras.random.normal, shape, seed=self.seed_generator, dtype="float32")
        return faces + 2 * self.noise * white

    def shrunk(self, faces: Tensor) -> Tensor:
        """Returns what enlarged faces shrink to."""
        return DEGRADATIONS[self.degradation](faces, self.scale, None)

    # Training data

    def in_turn(self, count: int) -> np.ndarray:
        """Returns numbers of persons, two faces of each: 0, 0, 1, 1 and so on."""
        return np.arange(count) // 2

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks faces and numbers of persons, and makes batches of pairs.

        Args:
            x: (faces, numbers), arrays; or a dataset of (face, number), batched or not.
            batch_size: Faces of a batch, an even number, where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.
        """
        return pair_batches(x, self.image_shape, batch_size, shuffle, self.seed)

    # The stage before the game

    def pixel_step(self, data: tuple[Tensor, Tensor, Tensor]) -> dict[str, Tensor]:
        """Moves the generator by the absolute error and the pairs, without an adversary.

        The authors' code has no such stage.
        """
        x_1, x_2, y = data
        z, x = self.low_and_high(ops.concatenate([x_1, x_2]))
        seen = self.with_noise(z)

        def pixel_loss():
            G_z, maps = with_maps(self.generator)(seen, training=True)
            return {
                "pixel": mean_absolute(G_z - x) / 2,
                "contrastive": self.contrastive_weight * self.told_apart(maps, y),
            }

        self.minimize(pixel_loss, player="generator")
        return self.logs()

    # What leaves

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator for small faces of the size trained on, clipped."""
        height, width, channels = self.image_shape
        small = (height // self.scale, width // self.scale, channels)
        images = keras.Input(small, name="images")
        drawn = self.inference_network("generator")(images)
        return {"up": keras.Model(images, ops.clip(drawn, -1.0, 1.0), name="generator")}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the degradation, the terms' weights, the margin and the noise."""
        return {**super().get_config(), "margin": self.margin, "noise": self.noise}
