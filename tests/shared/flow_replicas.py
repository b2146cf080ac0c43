"""Takes two steps of each flow on one and on two replicas of this machine's processor; a script.

python flow_replicas.py OUT.json

Writes, for each family, by how much the weights differ after it, and what a new one's differ by.
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

import keras_gan_zoo

SHAPE = (8, 8, 1)
SIZES = {
    "glow": {"levels": 1, "steps": 2, "width": 4},
    "real_nvp": {"levels": 1, "blocks": 1, "width": 4},
}


def weights_after(family, strategy, pictures):
    """Returns the weights before and after a training."""
    with strategy.scope():
        flow = keras_gan_zoo.get(family, image_shape=SHAPE, seed=3, **SIZES[family])
        flow.compile({"flow": keras.optimizers.SGD(0.05)})
        new = [weight.numpy() for weight in flow.flow.weights]
    flow.fit(pictures, batch_size=8, shuffle=False, verbose=0)
    return new, [weight.numpy() for weight in flow.flow.weights]


def main(out):
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})  # starts sooner
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
    )
    two = tf.distribute.MirroredStrategy(["/cpu:0", "/cpu:1"])
    pictures = np.random.default_rng(0).uniform(-1, 1, (16, *SHAPE)).astype("float32")
    pictures[::2] *= 0.1  # each replica's own statistics would be others
    report = {}
    for family in SIZES:
        new, alone = weights_after(family, tf.distribute.get_strategy(), pictures)
        _, together = weights_after(family, two, pictures)
        report[family] = {
            "moved": [float(np.abs(a - b).max()) for a, b in zip(new, alone, strict=True)],
            "apart": [float(np.abs(a - b).max()) for a, b in zip(alone, together, strict=True)],
        }
    Path(out).write_text(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1])
