"""Trains families on two replicas of this machine's processor; a script of the tests.

python family_replicas.py OUT.json

Writes, for each family, by how much the replicas' copies of each variable differ at the end.
"""

import json
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf
from tiny import points, tiny

FAMILIES = {
    "began": {"image_shape": (16, 16, 1), "body": "dcgan", "width": 2, "k_learning_rate": 0.5},
}


def copies(variable):
    """Returns a variable's value on each replica."""
    return [value.numpy() for value in getattr(variable.value, "values", [variable.value])]


def main(out):
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})  # starts sooner
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
    )
    strategy = tf.distribute.MirroredStrategy(["/cpu:0", "/cpu:1"])
    report = {}
    for family, arguments in FAMILIES.items():
        with strategy.scope():
            # Without BatchNorm, whose statistics are each replica's own.
            plain = {"generator_normalization": "none", "discriminator_normalization": "none"}
            gan = tiny(family, still=False, **plain, **arguments)
            gan.compile({player: {"learning_rate": 0.01} for player in gan.players})
        data = points(24)
        if len(gan.image_shape) == 3:
            data = np.random.default_rng(0).uniform(-1, 1, (24, *gan.image_shape))
        history = gan.fit(data.astype("float32"), batch_size=4, epochs=1, verbose=0).history
        report[family] = {
            "losses": {name: values[0] for name, values in history.items()},
            "copies": min(len(copies(v)) for v in gan.trainable_variables),
            "differences": {
                variable.path: float(np.abs(np.ptp(copies(variable), axis=0)).max())
                for variable in gan.variables
                if variable.dtype == "float32" or "steps_taken" in variable.path
            },
        }
    Path(out).write_text(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1])
