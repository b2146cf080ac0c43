"""A buffer of what earlier searches came to, from which later ones go on (1903.08689)."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_seed, check_whole
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.replicas.whole_batch import own_rows, replica_count, whole_batch
from keras_gan_zoo.replicas.xla_random import drawn
from keras_gan_zoo.types import Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ReplayBuffer(keras.layers.Layer):
    """Gives searches their starts: mostly what others came to, sometimes fresh noise.

    A search of a few steps does not come far from noise; one that goes on where others have ended
    has been under way for all of their steps. The buffer begins full of noise. It is a weight that
    no optimizer moves: saved and resumed with the model.

    Args:
        size: How many samples it holds.
        shape: Shape of a sample.
        bounds: The lowest and the highest value of the noise, which is uniform.
        fresh: Share of the starts that are noise, in [0, 1).
        seed: Seed of the choices and of the noise, or `None`.
        **kwargs: `name`, as for any layer.

    Raises:
        ValueError: If a number is not as said, or more are asked for than it holds.

    Example:
        >>> buffer = ReplayBuffer(10_000, (28, 28, 1))
        >>> places, starts = buffer.take(64)
        >>> buffer.put(places, found)
    """

    def __init__(
        self,
        size: int,
        shape: Sequence[int],
        bounds: tuple[float, float] = (-1.0, 1.0),
        fresh: float = 0.05,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(**{"trainable": False, "dtype": "float32", **kwargs})
        self.size = check_whole(size, "buffer_size", least=1)
        self.shape = tuple(shape)
        self.bounds = tuple(bounds)
        self.fresh = check_number(fresh, "fresh", least=0, below=1)
        self.seed = check_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        self.samples = self.add_weight(
            shape=(self.size, *self.shape),
            initializer=keras.initializers.RandomUniform(*self.bounds, seed=self.seed),
            trainable=False,
            aggregation="only_first_replica",
            name="samples",
        )
        self.built = True

    def take(self, rows: int | Tensor) -> tuple[Tensor, Tensor]:
        """Returns distinct random places of the buffer, (rows,), and starts, (rows, *shape)."""
        if isinstance(rows, int) and rows * replica_count() > self.size:
            raise ValueError(
                f"`buffer_size` is {self.size}, and a batch has {rows * replica_count()} examples, "
                f"each of which takes a place: build it with buffer_size="
                f"{rows * replica_count()} or more."
            )
        order = drawn(keras.random.uniform, (self.size,), seed=self.seed_generator)
        places = own_rows(ops.cast(ops.argsort(order), "int32")[: rows * replica_count()])
        seed = {"seed": self.seed_generator}
        noise = random_rows(keras.random.uniform, (rows, *self.shape), *self.bounds, **seed)
        chance = random_rows(keras.random.uniform, (rows, *(1 for _ in self.shape)), **seed)
        stored = ops.take(self.samples, places, axis=0)
        return places, ops.where(chance < self.fresh, noise, stored)

    def put(self, places: Tensor, found: Tensor) -> None:
        """Keeps what the searches of these places came to."""
        places, found = whole_batch(places), whole_batch(ops.cast(found, "float32"))
        self.samples.assign(ops.scatter_update(self.samples, places[:, None], found))

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "size": self.size,
            "shape": self.shape,
            "bounds": self.bounds,
            "fresh": self.fresh,
            "seed": self.seed,
        }
