"""Generative adversarial text to image synthesis (Reed et al. 2016): GAN-CLS and GAN-INT."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import layers, ops

from keras_gan_zoo.checks import check_number, is_number
from keras_gan_zoo.data.sets.faces.captions import EXAMPLE_CAPTIONS, caption_tokenizer
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.conditional.text_to_image.networks import text_generator
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.losses import mode_seeking
from keras_gan_zoo.losses.log_probability import minus_log, minus_log_not
from keras_gan_zoo.models.conditional_gan import ConditionalGAN
from keras_gan_zoo.models.latents import fresh_latents
from keras_gan_zoo.models.text_reader import TextReader, add_judge_of_matches, others
from keras_gan_zoo.networks.text_encoders import build_text_encoder, unrolled
from keras_gan_zoo.networks.text_matching import text_discriminator
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.penalties.input_gradient import check_penalised
from keras_gan_zoo.penalties.zero_centered import zero_centered
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "text_to_image",
    paper="1605.05396",
    title="Generative Adversarial Text to Image Synthesis",
    tags=("captions", "interpolation", "text"),
)
class TextToImage(TextReader, ConditionalGAN):
    r"""Draws what a text says; its discriminator also learns to refuse a text that does not match.

    GAN-CLS (section 4.2, Algorithm 1) shows the discriminator three cases: a real picture with its
    text, a real picture with another's, and a drawn picture with the text that it was drawn for.
    GAN-INT (section 4.3, eq. 5) also draws pictures for what lies between two texts.

    The text encoder is trained with the discriminator, whose task needs it; the generator takes
    what it says as given. The paper trains its encoder beforehand, so that pictures and their texts
    come together in one space: that is `pretrain(x, "text_encoder")`, after which the game needs
    far fewer steps until it reads.

    Args:
        generator: Network from [latents (batch, latent_dim), texts (batch, text_dim)] to images
            in [-1, 1].
        discriminator: Network from [images, texts (batch, text_dim)] to logits (batch, 1).
        text_encoder: Network from tokens (batch, length) to texts (batch, text_dim).
        tokenizer: A `keras_gan_zoo.layers.Tokenizer` of that length, saved with the model.
        wrong_text: Whether there is the case of a real picture with a wrong text.
        interpolation: \( \beta \) of GAN-INT in (0, 1), 0.5 in the paper; `None` leaves it out.
        mode_seeking_weight: Weight of `keras_gan_zoo.losses.mode_seeking` (1903.05628), against a
            generator that draws one picture for a text whatever its latents; 0 leaves it out.
        r1_weight: Weight of `zero_centered` (1801.04406) at real pictures with their own texts, for
            a discriminator without batch normalisation; 0 leaves it out.
        encoder_learns: Whether the text encoder learns with the discriminator; `False` leaves it as
            `pretrain` did, as in the paper.
        matching_weight: Weight of `matching_loss` in the generator's loss (1711.10485, eq. 12): how
            hard it is to find each drawn picture's text among the batch's. It wants the two
            encoders as `pretrain` left them, `encoder_learns=False`; 0 leaves it out.
        image_encoder: Network from images to vectors (batch, text_dim), which tells that, and
            learns in `pretrain` alone; `None` where nothing asks it.
        examples: Texts that are drawn where nobody asks for any, as in pictures during training;
            the first ones of the training data if there are none.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the tokenizer does not fit the encoder, or \( \beta \) lies outside (0, 1).

    Example:
        >>> gan = keras_gan_zoo.get("text_to_image", image_shape=(64, 64, 3))
        >>> faces = keras_gan_zoo.data.load("captioned_faces", labels=True)
        >>> gan.pretrain(faces, "text_encoder", epochs=4)
        >>> gan.fit(faces, epochs=50)
        >>> faces = gan.generate("a girl with long blue hair and glasses", n=4, seed=0)

    Reference:
        https://arxiv.org/abs/1605.05396
    """

    players = {"discriminator": ["text_encoder", "discriminator"], "generator": ["generator"]}
    averaged = ("generator", "text_encoder")
    terms = ("real_right", "real_wrong", "fake_right", "r1")
    objective = (
        "texts:         h = phi(t) of the right text, h' = phi(t') of another picture's",
        "discriminator: max  log D(x, h) + (log(1 - D(x, h')) + log(1 - D(G(z, h), h))) / 2",
        "generator:     max  log D(G(z, h), h)  [+ log D(G(z, h''), h''),  h'' = b h + (1 - b) h']",
    )
    watch = (
        "A discriminator that judges the picture alone takes a real one for right two times in "
        "three: `real_right` then stays at 0.41 or above and `real_wrong` at 0.55; both fall once "
        "it reads.",
        "Colours of large things come first, of small ones late: look at pictures of one text that "
        "names both, and let a classifier count.",
    )
    differs = (
        "the text encoder: words and a network trained here, by default with the discriminator, "
        "where the paper has a network of characters trained beforehand and then held still.",
        "how it is trained beforehand: by a cross-entropy among the batch's texts, where the "
        "paper has a hinge.",
    )

    logit_boundary = 0.0

    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "latent_dim": 8,
        "embedding_dim": 32,
        "units": 32,
        "depth": 1,
        "encoder": "transformer",
    }

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        text_encoder: keras.Model,
        tokenizer: Tokenizer,
        wrong_text: bool = True,
        interpolation: float | None = None,
        mode_seeking_weight: float = 0.0,
        r1_weight: float = 0.0,
        encoder_learns: bool = True,
        matching_weight: float = 0.0,
        image_encoder: keras.Model | None = None,
        examples: Sequence[str] = (),
        **kwargs: Any,
    ):
        networks = {
            "generator": generator,
            "discriminator": discriminator,
            "text_encoder": text_encoder,
        }
        super().__init__(networks, **kwargs)
        self.set_reading(tokenizer, encoder_learns, matching_weight, image_encoder, examples)
        if interpolation is not None and not (is_number(interpolation) and 0 < interpolation < 1):
            raise ValueError(
                f"`interpolation` must be None or a number between 0 and 1, got {interpolation!r}."
            )
        self.wrong_text = bool(wrong_text)
        self.interpolation = interpolation
        self.mode_seeking_weight = check_number(mode_seeking_weight, "mode_seeking_weight", least=0)
        self.r1_weight = check_number(r1_weight, "r1_weight", least=0)
        if self.r1_weight:
            check_penalised(discriminator, "r1_weight")

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        tokenizer: Tokenizer | None = None,
        latent_dim: int = 100,
        width: int = 64,
        body: str = "dcgan",
        encoder: str = "recurrent",
        embedding_dim: int = 64,
        units: int = 128,
        depth: int | None = None,
        generator_normalization: str = "batch",
        discriminator_normalization: str = "batch",
        augment: str | Mapping | None = None,
        instance_noise: float | Sequence[float] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks, with a text encoder of the user's choice.

        Args:
            image_shape: (height, width, channels).
            tokenizer: A `keras_gan_zoo.layers.Tokenizer`, such as `Tokenizer.from_texts(texts)`;
                `None` for the words in which `data.load("captioned_faces")` describes faces.
            latent_dim: Length of the latent vectors.
            width: Channels of the widest feature map at full resolution.
            body: What draws: "dcgan", "resize_convolution" or, for drawings, "flat_colours".
            encoder: "recurrent" (a GRU) or "transformer".
            embedding_dim: Length of a word's vector.
            units: Length of a text's vector.
            depth: Layers of the encoder; `None` for one GRU or two blocks of attention.
            generator_normalization: "batch", "layer" or "none".
            discriminator_normalization: "batch", "layer", "none" or "spectral".
            augment: As for `LabelGAN.from_defaults`; one of "color" would hide the colours that a
                text asks for.
            instance_noise: `None`, or the standard deviation of the noise on what the
                discriminator sees, or (standard deviation, steps until it is gone).
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        if tokenizer is None:
            tokenizer = caption_tokenizer()
            kwargs["examples"] = kwargs.get("examples") or EXAMPLE_CAPTIONS
        with seeded(seed):
            add_judge_of_matches(kwargs, image_shape, units)
            return cls(
                text_generator(
                    image_shape,
                    units,
                    latent_dim,
                    width,
                    normalization=generator_normalization,
                    body=body,
                ),
                text_discriminator(
                    image_shape,
                    units,
                    width,
                    normalization=discriminator_normalization,
                    before=front_layers(augment, instance_noise),
                ),
                build_text_encoder(
                    encoder,
                    tokenizer.vocabulary_size,
                    tokenizer.length,
                    embedding_dim=embedding_dim,
                    units=units,
                    depth=depth,
                ),
                tokenizer=tokenizer,
                seed=seed,
                **kwargs,
            )

    def judge_real(self, data: Any) -> Tensor:
        """Returns the logits for the real pictures of a step beside their own texts."""
        x, t = data
        return self.discriminator([x, self.text_encoder(t, training=False)], training=True)

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One discriminator step on the three cases, then one generator step (Algorithm 1)."""
        x, t = data
        z = self.sample_latents(x)
        other_z = self.sample_latents(x) if self.mode_seeking_weight else None

        def D(images, text):
            return self.discriminator([images, text], training=True)

        def G(text):
            return self.generator([z, text], training=True)

        def discriminator_loss():
            h = self.text_encoder(t, training=True)
            x_hat = ops.stop_gradient(G(h))  # or the encoder would make the fakes worse
            half = 0.5 if self.wrong_text else 1.0
            losses = {
                "real_right": minus_log(D(x, h)),
                "fake_right": half * minus_log_not(D(x_hat, h)),
            }
            if self.wrong_text:
                losses["real_wrong"] = half * minus_log_not(D(x, others(h)))
            if self.r1_weight:
                seen = zero_centered(lambda images, training: D(images, h), x)
                losses["r1"] = self.r1_weight * seen
            return losses

        def generator_loss():
            h = self.text_encoder(t, training=True)
            drawn = G(h)
            loss = minus_log(D(drawn, h))
            if self.mode_seeking_weight:
                again = self.generator([other_z, h], training=True)
                loss += self.mode_seeking_weight * mode_seeking(drawn, again, z, other_z)
            if self.matching_weight:
                loss += self.matching_weight * self.matching(drawn, h)
            if self.interpolation is not None:
                between = self.interpolation * h + (1.0 - self.interpolation) * others(h)
                loss += minus_log(D(G(between), between))
            return loss

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator")
        return self.logs()

    # Drawing

    def generator_inputs(self, latents: np.ndarray, conditions: Any = None) -> list[np.ndarray]:
        """Returns [latents, texts' vectors]; arguments as in `ConditionalGAN`."""
        latents, tokens = super().generator_inputs(latents, conditions)
        encoder = self.inference_network("text_encoder")
        return [latents, self.draw(encoder, tokens, batch_size=len(tokens))]

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Draws images in [-1, 1] from [latents (batch, latent_dim), tokens (batch, length)]."""
        latents, tokens = inputs
        text = self.inference_network("text_encoder")(tokens, training=training)
        return self.inference_network("generator")([latents, text], training=training)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns a network from latents and tokens to images; `tokenizer` makes the tokens."""
        latents = keras.Input((self.latent_dim,), name="latents")
        tokens = keras.Input((self.tokenizer.length,), dtype="int32", name="tokens")
        text = unrolled(self.inference_network("text_encoder"))(tokens)
        drawn = self.inference_network("generator")([latents, text])
        images = layers.Identity(dtype="float32", name="images")(drawn)
        return {"generate": keras.Model([latents, tokens], images, name="generate")}

    def example_inputs(self, name: str, count: int) -> dict[str, np.ndarray]:
        """Returns latents, and the tokens of the example texts."""
        return {
            "latents": fresh_latents(count, self.latent_dim, seed=0),
            "tokens": self.encode_asked(self.in_turn(count)),
        }

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, how texts are read, and what is trained on."""
        return {
            **super().get_config(),
            "wrong_text": self.wrong_text,
            "interpolation": self.interpolation,
            "mode_seeking_weight": self.mode_seeking_weight,
            "r1_weight": self.r1_weight,
        }
