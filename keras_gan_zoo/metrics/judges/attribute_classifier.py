"""A small classifier of pictures whose attributes are known, such as the cartoon faces."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
from keras import layers

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.metrics.features.features import image_batches
from keras_gan_zoo.metrics.judges.spoiling import spoiled
from keras_gan_zoo.metrics.pictures.class_coverage import ClassCoverage, class_coverage
from keras_gan_zoo.types import ArrayLike, Images

GENUINE = "genuine"
"""Head that tells real pictures from spoiled ones."""


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class AttributeClassifier(keras.Model):
    """Tells the attributes of a picture, and whether it is one of its kind at all.

    A convolutional network with a head for each attribute. One more head is trained on real
    pictures against spoiled ones (torn to pieces, melted, blended, drowned in noise), which makes
    the classifier a detector: of faces, if it was trained on faces.

    Args:
        image_shape: (height, width, channels).
        attributes: By attribute, its values in their order; plain values.
        width: Channels of the first map; the next ones double.

    Example:
        >>> from keras_gan_zoo import data
        >>> images, attributes = data.render_faces("colour", 0, 4000, size=64)
        >>> classifier = train_attribute_classifier(
        ...     images, attributes, ["skin", "glasses"], verbose=0
        ... )
        >>> classifier.classify(gan.generate(100))["skin"][:2]
        ['tan', 'pale']
        >>> classifier.save("faces.keras")
        >>> classifier = AttributeClassifier.load("faces.keras")
    """

    def __init__(
        self,
        image_shape: Sequence[int],
        attributes: Mapping[str, Sequence],
        width: int = 32,
        **kwargs: Any,
    ):
        images = keras.Input(image_shape, name="images")
        x = images
        for step in range(3):
            x = layers.Conv2D(width * 2**step, 3, padding="same", use_bias=False)(x)
            x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
            x = layers.MaxPooling2D()(x)
        # Flat and not averaged: an eye's colour is where the eye is.
        x = layers.Dropout(0.3)(layers.Dense(4 * width, activation="relu")(layers.Flatten()(x)))
        heads = {**{name: len(values) for name, values in attributes.items()}, GENUINE: 2}
        logits = {
            name: layers.Dense(count, dtype="float32", name=name)(x)
            for name, count in heads.items()
        }
        super().__init__(images, logits, **kwargs)
        self.image_shape = tuple(image_shape)
        self.attributes = {name: list(values) for name, values in attributes.items()}
        self.width = width

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            "image_shape": list(self.image_shape),
            "attributes": dict(self.attributes),
            "width": self.width,
            "name": self.name,
        }

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None
    ) -> "AttributeClassifier":
        """Recreates the network, without weights."""
        return cls(**config)

    @classmethod
    def load(cls, path: str | os.PathLike) -> "AttributeClassifier":
        """Returns the classifier that `save` wrote to a file.

        Raises:
            ValueError: If there is no such file, or it holds something else.
        """
        try:
            classifier = keras.models.load_model(path, compile=False)
        except OSError as error:
            raise ValueError(f"{str(path)!r} cannot be read: {error}") from None
        if not isinstance(classifier, cls):
            raise ValueError(f"{str(path)!r} holds a {type(classifier).__name__}, no classifier.")
        return classifier

    def indices(
        self, images: Images, value_range: tuple[float, float] | None = None
    ) -> dict[str, np.ndarray]:
        """Returns, by attribute, the index of each picture's most probable value.

        Args:
            images: Images, as `keras_gan_zoo.metrics.features.image_batches` takes them.
            value_range: Of float images; by default [-1, 1], and images that look like [0, 1] are
                refused.

        Raises:
            ValueError: If they are of another shape than the classifier's, or plainly of another
                value range.
        """
        found: dict[str, list] = {name: [] for name in [*self.attributes, GENUINE]}
        for batch in image_batches(images, batch_size=250, value_range=value_range):
            if batch.shape[1:] != self.image_shape:
                raise ValueError(
                    f"`images` must have the shape {self.image_shape} that the classifier was "
                    f"trained on, got {batch.shape[1:]}."
                )
            for name, logits in self.predict_on_batch(_scaled(batch)).items():
                found[name].append(logits.argmax(axis=-1))
        return {name: np.concatenate(parts) for name, parts in found.items()}

    def classify(
        self, images: Images, value_range: tuple[float, float] | None = None
    ) -> dict[str, list]:
        """Returns, by attribute, the most probable value of each picture.

        Args:
            images: As for `indices`.
            value_range: As for `indices`.
        """
        indices = self.indices(images, value_range)
        return {
            name: [values[index] for index in indices[name]]
            for name, values in self.attributes.items()
        }

    def finds_face(self, images: ArrayLike) -> np.ndarray:
        """Returns booleans (n,): whether each picture is more like a real one than a spoiled one.

        This is the detector that `keras_gan_zoo.metrics.pictures.face_share` takes.
        """
        return self.indices(images)[GENUINE] == 1

    def coverage(
        self,
        generated: Images,
        real: Images,
        source: str = "",
        value_range: tuple[float, float] | None = None,
    ) -> dict[str, ClassCoverage]:
        """Compares how often each value of each attribute occurs among two sets of pictures.

        The classifier's own errors touch both alike.

        Args:
            generated: Generated images.
            real: Real images.
            source: Which real images.
            value_range: Of float images of both sets, as for `indices`.

        Returns:
            A `ClassCoverage` by attribute; `under_represented` holds indices into the
            attribute's values.
        """
        of_generated, of_real = (self.indices(images, value_range) for images in (generated, real))
        return {
            name: class_coverage(of_generated[name], of_real[name], len(values), name, source)
            for name, values in self.attributes.items()
        }


def train_attribute_classifier(
    images: np.ndarray,
    attributes: Sequence[Mapping],
    names: Sequence[str],
    *,
    epochs: int = 8,
    width: int = 32,
    batch_size: int = 64,
    seed: int = 0,
    verbose: int | str = "auto",
) -> AttributeClassifier:
    """Trains a classifier from pictures and what is known of them.

    Args:
        images: uint8 images (n, height, width, channels).
        attributes: What is known of each, n mappings, as
            `keras_gan_zoo.data.render_faces` returns them.
        names: Which of the attributes to learn.
        epochs: Passes over the pictures.
        width: Of the classifier.
        batch_size: Real pictures a step, beside half as many spoiled ones.
        seed: Of weights, order and spoiling.
        verbose: As for `keras.Model.fit`.

    Returns:
        The classifier.

    Raises:
        ValueError: If images and attributes differ in number, or an attribute does not exist.

    Example:
        >>> from keras_gan_zoo import data
        >>> images, attributes = data.render_faces("colour", 0, 4000, size=64)
        >>> classifier = train_attribute_classifier(
        ...     images, attributes, ["hair_colour", "skin"], verbose=0
        ... )
    """
    images = np.asarray(images)
    if images.ndim != 4 or images.dtype != np.uint8 or len(images) != len(attributes):
        raise ValueError(
            "`images` must be uint8 (n, height, width, channels), one for each of the "
            f"{len(attributes)} `attributes`, got {images.dtype} of shape {images.shape}."
        )
    for name in names:
        if name not in attributes[0]:
            raise ValueError(
                f"`names` has {name!r}, which is no attribute; there are {listed(attributes[0])}."
                f"{nearest(name, attributes[0])}"
            )
    values = {name: sorted({of[name] for of in attributes}) for name in names}
    labels = {
        name: np.array([values[name].index(of[name]) for of in attributes], "int32")
        for name in names
    }
    keras.utils.set_random_seed(seed)
    classifier = AttributeClassifier(images.shape[1:], values, width)
    batches = _Batches(images, labels, batch_size, seed)
    # Falling to 0: at a constant rate the last few batches decide by several per cent.
    rate = keras.optimizers.schedules.CosineDecay(1e-3, epochs * len(batches))
    classifier.compile(
        keras.optimizers.Adam(rate),
        {
            name: keras.losses.SparseCategoricalCrossentropy(from_logits=True)
            for name in [*names, GENUINE]
        },
    )
    classifier.fit(batches, epochs=epochs, verbose=verbose, shuffle=False)
    return classifier


class _Batches(keras.utils.PyDataset):
    """Batches of real pictures and spoiled ones, anew at each epoch."""

    def __init__(self, images, labels, batch_size, seed):
        super().__init__()
        self._images, self._labels, self._size = images, labels, batch_size
        self._random = np.random.default_rng(seed)
        self.on_epoch_end()

    def __len__(self):
        return max(1, len(self._images) // self._size)

    def __getitem__(self, index):
        rows = self._order[index * self._size : (index + 1) * self._size]
        spoiled_rows = rows[: len(rows) // 2]
        real, fake = self._images[rows], spoiled(self._images[spoiled_rows], self._random)
        batch = _scaled(np.concatenate([real, fake]))
        # A spoiled picture shows no attribute: it counts only for the head that is to tell it.
        ones, zeros = np.ones(len(rows), "float32"), np.zeros(len(fake), "float32")
        labels = {
            name: np.concatenate([of[rows], of[spoiled_rows]]) for name, of in self._labels.items()
        }
        weights = {name: np.concatenate([ones, zeros]) for name in labels}
        labels[GENUINE] = np.concatenate([ones, zeros]).astype("int32")
        weights[GENUINE] = np.ones(len(batch), "float32")
        return batch, labels, weights

    def on_epoch_end(self):
        self._order = self._random.permutation(len(self._images))


def _scaled(images):
    return images.astype("float32") / np.float32(127.5) - np.float32(1.0)
