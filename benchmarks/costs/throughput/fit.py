"""Runs a Keras model's `fit` in bursts of steps, for the competitors that have one."""

import math
import time
from collections.abc import Callable

from benchmarks.common.answering_process import peak_memory

_PRODUCT = 2048
_STEPS_AN_EPOCH = 64


def fit_in_bursts(
    build: Callable,
    fit: Callable,
    threads: int,
    make_bursts,
    costs: dict,
    operation_threads: int | None = None,
):
    """Builds a model and fits it, standing still between the bursts that are asked for.

    Args:
        build: Returns the model, and the networks whose weights it trains.
        fit: Fits a model, given it and Keras's keyword arguments.
        threads: Threads of TensorFlow.
        make_bursts: Makes the line to the parent of a function that measures the peak.
        costs: What was measured before, by name, in seconds.
        operation_threads: Threads of one operation; all of them if not said.
    """
    started = time.perf_counter()
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(operation_threads or threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    imported_memory = peak_memory()
    model, networks = build()
    built = time.perf_counter()
    bursts = make_bursts(lambda: peak_speed(tf))

    class Bursting(keras.callbacks.Callback):
        """Counts the steps, and tells of the first one what it took to come to it."""

        first = True

        def on_train_batch_end(self, batch, logs=None):
            # The value, not the promise of one: the step has been done.
            float(next(iter(logs.values())))
            if not self.first:
                bursts.step_done(model.steps_per_execution)
                return
            self.first = False
            begun = time.perf_counter()
            bursts.begun(
                **costs,
                build=built - started,
                first_step=begun - built,
                parameters=_parameters(networks),
                imported_memory=imported_memory,
            )

    fit(
        model,
        epochs=10**6,
        steps_per_epoch=_STEPS_AN_EPOCH,
        verbose=0,
        callbacks=[Bursting()],
    )


def _parameters(networks) -> int:
    return sum(math.prod(v.shape) for network in networks for v in network.trainable_variables)


def peak_speed(tf, repeats: int = 6) -> float:
    """Returns the operations a second of a large float32 matrix product."""
    matrix = tf.random.normal((_PRODUCT, _PRODUCT))
    tf.matmul(matrix, matrix).numpy()
    started = time.perf_counter()
    for _ in range(repeats):
        product = tf.matmul(matrix, matrix)
    product.numpy()
    return repeats * 2 * _PRODUCT**3 / (time.perf_counter() - started)
