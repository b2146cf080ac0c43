"""Every metric of a generator, computed at once on pictures whose features are at hand."""

import dataclasses

import numpy as np

from benchmarks.judges.planted_faults.faults import Pictures, Rows, drawn
from keras_gan_zoo import metrics
from keras_gan_zoo.callbacks.collapse.signs import SampleSigns
from keras_gan_zoo.metrics.judges.attribute_classifier import GENUINE

LOWER, HIGHER, AS_REAL = "lower", "higher", "as real"

METRICS = {
    "FID": LOWER,
    "KID": LOWER,
    "precision": HIGHER,
    "recall": HIGHER,
    "density": HIGHER,
    "coverage": HIGHER,
    "NDB, 20 bins": LOWER,
    "class JS divergence": LOWER,
    "classes drawn": HIGHER,
    "classifier score": HIGHER,
    "share found genuine": HIGHER,
    "support size": HIGHER,
    "spread of pixels": AS_REAL,
    "copies, by pixels": LOWER,
    "copies, by features": LOWER,
    "MiFID": LOWER,
    "sharpness": AS_REAL,
    "colour distance": LOWER,
}
"""The metrics, and in which direction each is better."""

_MOST = 300.0


@dataclasses.dataclass
class Panel:
    """The metrics of one data set.

    Args:
        pictures: The pictures.
        features: By set of `pictures.sets`, their Inception features (n, 2048).
        logits: By set, the classifier's logits: a dict of its heads, "class" and "genuine".
    """

    pictures: Pictures
    features: dict[str, np.ndarray]
    logits: dict[str, dict[str, np.ndarray]]

    def __post_init__(self):
        self._probabilities = {
            name: _softmax(heads["class"]) for name, heads in self.logits.items()
        }
        self._genuine = {
            name: heads[GENUINE].argmax(axis=-1) == 1 for name, heads in self.logits.items()
        }
        # What the other held-out pictures score, less a margin: below it copies are suspected.
        self._suspicious = 0.9 * metrics.memorisation_distance(
            self.features["held_out"][: len(self.features["train"])], self.features["train"]
        )

    def __call__(self, rows: Rows, unseen: np.ndarray) -> dict[str, float]:
        """Returns the value of each of `METRICS`.

        Args:
            rows: A generator's pictures.
            unseen: Rows of other held-out pictures, against which copying is judged.
        """
        images, real = drawn(rows, self.pictures.sets), self.pictures.sets["train"]
        held_out = self.pictures.sets["held_out"][unseen]
        generated = metrics.Features(drawn(rows, self.features), "inception", "legacy")
        training = metrics.Features(self.features["train"], "inception", "legacy")
        neighbours = metrics.precision_recall(generated, training)
        probabilities = drawn(rows, self._probabilities)
        classes = metrics.class_coverage(
            probabilities.argmax(axis=1),
            self._probabilities["train"].argmax(axis=1),
            len(self.pictures.class_names),
            "classifier",
        )
        copies = metrics.memorisation(images, real, held_out)
        copied_features = metrics.memorisation_of_features(
            generated.values, training.values, self.features["held_out"][unseen]
        )
        return {
            "FID": metrics.fid(generated, training).value,
            "KID": metrics.kid(generated, training, subsets=1).value,
            "precision": neighbours.precision.value,
            "recall": neighbours.recall.value,
            "density": neighbours.density.value,
            "coverage": neighbours.coverage.value,
            "NDB, 20 bins": metrics.statistically_different_bins(
                generated, training, bins=20
            ).different.value,
            "class JS divergence": classes.divergence.value,
            "classes drawn": classes.modes.value,
            "classifier score": metrics.inception_score(
                probabilities, "classifier", splits=1
            ).value,
            "share found genuine": float(drawn(rows, self._genuine).mean()),
            "support size": np.log10(metrics.support_size(generated, training).estimate.value),
            "spread of pixels": SampleSigns(_floats(real))(_floats(images))["spread"],
            "copies, by pixels": _evidence(copies.p_value),
            "copies, by features": _evidence(copied_features.p_value),
            "MiFID": metrics.mifid(generated, training, self._suspicious).value,
            "sharpness": float(metrics.sharpness(images, (0, 255)).mean()),
            "colour distance": metrics.colour_distance(images, real, (0, 255), max_pixels=32768),
        }


def deviation(metric: str, value: float, healthy: np.ndarray, spread: float) -> float:
    """Returns by how many standard deviations of healthy values a value is worse than they are.

    Negative where it is better than real pictures. A metric that is the same for all healthy
    values sees any other value without end; 99 is the most.

    Args:
        metric: One of `METRICS`.
        value: Of a faulty generator.
        healthy: Of several healthy ones.
        spread: The standard deviation of those, corrected for how they were drawn.
    """
    difference = value - healthy.mean()
    if METRICS[metric] == HIGHER:
        difference = -difference
    elif METRICS[metric] == AS_REAL:
        difference = abs(difference)
    if spread < 1e-12:
        return float(np.sign(round(difference, 9)) * 99)
    return float(np.clip(difference / spread, -99, 99))


def _evidence(p_value):
    return min(_MOST, 0.0 - np.log10(max(p_value, 10**-_MOST)))


def _floats(images):
    return images.astype("float32") / 127.5 - 1


def _softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
