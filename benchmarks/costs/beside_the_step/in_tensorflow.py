"""Starts TensorFlow as the package does, on so many threads."""

import keras_gan_zoo  # noqa: F401 - chooses TensorFlow's kernels, which has to come before it


def start_tensorflow(threads: int) -> None:
    """Imports TensorFlow, before any operation has run.

    Args:
        threads: Of an operation, and of operations at a time.
    """
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
