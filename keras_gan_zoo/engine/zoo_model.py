"""The base class of every model of the zoo: fitting, generating and exporting."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.batching import as_batches
from keras_gan_zoo.engine.finiteness import (
    BAD_EXAMPLE,
    first_bad_example,
    raising_divergence,
    require_finite_data,
)
from keras_gan_zoo.engine.fit_arguments import OF_FIT, refuse
from keras_gan_zoo.engine.fitting import fit_batches
from keras_gan_zoo.engine.notebook_view import model_in_html
from keras_gan_zoo.engine.sample_model import SampleModel
from keras_gan_zoo.engine.speed.patch_products import traced_for_a_step
from keras_gan_zoo.engine.speed.xla_choice import choosing_xla
from keras_gan_zoo.replicas.xla_random import traced_for_xla
from keras_gan_zoo.samples.loaders import as_tf_data
from keras_gan_zoo.types import Batch, Data

_FIT_ARGUMENTS = ("callbacks", "steps_per_epoch", "verbose", "initial_epoch")


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ZooModel(SampleModel):
    """Networks that are trained by one or more players, and generate samples.

    A family, adversarial or not, names its `players`, says what it `takes` and `gives`, and writes
    its paper's algorithm as `train_step` in terms of `minimize` and `reinforce`. Fitting, saving,
    exact resume, replicas, the command line and the exports are then the zoo's affair.

    Args:
        networks: A mapping from attribute name to built network: `self.<name>` gives it back.
        ema_decay: If set, the networks named in `averaged` get a moving average with this
            decay, in [0, 1), and `generate` uses it.
        seed: Whole number, the seed of this model's own random draws, or `None`.
        **kwargs: `name` and `dtype`, as for `keras.Model`.

    Raises:
        TypeError: If a network is not a Keras model or is not built.
        ValueError: If `ema_decay` is not a number in [0, 1), or `seed` is not a whole number.
    """

    objective: Sequence[str] = ()
    """The paper's objective, one formula a line, for `describe`."""

    wants = "images"
    """What `fit` trains on, for `describe`."""

    watch: Sequence[str] = ()
    """What to look at while it trains, and how it usually fails, for `describe`."""

    differs: Sequence[str] = ()
    """What is other than in the paper, each to be read behind "Differs from the paper in:"."""

    black_and_white = False
    """Whether `fit` takes pictures of -1 and 1 only."""

    smallest: Mapping[str, object] = {}
    """Arguments of the smallest model that tests build; those of the classes above are added."""

    good_in_half_precision = False
    """Whether it was measured to be as good in bfloat16: `precision="auto"` leaves others alone."""

    default_batch_size = 64
    """Examples a step where `fit` is not told."""

    train_function: Any

    def _repr_html_(self) -> str:
        """Returns the model as a notebook shows it: its objective, networks and steps."""
        return model_in_html(self, self.wants)

    # Fitting and generating

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks training data against the model, and batches it if needed.

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
        (kind,) = self.takes
        self.check_data(x)
        return as_batches(x, batch_size, shuffle, self.seed, kind.shape)

    def check_data(self, x: Data) -> None:
        """Checks training data of one kind against the model.

        Args:
            x: Whatever was given to `fit`.

        Raises:
            ValueError: If `x` has labels, which this model does not take.
            keras_gan_zoo.data.DataMismatch: If the values or shapes do not fit.
        """
        (kind,) = self.takes
        if isinstance(x, tf.data.Dataset) and isinstance(x.element_spec, tuple):
            rest = {1: "", 2: ", label"}.get(len(x.element_spec), ", *rest")
            typed = getattr(x, "typed_as", "x")
            raise ValueError(
                f"`x` yields {len(x.element_spec)} things an example, but {type(self).__name__} "
                f"takes {self.wants} alone: pass {typed}.map(lambda image{rest}: image)."
            )
        kind.check(x, name="x")

    def foresee(self, batch: Any, steps: int) -> None:
        """Tells of what a fit will not come to, before it begins; most models have nothing to say.

        Args:
            batch: What a step takes, as `tf.TensorSpec`s.
            steps: How many steps are taken.
        """

    def make_train_function(self, force: bool = False) -> None:
        """Makes the train function of `fit` and `train_on_batch`: a counted `train_step`.

        The count is `optimizer.iterations`: it advances by one a step of the game, however often
        each player moves in it, and learning-rate schedules, callbacks and resumed trainings go
        by it. A `train_step` that is called directly is not counted.

        Args:
            force: Whether to make it anew if there is one.
        """
        self.check_not_quantized("fit")
        self.follow_trainable()
        if force or self.train_function is None:
            self.train_function = choosing_xla(
                self,
                lambda: raising_divergence(self._make_function(self._counted_train_step), self),
            )

    def before_step(self, data: Batch) -> None:
        """Does what belongs to no player's move, before each `train_step` of `fit`; here nothing.

        Args:
            data: What `train_step` is given next.
        """

    def _counted_train_step(self, data):
        # Else what a step updates does not wait for its data: where the end of the data is not
        # known beforehand, the step that finds none would be counted, and draw random numbers.
        replicas = self.distribute_strategy.num_replicas_in_sync
        finite, bad_example = first_bad_example(data, replicas)
        # XLA leaves assertions out: there what the step logs says it, and its losses are NaN.
        checked = [] if self.jit_compile else require_finite_data(finite, bad_example)
        with (
            tf.control_dependencies([*tf.nest.flatten(data), *checked]),
            traced_for_xla(self.jit_compile),
            traced_for_a_step(not self.jit_compile),
        ):
            self.before_step(data)
            logs = self.train_step(data)
        # A step that a loss ended which is not finite is not counted either.
        with tf.control_dependencies([tf.convert_to_tensor(value) for value in logs.values()]):
            self.optimizer.iterations.assign_add(1)
        if self.jit_compile:
            logs[BAD_EXAMPLE] = tf.where(finite, -2.0, tf.cast(bad_example, "float32"))
        strategy = self.distribute_strategy
        several = strategy.num_replicas_in_sync > 1
        if several and isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy):
            # Keras takes the mean over the workers along the first axis, which a scalar has not.
            return {name: ops.reshape(value, (1,)) for name, value in logs.items()}
        return logs

    def fit(
        self,
        x: Data,
        y: Any = None,
        *others: Any,
        batch_size: int | None = None,
        epochs: int = 1,
        shuffle: bool = True,
        resume: bool = False,
        **kwargs: Any,
    ) -> keras.callbacks.History:
        """Trains on what the model `takes`, such as pictures in [-1, 1].

        Args:
            x: A `tf.data.Dataset` (batched, or of single examples), a NumPy array, or what
                `keras_gan_zoo.data.load` gives, or what `keras_gan_zoo.data.from_loader` takes.
                Families that translate take a pair of these.
            y: Nothing: what belongs to `x` is given with it, as `fit((images, labels))`.
            *others: Nothing: all but the data is given by name.
            batch_size: Examples a step; only for `x` that is not batched yet. Default: the
                family's `default_batch_size`.
            epochs: Passes over the data.
            shuffle: Whether to shuffle `x` that is not batched yet, anew at each epoch.
            resume: Whether to resume from the newest checkpoint of the
                `keras_gan_zoo.callbacks.Checkpoint` among the callbacks, if there is one, to what
                an uninterrupted fit comes to. The order of the data must depend on seeds alone:
                the model's `seed` for arrays, and those of a dataset's own `shuffle`.
            **kwargs: As in `keras.Model.fit`: `callbacks`, `steps_per_epoch`, `verbose`,
                `initial_epoch`.

        Returns:
            A `keras.callbacks.History` with the mean of every loss at each epoch.

        Raises:
            TypeError: If an argument is given that `fit` has not, with what there is instead.
            ValueError: If no step would be taken.
            keras_gan_zoo.data.DataMismatch: If the data does not fit the model, with one
                sentence that says what came, what is expected and how to convert it.
            keras_gan_zoo.callbacks.TrainingDiverged: If a loss or a gradient is not finite, before
                it moves a weight.
        """
        if not self.compiled:
            self.compile()
        kwargs = refuse(kwargs, OF_FIT, _FIT_ARGUMENTS, "fit")
        if batch_size is None:
            batch_size = self.default_batch_size
        if others:
            raise TypeError(
                f"`fit` takes the data alone without a name, got {2 + len(others)} things: name "
                "the others, as in fit(x, batch_size=64, epochs=10)."
            )
        if y is not None:
            raise TypeError(self._data_are_one(x, y, batch_size))
        x = as_tf_data(x, shuffle, self.seed)
        batches = self.prepare_data(x, batch_size, shuffle)
        return fit_batches(self, batches, epochs=epochs, resume=resume, **kwargs)

    def _data_are_one(self, x: Data, y: Any, batch_size: int) -> str:
        """Returns the sentence on data that came as two arguments, with what would be taken."""
        try:
            self.prepare_data((x, y), batch_size, shuffle=False)
        except (ValueError, TypeError):
            return f"`fit` takes {self.wants} as `x`, and no `y`: pass fit(x)."
        return f"`fit` takes {self.wants} as `x`, and no `y`: pass both as one, fit((x, y))."

    def train_on_batch(self, x: Batch, y: Any = None, **kwargs: Any) -> dict[str, float]:
        """Runs one `train_step` and returns its losses.

        Args:
            x: One batch, as `train_step` takes it.
            y: Nothing: what belongs to `x` is given with it, as `train_on_batch((images, labels))`.
            **kwargs: Nothing: Keras's other arguments ask for what no game has.

        Returns:
            The value of every loss and term at this step.
        """
        if not self.compiled:
            self.compile()
        refuse(kwargs, OF_FIT, (), "train_on_batch")
        if y is not None:
            raise TypeError(
                f"`train_on_batch` takes a batch of {self.wants} as `x`, and no `y`: pass what "
                "belongs together as one, train_on_batch((x, y))."
            )
        self.make_train_function()
        self.reset_metrics()
        batch = tf.nest.map_structure(tf.convert_to_tensor, x)
        logs = self.train_function(iter([batch]))
        return {name: float(np.squeeze(value)) for name, value in logs.items()}

    def generate(self, *args: Any, **kwargs: Any) -> np.ndarray | list[str]:
        """Generates samples of the kind that the model `gives`; subclasses define from what."""
        raise NotImplementedError(f"{type(self).__name__} must say how it generates.")

    def latents_of(self, n: int, seed: int | np.random.Generator | None = None) -> np.ndarray:
        """Returns the latents that `generate(n, seed=seed)` draws from.

        Raises:
            TypeError: If the model draws from none.
        """
        raise TypeError(
            f"A {type(self).__name__} draws nothing from latents that lead from one to another; "
            "a DCGAN does, or another family that draws pictures from latents."
        )

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the networks to export, each of one output, by signature name.

        The first is the default. A GAN's discriminator and optimizers stay behind.
        """
        raise NotImplementedError(f"{type(self).__name__} must say what it exports.")

    def example_inputs(self, name: str, count: int) -> dict[str, np.ndarray]:
        """Returns typical inputs of an exported network with several inputs, by input name.

        Those that their shape does not tell: class numbers and tokens have a range.

        Args:
            name: One of `export_networks`.
            count: How many rows.
        """
        return {}

    def draw(
        self, network: keras.Model, inputs: np.ndarray | Sequence[np.ndarray], batch_size: int
    ) -> np.ndarray:
        """Runs a network over an array of inputs in batches, as float32.

        Args:
            network: The network.
            inputs: An array; or a list of arrays, for a network of several inputs.
            batch_size: Rows at once.

        Raises:
            ValueError: If `batch_size` is not a whole number of at least 1.
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
