"""Word translation without parallel data (Conneau, Lample, Ranzato, Denoyer and Jégou 2017)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeGuard

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.batching import as_unpaired_batches, batches_of_steps, dealt_out
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.translation.word_translation.choosing import ChooseMapping
from keras_gan_zoo.families.translation.word_translation.refinement import (
    mutual_translations,
    procrustes,
)
from keras_gan_zoo.metrics.text.csls import csls_criterion, csls_nearest, unit_vectors
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.points import Points
from keras_gan_zoo.types import ArrayLike, Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

_UNKNOWN = -2.0
"""Below every criterion: there is none yet."""


@register(
    "word_translation",
    paper="1710.04087",
    title="Word Translation Without Parallel Data",
    tags=("embeddings", "unpaired", "words"),
)
class WordTranslation(Translator):
    r"""Turns the space of one language's words until it cannot be told from another's.

    The vectors of the words of two languages have nearly the same shape. A discriminator is to
    tell which language a vector is of; the mapping W, a matrix that is kept near to orthogonal, is
    to make that impossible. `fit` takes the vectors of both, of length 1 each, the most frequent
    words first, and knows nothing of who translates whom. Every `choose_every` epochs the mapping
    of the best criterion is kept, with which `fit` ends; `refine` makes it better in closed form,
    by the words that have found each other. `translations` seeks by CSLS.

    Args:
        mapping: W: a network of one square matrix from vectors (batch, dimensions) to vectors.
        discriminator: Network from vectors to logits (batch, 1), high for mapped ones.
        beta: How strongly W is drawn to the orthogonal matrices after each of its steps (eq. 7).
        smoothing: s: the discriminator's labels are s and 1 - s.
        discriminator_steps: Steps of the discriminator, each on words of its own, for each of W.
        choose_every: Epochs from one choice to the next.
        decay: What the learning rates are multiplied by at each choice, in (0, 1].
        **kwargs: `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, or a number is out of its range.

    Example:
        >>> gan = keras_gan_zoo.get("word_translation", dimensions=100)
        >>> gan.fit((spanish_vectors, english_vectors), epochs=200)
        >>> gan.refine(spanish_vectors, english_vectors)
        >>> [english[row] for row in gan.translations(spanish_vectors[:3], english_vectors)[:, 0]]
        ['of', 'that', 'not']

    Reference:
        https://arxiv.org/abs/1710.04087
    """

    players = {"discriminator": ["discriminator"], "mapping": ["mapping"]}
    wants = "a pair of word vectors (X, Y), not aligned, the most frequent words first"
    default_batch_size = 32
    objective = (
        "discriminator: min  -E_x log P(source | W x) - E_y log P(target | y)",
        "mapping:       min  -E_x log P(target | W x) - E_y log P(source | y)",
        "after it:      W <- (1 + beta) W - beta (W W^T) W",
        "refinement:    W = U V^T,  U S V^T = SVD(Y X^T) of mutual nearest neighbours by CSLS",
    )
    watch = (
        "The criterion (`last_criterion`, in [-1, 1]): a training that has found the alignment "
        "stands well above one that has not; try other seeds, and keep the best by it.",
        "A discriminator whose loss goes to that of its smoothed labels has won; a smaller one, "
        "or one with more noise on its input, lets the mapping move.",
    )
    differs = (
        "the mapping's second term in equation 4, which is left out: it has no gradient.",
        "an epoch, which is a pass over the words, where the paper counts a million draws.",
        "the words that are drawn, which are all that are given, each as often as the others.",
    )

    smallest = {
        "dimensions": 256,
        "width": 256,
        "smoothing": 0.0,
        "discriminator_steps": 1,
        "choose_every": 1,
    }

    def __init__(
        self,
        mapping: keras.Model,
        discriminator: keras.Model,
        beta: float = 0.01,
        smoothing: float = 0.2,
        discriminator_steps: int = 5,
        choose_every: int = 10,
        decay: float = 0.95,
        **kwargs: Any,
    ):
        super().__init__({"mapping": mapping, "discriminator": discriminator}, **kwargs)
        shapes = [tuple(variable.shape) for variable in mapping.trainable_variables]
        self.dimensions = mapping.input_shape[-1]
        if shapes != [(self.dimensions, self.dimensions)]:
            raise ValueError(
                f"`mapping` must have one matrix ({self.dimensions}, {self.dimensions}) and no "
                f"bias, got weights of the shapes {shapes}."
            )
        if discriminator.input_shape[-1] != self.dimensions:
            raise ValueError(
                f"`discriminator` takes {discriminator.input_shape[-1]} dimensions, but `mapping` "
                f"gives {self.dimensions}: build both for one."
            )
        self.beta = check_number(beta, "beta", least=0)
        self.smoothing = check_number(smoothing, "smoothing", least=0)
        if self.smoothing >= 0.5:
            raise ValueError(f"`smoothing` must be in [0, 0.5), got {smoothing!r}.")
        self.discriminator_steps = check_whole(discriminator_steps, "discriminator_steps", least=1)
        self.choose_every = check_whole(choose_every, "choose_every", least=1)
        self.decay = check_number(decay, "decay", above=0)
        if self.decay > 1:
            raise ValueError(f"`decay` must be in (0, 1], got {decay!r}.")
        self.chosen = self.add_weight(
            shape=shapes[0], initializer="zeros", trainable=False, name="chosen", dtype="float32"
        )
        self.best_criterion, self.last_criterion = (
            self.add_weight(
                shape=(),
                initializer=keras.initializers.Constant(_UNKNOWN),
                trainable=False,
                name=name,
                dtype="float32",
            )
            for name in ("best_criterion", "last_criterion")
        )

    @classmethod
    def from_defaults(
        cls,
        dimensions: int = 300,
        width: int = 2048,
        dropout: float = 0.1,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks: a matrix, at first the identity, and a perceptron.

        Args:
            dimensions: Length of a word's vector.
            width: Units of the discriminator's two hidden layers.
            dropout: Share of the discriminator's input that is dropped, in [0, 1).
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If a number is out of its range.
        """
        check_whole(dimensions, "dimensions", least=2)
        check_whole(width, "width", least=1)
        if not 0 <= check_number(dropout, "dropout", least=0) < 1:
            raise ValueError(f"`dropout` must be in [0, 1), got {dropout!r}.")
        with seeded(seed):
            return cls(
                _rotation(dimensions), _judge(dimensions, width, dropout), seed=seed, **kwargs
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's plain gradient descent (section 3.1)."""
        return {player: keras.optimizers.SGD(0.1) for player in self.players}

    @property
    def takes(self) -> tuple[Points, ...]:
        """Word vectors of the source and of the target language."""
        return Points((self.dimensions,)), Points((self.dimensions,))

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Steps of the discriminator (eq. 3), one of the mapping (eq. 4), and its way back."""
        W, D, s = self.mapping, self.discriminator, self.smoothing

        def says(label, vectors):
            logits = ops.cast(D(vectors, training=True), "float32")
            return ops.mean(ops.softplus(logits) - label * logits)

        for x, y in self._dealt_out(data):

            def discriminator_loss(x=x, y=y):
                return says(1.0 - s, W(x)) + says(s, y)

            self.minimize(discriminator_loss, player="discriminator")
        self.minimize(lambda: says(s, W(x)), player="mapping")
        self.draw_to_orthogonal()
        return self.logs()

    def draw_to_orthogonal(self) -> None:
        """Moves W towards the orthogonal matrices: (1 + beta) W - beta (W W^T) W (eq. 7)."""
        (W,) = self.mapping.trainable_variables
        cubed = ops.matmul(ops.matmul(W, ops.transpose(W)), W)
        W.assign((1.0 + self.beta) * W - self.beta * cubed)

    # Choosing and refining, with no word's translation known

    def fit(self, x: Data, *args: Any, callbacks: Sequence | None = None, **kwargs: Any) -> Any:
        """Trains, and ends with the mapping that the criterion chose; see `ZooModel.fit`.

        Args:
            x: A pair of arrays (n, dimensions) and (m, dimensions), the most frequent words first.
                Of a pair of datasets nothing is chosen, as they need not end.
            *args: Nothing.
            callbacks: As for `ZooModel.fit`.
            **kwargs: As for `ZooModel.fit`.
        """
        callbacks = list(callbacks or ())
        if _are_arrays(x):
            callbacks.insert(0, ChooseMapping(np.asarray(x[0]), np.asarray(x[1])))
        return super().fit(x, *args, callbacks=callbacks, **kwargs)

    def criterion(self, x: ArrayLike, y: ArrayLike) -> float:
        """Returns the unsupervised criterion of the mapping as it is; see `csls_criterion`.

        Args:
            x: Word vectors of the source language, (n, dimensions).
            y: Word vectors of the target language, (m, dimensions).
        """
        return csls_criterion(self._mapped(x), np.asarray(y))

    def choose(self, x: ArrayLike, y: ArrayLike) -> float:
        """Keeps the mapping if its criterion is the best so far, and returns the criterion."""
        found = self.criterion(x, y)
        self.last_criterion.assign(found)
        if found > float(self.best_criterion):
            self.best_criterion.assign(found)
            self.chosen.assign(self.mapping.trainable_variables[0])
        return found

    def take_chosen(self) -> None:
        """Goes on with the mapping that was chosen, if one was."""
        if float(self.best_criterion) > _UNKNOWN:
            self.mapping.trainable_variables[0].assign(self.chosen)

    def refine(
        self, x: ArrayLike, y: ArrayLike, iterations: int = 5, most_frequent: int = 15_000
    ) -> list[float]:
        """Refines the mapping by Procrustes on words that are each other's nearest.

        Each iteration seeks those among the most frequent words, by CSLS, and solves for the
        rotation that takes one to the other (section 2.2). The best by the criterion stays.

        Args:
            x: Word vectors of the source language, (n, dimensions), the most frequent first.
            y: Word vectors of the target language, (m, dimensions).
            iterations: How often.
            most_frequent: Words of each language among which pairs are sought.

        Returns:
            The criterion after each iteration.

        Raises:
            ValueError: If a number is less than 1.
        """
        iterations = check_whole(iterations, "iterations", least=1)
        n = check_whole(most_frequent, "most_frequent", least=1)
        x, y = unit_vectors(x, "x"), unit_vectors(y, "y")
        self.choose(x, y)
        found = []
        for _ in range(iterations):
            rows, theirs = mutual_translations(self._mapped(x[:n]), y[:n])
            (W,) = self.mapping.trainable_variables
            W.assign(procrustes(x[rows], y[theirs]).T)  # a layer's kernel stands right of its rows
            found.append(self.choose(x, y))
        self.take_chosen()
        return found

    def translations(self, x: ArrayLike, y: ArrayLike, k: int = 1) -> np.ndarray:
        """Returns which words of the target language translate words, by CSLS.

        Args:
            x: Word vectors of the source language, (n, dimensions): better many than the few that
                are to be translated, as CSLS looks at which others a word is near to.
            y: Word vectors of the target language, (m, dimensions).
            k: How many translations of each.

        Returns:
            Rows of y, (n, k) whole numbers, the nearest first.

        Raises:
            ValueError: If the vectors do not fit, or a number is out of its range.
        """
        return csls_nearest(self._mapped(x), np.asarray(y), k)[0]

    def _mapped(self, x: ArrayLike) -> np.ndarray:
        return self.generate(unit_vectors(x, "x"), batch_size=4096)

    # Data and export

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Gives pairs of batches, independently shuffled, as many as a step takes.

        Raises:
            ValueError: If there are fewer words than that, or `x` is no pair.
            keras_gan_zoo.data.DataMismatch: If the vectors do not fit.
        """
        if not isinstance(x, (tuple, list)) or len(x) != 2:
            raise ValueError(
                f"`x` must be a pair (vectors of X, vectors of Y), got {type(x).__name__}; e.g. "
                "fit((spanish_vectors, english_vectors))."
            )
        for index, (kind, vectors) in enumerate(zip(self.takes, x, strict=True)):
            kind.check(vectors, name=f"x[{index}]")
        if _are_arrays(x):
            # As long as random ones of unit variance, or the descent at the paper's rate creeps.
            length = np.sqrt(self.dimensions)
            x = [length * unit_vectors(vectors, f"x[{i}]") for i, vectors in enumerate(x)]
        batches = as_unpaired_batches(x, batch_size, shuffle, self.seed, self.data_shapes())
        return batches_of_steps(batches, self.discriminator_steps, "discriminator_steps")

    def _dealt_out(self, data):
        return dealt_out(data, self.discriminator_steps, "discriminator_steps")

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the mapping."""
        return {"x_to_y": self.mapping}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the settings of the algorithm."""
        return {
            **super().get_config(),
            "beta": self.beta,
            "smoothing": self.smoothing,
            "discriminator_steps": self.discriminator_steps,
            "choose_every": self.choose_every,
            "decay": self.decay,
        }


def _rotation(dimensions: int) -> keras.Model:
    vectors = keras.Input((dimensions,), name="vectors")
    matrix = layers.Dense(
        dimensions, use_bias=False, kernel_initializer="identity", name="rotation"
    )
    mapped = layers.Activation("linear", dtype="float32", name="mapped")(matrix(vectors))
    return keras.Model(vectors, mapped, name="mapping")


def _judge(dimensions: int, width: int, dropout: float) -> keras.Model:
    vectors = keras.Input((dimensions,), name="vectors")
    x = layers.Dropout(dropout)(vectors)
    for _ in range(2):
        x = layers.LeakyReLU(negative_slope=0.2)(layers.Dense(width)(x))
    logits = layers.Activation("linear", dtype="float32")(layers.Dense(1)(x))
    return keras.Model(vectors, logits, name="discriminator")


def _are_arrays(x: Any) -> TypeGuard[Sequence[np.ndarray]]:
    pair = isinstance(x, (tuple, list)) and len(x) == 2
    return pair and not any(isinstance(part, tf.data.Dataset) for part in x)
