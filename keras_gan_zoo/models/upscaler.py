"""The base of the families that enlarge photographs."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.layers.degradation.pipelines import DEGRADATIONS, bicubic, check_degradation
from keras_gan_zoo.layers.degradation.resampling import resample
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.models.crop_trained import CropTrained
from keras_gan_zoo.models.stages import Staged
from keras_gan_zoo.models.tiles import cut_out, put_together, tiles_of
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.kind import Group, Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

_PROBE = 16


class Upscaler(CropTrained, Staged):
    """A model that enlarges photographs, and makes the small ones that it learns from itself.

    Subclasses write `train_step` and `pixel_step`.

    Args:
        generator: Network from pictures (batch, height, width, channels) of any size, in [-1, 1],
            to pictures 2, 4 or 8 times as high and wide.
        discriminator: Network from enlarged pictures of one size, that of the crops that are
            trained on, to logits (batch, 1).
        degradation: How photographs become small: "bicubic", "area", or "real_esrgan"
            (2107.10833), which blurs, resizes, adds noise and compresses, twice.
        weights: The weights of the terms by the argument's name, each an attribute then.
        features: Name of a published network whose features are compared, "vgg16" (fetched once
            when the first step is taken); or a network from pictures in [-1, 1] to a map; `None`
            where none are.
        **kwargs: `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, a weight is below 0 or all are, or a
            name does not exist.
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    directions = ("up",)
    averaged = ("generator",)
    stages = ("generator",)
    terms: Sequence[str] = ("perceptual", "adversarial", "pixel")
    wants = "photographs"
    default_batch_size = 16
    smallest: Mapping[str, object] = {
        "image_shape": (16, 16, 3),
        "scale": 2,
        "width": 4,
        "blocks": 1,
        "discriminator_width": 4,
        "discriminator_downsamplings": 1,
        "discriminator_units": 4,
        "perceptual_weight": 0.0,
        "pixel_weight": 1.0,
    }

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        degradation: str = "bicubic",
        *,
        weights: Mapping[str, float],
        features: str | keras.Model | None = None,
        **kwargs: Any,
    ):
        networks = {"generator": generator, "discriminator": discriminator}
        if isinstance(features, keras.Model):
            networks["features"] = features
        super().__init__(networks, **kwargs)
        self.features = features
        if isinstance(features, keras.Model):
            features.trainable = False
        self.image_shape = tuple(discriminator.input_shape[1:])
        self.scale = self._checked_scale()
        self.degradation = check_degradation(degradation)
        self.weight_names = tuple(weights)
        for name, weight in weights.items():
            setattr(self, name, check_number(weight, name, least=0))
        if not any(getattr(self, name) for name in weights):
            *names, last = (f"`{name}`" for name in weights)
            raise ValueError(f"{', '.join(names)} and {last} are all 0: nothing is learned.")

    def _checked_scale(self) -> int:
        height, width, channels = self.image_shape
        shape = self.generator.compute_output_shape((1, _PROBE, _PROBE, channels))
        scale = (shape[1] or 0) // _PROBE
        if scale < 1 or tuple(shape) != (1, scale * _PROBE, scale * _PROBE, channels):
            raise ValueError(
                f"`generator` must make pictures of any size a whole number of times larger, with "
                f"the {channels} channels that `discriminator` judges; of {_PROBE} times {_PROBE} "
                f"pixels it makes {tuple(shape[1:])}."
            )
        if height % scale or width % scale:
            near = tuple(max(1, round(side / scale)) * scale for side in (height, width))
            raise ValueError(
                f"`image_shape` must be of sides that are multiples of `scale`={scale}, got "
                f"{height} times {width}; the nearest are {near[0]} times {near[1]}."
            )
        return scale

    # Training data

    @property
    def gives(self) -> Kind:
        """What photographs of the crops' size become."""
        height, width, channels = self.image_shape
        return Pictures((self.scale * height, self.scale * width, channels))

    def low_and_high(self, photographs: Tensor) -> tuple[Tensor, Tensor]:
        """Cuts crops out of photographs, and returns them small and as they are, in float32."""
        high = self.crops(photographs, self.image_shape)
        low = DEGRADATIONS[self.degradation](high, self.scale, self.seed_generator)
        return ops.stop_gradient(low), high

    # The stage before the game

    def pixel_step(self, photographs: Tensor) -> dict[str, Tensor]:
        """Moves the generator towards the photographs' pixels alone."""
        raise NotImplementedError(f"{type(self).__name__} must say its distance of pixels.")

    def stage_steps(self) -> dict[str, Callable]:
        """The generator by the distance of pixels alone."""
        return {"generator": self.pixel_step}

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adam at 1e-4 for each player, as both papers have it."""
        return {player: keras.optimizers.Adam(1e-4) for player in self.players}

    def interpolated(self, other: "Upscaler", alpha: float) -> "Self":
        """Returns a model whose generator lies between another's and this one's.

        Between a generator that was trained by pixels alone and the same one after the game lie
        those that are sharp with less of what the game makes up (1809.00219, section 3.4):
        `(1 - alpha) * other + alpha * self`, weight by weight.

        Args:
            other: A model of the same networks, such as this one as it was saved before the game.
            alpha: 1 for this model's generator, 0 for the other's.

        Returns:
            A new model with new optimizers and this one's discriminator.

        Raises:
            ValueError: If the two generators are of different shapes, or alpha is not in [0, 1].

        Example:
            >>> gan.pretrain(photographs, epochs=100)
            >>> gan.save("by_pixels.keras")
            >>> gan.fit(photographs, epochs=100)
            >>> between = gan.interpolated(keras.saving.load_model("by_pixels.keras"), 0.8)
        """
        alpha = check_number(alpha, "alpha", least=0)
        if alpha > 1:
            raise ValueError(f"`alpha` must be in [0, 1], got {alpha}.")
        mine, others = (
            model.inference_network("generator").get_weights() for model in (self, other)
        )
        if [w.shape for w in mine] != [w.shape for w in others]:
            raise ValueError(
                "`other` has a generator of other shapes: interpolate between models that were "
                "built with the same arguments."
            )
        mixed = [(1 - alpha) * b + alpha * a for a, b in zip(mine, others, strict=True)]
        between = type(self).from_config(self.get_config())
        between.discriminator.set_weights(self.discriminator.get_weights())
        if isinstance(self.features, keras.Model):
            between.features.set_weights(self.features.get_weights())
        for name in ("generator", *between.average_names.values()):
            getattr(between, name).set_weights(mixed)
        between.compile()
        return between

    # Enlarging

    def call(self, images: Tensor, training: bool = False) -> Tensor:
        """Enlarges pictures, unclipped."""
        return self.inference_network("generator")(images, training=training)

    def generate(
        self,
        images: ArrayLike,
        *,
        direction: str | None = None,
        n: int | None = None,
        seed: int | None = None,
        batch_size: int = 4,
        tile: int = 160,
        overlap: int = 16,
    ) -> np.ndarray:
        """Enlarges pictures of any size, in tiles that overlap.

        Only the middle of a tile is kept. Where the overlap is as wide as what a pixel is computed
        from, tiles give what the whole picture would. A deep network sees further: in tiles of 64
        with an overlap of 16 Real-ESRGAN's was off by 0.004 of the range on average, by 0.13 at one
        pixel; a larger overlap brings it nearer.

        Args:
            images: Float array (m, height, width, channels) in [-1, 1].
            direction: "up", the only one.
            n: How many of each picture, all alike; `None` or 1.
            seed: Is not asked: nothing is random.
            batch_size: Tiles enlarged at once, at least 1.
            tile: Side of a tile with its overlaps, more than twice the overlap. Smaller pictures
                are enlarged whole.
            overlap: Pixels on each side of a tile that are not kept.

        Returns:
            Float32 (m, scale * height, scale * width, channels) in [-1, 1].

        Raises:
            ValueError: If a number is not as said.
            keras_gan_zoo.data.DataMismatch: If the pictures do not fit.

        Example:
            >>> gan.generate(photographs[:, ::4, ::4]).shape
            (8, 512, 768, 3)
        """
        self.check_direction(direction)
        if n is not None and check_whole(n, "n", 1) > 1:
            raise ValueError(
                f"`n` asks for {n} of each picture, but a {type(self).__name__} has no noise and "
                "would draw the same ones: leave `n` out."
            )
        batch_size = check_whole(batch_size, "batch_size", 1)
        overlap = check_whole(overlap, "overlap", 0)
        tile = check_whole(tile, "tile", 2 * overlap + 1)
        images = one_array(images, "images")
        self.source_kinds()["up"].check(images, name="images")
        each = 4 * images[:1].size * self.scale**2
        check_room(len(images), each, "pictures", "enlarge fewer at a time")
        rows, columns = (tiles_of(side, tile, overlap) for side in images.shape[1:3])
        network = self.inference_network("generator")
        enlarged = []
        for image in images.astype("float32"):
            cut = np.stack([*cut_out(image, rows, columns, tile)])
            drawn = self.draw(network, cut, batch_size)
            enlarged.append(put_together(drawn, rows, columns, self.scale))
        return np.clip(np.stack(enlarged), -1, 1)

    # What is watched and stored

    def watched_samples(self, inputs: Mapping) -> list[Group]:
        """Returns photographs, and what bicubic interpolation and the model make of small ones."""
        high = np.asarray(inputs["up"], "float32")
        height, width = (side - side % self.scale for side in high.shape[1:3])
        high = high[:, :height, :width]
        low = ops.convert_to_numpy(bicubic(high, self.scale, None))
        return [
            [
                ("photographs", high),
                ("bicubic", enlarged_bicubically(low, self.scale)),
                ("enlarged", self.generate(low)),
            ],
        ]

    def small_sample(self, count: int, seed: int) -> dict[str, float]:
        """Returns a few numbers of what made-up pictures become."""
        found = self.gives.numbers(self.generate(self.takes[0].examples(count, seed)))
        return {f"up.{name}": value for name, value in found.items()}

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator for pictures of `image_shape`, clipped: a file has one size."""
        images = keras.Input(self.image_shape, name="images")
        drawn = self.inference_network("generator")(images)
        return {"up": keras.Model(images, ops.clip(drawn, -1.0, 1.0), name="generator")}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the degradation and the weights of the terms."""
        config = super().get_config()
        if isinstance(self.features, str):
            config["features"] = self.features
        weights = {name: getattr(self, name) for name in self.weight_names}
        return {**config, "degradation": self.degradation, **weights}


def enlarged_bicubically(images: np.ndarray, scale: int) -> np.ndarray:
    """Returns pictures enlarged by the bicubic kernel.

    Args:
        images: (m, height, width, channels) in [-1, 1].
        scale: How many times.
    """
    images = np.asarray(images, "float32")
    sides = images.shape[1:3]
    old, new = (tuple(ops.array([float(factor * side)]) for side in sides) for factor in (1, scale))
    canvas = (scale * sides[0], scale * sides[1])
    return np.clip(ops.convert_to_numpy(resample(images, old, new, canvas)), -1, 1)
