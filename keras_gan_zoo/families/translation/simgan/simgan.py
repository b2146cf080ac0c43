"""Learning from simulated images through adversarial training (Shrivastava et al. 2017)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import tensorflow as tf

from keras_gan_zoo import losses
from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.batching import batches_of_steps, dealt_out
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.translation.simgan.networks import local_discriminator, refiner
from keras_gan_zoo.layers import ImageHistory
from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.models.picture_pairs import unpaired_batches
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "simgan",
    paper="1612.07828",
    title="Learning from Simulated and Unsupervised Images through Adversarial Training",
    tags=("history", "refiner", "unpaired"),
)
class SimGAN(Translator):
    r"""Makes simulated pictures look real, and leaves them what they show.

    The refiner R is held to its input by \( \lVert R(x) - x \rVert_1 \), so that what was known of
    the simulated picture still holds. The discriminator judges patches, and is shown a history of
    refined pictures beside the newest: each is, with probability one half, exchanged for an older
    one, where section 2.3 takes half of every batch from the history.

    Args:
        refiner: Network R from simulated pictures to refined ones, both in [-1, 1].
        discriminator: Network from pictures to logits, one for each patch.
        self_regularization_weight: \( \lambda \) of eq. 4, between means over pixels and over
            patches where the paper has sums.
        refiner_steps: \( K_g \), steps of the refiner.
        discriminator_steps: \( K_d \), steps of the discriminator after them.
        history_size: Refined pictures the history remembers, at least a batch; 0 for none.
        **kwargs: `ema_decay` (averages the refiner), `seed`, `name`.

    Raises:
        ValueError: If the networks' shapes do not fit each other, or a number is not as said.

    Example:
        >>> gan = keras_gan_zoo.get("simgan", image_shape=(35, 55, 1))
        >>> gan.fit((rendered_eyes, photographed_eyes), epochs=10)
        >>> refined = gan.generate(rendered_eyes)

    Reference:
        https://arxiv.org/abs/1612.07828
    """

    players = {"refiner": ["refiner"], "discriminator": ["discriminator"]}
    terms = ("realism", "self_regularization")
    averaged = ("refiner",)
    directions = ("refine",)
    default_batch_size = 64
    wants = "a pair of image sets (simulated, real), not aligned"
    objective = (
        "refiner:       min  -sum_i log(1 - D(R(x_i))) + lambda |R(x_i) - x_i|",
        "discriminator: min  -sum_i log D(R(x_i)) - sum_j log(1 - D(y_j)),  D(.): how simulated",
    )
    watch = (
        "`self_regularization` should stay far from 0 and from its first peak: near 0 nothing is "
        "refined, at the peak the pictures no longer show what they did.",
    )
    differs = (
        "the optimizer, Adam(2e-4, 0.5), where the paper has gradient descent at 0.001.",
        "what comes before the game: nothing, where the paper trains the refiner on the "
        "self-regularization for 1,000 steps and the discriminator for 200.",
        "the history, from which each refined picture is exchanged with probability one half, "
        "where the paper takes half of every batch from it.",
        "the losses, which are means over patches and pixels where the paper has sums.",
    )

    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "blocks": 1,
        "discriminator_width": 4,
        "refiner_steps": 1,
        "discriminator_steps": 1,
    }

    def __init__(
        self,
        refiner: keras.Model,
        discriminator: keras.Model,
        self_regularization_weight: float = 1.0,
        refiner_steps: int = 2,
        discriminator_steps: int = 1,
        history_size: int = 1000,
        **kwargs: Any,
    ):
        super().__init__({"refiner": refiner, "discriminator": discriminator}, **kwargs)
        self.image_shape = tuple(refiner.input_shape[1:])
        for network, shape in (
            ("refiner` gives", refiner.output_shape),
            ("discriminator` takes", discriminator.input_shape),
        ):
            if tuple(shape[1:]) != self.image_shape:
                raise ValueError(
                    f"`{network} {tuple(shape[1:])}, but `refiner` takes {self.image_shape}: "
                    "build both networks for one shape."
                )
        self.self_regularization_weight = check_number(
            self_regularization_weight, "self_regularization_weight", least=0
        )
        self.refiner_steps = check_whole(refiner_steps, "refiner_steps", 1)
        self.discriminator_steps = check_whole(discriminator_steps, "discriminator_steps", 1)
        self.history_size = check_whole(history_size, "history_size", 0)
        # Not `history`, where Keras puts what `fit` has logged.
        self.refined_history = ImageHistory(self.history_size, self.image_shape, seed=self.seed)
        self.adversarial = losses.get("non_saturating")

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        width: int = 64,
        blocks: int = 4,
        discriminator_width: int = 96,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks (appendix A).

        Args:
            image_shape: (height, width, channels) of both kinds of picture.
            width: Channels of the refiner's maps.
            blocks: Residual blocks of the refiner.
            discriminator_width: Channels of the discriminator's first map.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said.
        """
        check_whole(discriminator_width, "discriminator_width", 1)
        with seeded(seed):
            return cls(
                refiner(image_shape, width, blocks),
                local_discriminator(image_shape, discriminator_width),
                seed=seed,
                **kwargs,
            )

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """K_g steps of the refiner, then K_d of the discriminator (Algorithm 1)."""
        R, D = self.refiner, self.discriminator
        batches = dealt_out(data, *self._batches_a_step())

        for x, _ in batches[: self.refiner_steps]:

            def refiner_loss(x=x):
                refined = R(x, training=True)
                return {
                    "realism": self.adversarial.generator(fake=D(refined, training=True)),
                    "self_regularization": self.self_regularization_weight
                    * mean_absolute(refined - x),
                }

            self.minimize(refiner_loss, player="refiner")

        for x, y in batches[: self.discriminator_steps]:
            refined = self.refined_history(R(x, training=True))

            def discriminator_loss(refined=refined, y=y):
                return self.adversarial.discriminator(
                    real=D(y, training=True), fake=D(refined, training=True)
                )

            self.minimize(discriminator_loss, player="discriminator")
        return self.logs()

    @property
    def takes(self) -> tuple[Kind, ...]:
        """The shapes of simulated and of real pictures, which are the same."""
        return (Pictures(self.image_shape),) * 2

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks simulated and real pictures, and gives what all steps of both players need."""
        batches = unpaired_batches(
            x, self.data_shapes(), batch_size, shuffle, self.seed, "fit((simulated, real))"
        )
        return batches_of_steps(batches, *self._batches_a_step())

    def _batches_a_step(self) -> tuple[int, str]:
        """Returns how many batches a step takes, and by which argument."""
        if self.refiner_steps >= self.discriminator_steps:
            return self.refiner_steps, "refiner_steps"
        return self.discriminator_steps, "discriminator_steps"

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the refiner, averaged if an average is kept."""
        return {"refine": self.inference_network("refiner")}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the weight, the steps and the size of the history."""
        return {
            **super().get_config(),
            "self_regularization_weight": self.self_regularization_weight,
            "refiner_steps": self.refiner_steps,
            "discriminator_steps": self.discriminator_steps,
            "history_size": self.history_size,
        }
