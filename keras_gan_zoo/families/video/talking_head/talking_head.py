"""Few-shot adversarial learning of talking heads: the learning of all people (1905.08233)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.video.talking_head import networks as nets
from keras_gan_zoo.families.video.talking_head.episodes import random_episode
from keras_gan_zoo.families.video.talking_head.people_model import PeopleModel
from keras_gan_zoo.families.video.talking_head.talking_person import TalkingPerson
from keras_gan_zoo.losses import get as get_loss
from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "talking_head",
    paper="1905.08233",
    title="Few-Shot Adversarial Learning of Realistic Neural Talking Head Models",
    tags=("adain", "few-shot", "landmarks", "meta-learning", "projection"),
)
class TalkingHead(PeopleModel):
    r"""Learns from many people how to become, in a few steps, the generator of one more.

    In each step a person's vector is told by K frames, and a further frame is drawn from its
    landmarks by that vector; the discriminator has a vector of its own for each person, which
    the embedder is kept close to. A person who was never seen has such vectors therefore at once:
    `adapt` begins a generator and a discriminator of that person with them, and goes on with both.

    Args:
        embedder: Network E from [frames, landmarks] to vectors of people (batch, length).
        projection: Network P from these to coefficients of the generator.
        generator: Network G from [landmarks, coefficients] to frames in [-1, 1].
        people: Network W from numbers of people to [W_i, W_i + w_0], each (batch, length).
        discriminator: Network D from [frames, landmarks, vectors] to a list, scores (batch, 1) and
            maps.
        shots: How many frames a person is known by in a step, K.
        content_weight: Weight of \( L_{CNT} \), the distance of a published network's features:
            0.6 is for its pictures in units of their deviation what 0.01 is in bytes, the weight of
            VGG19 in most implementations.
        adversarial_weight: Weight of the discriminator's score.
        feature_weight: Weight of \( L_{FM} \), the distance of the discriminator's maps.
        matching_weight: Weight of \( L_{MCH} \), the distance of the embedder's vector from the
            discriminator's.
        pixel_weight: Weight of the distance of pixels; 0 as in the paper.
        features: "vgg16" (fetched once when the first step is taken), or a network from frames in
            [-1, 1] to one map or a list of maps.
        discriminator_steps: Steps of the discriminator for one of the generator.
        **kwargs: `ema_decay` (averages embedder, projection and generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, a weight is below 0 or all but
            `matching_weight` are, or a name does not exist.

    Example:
        >>> gan = keras_gan_zoo.get("talking_head", image_shape=(64, 64, 3), people=200)
        >>> gan.fit(keras_gan_zoo.data.load("talking_heads", batch_size=8, shuffle=True), epochs=40)
        >>> person = gan.adapt(frames, landmarks)  # of one who was never seen
        >>> film = person.generate(other_landmarks)

    Reference:
        https://arxiv.org/abs/1905.08233
    """

    players = {
        "discriminator": ["discriminator", "people"],
        "generator": ["embedder", "projection", "generator"],
    }
    terms = (*PeopleModel.terms, "matching")
    objective = (
        "person:        e_i = 1/K sum_k E(x_i(s_k), y_i(s_k)),  x^_i(t) = G(y_i(t), P e_i)",
        "score:         D(x, y, i) = V(x, y)^T (W_i + w_0) + b",
        "discriminator: min  E max(0, 1 - D(x_i(t), y_i(t), i))",
        "                    + E max(0, 1 + D(x^_i(t), y_i(t), i))",
        "generator:     min  L_CNT(x, x^) - E D(x^_i(t), y_i(t), i) + L_FM(x, x^) + L_MCH",
        "matching:      L_MCH = |e_i - W_i|",
    )
    watch = (
        "`content` falls fast while the head's place and colours are learned, then slowly.",
        "`matching` is to fall and stay low: where it rises the discriminator's vectors run away "
        "from the embedder, and a new person begins far from where it should.",
        "Look at people who were not trained on: `inputs=(frames, landmarks)` of the test set.",
    )
    differs = (
        "the sizes of the networks, told by `width`, for frames of 64 pixels where the paper has "
        "256; self-attention stands behind the maps of one side.",
        "the content loss, by one VGG16 that was trained on ImageNet, where the paper has VGG19 "
        "and a VGG16 that was trained on faces.",
        "the losses, means over numbers, and `feature_matching` also over maps.",
        "the scales of adaptive normalization, 1 + those that are told.",
        "the weights of the terms: 0.01 of VGG19, 0.002 of faces, 80 of matching and 10 of feature "
        "matching are what implementations of 2019 take from the paper; later ones have 0.15, "
        "0.025, 10 and 10.",
        "Adam's beta1, 0.5, where a later code of one of the authors has 0 at the same rates.",
        "the matching loss, which moves the embedder and not W, as in that code.",
        "the discriminator's two steps, on the same frames.",
    )
    smallest = {"people": 16, "shots": 2}

    def __init__(
        self,
        embedder: keras.Model,
        projection: keras.Model,
        generator: keras.Model,
        people: keras.Model,
        discriminator: keras.Model,
        shots: int = 8,
        content_weight: float = 0.6,
        adversarial_weight: float = 1.0,
        feature_weight: float = 10.0,
        matching_weight: float = 80.0,
        pixel_weight: float = 0.0,
        features: str | keras.Model = "vgg16",
        discriminator_steps: int = 2,
        **kwargs: Any,
    ):
        super().__init__(
            {
                "embedder": embedder,
                "projection": projection,
                "generator": generator,
                "people": people,
                "discriminator": discriminator,
            },
            content_weight=content_weight,
            adversarial_weight=adversarial_weight,
            feature_weight=feature_weight,
            pixel_weight=pixel_weight,
            features=features,
            discriminator_steps=discriminator_steps,
            **kwargs,
        )
        self.shots = check_whole(shots, "shots", least=1)
        self.matching_weight = check_number(matching_weight, "matching_weight", least=0)
        frames, landmarks = (tuple(each.shape[1:]) for each in embedder.inputs)
        self.image_shape, self.landmark_shape = frames, landmarks
        self.person_count = next(layer.people for layer in people.layers if layer.weights)
        self._check_networks()
        self.check_channels()

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        people: int = 200,
        width: int = 32,
        downsamplings: int = 3,
        blocks: int = 4,
        attention: int = 16,
        landmark_channels: int | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks for smaller frames.

        Args:
            image_shape: (height, width, channels) of the frames.
            people: How many people are trained on.
            width: Maps of each network's first block, 64 in the paper.
            downsamplings: How often the generator halves the landmarks.
            blocks: The generator's blocks at the smallest size.
            attention: Side of the maps behind which self-attention stands, in all networks; 0 for
                none.
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
            length = nets.embedding_length(shape, width)
            return cls(
                nets.embedder(shape, lines, width, attention),
                nets.coefficient_projection(length, generator.inputs[1].shape[-1]),
                generator,
                nets.people_network(check_whole(people, "people", least=1), length),
                nets.head_discriminator(shape, lines, width, attention),
                seed=seed,
                **kwargs,
            )

    # Training

    def train_step(self, data: tuple[Tensor, Tensor, Tensor]) -> dict[str, Tensor]:
        """Steps of the discriminator, then one of embedder, projection and generator."""
        frames, landmarks, i = data
        x_s, y_s, x, y = random_episode(frames, landmarks, self.shots, self.seed_generator)
        phi = self.content_features()

        def draw():
            e = self.mean_embedding(self.embedder, x_s, y_s)
            return [self.generator([y, self.projection(e, training=True)], training=True), e]

        drawn = self.shared_pass(draw, "generator")
        hinge = get_loss("hinge")

        def D(frames):
            _, w = self.people(i, training=True)
            return self.discriminator([frames, y, w], training=True)

        def discriminator_loss():
            return hinge.discriminator(real=D(x)[0], fake=D(drawn.outputs[0])[0])

        def generator_loss():
            fake, e = drawn.outputs
            W_i, _ = self.people(i, training=True)
            apart = ops.cast(e, "float32") - ops.cast(W_i, "float32")
            matching = self.matching_weight * mean_absolute(apart)
            return {**self.generator_terms(x, fake, D, phi), "matching": matching}

        for _ in range(self.judge_steps):
            self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=drawn)
        return self.logs()

    def mean_embedding(self, embedder: keras.Model, frames: Tensor, landmarks: Tensor) -> Tensor:
        """Returns the mean of E over the frames of each person, in training.

        Args:
            embedder: E.
            frames: (people, K, height, width, channels).
            landmarks: Likewise.
        """
        one_by_one = [ops.reshape(x, (-1, *x.shape[2:])) for x in (frames, landmarks)]
        vectors = embedder(one_by_one, training=True)
        return ops.mean(ops.reshape(vectors, (-1, frames.shape[1], vectors.shape[-1])), axis=1)

    def adapt(
        self,
        frames: ArrayLike,
        landmarks: ArrayLike,
        *,
        epochs: int = 40,
        batch_size: int | None = None,
        optimizers: Mapping[str, Any] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> TalkingPerson:
        r"""Learns a person from a few frames, and returns a model of that person.

        The new model begins with \( \psi' = P \hat e_{NEW} \) as the generator's coefficients and
        with \( w' = w_0 + \hat e_{NEW} \) as the person's vector of the discriminator, and trains
        both with all else of the two networks. This model stays as it is.

        Args:
            frames: Float (T, height, width, channels) in [-1, 1], at least one, of one person.
            landmarks: Their landmarks likewise.
            epochs: Passes over the frames; 0 for the model as it begins.
            batch_size: Frames a step; `None` for 8, or as many as there are.
            optimizers: As for `compile`; by default Adams at the rates of the paper.
            seed: Of the order of the frames, or `None`.
            **kwargs: Of the new model's `fit`: `callbacks`, `verbose` (0 by default).

        Returns:
            A `TalkingPerson`, compiled, with the weights of the losses of this model.

        Raises:
            ValueError: If `epochs` is no whole number of at least 0, or `batch_size` is larger than
                the number of frames.
            keras_gan_zoo.data.DataMismatch: If the frames do not fit.

        Example:
            >>> person = gan.adapt(frames[:8], landmarks[:8], epochs=40)
            >>> keras_gan_zoo.export.tflite(person, "person.tflite")
        """
        frames, landmarks = self._checked_shots(frames, landmarks)
        epochs = check_whole(epochs, "epochs", least=0)
        vector = self.embed(frames, landmarks)
        coefficients = self.draw(self.inference_network("projection"), vector[None], 1)[0]
        common = next(layer for layer in self.people.layers if layer.weights).common
        person = TalkingPerson.begun(
            self.inference_network("generator"),
            self.discriminator,
            coefficients,
            ops.convert_to_numpy(common) + vector,
            features=self.features,
            discriminator_steps=self.discriminator_steps,
            seed=seed,
            **self.loss_weights(),
        )
        person.compile(optimizers)
        if epochs:
            size = min(self.default_batch_size, len(frames)) if batch_size is None else batch_size
            kwargs = {"verbose": 0, **kwargs}
            person.fit((frames, landmarks), batch_size=size, epochs=epochs, **kwargs)
        return person

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the weights of the terms, the features and K."""
        return {
            **super().get_config(),
            "shots": self.shots,
            "matching_weight": self.matching_weight,
        }

    def _check_networks(self):
        length = self.embedder.output_shape[-1]
        wanted = {
            "projection": (self.projection, [(length,)]),
            "generator": (
                self.generator,
                [self.landmark_shape, tuple(self.projection.output_shape[1:])],
            ),
            "discriminator": (
                self.discriminator,
                [self.image_shape, self.landmark_shape, (length,)],
            ),
        }
        for name, (network, takes) in wanted.items():
            found = [tuple(each.shape[1:]) for each in network.inputs]
            if found != takes:
                raise ValueError(
                    f"`{name}` must take {takes}, as `embedder` and `projection` say, got a "
                    f"network for {found}."
                )
        if tuple(self.people.outputs[0].shape[1:]) != (length,):
            raise ValueError(
                f"`people` must give vectors of {length} numbers, as `embedder` does, got "
                f"{tuple(self.people.outputs[0].shape[1:])}."
            )
