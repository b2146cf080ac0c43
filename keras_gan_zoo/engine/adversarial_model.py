"""The machinery that every family shares: players, their updates, what is saved and how to fit."""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.batching import as_batches
from keras_gan_zoo.engine.finiteness import ending_loudly
from keras_gan_zoo.engine.fitting import fit_batches
from keras_gan_zoo.engine.game import Game
from keras_gan_zoo.engine.speed.patch_products import traced_for_a_step
from keras_gan_zoo.engine.speed.xla_choice import with_xla_where_it_pays
from keras_gan_zoo.replicas.xla_random import traced_for_xla
from keras_gan_zoo.samples.loaders import as_tf_data
from keras_gan_zoo.samples.picture_checks import check_images


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class AdversarialModel(Game):
    """A game between players, each with its own networks and its own optimizer.

    A family subclasses this, names its `players`, and writes its paper's algorithm as
    `train_step` in terms of `minimize` (or `reinforce`, where samples are discrete). Those two
    are the only ways to a gradient, so that mixed precision, replicas, averaging and logging
    are right in every family without any family knowing of them.

    Args:
        networks: A mapping from attribute name to built network: `self.<name>` gives it back.
        ema_decay: If set, the networks named in `averaged` get a moving average with this
            decay, in [0, 1), and `generate` uses it.
        seed: Whole number, the seed of this model's own random draws (latents), or `None`.
        **kwargs: `name` and `dtype`, as for `keras.Model`.

    Raises:
        TypeError: If a network is not a Keras model or is not built.
        ValueError: If `ema_decay` is no number in [0, 1), or `seed` no whole number.

    Example:
        >>> class HingeGAN(AdversarialModel):
        ...     players = {"critic": ["critic"], "generator": ["generator"]}
        ...
        ...     def train_step(self, images):
        ...         shape = (len(images), 64)
        ...         latents = random_rows(keras.random.normal, shape, seed=self.seed_generator)
        ...
        ...         def critic_loss():
        ...             fakes = self.generator(latents, training=True)
        ...             return ops.mean(ops.relu(1 - self.critic(images))) + ops.mean(
        ...                 ops.relu(1 + self.critic(fakes))
        ...             )
        ...
        ...         def generator_loss():
        ...             return -ops.mean(self.critic(self.generator(latents, training=True)))
        ...
        ...         self.minimize(critic_loss, player="critic")
        ...         self.minimize(generator_loss, player="generator")
        ...         return self.logs()
    """

    objective: Sequence[str] = ()
    """The paper's objective, one formula a line, for `describe`."""

    wants = "images"
    """What `fit` trains on, for `describe`."""

    watch: Sequence[str] = ()
    """What to look at while it trains, and how it usually fails, for `describe`."""

    black_and_white = False
    """Whether `fit` takes pictures of -1 and 1 only."""

    default_batch_size = 64
    """Examples a step where `fit` is not told."""

    # Fitting and generating

    def data_shapes(self) -> tuple[tuple[int | None, ...], ...]:
        """Returns the shape of each kind of example that `fit` takes.

        (height, width, channels) of pictures, or (length,) of vectors.
        """
        raise NotImplementedError(f"{type(self).__name__} must say the shapes it trains on.")

    def prepare_data(self, x, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks training data against what the model wants, and batches it if it is not.

        Args:
            x: Whatever was given to `fit`.
            batch_size: Used where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.

        Returns:
            A dataset of batches, as `train_step` takes them.

        Raises:
            ValueError: If `x` has labels, which this model does not take.
            keras_gan_zoo.data.DataMismatch: If the values or shapes do not fit.
        """
        (shape,) = self.data_shapes()
        if isinstance(x, tf.data.Dataset) and isinstance(x.element_spec, tuple):
            rest = {1: "", 2: ", label"}.get(len(x.element_spec), ", *rest")
            typed = getattr(x, "typed_as", "x")
            raise ValueError(
                f"`x` yields {len(x.element_spec)} things an example, but {type(self).__name__} "
                f"takes images alone: pass {typed}.map(lambda image{rest}: image)."
            )
        # Pictures are drawn in [-1, 1]; points of a plane may lie anywhere in it.
        check_images(x, shape, (-1.0, 1.0) if len(shape) == 3 else None, name="x")
        return as_batches(x, batch_size, shuffle, self.seed, shape)

    def make_train_function(self, force=False):
        """Makes what `fit` and `train_on_batch` run: a `train_step`, which is then counted.

        The count is `optimizer.iterations`: it advances by one a step of the game, however often
        each player moves in it, and learning-rate schedules, callbacks and resumed trainings go
        by it. A `train_step` that is called directly is not counted.

        Args:
            force: Whether to make it anew if there is one.
        """
        if force or self.train_function is None:
            self.train_function = with_xla_where_it_pays(
                self, lambda: ending_loudly(self._make_function(self._counted_train_step), self)
            )

    def _counted_train_step(self, data):
        # Else what a step updates does not wait for its data: where the end of the data is not
        # known beforehand, the step that finds none would be counted, and draw random numbers.
        with (
            tf.control_dependencies(tf.nest.flatten(data)),
            traced_for_xla(self.jit_compile),
            traced_for_a_step(not self.jit_compile),
        ):
            logs = self.train_step(data)
        # A step that a loss ended which is not finite is not counted either.
        with tf.control_dependencies([tf.convert_to_tensor(value) for value in logs.values()]):
            self.optimizer.iterations.assign_add(1)
        if isinstance(self.distribute_strategy, tf.distribute.MultiWorkerMirroredStrategy):
            # Keras takes the mean over the workers along the first axis, which a scalar has not.
            return {name: ops.reshape(value, (1,)) for name, value in logs.items()}
        return logs

    def fit(self, x, *, batch_size=None, epochs=1, shuffle=True, resume=False, **kwargs):
        """Trains on pictures in [-1, 1].

        Args:
            x: A `tf.data.Dataset` (batched, or of single examples), a NumPy array, or what
                `keras_gan_zoo.data.load` gives, or what `keras_gan_zoo.data.from_loader` takes.
                Families that translate take a pair of these.
            batch_size: Examples a step; only for `x` that is not batched yet. Default: the
                family's `default_batch_size`.
            epochs: Passes over the data.
            shuffle: Whether to shuffle `x` that is not batched yet, anew at each epoch.
            resume: Whether to go on from the newest checkpoint of the
                `keras_gan_zoo.callbacks.Checkpoint` among the callbacks, if there is one, to what
                an uninterrupted fit comes to. The order of the data must depend on seeds alone:
                the model's `seed` for arrays, and those of a dataset's own `shuffle`.
            **kwargs: As in `keras.Model.fit`: `callbacks`, `steps_per_epoch`, `verbose`,
                `initial_epoch`.

        Returns:
            A `keras.callbacks.History` with the mean of every loss at each epoch.

        Raises:
            keras_gan_zoo.data.DataMismatch: If the data does not fit the model, with one
                sentence that says what came, what is expected and how to convert it.
            keras_gan_zoo.callbacks.TrainingDiverged: If a loss or a gradient is not finite, before
                it moves a weight.
        """
        if not self.compiled:
            self.compile()
        if batch_size is None:
            batch_size = self.default_batch_size
        x = as_tf_data(x, shuffle, self.seed)
        batches = self.prepare_data(x, batch_size, shuffle)
        return fit_batches(self, batches, epochs=epochs, resume=resume, **kwargs)

    def train_on_batch(self, x) -> dict[str, float]:
        """Runs one `train_step` and returns its losses.

        Args:
            x: One batch, as `train_step` takes it.

        Returns:
            The value of every loss and term at this step.
        """
        if not self.compiled:
            self.compile()
        self.make_train_function()
        self.reset_metrics()
        batch = tf.nest.map_structure(tf.convert_to_tensor, x)
        logs = self.train_function(iter([batch]))
        return {name: float(np.squeeze(value)) for name, value in logs.items()}

    def generate(self, *args, **kwargs) -> np.ndarray:
        """Generates pictures in [-1, 1]; each family says from what."""
        raise NotImplementedError(f"{type(self).__name__} must say how it generates.")

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns what is worth exporting: networks of one output, by signature name.

        The first is the default. A GAN's discriminator and optimizers stay behind.
        """
        raise NotImplementedError(f"{type(self).__name__} must say what it exports.")

    def example_inputs(self, name: str, count: int) -> dict[str, np.ndarray]:
        """Returns typical inputs of an exported network of several, by input name.

        Those that their shape does not tell: class numbers and tokens have a range.

        Args:
            name: One of `export_networks`.
            count: How many rows.
        """
        return {}

    def draw(self, network, inputs, batch_size: int) -> np.ndarray:
        """Runs a network over an array of inputs in batches, as float32.

        Args:
            network: The network.
            inputs: An array; or a list of arrays, for a network of several inputs.
            batch_size: Rows at once.

        Raises:
            ValueError: If `batch_size` is no whole number of at least 1.
        """
        batch_size = check_whole(batch_size, "batch_size", 1)
        predict = network.predict_on_batch
        if network.distribute_strategy.num_replicas_in_sync > 1:
            # Each replica would draw the whole batch, and all would be handed on.
            predict = lambda batch: ops.convert_to_numpy(network(batch, training=False))  # noqa: E731
        batches = [
            predict(
                tf.nest.map_structure(
                    lambda array, start=start: array[start : start + batch_size], inputs
                )
            )
            for start in range(0, len(tf.nest.flatten(inputs)[0]), batch_size)
        ]
        return np.concatenate(batches).astype("float32", copy=False)

    def evaluate(self, *args, **kwargs):
        """Refuses: the losses of a game measure who is winning, not how good the pictures are."""
        raise NotImplementedError(
            "An adversarial loss does not measure quality; use keras_gan_zoo.metrics."
        )
