"""Trains on one and on two replicas of this machine's processor; a script of the tests.

python replicas.py DATA.npz FOLDER

Writes FOLDER/1.npz and FOLDER/2.npz.
"""

import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from tiny import points as drawn_points
from tiny import tiny

from keras_gan_zoo.families.translation.cyclegan import CycleGAN
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas, own_rows, whole_batch

BATCH_SIZE = 4


def main(data_file, folder):
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})  # starts sooner
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 2,
    )
    with np.load(data_file) as data:
        x, y, points = data["x"], data["y"], data["points"]
    mirrored = tf.distribute.MirroredStrategy(["/cpu:0", "/cpu:1"])
    train(1, tf.distribute.get_strategy(), x, y, points, folder / "1.npz")
    train(2, mirrored, x, y, points, folder / "2.npz")


def convolutions(name, shape, activation):
    """Returns a network of two convolutions: a whole generator takes its time to trace."""
    weights = keras.initializers.GlorotUniform(seed=ord(name))
    layers = [
        keras.layers.Conv2D(4, 3, padding="same", activation="relu", kernel_initializer=weights),
        keras.layers.Conv2D(
            1, 3, padding="same", activation=activation, kernel_initializer=weights
        ),
    ]
    return keras.Sequential([keras.Input(shape), *layers], name=name)


def compared(strategy, rows):
    """Returns the gradient of a loss that compares rows of the whole batch, and those compared."""
    with strategy.scope():
        weight = tf.Variable([1.0, 2.0])

    @tf.function
    def gradient_of_step(own):
        with tf.GradientTape() as tape:
            features = own * weight
            everyones = whole_batch(features)
            neighbours = own_rows(tf.roll(everyones, 1, axis=0))
            positive = tf.nn.relu(features)
            count = mean_over_replicas(tf.math.count_nonzero(positive, dtype="float32"))
            loss = tf.reduce_mean(features * neighbours) + tf.reduce_sum(positive) / count
            loss += tf.reduce_logsumexp(tf.matmul(everyones, everyones, transpose_b=True))
            loss /= strategy.num_replicas_in_sync
        gradient = tape.gradient(loss, weight)
        return tf.distribute.get_replica_context().all_reduce("SUM", gradient), neighbours

    batch = tf.data.Dataset.from_tensor_slices(rows).batch(len(rows))
    (own,) = strategy.experimental_distribute_dataset(batch)
    gradient, neighbours = strategy.run(gradient_of_step, [own])
    local = strategy.experimental_local_results
    return local(gradient)[0].numpy(), np.concatenate([each.numpy() for each in local(neighbours)])


def train(count, strategy, x, y, points, out_file):
    with strategy.scope():
        gan = CycleGAN(
            convolutions("g", x.shape[1:], "tanh"),
            convolutions("f", x.shape[1:], "tanh"),
            convolutions("x", x.shape[1:], None),
            convolutions("y", x.shape[1:], None),
            history_size=0,  # what is shown from the history is drawn anew on each replica
            ema_decay=0.5,
            seed=5,
        )
        # Gradients are larger than that at these steps.
        clipped = ({"clipnorm": 0.1}, {"global_clipnorm": 0.2})
        gan.compile(
            {
                player: keras.optimizers.SGD(0.05, **clips)
                for player, clips in zip(gan.players, clipped, strict=True)
            }
        )
        plain = {"generator_normalization": "none", "discriminator_normalization": "none"}
        # What they draw at random, for each example anew: latents, noise, places on a line.
        drawing = {
            "wgan_gp": tiny("wgan_gp", still=False, critic_steps=2, instance_noise=0.1, **plain),
        }
    assert strategy.num_replicas_in_sync == count
    history = gan.fit((x, y), batch_size=BATCH_SIZE, shuffle=False, epochs=1, verbose=0).history
    shown = drawn_points(50 * BATCH_SIZE)
    for family in drawing.values():
        family.fit(shown, batch_size=BATCH_SIZE, shuffle=False, verbose=0)
    gradient, neighbours = compared(strategy, points)
    np.savez(
        out_file,
        gradient=gradient,
        neighbours=neighbours,
        **{
            f"{name}_weight_{i}": weight
            for name, family in drawing.items()
            for i, weight in enumerate(family.get_weights())
        },
        **{f"cyclegan_{name}": values for name, values in history.items()},
        **{f"weight_{i}": weight for i, weight in enumerate(gan.get_weights())},
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
