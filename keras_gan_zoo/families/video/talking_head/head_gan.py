"""What the learning of all people and the learning of one have in common: the losses."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.networks.published_features import check_features, feature_maps
from keras_gan_zoo.samples.picture_checks import DataMismatch
from keras_gan_zoo.types import Tensor


class HeadGAN(Translator):
    r"""Frames from pictures of landmarks, by features that agree and a discriminator.

    Args:
        networks: As for `AdversarialModel`.
        content_weight: Weight of \( L_{CNT} \), the distance of a published network's features.
        adversarial_weight: Weight of the discriminator's score.
        feature_weight: Weight of \( L_{FM} \), the distance of the discriminator's maps.
        pixel_weight: Weight of the distance of pixels.
        features: Name of a published network, "vgg16"; or a network from frames in [-1, 1] to one
            map or a list of maps.
        discriminator_steps: Steps of the discriminator for one of the generator.
        **kwargs: As for `AdversarialModel`.

    Raises:
        ValueError: If a weight is below 0 or all are, or the features' name does not exist or is
            of a network for another number of channels.
    """

    directions = ("landmarks_to_frame",)
    terms: Sequence[str] = ("content", "adversarial", "feature_matching", "pixel")
    default_batch_size = 8
    image_shape: tuple[int, int, int]
    smallest: Mapping[str, object] = {
        "image_shape": (16, 16, 3),
        "width": 2,
        "downsamplings": 1,
        "blocks": 1,
        "attention": 0,
        "content_weight": 0.0,
        "pixel_weight": 10.0,
        "discriminator_steps": 1,
    }

    def __init__(
        self,
        networks: Mapping[str, keras.Model],
        *,
        content_weight: float,
        adversarial_weight: float,
        feature_weight: float,
        pixel_weight: float,
        features: str | keras.Model,
        discriminator_steps: int,
        **kwargs: Any,
    ):
        held = dict(networks)
        if not isinstance(features, str):
            features.trainable = False
            held["features"] = features
        super().__init__(held, **kwargs)
        self.features = check_features(features)
        self.content_weight = check_number(content_weight, "content_weight", least=0)
        self.adversarial_weight = check_number(adversarial_weight, "adversarial_weight", least=0)
        self.feature_weight = check_number(feature_weight, "feature_weight", least=0)
        self.pixel_weight = check_number(pixel_weight, "pixel_weight", least=0)
        self.discriminator_steps = check_whole(discriminator_steps, "discriminator_steps", least=1)
        if not any(self.loss_weights().values()):
            raise ValueError(
                "`content_weight`, `adversarial_weight`, `feature_weight` and `pixel_weight` are "
                "all 0: nothing is learned."
            )

    def loss_weights(self) -> dict[str, float]:
        """Returns the weights of the terms that both ways of learning have, by argument."""
        names = ("content_weight", "adversarial_weight", "feature_weight", "pixel_weight")
        return {name: getattr(self, name) for name in names}

    def check_channels(self) -> None:
        """Refuses features of coloured pictures for frames that are not."""
        if isinstance(self.features, str) and self.content_weight and self.image_shape[-1] != 3:
            raise ValueError(
                f"`features`={self.features!r} is of pictures with 3 channels, and `image_shape` "
                f"has {self.image_shape[-1]}: pass content_weight=0 and a `pixel_weight`, or a "
                "network of your own as `features`."
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adams at the paper's rates: 2e-4 for the discriminator, 5e-5 for the rest."""
        rates = {"discriminator": 2e-4, "generator": 5e-5}
        return {player: keras.optimizers.Adam(rate, beta_1=0.5) for player, rate in rates.items()}

    # The losses

    @property
    def judge_steps(self) -> int:
        """How often the discriminator moves in a step: not at all where nothing is asked of it."""
        return self.discriminator_steps if self.adversarial_weight or self.feature_weight else 0

    def content_features(self) -> keras.Model | None:
        """Returns the network whose maps the content is compared by, if it is.

        To be asked for outside of a loss: the first time its weights are read.
        """
        return feature_maps(self.features) if self.content_weight else None

    def generator_terms(
        self, x: Tensor, fakes: Tensor, judge: Callable, phi: keras.Model | None
    ) -> dict[str, Tensor]:
        """Returns what the generator is paid by: content, score, the maps of D, and pixels.

        Args:
            x: True frames.
            fakes: As many that were drawn.
            judge: Function from frames to what the discriminator says of them, a score and maps.
            phi: What `content_features` returned.
        """
        terms = {}
        if phi is not None:
            terms["content"] = self.content_weight * content_loss(phi, x, fakes)
        if self.judge_steps:
            (_, *maps), (score, *drawn_maps) = judge(x), judge(fakes)
            terms["adversarial"] = -self.adversarial_weight * ops.mean(score)
            distance = sum(
                mean_absolute(ops.cast(true, "float32") - ops.cast(fake, "float32"))
                for true, fake in zip(map(ops.stop_gradient, maps), drawn_maps, strict=True)
            )
            terms["feature_matching"] = self.feature_weight * distance / len(maps)
        if self.pixel_weight:
            terms["pixel"] = self.pixel_weight * mean_absolute(ops.cast(x, "float32") - fakes)
        return terms

    # What is looked at

    def watched_inputs(
        self, count: int, seed: int, given: Any = None, *, whole_rows: bool = True
    ) -> dict[str, object]:
        """Returns the given frames and landmarks, by these names.

        Raises:
            ValueError: If they were not given, or are not of one shape.
        """
        named = dict(given) if isinstance(given, Mapping) else {}
        if not named and isinstance(given, (tuple, list)) and len(given) == 2:
            named = dict(zip(("frames", "landmarks"), given, strict=True))
        if set(named) != {"frames", "landmarks"}:
            raise ValueError(
                f"`inputs` must be given for a {type(self).__name__}, true frames and their "
                "landmarks: ImageGrid(..., inputs=(frames, landmarks))."
            )
        frames, landmarks = (np.asarray(named[name]) for name in ("frames", "landmarks"))
        check_alike(frames, landmarks)
        return {"frames": frames, "landmarks": landmarks}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the weights of the terms and the features."""
        config = super().get_config()
        if isinstance(self.features, str):
            config["features"] = self.features
        return {**config, **self.loss_weights(), "discriminator_steps": self.discriminator_steps}


def check_alike(frames: np.ndarray, landmarks: np.ndarray) -> None:
    """Raises `DataMismatch` if there are not as many pictures of landmarks as frames, as large."""
    if np.shape(frames)[:-1] != np.shape(landmarks)[:-1]:
        raise DataMismatch(
            f"`frames` have the shape {np.shape(frames)} and `landmarks` {np.shape(landmarks)}: "
            "give a picture of landmarks for each frame, as high and as wide."
        )


def content_loss(phi: keras.Model, x: Tensor, fakes: Tensor) -> Tensor:
    """Returns the sum over maps of the mean absolute difference of features, a scalar."""

    def maps(frames):
        found = phi(frames, training=False)
        found = found if isinstance(found, (list, tuple)) else [found]
        return [ops.cast(each, "float32") for each in found]

    return sum(
        mean_absolute(ops.stop_gradient(true) - fake)
        for true, fake in zip(maps(x), maps(fakes), strict=True)
    )
