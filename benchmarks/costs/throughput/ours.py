"""The zoo's own `fit`, as a competitor of benchmarks/costs/throughput."""

import time

from benchmarks.costs.throughput.fit import fit_in_bursts
from benchmarks.costs.throughput.settings import Setting, examples, find_setting


def build(setting: Setting):
    """Builds and compiles the family of a setting, with the same Adam for every player."""
    import keras_gan_zoo

    gan = keras_gan_zoo.get(setting.family, seed=0, **setting.model_arguments())
    optimizer = {
        "learning_rate": setting.rate,
        "beta_1": setting.beta_1,
        "beta_2": setting.beta_2,
        "global_clipnorm": None,
    }
    gan.compile(dict.fromkeys(gan.players, optimizer))
    return gan


def train(competitor, network, threads, make_bursts):
    """Trains by `keras_gan_zoo.get(...).fit(...)` until it is told to stop.

    Side by side, each operation has one thread, and as many operations run at a time as there are
    threads: what `TF_NUM_INTRAOP_THREADS=1` asks of TensorFlow.
    """
    started = time.perf_counter()
    import keras_gan_zoo  # noqa: F401 - timed

    imported = time.perf_counter()
    setting = find_setting(network)

    def built():
        gan = build(setting)
        return gan, [getattr(gan, name) for name in gan.network_names]

    fit_in_bursts(
        built,
        lambda gan, **options: gan.fit(examples(setting), batch_size=setting.batch, **options),
        threads,
        make_bursts,
        costs={"import": imported - started},
        operation_threads=1 if competitor == "ours_side_by_side" else threads,
    )
