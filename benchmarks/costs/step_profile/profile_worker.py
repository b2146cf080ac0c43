"""One network: profiles some steps of one thread, and prints JSON.

python -m benchmarks.costs.step_profile.profile_worker NETWORK STEPS
"""

import collections
import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.costs.step_profile.step_work import floor_seconds, step_work
from benchmarks.costs.throughput.fit import peak_speed
from benchmarks.costs.throughput.ours import build
from benchmarks.costs.throughput.settings import examples, find_setting

_ARRAY = 2**24
_KINDS = {
    "products": ("conv", "matmul", "einsum"),
    "normalisation": ("batchnorm", "softmax"),
    "moving": (
        "pad",
        "resize",
        "concat",
        "slice",
        "gather",
        "transpose",
        "reshape",
        "tile",
        "broadcast",
        "pack",
        "split",
        "scatter",
        "tensorlist",
        "tensorarray",
    ),
    "optimizers": ("adam", "assign"),
    "random": ("random", "multinomial"),
}
"""What the type of an operation contains that belongs to a kind; the first that fits counts."""
_REST = "arithmetic"
KINDS = (*_KINDS, _REST)
_OPERATION = re.compile(r"[\w/.>-]*[^:]:([A-Z_]\w*)")
"""How an event of the profile names an operation: its name, and its type."""
_CALLS = ("PartitionedCall", "While", "If", "Case")


def kind_of(operation: str) -> str:
    """Returns the kind of an operation's type."""
    name = operation.lower()
    for kind, parts in _KINDS.items():
        if any(part in name for part in parts):
            return kind
    return _REST


def operation_seconds(folder: str | Path) -> dict[str, float]:
    """Returns the seconds of each type of operation in a profile of the processor."""
    from tensorflow.tsl.profiler.protobuf import xplane_pb2

    (path,) = Path(folder).rglob("*.xplane.pb")
    space = xplane_pb2.XSpace()
    space.ParseFromString(path.read_bytes())
    seconds = collections.Counter()
    for plane in space.planes:
        for line in plane.lines:
            for event in line.events:
                name = plane.event_metadata[event.metadata_id].name
                operation = _OPERATION.fullmatch(name)
                # What calls a function takes the time of what it calls.
                if operation and not operation[1].endswith(_CALLS):
                    seconds[operation[1]] += event.duration_ps * 1e-12
    return dict(seconds)


def profile(gan, batch, steps: int) -> dict:
    """Returns the seconds of a step by the clock, and those of its operations by kind."""
    import tensorflow as tf

    for _ in range(2):
        gan.train_on_batch(batch)
    with tempfile.TemporaryDirectory() as folder:
        tf.profiler.experimental.start(folder)
        started = time.perf_counter()
        for _ in range(steps):
            gan.train_on_batch(batch)
        seconds = (time.perf_counter() - started) / steps
        tf.profiler.experimental.stop()
        kinds = dict.fromkeys(KINDS, 0.0)
        for operation, taken in operation_seconds(folder).items():
            kinds[kind_of(operation)] += taken / steps
    return {"seconds": seconds, "kinds": kinds}


def memory_speed(repeats: int = 5) -> float:
    """Returns the bytes a second of a sum that reads one large array and writes another."""
    import tensorflow as tf

    array = tf.zeros((_ARRAY,))
    (array + 1.0).numpy()
    started = time.perf_counter()
    for _ in range(repeats):
        total = array + 1.0
    total[0].numpy()
    return repeats * 2 * array.dtype.size * _ARRAY / (time.perf_counter() - started)


def traced_work(gan, batch) -> list:
    """Returns the work of a step, of the graph that `fit` runs before it is optimized."""
    import tensorflow as tf

    from keras_gan_zoo.engine.speed.patch_products import traced_for_a_step

    def step(batch):
        with traced_for_a_step(True):
            return gan.train_step(batch)

    return step_work(tf.function(step).get_concrete_function(batch).graph)


def main():
    network, steps = sys.argv[1], int(sys.argv[2])
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    setting = find_setting(network)
    gan = build(setting)
    batch = next(iter(gan.prepare_data(examples(setting), setting.batch, shuffle=False)))
    answer = profile(gan, batch, steps)
    speeds = peak_speed(tf), memory_speed()
    answer |= {"operations_a_second": speeds[0], "bytes_a_second": speeds[1]}
    if setting.side:  # of text most of the work is in loops, whose turns a graph does not tell
        works = traced_work(gan, batch)
        answer["operations"] = sum(work.operations for work in works)
        answer["bytes"] = sum(work.bytes for work in works)
        answer["floor"] = floor_seconds(works, *speeds)
    print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
