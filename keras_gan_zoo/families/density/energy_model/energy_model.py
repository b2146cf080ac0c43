"""Energy-based model by Langevin search and a replay buffer (Du and Mordatch 2019)."""

import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole, random_source
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.families.density.energy_model.replay import ReplayBuffer
from keras_gan_zoo.families.density.energy_model.search import (
    all_points,
    checked_bounds,
    climbed,
    langevin,
    warn_of_data_beyond,
)
from keras_gan_zoo.networks.bodies import build_discriminator
from keras_gan_zoo.networks.normalization import batch_normalization_of, check_normalization
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.by_shape import kind_of_shape
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.types import ArrayLike, Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

DRAWING = 5
"""How many times as many steps a search takes for `generate` as for training.

It begins in noise, where one in training mostly goes on from others.
"""


@register(
    "energy_model",
    paper="1903.08689",
    title="Implicit Generation and Generalization in Energy-Based Models",
    tags=("energy", "langevin", "replay", "spectral"),
)
class EnergyModel(ZooModel):
    r"""One network that scores pictures, high where data are, and draws by climbing its score.

    Can a discriminator draw by itself? Yes, if what it scores high can be found, and there is no
    generator to find it. Again and again: lift the scores of the data; search for samples x
    of a high score s(x); lower the scores of what was found. Where the search is that of exp(s),
    that is a step up the likelihood of \( p(x) \propto e^{s(x)} \), whose energy is -s(x).

    The search takes steps of Langevin: up the gradient, and a little noise. It goes on from what
    earlier searches came to, in a buffer. Where x is small, as a point of a line, `grid`
    tries them all: the negative phase then is exact, and so is what `generate` draws.

    Args:
        scorer: Network from samples (batch, ...), pictures in [-1, 1] or points, to scores
            (batch, 1). It must score each sample by itself, without BatchNorm.
        steps: Steps of a search in training; `generate` takes five times as many.
        step_size: How far a step goes for a gradient of 1: the paper's 10 for pictures in
            [0, 1] is 40 here, where values and gradients are of pictures in [-1, 1].
        noise: Standard deviation of the noise of a step: the paper's 0.005 is 0.01 here.
        alpha: Weight of the squares of all scores, which holds them near 0. With more than 0 of it
            exp(s) is not quite the density.
        buffer_size: How many found samples are remembered; at least a batch.
        fresh: Share of the searches that begin in noise, in [0, 1).
        bounds: The lowest and the highest value that is searched.
        grid: Of points: how many along each axis between the bounds are tried, all of them, in
            the place of steps. `None` for steps.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If a number is not as said, or the network does not give a score a sample.

    Example:
        >>> model = keras_gan_zoo.get("energy_model", steps=20, width=16)
        >>> model.fit(keras_gan_zoo.data.load("mnist"), epochs=1)
        >>> drawn = model.generate(16, seed=0)
        >>> scores = model.score(drawn)
        >>> line = keras_gan_zoo.get(
        ...     "energy_model", image_shape=(1,), body="mlp", bounds=(-4.0, 4.0), grid=201, alpha=0
        ... )

    Reference:
        https://arxiv.org/abs/1903.08689
    """

    players = {"scorer": ["scorer"]}
    terms = ("positives", "negatives")
    averaged = ("scorer",)
    objective = (
        "search:  x' = x' + lambda grad s(x') + omega,  omega ~ N(0, sigma^2),  K times",
        "scorer:  min  E_x' s(x') - E_x s(x) + alpha E (s(x)^2 + s(x')^2),  x' held",
        "density: p(x) = exp(s(x)) / Z",
    )
    watch = (
        "`positives` and `negatives` are mean scores: near each other they say that the search "
        "finds what scores as high as the data.",
        "`positives` far above `negatives`: the search does not keep up; take more steps.",
        "Scores that all go to 0 are held there by `alpha`: try a tenth of it.",
        "Energies have no scale that is known beforehand: a score says more or less, not how much.",
    )
    differs = (
        "the networks: the zoo's bodies with spectral normalization, DCGAN's by default, where the "
        "paper has residual ones.",
        "what is drawn: it is by a search from noise, not by what is in the buffer, nor by several "
        "networks of one training.",
        "the step and the noise, each a number of its own as in the authors' code; their formula "
        "ties the two.",
        "the data, to which no noise is added.",
        "the gradients, which are taken as they are: the authors' code clips those of a search to "
        "0.01 a value, and those of training to three deviations by Adam's second moment.",
        "the rate of learning, 1e-4, where the authors' code has 3e-4.",
        "the search of all points of a `grid`, which is not in the paper.",
    )
    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "body": "dcgan",
        "steps": 3,
        "buffer_size": 16,
    }

    def __init__(
        self,
        scorer: keras.Model,
        steps: int = 60,
        step_size: float = 40.0,
        noise: float = 0.01,
        alpha: float = 1.0,
        buffer_size: int = 10_000,
        fresh: float = 0.05,
        bounds: Sequence[float] = (-1.0, 1.0),
        grid: int | None = None,
        **kwargs: Any,
    ):
        super().__init__({"scorer": scorer}, **kwargs)
        if scorer.output_shape != (None, 1):
            raise ValueError(
                f"`scorer` must give a score a sample, (batch, 1), got {scorer.output_shape}."
            )
        layer = batch_normalization_of(scorer)
        if layer is not None:
            raise ValueError(
                "`scorer` must score each sample by itself, but mixes those of a batch in its "
                f"BatchNormalization {layer.name!r}; build it without."
            )
        self.image_shape = tuple(scorer.input_shape[1:])
        self.steps = check_whole(steps, "steps", least=1)
        self.step_size = check_number(step_size, "step_size", above=0)
        self.noise = check_number(noise, "noise", least=0)
        self.alpha = check_number(alpha, "alpha", least=0)
        self.bounds = checked_bounds(bounds)
        self.buffer_size, self.fresh = buffer_size, fresh
        self.grid = None if grid is None else check_whole(grid, "grid", least=2)
        if self.grid is None:
            self.replay = ReplayBuffer(
                buffer_size, self.image_shape, self.bounds, fresh, seed=self.seed
            )
        elif len(self.image_shape) != 1:
            raise ValueError(
                f"`grid` tries all points, of which pictures {self.image_shape} have too many: "
                "leave it out."
            )
        else:
            self.points = all_points(self.bounds, self.grid, *self.image_shape)

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        width: int = 64,
        body: str = "dcgan",
        normalization: str = "spectral",
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds a network that scores.

        Args:
            image_shape: (height, width, channels) of the pictures; what sizes there are depends on
                the body. `(dimensions,)` for points, with body="mlp".
            width: Channels of the widest map at full resolution, or units of a layer.
            body: "dcgan" (1511.06434), "infogan", "resnet" (1802.05957) or "mlp", three layers of
                tanh.
            normalization: "spectral" (1802.05957), "layer" or "none".
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        smooth = {"activation": "tanh"} if body == "mlp" else {}
        check_normalization(normalization, ("layer", "none", "spectral"))
        with seeded(seed):
            return cls(
                build_discriminator(body, image_shape, width, normalization, **smooth),
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adam at 1e-4, as the authors' without a mean of gradients."""
        return {"scorer": keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.999)}

    @property
    def takes(self) -> tuple[Kind, ...]:
        """The one kind of sample that `fit` takes: pictures, or points."""
        return (kind_of_shape(self.image_shape),)

    def check_data(self, x: Data) -> None:
        """Checks training data, and warns of such as lie beyond the bounds of the search."""
        super().check_data(x)
        warn_of_data_beyond(x, self.bounds)

    def call(self, images: Tensor, training: bool = False) -> Tensor:
        """Returns scores (batch, 1)."""
        return self.inference_network("scorer")(images, training=training)

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """Searches for what scores high, lowers its scores, and lifts those of the data."""
        found, shares = self.search(x)

        def loss():
            s, s_found = self.scorer(x, training=True), self.scorer(found, training=True)
            s, s_found = ops.cast(s, "float32"), ops.cast(s_found, "float32")
            up, down = ops.mean(s), ops.sum(shares * s_found)
            self.track("positives", up)
            self.track("negatives", down)
            size = ops.mean(ops.square(s)) + ops.sum(shares * ops.square(s_found))
            return down - up + self.alpha * size

        self.minimize(loss, player="scorer")
        return self.logs()

    def search(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Searches for samples of a high score, through which no gradient goes.

        Args:
            x: A batch of data, of which only the number counts.

        Returns:
            As many samples as x has, and their shares, each 1 / batch, (batch, 1); or, of a
            `grid`, all its points, and of each its probability, exp(s) over their sum.
        """
        if self.grid is not None:
            points = ops.convert_to_tensor(self.points)
            scores = ops.cast(self.scorer(points, training=False), "float32")
            return points, ops.stop_gradient(ops.softmax(scores, axis=0))
        rows = x.shape[0] or ops.shape(x)[0]
        places, starts = self.replay.take(rows)
        score = functools.partial(self.scorer, training=False)
        how = (self.steps, self.step_size, self.noise, self.bounds, self.seed_generator)
        found = langevin(score, starts, *how)
        self.replay.put(places, found)
        return found, ops.full((rows, 1), 1.0 / ops.cast(rows, "float32"))

    def score(self, images: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Returns the score of each sample: the logarithm of its density, but for a constant.

        Args:
            images: An array (n, height, width, channels) in [-1, 1], or (n, dimensions) of points.
            batch_size: Samples scored at once.

        Returns:
            Float32 (n,).

        Raises:
            keras_gan_zoo.data.DataMismatch: If the samples do not fit the model.

        Example:
            >>> model.score(images).mean() - model.score(-images).mean()
        """
        images = one_array(images, "images")
        self.takes[0].check(images, name="images")
        scorer = self.inference_network("scorer")
        return self.draw(scorer, images.astype("float32"), batch_size)[:, 0]

    def energy(self, images: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Returns the energy of each sample, minus its score.

        Args:
            images: As for `score`.
            batch_size: As for `score`.

        Returns:
            Float32 (n,).

        Raises:
            keras_gan_zoo.data.DataMismatch: As for `score`.

        Example:
            >>> surprising = images[model.energy(images).argsort()[-16:]]
        """
        return -self.score(images, batch_size)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the network that scores, averaged if an average is kept."""
        return {"score": self.inference_network("scorer")}

    def generate(
        self, n: int, *, seed: int | None = None, steps: int | None = None, batch_size: int = 64
    ) -> np.ndarray:
        """Draws samples by a search that begins in noise.

        Args:
            n: How many.
            seed: Seed of the noise, for the same samples again; `None` for new ones.
            steps: Steps of the search; `None` for five times as many as in training. Of a `grid`
                there are none: it draws from its points by their probabilities.
            batch_size: Samples that search at once; another number draws others.

        Returns:
            A float32 array (n, height, width, channels) in [-1, 1], or (n, dimensions).

        Raises:
            ValueError: If a number is no whole number of at least 1.

        Example:
            >>> images = model.generate(16, seed=0)
        """
        batches = self.generate_batches(n, seed=seed, steps=steps, batch_size=batch_size)
        return np.concatenate(list(batches))

    def generate_batches(
        self, n: int, *, seed: int | None = None, batch_size: int = 64, steps: int | None = None
    ) -> Iterator[np.ndarray]:
        """Draws samples a batch at a time, for more of them than memory holds.

        Args:
            n: How many in all.
            seed: As for `generate`, which gives the same samples.
            batch_size: As for `generate`; the last batch may be smaller.
            steps: As for `generate`.

        Yields:
            Float32 arrays (batch, height, width, channels) in [-1, 1], or (batch, dimensions).

        Raises:
            ValueError: As for `generate`.

        Example:
            >>> for images in model.generate_batches(10_000, seed=0):
            ...     features.append(extractor(images))
        """
        n = check_whole(n, "n", least=1)
        batch_size = check_whole(batch_size, "batch_size", least=1)
        steps = DRAWING * self.steps if steps is None else check_whole(steps, "steps", least=1)
        random = random_source(seed)
        drawing = self._drawing(self.inference_network("scorer"), steps, random)
        for start in range(0, n, batch_size):
            yield drawing(min(batch_size, n - start))

    def samples_as_trained(self, count: int, seed: int) -> np.ndarray:
        """Draws by the trained network, not its average, from the same noise each time."""
        return self._drawing(self.scorer, DRAWING * self.steps, random_source(seed))(count)

    def _drawing(self, scorer, steps, random):
        """Returns a function that draws so many samples by a network."""
        if self.grid is not None:
            scores = self.draw(scorer, self.points, 4096)[:, 0].astype("float64")
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            return lambda rows: self.points[random.choice(len(shares), rows, p=shares)]

        score = functools.partial(scorer, training=False)

        @tf.function(reduce_retracing=True)
        def step(x, noise):
            return climbed(score, x, noise, self.step_size, self.bounds)

        def draw(rows):
            shape = (rows, *self.image_shape)
            x = tf.constant(random.uniform(*self.bounds, shape), "float32")
            for _ in range(steps):
                x = step(x, tf.constant(self.noise * random.standard_normal(shape, "float32")))
            return x.numpy()

        return draw

    def get_config(self) -> dict[str, Any]:
        """Returns the network and the settings of the search."""
        return {
            **super().get_config(),
            "steps": self.steps,
            "step_size": self.step_size,
            "noise": self.noise,
            "alpha": self.alpha,
            "buffer_size": self.buffer_size,
            "fresh": self.fresh,
            "bounds": list(self.bounds),
            "grid": self.grid,
        }
