"""Steganographic GAN: SGAN, pictures to hide messages in (Volkhonskiy et al. 2017)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo import losses
from keras_gan_zoo.checks import check_number
from keras_gan_zoo.families.image.steganographic_gan.hiding import (
    draw_changes,
    embedded,
    hide,
    in_bytes,
    read_message,
)
from keras_gan_zoo.families.image.steganographic_gan.steganalyser import build_steganalyser
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.sheets import to_uint8
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "steganographic_gan",
    paper="1703.05502",
    title="Steganographic Generative Adversarial Networks",
    tags=("steganography",),
    aliases=("sgan",),
)
class SteganographicGAN(LatentGAN):
    r"""A forger with two opponents: who is to believe the pictures, and who looks for messages.

    The discriminator D tells pictures from drawn ones. The steganalyser S tells drawn pictures in
    which a message is hidden from the same without. The generator deceives both, so that its
    pictures are containers in which plus-minus-one embedding is hard to find. `hide` draws such
    pictures with messages in them, and `read` returns the messages.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: D, a network from images to logits (batch, 1).
        steganalyser: S, likewise, high where a message is hidden.
        alpha: Share of D in what the generator learns from; S has the rest.
        loss: An adversarial loss by name (see `keras_gan_zoo.losses.list_losses`), of both games.
        **kwargs: `penalties`, which are of D and the generator, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If `alpha` is not between 0 and 1, or the steganalyser takes other images than
            the generator draws.

    Example:
        >>> gan = keras_gan_zoo.get("steganographic_gan", image_shape=(32, 32, 3))
        >>> hidden = gan.hide([b"meet me at noon"], key=7, seed=0)
        >>> gan.read(hidden, key=7)
        [b'meet me at noon']

    Reference:
        https://arxiv.org/abs/1703.05502
    """

    players = {
        "discriminator": ["discriminator"],
        "steganalyser": ["steganalyser"],
        "generator": ["generator"],
    }
    objective = (
        "L_D = E_x log D(x) + E_z log(1 - D(G(z)))",
        "L_S = E_z log S(Stego(G(z))) + log(1 - S(G(z)))     Stego: 0.4 random bits a pixel",
        "discriminator: max  L_D",
        "steganalyser:  max  L_S",
        "generator:     min  alpha L_D + (1 - alpha) L_S     (non-saturating: the other labels)",
    )
    watch = (
        "`steganalyser_loss` near log 4 = 1.39 says that S finds no message; near 0 that it finds "
        "every one.",
        "That S is deceived says little: train a steganalyser of its own on pictures of another "
        "seed before you trust any.",
    )
    differs = (
        "what S judges, pictures with and without a message in one batch, as values of 8 bits: "
        "each apart would be told by the statistics of its batch, and by its rounding.",
        "the places of the bits, random in each picture of a batch; the authors' code draws them "
        "once.",
        "where to hide, by a key, in the first channel; the paper goes through it row by row.",
        "the latents, standard normal; one step of the generator, of both games together.",
    )
    smallest = {
        "image_shape": (8, 8, 1),
        "body": "mlp",
        "width": 16,
        "latent_dim": 8,
        "generator_normalization": "none",
        "discriminator_normalization": "none",
    }

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        steganalyser: keras.Model,
        alpha: float = 0.7,
        loss: str | AdversarialLoss = "non_saturating",
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.add_network("steganalyser", steganalyser)
        self.alpha = check_number(alpha, "alpha", least=0)
        if self.alpha > 1:
            raise ValueError(f"`alpha` is the discriminator's share, from 0 to 1, got {alpha}.")
        self.adversarial = losses.get(loss)
        if steganalyser.input_shape[1:] != self.image_shape:
            raise ValueError(
                f"`steganalyser` takes images of shape {steganalyser.input_shape[1:]}, but "
                f"`generator` draws {self.image_shape}; build both for one shape."
            )

    @classmethod
    def from_defaults(  # type: ignore[override]  # the others of the base, by name
        cls, image_shape: Sequence[int] = (64, 64, 3), **kwargs: Any
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (height, width, channels) of the pictures.
            **kwargs: As for `gan`, and as for the class; the discriminator's normalization is the
                steganalyser's, too, and what is laid before the discriminator is its alone.

        Raises:
            ValueError: If the shape is that of points: there is nothing to hide in.
        """
        if isinstance(image_shape, (tuple, list)) and len(image_shape) == 1:
            raise ValueError(
                "`image_shape` must be (height, width, channels), got "
                f"{tuple(image_shape)}: messages are hidden in pictures; use 'gan' for points."
            )
        image_shape = check_image_shape(image_shape)
        return super().from_defaults(image_shape, **kwargs)

    @classmethod
    def further_networks(
        cls, image_shape: Sequence[int], width: int, body: str, normalization: str
    ) -> dict[str, keras.Model]:
        """Builds the steganalyser, behind its filter."""
        return {"steganalyser": build_steganalyser(body, image_shape, width, normalization)}

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """A step of the discriminator, one of the steganalyser, then one of the generator."""
        z, message = self.sample_latents(x), draw_changes(x, self.seed_generator)
        G = self.shared_pass(lambda: self.generator(z, training=True), "generator")
        D, V = self.discriminator, self.adversarial

        def S(fakes):
            both = ops.concatenate([embedded(fakes, message), in_bytes(fakes)])
            stego, empty = ops.split(self.steganalyser(both, training=True), 2)
            return stego, empty

        def discriminator_loss():
            return V.discriminator(
                real=D(x, training=True), fake=D(G.outputs, training=True)
            ) + self.penalty("discriminator", x, G.outputs)

        def steganalyser_loss():
            stego, empty = S(G.outputs)
            return V.discriminator(real=stego, fake=empty)

        def generator_loss():
            stego, empty = S(G.outputs)
            deceived = V.discriminator(real=empty, fake=stego)
            believed = V.generator(fake=D(G.outputs, training=True))
            return (
                self.alpha * believed
                + (1 - self.alpha) * deceived
                + self.penalty("generator", x, G.outputs)
            )

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(steganalyser_loss, player="steganalyser")
        self.minimize(generator_loss, player="generator", shared=G)
        return self.logs()

    def hide(
        self, messages: Sequence[bytes | str], key: int, seed: int | None = None
    ) -> np.ndarray:
        """Draws a picture for each message, and hides it there.

        Args:
            messages: Each at most `capacity(height, width)` bytes: 200 of 64x64 pixels. A text is
                hidden in UTF-8.
            key: A whole number of at least 0, by which `read` finds them. It is no encryption.
            seed: Of the pictures and the noise, or `None`.

        Returns:
            uint8 (messages, height, width, channels); keep them as PNG.

        Raises:
            ValueError: If a message is too long, or the key is none.
        """
        if isinstance(messages, (bytes, str)) or not len(messages):
            raise ValueError(
                "`messages` must be a list of at least one, for each a picture is drawn, got "
                f"{messages!r}; e.g. [b'meet me at noon']."
            )
        drawn = to_uint8(self.generate(len(messages), seed=seed))
        return hide(drawn, messages, key, seed)

    def read(self, pictures: ArrayLike, key: int) -> list[bytes]:
        """Returns the messages that `hide` has put into pictures, as `read_message` does."""
        return read_message(pictures, key)

    def get_config(self) -> dict[str, Any]:
        """Returns the three networks, the share of D, the loss and the penalties."""
        return {
            **super().get_config(),
            "alpha": self.alpha,
            "loss": losses.saved_name(self.adversarial),
        }
