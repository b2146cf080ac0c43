"""Trains on one or two replicas of this machine's processor; a script of the tests.

python replicas.py COUNT DATA.npz OUT.npz
"""

import sys

import keras
import numpy as np
import tensorflow as tf
from duel import duel

import keras_gan_zoo

BATCH_SIZE = 4


def main(count, data_file, out_file):
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * count,
    )
    devices = [f"/cpu:{index}" for index in range(count)]
    with np.load(data_file) as data:
        x, y, points = data["x"], data["y"], data["points"]
    strategy = (
        tf.distribute.MirroredStrategy(devices) if count > 1 else tf.distribute.get_strategy()
    )
    with strategy.scope():
        gan = keras_gan_zoo.get(
            "cyclegan",
            image_shape=x.shape[1:],
            width=2,
            blocks=1,
            discriminator_width=2,
            discriminator_downsamplings=1,
            history_size=0,  # what is shown from the history is drawn anew on each replica
            ema_decay=0.5,
            seed=5,
            optimizers={p: keras.optimizers.SGD(0.05) for p in ("generators", "discriminators")},
        )
        linear = duel(ema_decay=0.5)
    assert strategy.num_replicas_in_sync == count
    history = gan.fit((x, y), batch_size=BATCH_SIZE, shuffle=False, epochs=1, verbose=0).history
    dataset = tf.data.Dataset.from_tensor_slices(points).batch(BATCH_SIZE)
    linear_history = keras.Model.fit(linear, dataset, verbose=0).history
    np.savez(
        out_file,
        **{f"cyclegan_{name}": values for name, values in history.items()},
        **{f"duel_{name}": values for name, values in linear_history.items()},
        **{f"weight_{i}": weight for i, weight in enumerate(gan.get_weights())},
        **{f"duel_weight_{i}": weight for i, weight in enumerate(linear.get_weights())},
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
