"""The vectors from which a decoder gives back pictures best, by search, one for each picture."""

import numpy as np

BETA_1, BETA_2 = 0.9, 0.999


def searched(decoder, images, start, loss, steps=200, rate=0.05, project=None):
    r"""Returns the vectors that descent finds, float32 (n, length), beginning at given ones.

    Adam with one second moment for all numbers of a vector, at a rate that falls to 0. Each number
    by its own, a step is hardly the gradient's direction any more: on the unit ball that ends where
    all numbers are alike, and not where the picture is nearest.

    Args:
        decoder: Network from vectors (n, length) to pictures.
        images: Pictures (n, height, width, channels), float.
        start: Vectors (n, length).
        loss: Returns what each picture costs, (n,), of drawn ones and the given ones.
        steps: How many.
        rate: How far a number of a vector moves in the first step, about.
        project: Brings vectors back to where they may be, after each step; `None` for anywhere.
    """
    import keras
    import tensorflow as tf
    from keras import ops

    vectors = keras.Variable(start, dtype="float32")
    mean = keras.Variable(np.zeros_like(start), dtype="float32")
    square = keras.Variable(np.zeros((len(start), 1)), dtype="float32")
    target = ops.convert_to_tensor(images, "float32")

    @tf.function
    def step(rate, number):
        with tf.GradientTape() as tape:
            tape.watch(vectors.value)
            # A sum, so that no picture's path depends on how many others there are.
            lost = ops.sum(loss(decoder(vectors.value, training=False), target))
        gradient = tape.gradient(lost, vectors.value)
        mean.assign(BETA_1 * mean + (1 - BETA_1) * gradient)
        of_all = ops.mean(ops.square(gradient), axis=1, keepdims=True)
        square.assign(BETA_2 * square + (1 - BETA_2) * of_all)
        direction = mean / (1 - BETA_1**number)
        length = ops.sqrt(square / (1 - BETA_2**number)) + 1e-12
        moved = vectors - rate * direction / length
        vectors.assign(moved if project is None else project(moved))

    for number in range(1, steps + 1):
        falling = rate * (1 - (number - 1) / steps)
        step(tf.constant(falling, "float32"), tf.constant(number, "float32"))
    return np.asarray(vectors)
