#!/usr/bin/env bash
# What `all_gather` brings together from two replicas has no known length on any axis, not only on
# that along which it is gathered.
#
# Guess: of a (3, 5, 7) on each of two replicas, gathered along axis 0, a graph knows (6, 5, 7), as
# every replica has the same shape, or at least (None, 5, 7).
#
# Seen with tensorflow 2.21.0 on Python 3.11, two logical processors: within `Strategy.run` in a
# `tf.function` it is (None, None, None), though the tensor that comes is (6, 5, 7). With one replica
# nothing is forgotten, (3, 5, 7), so that what was tried on one device fails to be traced on two: a
# Dense layer on what was gathered asks for the length of the last axis, and is given None.
# `all_reduce` keeps every axis. `tf.ensure_shape(gathered, [None, *x.shape[1:]])` tells it again.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0

cat > "$folder/gather.py" <<'PYTHON'
import tensorflow as tf

(processor,) = tf.config.list_physical_devices("CPU")
halves = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(processor, halves)


def shapes(devices):
    strategy = tf.distribute.MirroredStrategy(devices)
    seen = {}

    @tf.function
    def step():
        def on_replica():
            replica = tf.distribute.get_replica_context()
            x = tf.ones((3, 5, 7))
            gathered = replica.all_gather(x, axis=0)
            seen["gathered"] = tuple(gathered.shape)
            seen["reduced"] = tuple(replica.all_reduce("sum", x).shape)
            told = tf.ensure_shape(gathered, [None, *x.shape[1:]])
            seen["told again"] = tuple(told.shape)
            return told

        return strategy.run(on_replica)

    seen["came"] = tuple(strategy.experimental_local_results(step())[0].shape)
    return seen


two, one = shapes(["CPU:0", "CPU:1"]), shapes(["CPU:0"])
print(f"RESULT two replicas: {two}")
print(f"RESULT one replica: {one}")
assert two["gathered"] == (None, None, None) and two["came"] == (6, 5, 7)
assert two["reduced"] == (3, 5, 7) and two["told again"] == (None, 5, 7)
assert one["gathered"] == one["came"] == (3, 5, 7)
PYTHON

"$folder/venv/bin/python" "$folder/gather.py" 2>"$folder/log" | grep RESULT ||
    { tail -5 "$folder/log"; exit 1; }
echo "As seen: what is gathered from two replicas has forgotten its shape."
