"""The talking head of one person: the fine-tuning of 1905.08233."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.engine.averaging import clone_network
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.video.talking_head import networks as nets
from keras_gan_zoo.families.video.talking_head.head_gan import HeadGAN
from keras_gan_zoo.losses import get as get_loss
from keras_gan_zoo.models.picture_pairs import paired_batches
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.kind import Group, Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import ArrayLike, Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

_COEFFICIENTS, _VECTOR = "coefficients", "person"


@register(
    "talking_person",
    paper="1905.08233",
    title="One person's talking head, as Few-Shot Adversarial Learning fine-tunes it",
    tags=("adain", "few-shot", "landmarks"),
)
class TalkingPerson(HeadGAN):
    r"""Draws one person from pictures of landmarks; what `TalkingHead.adapt` returns.

    The generator holds its coefficients \( \psi' \) and the discriminator the person's vector w'
    as weights, where those of `talking_head` are told them. `get` builds one from random weights,
    which knows of no other person: it is what meta-learning is to be compared with.

    Args:
        generator: Network G' from pictures of landmarks to frames in [-1, 1].
        discriminator: Network D' from [frames, landmarks] to a list, scores (batch, 1) and maps.
        content_weight: As for `TalkingHead`.
        adversarial_weight: Weight of the discriminator's score.
        feature_weight: Weight of \( L_{FM} \), the distance of the discriminator's maps.
        pixel_weight: Weight of the distance of pixels; 0 as in the paper.
        features: As for `TalkingHead`.
        discriminator_steps: Steps of the discriminator for one of the generator.
        **kwargs: `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, a weight is below 0 or all are, or a
            name does not exist.

    Example:
        >>> person = gan.adapt(frames[:8], landmarks[:8])
        >>> film = person.generate(landmarks)

    Reference:
        https://arxiv.org/abs/1905.08233
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    averaged = ("generator",)
    wants = "pairs of a frame and its landmarks, of one person"
    objective = (
        "frame:         x^(t) = G'(y(t)),  G' = G with psi' = P e at first",
        "score:         D'(x, y) = V(x, y)^T w' + b,  w' = w_0 + e at first",
        "discriminator: min  E max(0, 1 - D'(x(t), y(t))) + max(0, 1 + D'(x^(t), y(t)))",
        "generator:     min  L_CNT(x, x^) - E D'(x^(t), y(t)) + L_FM(x, x^)",
    )
    watch = (
        "A few frames are soon known by heart: look at landmarks that were not trained on, and "
        "stop where these grow worse.",
    )
    differs = (
        "the content loss, the sizes of the networks, the means of the losses and Adam's beta1, as "
        "in `talking_head`.",
    )

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        content_weight: float = 0.6,
        adversarial_weight: float = 1.0,
        feature_weight: float = 10.0,
        pixel_weight: float = 0.0,
        features: str | keras.Model = "vgg16",
        discriminator_steps: int = 2,
        **kwargs: Any,
    ):
        super().__init__(
            {"generator": generator, "discriminator": discriminator},
            content_weight=content_weight,
            adversarial_weight=adversarial_weight,
            feature_weight=feature_weight,
            pixel_weight=pixel_weight,
            features=features,
            discriminator_steps=discriminator_steps,
            **kwargs,
        )
        self.landmark_shape = tuple(generator.input_shape[1:])
        self.image_shape = tuple(generator.output_shape[1:])
        judged = [tuple(each.shape[1:]) for each in discriminator.inputs]
        if judged != [self.image_shape, self.landmark_shape]:
            raise ValueError(
                f"`generator` maps {self.landmark_shape} to {self.image_shape}, so that "
                f"`discriminator` must take [frames, landmarks] of these shapes, but it takes "
                f"{judged}."
            )
        self.check_channels()

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        width: int = 32,
        downsamplings: int = 3,
        blocks: int = 4,
        attention: int = 16,
        landmark_channels: int | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the networks of `talking_head` for one person, from random weights.

        Args:
            image_shape: (height, width, channels) of the frames.
            width: Maps of each network's first block, 64 in the paper.
            downsamplings: How often the generator halves the landmarks.
            blocks: The generator's blocks at the smallest size.
            attention: Side of the maps behind which self-attention stands; 0 for none.
            landmark_channels: Channels of the pictures of landmarks; `None` for as many as the
                frames have.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If the networks cannot be built for frames of this shape.
        """
        shape, lines = nets.check_sizes(image_shape, attention, landmark_channels)
        with seeded(seed):
            generator = nets.head_generator(shape, lines, width, downsamplings, blocks, attention)
            discriminator = nets.head_discriminator(shape, lines, width, attention)
            return cls(
                nets.of_one_person(generator, _COEFFICIENTS, "generator"),
                nets.of_one_person(discriminator, _VECTOR, "discriminator"),
                seed=seed,
                **kwargs,
            )

    @classmethod
    def begun(
        cls,
        generator: keras.Model,
        discriminator: keras.Model,
        coefficients: ArrayLike,
        vector: ArrayLike,
        **kwargs: Any,
    ) -> "Self":
        r"""Returns a model that begins where the learning of all people has come to.

        Args:
            generator: G of `TalkingHead`, of which a copy is taken.
            discriminator: D of `TalkingHead`, likewise.
            coefficients: What \( \psi' \) begins at.
            vector: What w' begins at.
            **kwargs: As for the class.
        """
        networks = []
        for network, layer, value in (
            (generator, _COEFFICIENTS, coefficients),
            (discriminator, _VECTOR, vector),
        ):
            copy = clone_network(network)
            copy.trainable = True
            networks.append(nets.of_one_person(copy, layer, network.name))
            networks[-1].get_layer(layer).begin_at(value)
        return cls(*networks, **kwargs)

    @property
    def coefficients(self) -> np.ndarray:
        r"""\( \psi' \), the generator's own coefficients of this person."""
        return keras.ops.convert_to_numpy(self.generator.get_layer(_COEFFICIENTS).vector)

    @property
    def vector(self) -> np.ndarray:
        """w', the discriminator's vector of this person."""
        return keras.ops.convert_to_numpy(self.discriminator.get_layer(_VECTOR).vector)

    @property
    def takes(self) -> tuple[Kind, ...]:
        """Frames and pictures of landmarks."""
        return Pictures(self.image_shape), Pictures(self.landmark_shape)

    def source_kinds(self) -> dict[str, Kind]:
        """Returns what is drawn from, pictures of landmarks."""
        return {self.directions[0]: self.takes[1]}

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks pairs and gives batches of (frames, landmarks)."""
        names = ("frame", "picture of landmarks")
        return paired_batches(x, self.data_shapes(), batch_size, shuffle, self.seed, names)

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Steps of the discriminator, then one of the generator."""
        x, y = data
        phi = self.content_features()
        fakes = self.shared_pass(lambda: self.generator(y, training=True), "generator")
        hinge = get_loss("hinge")

        def D(frames):
            return self.discriminator([frames, y], training=True)

        def discriminator_loss():
            return hinge.discriminator(real=D(x)[0], fake=D(fakes.outputs)[0])

        def generator_loss():
            return self.generator_terms(x, fakes.outputs, D, phi)

        for _ in range(self.judge_steps):
            self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def watched_samples(self, inputs: Mapping) -> list[Group]:
        """Returns landmarks, what is drawn from them, and the true frames."""
        frames, landmarks = inputs["frames"], inputs["landmarks"]
        return [
            [("landmarks", landmarks), ("drawn", self.generate(landmarks)), ("true", frames)],
        ]

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator, averaged if an average is kept."""
        return {self.directions[0]: self.inference_network("generator")}
