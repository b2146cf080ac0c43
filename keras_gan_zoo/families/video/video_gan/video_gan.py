"""Deep multi-scale video prediction beyond mean square error (Mathieu, Couprie and LeCun 2015)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.video.video_gan.moving_patches import moving_patches, random_window
from keras_gan_zoo.families.video.video_gan.networks import video_discriminator, video_generator
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.losses.gradient_difference import gradient_difference
from keras_gan_zoo.models.video_predictor import VideoPredictor
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "video_gan",
    paper="1511.05440",
    title="Deep multi-scale video prediction beyond mean square error",
    tags=("gradient difference", "multi-scale", "prediction"),
)
class VideoGAN(VideoPredictor):
    r"""Predicts the next frame of a video, at several sizes, and is not paid for the mean of all.

    A distance alone pleases every future that could come by their mean: what may turn left or right
    blurs, splits in two, or vanishes. The discriminators see the known frames and the next one, and
    ask for one that could be real. By its weights one model is each row of the paper's tables:
    `distance_power` 2 or 1 alone, with the gradient difference, with the adversarial loss.

    With `latent_dim` above 0, which the paper has not, a latent vector says which of the futures it
    is to be: of `guesses` for each video only the nearest is held against the true one.

    Args:
        generator: Network from videos X (batch, past, height, width, channels), height and width
            free, or these and latents (batch, latent_dim), to a list of frames in [-1, 1], the
            largest first, each half as large as the one before.
        discriminator: Network from a list, videos of the patches' size and the next frame at each
            size, to a list of logits (batch, 1).
        image_shape: (height, width, channels) of the frames.
        distance_weight: \( \lambda_{\ell_p} \) of the distance to the true frame.
        distance_power: p of that distance, 1 or 2 in the paper.
        gradient_weight: \( \lambda_{gdl} \) of the gradient difference loss.
        gradient_power: \( \alpha \) of that loss.
        adversarial_weight: \( \lambda_{adv} \); 0 for no adversary, with no discriminator's step.
        guesses: Futures that are drawn of each video in a step; `None` for 2 with latents, and 1
            without.
        motion: Least mean squared change of a pixel, from frame to frame, that makes a patch one
            to train on.
        **kwargs: `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other or the frames, a weight is below 0 or all
            are, or several guesses are asked of a generator without latents.

    Example:
        >>> gan = keras_gan_zoo.get("video_gan", image_shape=(168, 160, 3), width=16)
        >>> gan.fit(keras_gan_zoo.data.load("pacman", batch_size=8, shuffle=True))
        >>> film = gan.generate(clips[:, :4], frames=10)

    Reference:
        https://arxiv.org/abs/1511.05440
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    terms = ("distance", "gradient_difference", "adversarial")
    default_batch_size = 8
    objective = (
        "frames:        Y^_k = u_k(Y^_k-1) + G_k(X_k, u_k(Y^_k-1)),  k = 1 ... K sizes",
        "discriminator: min  - sum_k E log D_k(X_k, Y_k) + log(1 - D_k(X_k, Y^_k))",
        "generator:     min  lambda_p |Y - Y^|_p^p + lambda_gdl gdl(Y, Y^)",
        "                    - lambda_adv sum_k E log D_k(X_k, Y^_k)",
        "gdl:           sum ||Y_ij - Y_i-1,j| - |Y^_ij - Y^_i-1,j||^alpha + the same along j",
    )
    watch = (
        "`distance` falls at once, to what copying the last frame gives, and from there slowly: "
        "what moves is a small part of a patch.",
        "A discriminator's loss near 0 has won at all sizes: frames then get a grain, which a "
        "smaller `adversarial_weight` takes away.",
        "Look at films, not at single frames: what is predicted is known for the next, and a small "
        "fault grows from frame to frame.",
    )
    differs = (
        "the optimizers, Adam's at two rates of this library's own, where the paper has gradient "
        "descent at 0.04 for the generator and 0.02 for the discriminators.",
        "the frames of each size, clipped to [-1, 1] with a gradient that does not notice, and "
        "enlarged unclipped.",
        "the losses, means over pixels, and over all sizes also for the two distances.",
        "the leak of the discriminators' units, 0.2; and the known frames that they see as what "
        "they differ by from the next one, so that motion is no small part of it.",
        "both players' batch, which is one.",
    )
    smallest = {"image_shape": (8, 8, 1), "past": 2, "scales": 2, "patch": 8, "width": 4}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        image_shape: Sequence[int],
        distance_weight: float = 1.0,
        distance_power: float = 1.0,
        gradient_weight: float = 1.0,
        gradient_power: float = 1.0,
        adversarial_weight: float = 0.05,
        guesses: int | None = None,
        motion: float = 1e-3,
        **kwargs: Any,
    ):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        self.image_shape = check_image_shape(image_shape)
        seen = [tuple(tensor.shape[1:]) for tensor in generator.inputs]
        self.past, self.latent_dim = seen[0][0], seen[1][0] if len(seen) > 1 else 0
        self.scales = len(generator.outputs)
        self.multiple = 2 ** (self.scales - 1)
        self._check_networks()
        self.patch = tuple(discriminator.inputs[0].shape[2:4])
        self.distance_weight = check_number(distance_weight, "distance_weight", least=0)
        self.gradient_weight = check_number(gradient_weight, "gradient_weight", least=0)
        self.adversarial_weight = check_number(adversarial_weight, "adversarial_weight", least=0)
        if not (self.distance_weight or self.gradient_weight or self.adversarial_weight):
            raise ValueError(
                "`distance_weight`, `gradient_weight` and `adversarial_weight` are all 0: nothing "
                "is learned."
            )
        self.distance_power = check_number(distance_power, "distance_power", least=1)
        self.gradient_power = check_number(gradient_power, "gradient_power", least=1)
        self.motion = check_number(motion, "motion", least=0)
        drawn = (2 if self.latent_dim else 1) if guesses is None else guesses
        self.guesses = check_whole(drawn, "guesses", least=1)
        if self.guesses > 1 and not self.latent_dim:
            raise ValueError(
                f"`guesses`={self.guesses} are all the same without latents: give `latent_dim`, or "
                "leave `guesses` out."
            )

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        past: int = 4,
        scales: int = 4,
        patch: int | None = 32,
        width: int = 128,
        latent_dim: int = 0,
        keep: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks.

        Args:
            image_shape: (height, width, channels) of the frames, height and width multiples of
                2^(scales - 1).
            past: How many frames the next one is told from.
            scales: Sizes at which a frame is drawn and judged, the smallest first.
            patch: Side of the squares with motion that are cut out of the frames to train on, a
                multiple of 2^(scales - 1); `None` for whole frames. A generator of convolutions
                predicts frames of any size.
            width: Maps of each generator's first layer, 128 in the paper; the discriminators have
                half as many at the smallest size.
            latent_dim: Length of the latent vectors that say which future it is; 0 for none.
            keep: Whether what the generator draws is added to the last known frame, at each size:
                a small one then has to learn what changes, and not first to copy. Not in the
                paper.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        shape = check_image_shape(image_shape)
        size = shape[:2] if patch is None else (check_whole(patch, "patch", least=1),) * 2
        for name, sides in (("image_shape", shape[:2]), ("patch", size)):
            each = 2 ** (check_whole(scales, "scales", least=1) - 1)
            if any(side % each for side in sides):
                near = tuple(max(1, round(side / each)) * each for side in sides)
                raise ValueError(
                    f"`{name}` must be of sides that are multiples of {each}, as `scales`={scales} "
                    f"halves them, got {sides[0]} times {sides[1]}; the nearest are {near[0]} "
                    f"times {near[1]}."
                )
        with seeded(seed):
            return cls(
                video_generator(past, shape[2], scales, width, latent_dim, keep),
                video_discriminator(past, (*size, shape[2]), scales, width),
                image_shape=shape,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns an Adam for each player, the discriminators' at twice the generator's rate."""
        rates = {"discriminator": 1e-3, "generator": 5e-4}
        return {player: keras.optimizers.Adam(rate, beta_1=0.5) for player, rate in rates.items()}

    # Training

    def known_and_next(self, videos: Tensor) -> tuple[Tensor, Tensor]:
        """Cuts patches with motion out of videos and returns the known frames X and the next Y.

        Args:
            videos: (batch, more than `past` frames, height, width, channels).

        Returns:
            (batch, past, *patch, channels), and (batch, *patch, channels).
        """
        clips = random_window(videos, self.past + 1, self.seed_generator)
        clips = moving_patches(clips, self.patch, self.motion, self.seed_generator)
        return clips[:, :-1], clips[:, -1]

    def at_all_sizes(self, frames: Tensor) -> list[Tensor]:
        """Returns frames and their halves, as many as the generator draws, the largest first."""
        return [ops.average_pool(frames, 2**k) if k else frames for k in range(self.scales)]

    def train_step(self, videos: Tensor) -> dict[str, Tensor]:
        """One step of the discriminators, then one of the generator (algorithm 1)."""
        X, Y = self.known_and_next(videos)
        Y_k, Xs = self.at_all_sizes(Y), ops.repeat(X, self.guesses, axis=0)
        z = self.sample_latents(Xs)
        fakes = self.shared_pass(lambda: self.generator(z, training=True), "generator")

        def discriminator_loss():
            real = self.discriminator([X, *Y_k], training=True)
            fake = self.discriminator([Xs, *fakes.outputs], training=True)
            pairs = zip(real, fake, strict=True)
            return sum(log_loss.real(r) + log_loss.fake(f) for r, f in pairs)

        def generator_loss():
            loss = self.distances(Y_k, fakes.outputs)
            if self.adversarial_weight:
                fake = self.discriminator([Xs, *fakes.outputs], training=True)
                judged = sum(log_loss.real(f) for f in fake)
                loss["adversarial"] = self.adversarial_weight * judged
            return loss

        if self.adversarial_weight:
            self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def sample_latents(self, videos: Tensor) -> Tensor | list[Tensor]:
        """Returns what the generator takes: the videos, and latents for them if it has any."""
        if not self.latent_dim:
            return videos
        shape = (ops.shape(videos)[0], self.latent_dim)
        return [videos, random_rows(keras.random.normal, shape, seed=self.seed_generator)]

    def distances(self, true: Sequence[Tensor], drawn: Sequence[Tensor]) -> dict[str, Tensor]:
        """Returns the two distances to the true frames, of each video's nearest guess, as means.

        Args:
            true: The next frame at each size, (batch, ...).
            drawn: The guesses likewise, (batch * guesses, ...).
        """
        lp: Any = 0.0
        gdl: Any = 0.0
        for frame, guess in zip(true, drawn, strict=True):
            frame = ops.repeat(frame, self.guesses, axis=0)
            error = ops.abs(ops.cast(frame, "float32") - guess) ** self.distance_power
            lp += self.distance_weight * ops.mean(error, axis=(1, 2, 3)) / self.scales
            difference = gradient_difference(frame, guess, self.gradient_power)
            gdl += self.gradient_weight * difference / self.scales
        lp, gdl = (ops.reshape(each, (-1, self.guesses)) for each in (lp, gdl))
        nearest = ops.one_hot(ops.argmin(lp + gdl, axis=1), self.guesses, dtype="float32")
        return {
            "distance": ops.mean(ops.sum(lp * nearest, axis=1)),
            "gradient_difference": ops.mean(ops.sum(gdl * nearest, axis=1)),
        }

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the frames' shape and the terms of the loss."""
        return {
            **super().get_config(),
            "image_shape": self.image_shape,
            "distance_weight": self.distance_weight,
            "distance_power": self.distance_power,
            "gradient_weight": self.gradient_weight,
            "gradient_power": self.gradient_power,
            "adversarial_weight": self.adversarial_weight,
            "guesses": self.guesses,
            "motion": self.motion,
        }

    def _check_networks(self):
        channels, known = self.image_shape[2], self.generator.inputs[0].shape
        if len(known) != 5 or known[-1] != channels:
            raise ValueError(
                f"`generator` must take videos (batch, past, height, width, {channels}), as "
                f"`image_shape` {self.image_shape} says, got a network for {tuple(known)}."
            )
        shapes = [tuple(tensor.shape[1:]) for tensor in self.discriminator.inputs]
        height, width = shapes[0][1:3]
        frames = [(height // 2**k, width // 2**k, channels) for k in range(self.scales)]
        if shapes[0][0] != self.past or shapes[1:] != frames:
            raise ValueError(
                f"`discriminator` must take videos of {self.past} frames and the next one at the "
                f"{self.scales} sizes that `generator` draws, the largest first, got a network for "
                f"{shapes}."
            )
