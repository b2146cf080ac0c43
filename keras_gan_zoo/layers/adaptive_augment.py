"""Adaptive discriminator augmentation as the first layer of a discriminator (2006.06676)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_seed, check_whole
from keras_gan_zoo.layers.random_affine import geometry, light
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class AdaptiveAugment(keras.layers.Layer):
    r"""Augments the discriminator's input as strongly as it overfits, real and generated alike.

    Each picture is flipped, turned, scaled, moved, lightened and coloured anew, each with
    probability p. Where the discriminator is right about too many real pictures,
    \( r_t = E[\operatorname{sign} D(x)] \) above the target, it learns them by heart, and p rises;
    below, p falls (section 3.1, eq. 1). p is a weight, so that it is saved and resumed. The
    model that holds the discriminator calls `adapt`; by itself the layer stays at p = `start`.

    Args:
        target: Of \( r_t \), in (-1, 1).
        pictures: Real pictures in which p can rise from 0 to 1; fewer for a short training.
        start: p at the beginning, in [0, 1].
        every: Steps between two changes of p.
        seed: Seed of the draws, or `None`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (batch, height, width, channels), images in [-1, 1].

    Raises:
        ValueError: If a number is out of its range.

    Differs from the paper: pictures are sampled bilinearly, where it filters by wavelets of order
    6; \( r_t \) is measured by a call of its own, on what the next step is trained on.

    Example:
        >>> gan = keras_gan_zoo.get("dcgan", augment="adaptive")
        >>> layer = AdaptiveAugment(target=0.5, pictures=100_000)

    Reference:
        https://arxiv.org/abs/2006.06676
    """

    def __init__(
        self,
        target: float = 0.6,
        pictures: int = 500_000,
        start: float = 0.0,
        every: int = 4,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.target = check_number(target, "target", above=-1, below=1)
        self.pictures = check_whole(pictures, "pictures", least=1)
        self.start = check_number(start, "start", least=0)
        if self.start > 1:
            raise ValueError(f"`start` must be a probability, at most 1, got {start!r}.")
        self.every = check_whole(every, "every", least=1)
        self.seed = check_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.probability = self.add_weight(
            (),
            initializer=keras.initializers.Constant(self.start),
            dtype="float32",
            trainable=False,
            name="probability",
        )
        self.built = True

    def call(self, images: Tensor, training: bool = False) -> Tensor:
        """Augments each picture at random in training; returns the input otherwise."""
        if not training:
            return images
        p = ops.stop_gradient(ops.convert_to_tensor(self.probability))
        x = geometry(ops.cast(images, "float32"), p, self.seed_generator)
        return ops.cast(light(x, p, self.seed_generator), images.dtype)

    def adapt(self, real_logits: Tensor, pictures: Tensor) -> None:
        """Moves p by what the discriminator says of real pictures (section 3.1).

        Args:
            real_logits: Its logits for real pictures, augmented: above 0 where it takes them for
                real.
            pictures: How many real pictures a step shows, on all replicas together; p moves by
                `every` times as many in `pictures`.
        """
        r_t = mean_over_replicas(ops.mean(ops.sign(ops.cast(real_logits, "float32"))))
        step = ops.cast(pictures, "float32") * self.every / self.pictures
        moved = self.probability + ops.sign(r_t - self.target) * step
        self.probability.assign(ops.clip(moved, 0.0, 1.0))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape as it is."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "target": self.target,
            "pictures": self.pictures,
            "start": self.start,
            "every": self.every,
            "seed": self.seed,
        }
