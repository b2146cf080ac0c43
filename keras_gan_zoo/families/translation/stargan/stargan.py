"""StarGAN: one generator for several domains (Choi et al. 2018)."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.batching import batches_of_steps, dealt_out
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.translation.stargan.domain_critic import domain_critic
from keras_gan_zoo.families.translation.stargan.domain_data import domain_batches
from keras_gan_zoo.families.translation.stargan.domain_planes import with_domain
from keras_gan_zoo.losses.distances import mean_absolute, mean_square
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.networks.normalization import check_normalization
from keras_gan_zoo.networks.resnet_translator import resnet_translator
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.penalties.gradient_penalty import interpolates
from keras_gan_zoo.penalties.input_gradient import check_penalised, gradient_norm
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

NORMALIZATIONS = ("batch", "layer", "none", "synchronized_batch")


@register(
    "stargan",
    paper="1711.09020",
    title=(
        "StarGAN: Unified Generative Adversarial Networks for Multi-Domain Image-to-Image "
        "Translation"
    ),
    tags=("cycle", "gradient penalty", "several domains", "unpaired"),
)
class StarGAN(Translator):
    r"""Translates between any two of several domains with one generator G(x, c).

    The discriminator says of a picture whether it is real and of which domain; the generator is
    asked to be believed in both, and to find back to the picture it began with. A Wasserstein
    critic with gradient penalty (eq. 8). A direction is the name of the domain to go to.

    Args:
        generator: Network from pictures with a plane for each domain behind their channels, as
            `with_domain` of `domain_planes.py` beside this file lays them, to pictures in [-1, 1].
        discriminator: Network from pictures to scores, one for each patch, and to logits over the
            domains. Or to as many scores for each patch as there are domains: then a picture is
            judged by its own domain's, which a picture of another does not meet (StarGAN v2,
            1912.01865, section 2.1).
        domains: The domains' names in the order of their numbers; or how many there are, which are
            then called "domain_0" and so on.
        classification_weight: \( \lambda_{cls} \).
        reconstruction_weight: \( \lambda_{rec} \).
        identity_weight: Weight, relative to the reconstruction's, of |x - G(x, c')| for a picture x
            of the domain c', as in CycleGAN (1703.10593, section 5.2); 0 as in the paper. Without
            it a generator may turn all colours round on the way there and again on the way back.
        gradient_penalty_weight: \( \lambda_{gp} \).
        critic_steps: Steps of the discriminator for each of the generator.
        **kwargs: `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other and the domains, a name is no identifier,
            or a number is not as said.

    Example:
        >>> artists = ("noto", "twemoji", "fluent", "openmoji")
        >>> gan = keras_gan_zoo.get("stargan", image_shape=(64, 64, 3), domains=artists)
        >>> gan.fit(keras_gan_zoo.data.load("emoji_by_artist", labels=True), epochs=50)
        >>> gan.generate(pictures, direction="twemoji")

    Reference:
        https://arxiv.org/abs/1711.09020
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    terms = (
        "wasserstein",
        "gradient_penalty",
        "classification_real",
        "adversarial",
        "classification_fake",
        "reconstruction",
        "identity",
    )
    averaged = ("generator",)
    default_batch_size = 16
    wants = "images with the numbers of their domains, or a set of images for each domain"
    objective = (
        "discriminator: min  -E_x D_src(x) + E_xc D_src(G(x, c)) - lambda_cls E log D_cls(c'|x)",
        "                    + lambda_gp E (|grad D_src(x_hat)| - 1)^2",
        "generator:     min  -E_xc D_src(G(x, c)) - lambda_cls E_xc log D_cls(c|G(x, c))",
        "                    + lambda_rec E_xcc' |x - G(G(x, c), c')| (+ lambda_identity "
        "E_xc' |x - G(x, c')|)",
    )
    watch = (
        "`classification_real` falls first; `classification_fake` must follow it. If it stays at "
        "the logarithm of the number of domains, the generator copies: lower "
        "`reconstruction_weight` or raise `classification_weight`.",
        "`reconstruction` near 0 with translations that have grain: the picture is hidden in it.",
        "Colours turned into their opposites in every domain: give it an `identity_weight`.",
    )
    differs = (
        "the generator's normalization, over layers, where the paper's is over instances and "
        "loses the domain's plane but at the edges.",
        "the learning rate, which falls in the second half only where a recipe says so.",
    )

    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "critic_steps": 1,
        "blocks": 1,
        "discriminator_width": 4,
        "discriminator_downsamplings": 1,
    }

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        domains: Sequence[str] | int = ("domain_0", "domain_1"),
        classification_weight: float = 1.0,
        reconstruction_weight: float = 10.0,
        identity_weight: float = 0.0,
        gradient_penalty_weight: float = 10.0,
        critic_steps: int = 5,
        **kwargs: Any,
    ):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        check_penalised(discriminator, "gradient_penalty")
        self.domains = domain_names(domains)
        self.image_shape = tuple(generator.output_shape[1:])
        self.classification_weight = check_number(
            classification_weight, "classification_weight", least=0
        )
        self.reconstruction_weight = check_number(
            reconstruction_weight, "reconstruction_weight", least=0
        )
        self.identity_weight = check_number(identity_weight, "identity_weight", least=0)
        self.gradient_penalty_weight = check_number(
            gradient_penalty_weight, "gradient_penalty_weight", least=0
        )
        self.critic_steps = check_whole(critic_steps, "critic_steps", least=1)
        self._check_shapes()

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (128, 128, 3),
        domains: Sequence[str] | int = ("domain_0", "domain_1"),
        width: int = 64,
        blocks: int = 6,
        skips: bool = False,
        normalization: str = "layer",
        discriminator_width: int = 64,
        discriminator_downsamplings: int | None = None,
        scores_by_domain: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks (appendix 7.2), with another normalization.

        Instance normalization, which the paper has, takes from a map what is the same all over it:
        behind the first convolution nothing would be left of the domain's plane but what the
        paper's padding with zeros makes of it at the edges, and here, where the picture's
        reflection is the padding, nothing at all. So it is refused.

        Args:
            image_shape: (height, width, channels) of all domains.
            domains: As for the class.
            width: Channels of the generator's first map.
            blocks: Residual blocks of the generator.
            skips: Whether the generator passes maps across as a U-Net does; not in the paper.
            normalization: Of the generator: "layer", "batch", "synchronized_batch" or "none".
            discriminator_width: Channels of the discriminator's first map.
            discriminator_downsamplings: How often the discriminator halves the picture; `None` for
                until 2 pixels are left, 6 times at 128.
            scores_by_domain: Whether the discriminator has a score for each domain; not in the
                paper.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said, or the networks cannot be built for pictures
                of this shape.
        """
        shape = check_image_shape(image_shape)
        domains = domain_names(domains)
        check_whole(discriminator_width, "discriminator_width", 1)
        if normalization == "instance":
            raise ValueError(
                "`normalization` 'instance' would take the domain from the generator, being the "
                "same all over a picture; use 'layer' (the default), 'batch' or 'none'."
            )
        check_normalization(normalization, NORMALIZATIONS)
        halvings = discriminator_downsamplings
        if halvings is None:
            halvings = max(1, min(shape[:2]).bit_length() - 2)
        else:
            check_whole(halvings, "discriminator_downsamplings", 1)
        with seeded(seed):
            return cls(
                resnet_translator(
                    (*shape[:2], shape[2] + len(domains)),
                    shape[2],
                    width,
                    blocks,
                    skips=skips,
                    normalization=normalization,
                ),
                domain_critic(shape, len(domains), discriminator_width, halvings, scores_by_domain),
                domains=domains,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's Adam (section 5.3)."""
        return {player: keras.optimizers.Adam(1e-4, beta_1=0.5) for player in self.players}

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """`critic_steps` steps of the discriminator, then one of the generator (eq. 5 to 8)."""
        for x, c_original in dealt_out(data, self.critic_steps, "critic_steps"):
            self.critic_step(x, c_original)
        c = self.sample_domains(c_original)

        def generator_loss():
            fake = self.G(x, c)
            scores, logits = self.discriminator(fake, training=True)
            back = self.G(fake, c_original)
            loss = {
                "adversarial": -ops.mean(self.own_scores(scores, c)),
                "classification_fake": self.classification_weight * cross_entropy(c, logits),
                "reconstruction": self.reconstruction_weight * mean_absolute(x - back),
            }
            if self.identity_weight:
                weight = self.identity_weight * self.reconstruction_weight
                # Those whose own domain was drawn, one in so many, stand for all: no other pass.
                own = ops.cast(ops.equal(c, c_original), fake.dtype) * len(self.domains)
                changed = ops.mean(ops.abs(x - fake), axis=(1, 2, 3))
                loss["identity"] = weight * ops.mean(own * changed)
            return loss

        self.minimize(generator_loss, player="generator")
        return self.logs()

    def critic_step(self, x: Tensor, c_original: Tensor) -> None:
        """Moves the discriminator once."""
        c = self.sample_domains(c_original)

        def critic_loss():
            fake = self.G(x, c)
            scores, logits = self.discriminator(x, training=True)
            real = self.own_scores(scores, c_original)
            distance = ops.mean(real) - ops.mean(self.D_src(fake, c))
            between = interpolates(self.discriminator, x, fake, self.seed_generator)
            slope = gradient_norm(partial(self.D_src, domains=c), between)
            steepness = mean_square(slope - 1.0)
            self.track("wasserstein", distance)
            loss = {
                "gradient_penalty": self.gradient_penalty_weight * steepness,
                "classification_real": self.classification_weight
                * cross_entropy(c_original, logits),
            }
            for term, value in loss.items():
                self.track(term, value)
            return -distance + sum(loss.values())

        self.minimize(critic_loss, player="discriminator")

    def G(self, images: Tensor, domains: Tensor) -> Tensor:
        """Translates pictures to the domains of these numbers, as in training."""
        return self.generator(with_domain(images, domains, len(self.domains)), training=True)

    def D_src(self, images: Tensor, domains: Tensor, training: bool = True) -> Tensor:
        """Returns the scores of how real the patches of pictures are, as of these domains."""
        return self.own_scores(self.discriminator(images, training=training)[0], domains)

    def own_scores(self, scores: Tensor, domains: Tensor) -> Tensor:
        """Returns of scores for each domain those of the pictures' own."""
        if scores.shape[-1] == 1:
            return scores
        own = ops.one_hot(domains, len(self.domains), dtype=scores.dtype)
        return ops.sum(scores * own[:, None, None], axis=-1, keepdims=True)

    def sample_domains(self, like: Tensor) -> Tensor:
        """Returns random numbers of domains, as many as `like` has rows."""
        rows, seed = (ops.shape(like)[0],), self.seed_generator
        return random_rows(keras.random.randint, rows, 0, len(self.domains), seed=seed)

    @property
    def directions(self) -> tuple[str, ...]:  # type: ignore[override]  # read alone
        """The names of the domains."""
        return self.domains

    def names_of(self, network_input: str) -> Sequence[str]:
        """Returns the domains' names for the input that is the number of one."""
        return self.domains if network_input == "domains" else ()

    @property
    def takes(self) -> tuple[Kind, ...]:
        """The shape of the pictures of each domain, which is the same."""
        return (Pictures(self.image_shape),) * len(self.domains)

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks pictures and domains, and gives as many a step as the critic's steps need."""
        batches = domain_batches(x, self.domains, self.image_shape, batch_size, shuffle, self.seed)
        return batches_of_steps(batches, self.critic_steps, "critic_steps")

    def call(self, images: Tensor, training: bool = False) -> Tensor:
        """Translates pictures to the first domain."""
        inputs = with_domain(images, ops.zeros_like(images[:, 0, 0, 0], "int32"), len(self.domains))
        return self.inference_network("generator")(inputs, training=training)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator, averaged if one is kept, of pictures and numbers of domains."""
        images = keras.Input(self.image_shape, name="images")
        domains = keras.Input((), dtype="int32", name="domains")
        inputs = with_domain(images, domains, len(self.domains))
        translated = self.inference_network("generator")(inputs)
        translated = keras.layers.Identity(name="translated", dtype="float32")(translated)
        return {"translate": keras.Model([images, domains], translated, name="translate")}

    def example_inputs(self, name: str, count: int) -> dict[str, np.ndarray]:
        """Returns the numbers of the domains in turn."""
        return {"domains": np.arange(count, dtype="int32") % len(self.domains)}

    def network_and_inputs(
        self, direction: str, images: np.ndarray
    ) -> tuple[keras.Model, np.ndarray]:
        """Returns the generator, and the pictures with the planes of the domain to go to."""
        numbers = np.full(len(images), self.domains.index(direction))
        inputs = with_domain(ops.convert_to_tensor(images), numbers, len(self.domains))
        return self.inference_network("generator"), ops.convert_to_numpy(inputs)

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the domains, the weights of the terms and the critic's steps."""
        return {
            **super().get_config(),
            "domains": list(self.domains),
            "classification_weight": self.classification_weight,
            "reconstruction_weight": self.reconstruction_weight,
            "identity_weight": self.identity_weight,
            "gradient_penalty_weight": self.gradient_penalty_weight,
            "critic_steps": self.critic_steps,
        }

    def _check_shapes(self):
        shape, count = self.image_shape, len(self.domains)
        takes = tuple(self.generator.input_shape[1:])
        if takes != (*shape[:2], shape[2] + count):
            raise ValueError(
                f"`generator` gives {shape}, so that with {count} domains it must take "
                f"{(*shape[:2], shape[2] + count)}, but it takes {takes}."
            )
        judged = tuple(self.discriminator.input_shape[1:])
        heads = self.discriminator.output_shape
        fits = judged == shape and len(heads) == 2 and tuple(heads[1]) == (None, count)
        if not fits or heads[0][-1] not in (1, count):
            raise ValueError(
                f"`discriminator` must map {shape} to scores, 1 or {count} for each patch, and to "
                f"logits (None, {count}), but maps {judged} to {heads}."
            )


def domain_names(domains: Sequence[str] | int) -> tuple[str, ...]:
    """Returns the names of domains, given them or their number.

    Raises:
        ValueError: If there are fewer than two, one is no identifier, or two are the same.

    Example:
        >>> domain_names(2)
        ('domain_0', 'domain_1')
    """
    if isinstance(domains, (tuple, list)):
        valid = all(isinstance(name, str) and name.isidentifier() for name in domains)
        if not valid or len(set(domains)) != len(domains) or len(domains) < 2:
            raise ValueError(
                "`domains` must be two or more different names of letters, digits and "
                f"underscores, got {domains!r}."
            )
        return tuple(domains)
    return tuple(f"domain_{number}" for number in range(check_whole(domains, "domains", 2)))


def cross_entropy(domains: Tensor, logits: Tensor) -> Tensor:
    """Returns the mean of -log D_cls(c|x), a scalar."""
    return ops.mean(keras.losses.sparse_categorical_crossentropy(domains, logits, from_logits=True))
