"""FastGAN: a GAN for few pictures (Liu, Zhu, Song and Elgammal 2021)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo import losses
from keras_gan_zoo.checks import check_number
from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.image.fastgan.networks import (
    LARGEST_DECODED,
    fastgan_discriminator,
    fastgan_generator,
    simple_decoder,
)
from keras_gan_zoo.families.image.fastgan.parts import cut_out, random_parts, shrunk
from keras_gan_zoo.layers.diff_augment import DiffAugment, check_policy
from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.models.latent_model import LatentModel
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "fastgan",
    paper="2101.04775",
    title="Towards Faster and Stabilized GAN Training for High-fidelity Few-shot Image Synthesis",
    tags=("augmentation", "few pictures", "hinge", "self-supervision", "spectral normalization"),
)
class FastGAN(LatentModel, AdversarialModel):
    r"""Learns from hundreds of pictures: its discriminator has to know enough to redraw them.

    Small decoders reconstruct a real picture, and a quarter of it, from the discriminator's maps,
    which keeps these from looking at a few telling pixels alone. The generator's
    small maps gate its large ones (`SkipLayerExcitation`). Both players see pictures
    through the same augmentations.

    Args:
        generator: Network from latents (batch, latent_dim) to images (batch, side, side, channels)
            in [-1, 1].
        discriminator: Network from images to a dict of `"logits"`, and of two feature maps:
            `"maps"`, and `"part_maps"`, a quarter of which is as large.
        decoder: Network from `"maps"` to pictures, of the images' side or a part of it.
        part_decoder: Network from a quarter of `"part_maps"` to pictures, of half of the images'
            side or a part of it.
        augment: Policy of DiffAugment (2006.10738), of "color", "translation" and "cutout", or
            `None`.
        reconstruction_weight: Factor of the reconstructions' errors, at least 0.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, there is no such augmentation, or the
            weight is no number of at least 0.

    Example:
        >>> gan = keras_gan_zoo.get("fastgan", image_shape=(128, 128, 3), width=32)
        >>> gan.fit(few_hundred_pictures, epochs=500)

    Reference:
        https://arxiv.org/abs/2101.04775
    """

    players = {
        "discriminator": ["discriminator", "decoder", "part_decoder"],
        "generator": ["generator"],
    }
    averaged = ("generator",)
    terms = ("hinge", "reconstruction", "part_reconstruction")
    default_batch_size = 8
    objective = (
        "augmented:     x, G(z) <- T(x), T(G(z)),  T DiffAugment",
        "discriminator: min  E_x max(0, 1 - D(x)) + E_z max(0, 1 + D(G(z)))",
        "                    + E_x |F(f(x)) - x|_1 + E_x |F'(part f'(x)) - part x|_1",
        "generator:     min  - E_z D(G(z))",
        "f, f' feature maps of D;  F, F' decoders;  part: one quarter, at random",
    )
    watch = (
        "`reconstruction` and `part_reconstruction` should fall all along: they are what keeps "
        "the discriminator from memorizing.",
        "`hinge` near 0 with few pictures says that the discriminator knows them by heart: give "
        "`augment` more, such as 'color,translation,cutout'.",
        "Look at the average: `generate` draws by it, and a step's own pictures sway much more.",
    )
    differs = (
        "the error of reconstructions, the mean absolute one of pixels, where the paper's is "
        "perceptual (LPIPS), which needs a trained network, and the authors' code sums it over the "
        "pictures of a batch.",
        "the picture that is judged: one, as in the text, where the authors' code judges a "
        "second one of 128 pixels beside it, with a decoder of its own.",
        "the hinge's margin, 1 as in the text, where the authors' code draws it from 0.8 to 1.",
        "the noise in the generator, which there is in training only.",
        "pictures of 16 to 128 pixels, for which the paper has no networks: they are the last "
        "parts of those for 256, and maps that are decoded are of the pictures' sides at most.",
        "the map of 1,024 pixels, which is gated too, where the authors' code leaves it as it is.",
    )
    smallest = {"image_shape": (16, 16, 1), "latent_dim": 8, "width": 2}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        decoder: keras.Model,
        part_decoder: keras.Model,
        augment: str | None = "color,translation",
        reconstruction_weight: float = 1.0,
        **kwargs: Any,
    ):
        networks = {
            "generator": generator,
            "discriminator": discriminator,
            "decoder": decoder,
            "part_decoder": part_decoder,
        }
        super().__init__(networks, **kwargs)
        self.latent_dim = generator.input_shape[-1]
        self.image_shape = tuple(generator.output_shape[1:])
        _check_decoded(self.image_shape[0], "decoder", decoder)
        _check_decoded(self.image_shape[0] // 2, "part_decoder", part_decoder)
        self.reconstruction_weight = check_number(
            reconstruction_weight, "reconstruction_weight", least=0
        )
        self.augment = augment
        if augment:
            check_policy(augment, "augment")
            # In float32, as the pictures come: what is reconstructed is what the layer gives.
            self.augmentation = DiffAugment(augment, dtype="float32")

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        latent_dim: int = 256,
        width: int = 64,
        ema_decay: float | None = 0.999,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (side, side, channels), side 16, 32, 64, 128, 256 and so on.
            latent_dim: Length of the latent vectors.
            width: Channels of the generator's map of 128 pixels, 16 times as many at 4; 64 is the
                paper's.
            ema_decay: Decay of the generator's average, which `generate` draws by, or `None`.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            discriminator = fastgan_discriminator(image_shape, width)
            features = {name: x.shape[-1] for name, x in discriminator.output.items()}
            side, _, channels = image_shape
            whole, part = min(side, LARGEST_DECODED), min(side // 2, LARGEST_DECODED)
            return cls(
                fastgan_generator(image_shape, latent_dim, width),
                discriminator,
                simple_decoder(features["maps"], (whole, whole, channels), width),
                simple_decoder(
                    features["part_maps"], (part, part, channels), width, name="part_decoder"
                ),
                ema_decay=ema_decay,
                seed=seed,
                **kwargs,
            )

    def augmented(self, images: Tensor) -> Tensor:
        """Returns pictures as the discriminator is shown them."""
        return self.augmentation(images, training=True) if self.augment else images

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """One discriminator step, with what it reconstructs, then one generator step."""
        z = self.sample_latents(x)
        x, part = self.augmented(x), random_parts(x, self.seed_generator)
        fakes = self.shared_pass(
            lambda: self.augmented(self.generator(z, training=True)), "generator"
        )

        def discriminator_loss():
            real = self.discriminator(x, training=True)
            fake = self.discriminator(fakes.outputs, training=True)
            hinge = losses.get("hinge").discriminator(real=real["logits"], fake=fake["logits"])
            whole = self.decoder(real["maps"], training=True)
            quarter = self.part_decoder(cut_out(real["part_maps"], part), training=True)
            errors = {
                "reconstruction": whole - shrunk(x, whole.shape[1]),
                "part_reconstruction": quarter - shrunk(cut_out(x, part), quarter.shape[1]),
            }
            weight = self.reconstruction_weight
            return {"hinge": hinge, **{k: weight * mean_absolute(e) for k, e in errors.items()}}

        def generator_loss():
            return -ops.mean(self.discriminator(fakes.outputs, training=True)["logits"])

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the augmentations and the reconstructions' weight."""
        return {
            **super().get_config(),
            "augment": self.augment,
            "reconstruction_weight": self.reconstruction_weight,
        }


def _check_decoded(side: int, name: str, decoder: keras.Model) -> None:
    drawn = decoder.output_shape[1]
    if side % drawn:
        raise ValueError(
            f"`{name}` must draw pictures whose side divides {side}, got a side of {drawn}."
        )
