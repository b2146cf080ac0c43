"""SISGAN: semantic image synthesis via adversarial learning (Dong et al. 2017)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.data.sets.faces.captions import EXAMPLE_CAPTIONS, caption_tokenizer
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.translation.sisgan.edits_by_text import EditsByText
from keras_gan_zoo.families.translation.sisgan.networks import conditioner, text_translator
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.losses.log_probability import minus_log, minus_log_not
from keras_gan_zoo.losses.normal import kl_from_standard_normal
from keras_gan_zoo.models.text_reader import add_judge_of_matches, others
from keras_gan_zoo.networks.text_encoders import build_text_encoder
from keras_gan_zoo.networks.text_matching import text_discriminator
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.whole_batch import own_rows, replica_count, whole_batch
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "sisgan",
    paper="1707.06873",
    title="Semantic Image Synthesis via Adversarial Learning",
    tags=("captions", "conditioning augmentation", "editing", "text"),
)
class SISGAN(EditsByText):
    r"""Changes a picture as a text says, and keeps what the text says nothing of.

    The generator is given a real picture and the text that it shall fit: for a part of each batch
    another picture's, for the rest the picture's own, to which nothing has to be changed. The
    discriminator is shown three kinds of pairs: a real picture with its own text, which is right; a
    real one with another's text, and a changed one with the text that it was changed by, which are
    not. Nobody is told what to keep: the way through residual blocks begins with the picture.

    The paper trains its text encoder beforehand, so that pictures and their texts come together in
    one space: that is `pretrain(x, "text_encoder")`, as of `text_to_image`. By default the encoder
    goes on learning with the discriminator; `encoder_learns=False` leaves it as in the paper.

    Args:
        generator: Network from [images in [-1, 1], conditions (batch, condition_dim)] to images of
            the same shape.
        conditioner: Network from texts (batch, text_dim) to \( \mu \) and \( \log \sigma \), each
            (batch, condition_dim).
        discriminator: Network from [images, texts (batch, text_dim)] to logits (batch, 1).
        text_encoder: Network from tokens (batch, length) to texts (batch, text_dim).
        tokenizer: A `keras_gan_zoo.layers.Tokenizer` of that length, saved with the model.
        own_text_share: Share of a batch, in [0, 1), whose generator is given the picture's own
            text.
        kl_weight: Weight of the divergence of conditions from N(0, I), a mean over their numbers.
        identity_weight: Weight of |x - G(x, t)| where the text is the picture's own; 0 as in the
            paper.
        encoder_learns: Whether the text encoder learns with the discriminator; `False` leaves it as
            `pretrain` did, as in the paper.
        matching_weight: Weight of `matching` in the generator's loss (1711.10485, eq. 12): how hard
            it is to find each changed picture's text among those that the batch was changed by. It
            wants the two encoders as `pretrain` left them, `encoder_learns=False`; 0, as in the
            paper, leaves it out.
        image_encoder: Network from images to vectors (batch, text_dim), which tells that, and
            learns in `pretrain` alone; `None` where nothing asks it.
        examples: Texts by which pictures are changed where nobody says any, as in pictures during
            training; the first ones of the training data if there are none.
        **kwargs: `ema_decay` (averages generator, conditioner and text encoder), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other or the tokenizer, or a number is not as
            said.

    Example:
        >>> gan = keras_gan_zoo.get("sisgan", image_shape=(64, 64, 3))
        >>> faces = keras_gan_zoo.data.load("captioned_faces", labels=True)
        >>> gan.pretrain(faces, "text_encoder", epochs=4)
        >>> gan.fit(faces, epochs=20)
        >>> edited = gan.generate(portraits, "a person with long blue hair and glasses")

    Reference:
        https://arxiv.org/abs/1707.06873
    """

    players = {
        "discriminator": ["text_encoder", "discriminator"],
        "generator": ["conditioner", "generator"],
    }
    averaged = ("generator", "conditioner", "text_encoder")
    terms = ("real_own", "real_other", "fake", "adversarial", "kl", "identity", "matching")
    objective = (
        "texts:         t the picture's own, t' another's, t~ the one or the other",
        "condition:     c = mu(phi(t~)) + exp(s(phi(t~))) eps,   eps ~ N(0, I)",
        "discriminator: max  log D(x, t) + (log(1 - D(x, t')) + log(1 - D(G(x, c), t~))) / 2",
        "generator:     max  log D(G(x, c), t~) - lambda KL(N(mu, exp(s)^2) || N(0, I))",
    )
    watch = (
        "A discriminator that judges the picture alone takes a real one for right two times in "
        "three: `real_own` then stays at 0.41 or above and `real_other` at 0.55; both fall once it "
        "reads.",
        "A generator that copies is believed for the share of the batch that is given its own "
        "text: `adversarial` stands still where the discriminator reads, and edits show nothing.",
        "What the texts never speak of is kept as well as the map of a quarter of the sides holds "
        "it; give it `skips` or an `identity_weight` where faces lose their lines.",
    )
    differs = (
        "the text encoder: words and a network trained here, by a cross-entropy among the batch's "
        "texts, where the paper has word vectors and a hinge; and it may go on learning.",
        "the picture's encoder, which learns with the generator; the paper also has one of VGG's "
        "layers, trained on ImageNet, that stands still.",
        "the halves of the discriminator's two wrong pairs, and the half of a batch whose own "
        "text is the generator's, which are those of a reimplementation that the authors advised.",
        "the learning rate, which is halved now and then in the paper.",
    )
    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "blocks": 1,
        "discriminator_width": 4,
        "embedding_dim": 32,
        "units": 32,
        "depth": 1,
        "encoder": "transformer",
        "condition_dim": 8,
    }

    def __init__(
        self,
        generator: keras.Model,
        conditioner: keras.Model,
        discriminator: keras.Model,
        text_encoder: keras.Model,
        tokenizer: Tokenizer,
        own_text_share: float = 0.5,
        kl_weight: float = 1.0,
        identity_weight: float = 0.0,
        encoder_learns: bool = True,
        matching_weight: float = 0.0,
        image_encoder: keras.Model | None = None,
        examples: Sequence[str] = (),
        **kwargs: Any,
    ):
        networks = {
            "generator": generator,
            "conditioner": conditioner,
            "discriminator": discriminator,
            "text_encoder": text_encoder,
        }
        super().__init__(networks, **kwargs)
        self.set_reading(tokenizer, encoder_learns, matching_weight, image_encoder, examples)
        self.own_text_share = check_number(own_text_share, "own_text_share", least=0, below=1)
        self.kl_weight = check_number(kl_weight, "kl_weight", least=0)
        self.identity_weight = check_number(identity_weight, "identity_weight", least=0)

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        tokenizer: Tokenizer | None = None,
        width: int = 128,
        blocks: int = 4,
        skips: bool = False,
        normalization: str = "batch",
        condition_dim: int = 128,
        discriminator_width: int = 64,
        discriminator_normalization: str = "batch",
        encoder: str = "recurrent",
        embedding_dim: int = 64,
        units: int = 128,
        depth: int | None = None,
        instance_noise: float | Sequence[float] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks, with a text encoder of the user's choice.

        Args:
            image_shape: (height, width, channels); height and width divisible by 4, and of a size
                that DCGAN's discriminator takes.
            tokenizer: A `keras_gan_zoo.layers.Tokenizer`, such as `Tokenizer.from_texts(texts)`;
                `None` for the words in which `data.load("captioned_faces")` describes faces.
            width: Channels of the generator's first map.
            blocks: Residual blocks of the generator.
            skips: Whether the generator passes maps across as a U-Net does; not in the paper.
            normalization: Of the generator: "batch", "layer", "synchronized_batch" or "none".
            condition_dim: Length of the condition that is made of a text.
            discriminator_width: Channels of the discriminator's first map.
            discriminator_normalization: "batch", "layer", "none" or "spectral".
            encoder: "recurrent" (a GRU) or "transformer".
            embedding_dim: Length of a word's vector.
            units: Length of a text's vector.
            depth: Layers of the encoder; `None` for one GRU or two blocks of attention.
            instance_noise: `None`, or the standard deviation of the noise on what the
                discriminator sees, or (standard deviation, steps until it is gone).
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said.
        """
        if tokenizer is None:
            tokenizer = caption_tokenizer()
            kwargs["examples"] = kwargs.get("examples") or EXAMPLE_CAPTIONS
        with seeded(seed):
            add_judge_of_matches(kwargs, image_shape, units)
            return cls(
                text_translator(image_shape, condition_dim, width, blocks, skips, normalization),
                conditioner(units, condition_dim),
                text_discriminator(
                    image_shape,
                    units,
                    discriminator_width,
                    normalization=discriminator_normalization,
                    residual=True,
                    before=front_layers(None, instance_noise),
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

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One discriminator step on the three kinds of pairs, then one generator step."""
        x, t = data
        eps = self.sample_noise(x)
        chosen, own = text_rows(x, self.own_text_share)

        def phi():
            text = self.text_encoder(t, training=True)
            return text, own_rows(ops.take(whole_batch(text), chosen, axis=0))

        def D(images, text):
            return self.discriminator([images, text], training=True)

        def G(text):
            mu, s = self.conditioner(text, training=True)
            return self.generator([x, mu + ops.exp(s) * eps], training=True), mu, s

        def discriminator_loss():
            phi_t, phi_target = phi()
            x_hat = ops.stop_gradient(G(phi_target)[0])
            return {
                "real_own": minus_log(D(x, phi_t)),
                "real_other": 0.5 * minus_log_not(D(x, others(phi_t))),
                "fake": 0.5 * minus_log_not(D(x_hat, phi_target)),
            }

        def generator_loss():
            _, phi_target = phi()
            x_hat, mu, s = G(phi_target)
            divergence = ops.mean(kl_from_standard_normal(mu, s)) / mu.shape[-1]
            loss = {
                "adversarial": minus_log(D(x_hat, phi_target)),
                "kl": self.kl_weight * divergence,
            }
            if self.identity_weight:
                changed = ops.mean(ops.abs(x - x_hat), axis=(1, 2, 3))
                kept = ops.cast(own_rows(own), changed.dtype) * changed
                loss["identity"] = self.identity_weight * ops.mean(kept)
            if self.matching_weight:
                loss["matching"] = self.matching_weight * self.matching(x_hat, phi_target)
            return loss

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator")
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, how texts are read, and the weights of the terms."""
        return {
            **super().get_config(),
            "own_text_share": self.own_text_share,
            "kl_weight": self.kl_weight,
            "identity_weight": self.identity_weight,
        }


def text_rows(like: Tensor, own_share: float) -> tuple[Tensor, Tensor]:
    """Returns whose text each picture of the whole batch shall be changed by, and if it is its own.

    The last pictures keep their own texts; of the first ones each is given the next one's, and the
    last of these the first one's.

    Args:
        like: This replica's pictures.
        own_share: Share of pictures with their own text, in [0, 1); of the others there is one at
            least, which alone has nobody's text but its own.

    Returns:
        Row numbers (batch,), int32, and booleans (batch,), of the batch of all replicas.

    Example:
        >>> rows, own = text_rows(ops.zeros((4, 1)), 0.5)
        >>> rows
        <tf.Tensor: shape=(4,), dtype=int32, numpy=array([1, 0, 2, 3], dtype=int32)>
    """
    rows = ops.arange(ops.shape(like)[0] * replica_count(), dtype="int32")
    count = ops.cast(ops.shape(rows)[0], "float32")
    changed = ops.cast(ops.ceil((1.0 - own_share) * count), "int32")
    chosen = ops.where(rows < changed, (rows + 1) % changed, rows)
    return chosen, ops.equal(chosen, rows)
