"""Plain Keras, as a competitor: `fit` of a model with a `train_step`.

Written as Keras's documentation writes its GAN examples: one `GradientTape` a player, an optimizer
each, means of the losses, `compile` and `fit` with their defaults.
"""

import time

from benchmarks.costs.throughput.fit import fit_in_bursts
from benchmarks.costs.throughput.settings import examples, find_setting


def train(competitor, network, threads, make_bursts):
    """Trains by a Keras model's `fit` until it is told to stop."""
    setting = find_setting(network)
    started = time.perf_counter()
    import keras
    import tensorflow as tf

    imported = time.perf_counter()
    # Before any operation has run, or it is too late.
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    from benchmarks.costs.throughput import steps_keras, text_keras

    module = steps_keras if setting.side else text_keras

    def build():
        keras.utils.set_random_seed(0)
        model = module.build(setting)
        model.compile()
        return model, list(model.nets.values())

    def fit(model, **options):
        data = tf.data.Dataset.from_tensor_slices(examples(setting)).shuffle(512)
        batches = data.batch(setting.batch * setting.batches, drop_remainder=True)
        model.fit(batches.repeat(), shuffle=False, **options)

    fit_in_bursts(build, fit, threads, make_bursts, costs={"import": imported - started})
