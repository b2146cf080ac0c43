"""The vectors from which a decoder gives back pictures best, by search, one for each picture."""

import numpy as np


def searched(decoder, images, start, loss, steps=200, rate=0.05, project=None):
    """Returns the vectors that Adam finds, float32 (n, length), beginning at given ones.

    Args:
        decoder: Network from vectors (n, length) to pictures.
        images: Pictures (n, height, width, channels), float.
        start: Vectors (n, length).
        loss: Returns what each picture costs, (n,), of drawn ones and the given ones.
        steps: How many.
        rate: Adam's, in units of how much a number of `start`, or of its like, varies.
        project: Brings vectors back to where they may be, after each step; `None` for anywhere.
    """
    import keras
    import tensorflow as tf
    from keras import ops

    vectors = keras.Variable(start, dtype="float32")
    target = ops.convert_to_tensor(images, "float32")
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build([vectors])

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            # A sum, so that no picture's path depends on how many others there are.
            lost = ops.sum(loss(decoder(vectors.value, training=False), target))
        (gradient,) = tape.gradient(lost, [vectors.value])
        optimizer.apply([gradient], [vectors])
        if project is not None:
            vectors.assign(project(vectors.value))

    for _ in range(steps):
        step()
    return np.asarray(vectors)
