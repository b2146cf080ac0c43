#!/usr/bin/env bash
# Each name of a variable stays in memory with 35 KB, after the variable is gone.
#
# Guess: a variable that nobody holds any more leaves nothing behind, so that a process may build
# and drop as many small networks as it likes; what a variable is called costs nothing.
#
# Seen with tensorflow 2.21.0 and keras 3.15.1 on Python 3.11: 4,000 variables of 12 numbers, each
# made and let go, leave nothing if all have one name, and 139 MB if each has its own; they take
# seven times as long, 0.6 ms in place of 0.08. The operation that makes a variable has its name as an
# attribute, and the eager context keeps a kernel for each set of attributes that it has met. Keras
# names a slot of an optimizer after the layer's own path, which is another for each network that a
# process builds; `keras.utils.clear_session` begins the names anew, and hands nothing back. What
# does is to set the global seed, which empties the cache (tensorflow_seed_forgets_graphs.sh).
# The check asks for 10 KB a name and a ratio of 2, for busy machines.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 keras==3.15.1

cat > "$folder/names.py" <<'PYTHON'
import gc
import time

import keras
import tensorflow as tf

COUNT = 4000
value = tf.zeros((3, 4))


def kilobytes():
    gc.collect()
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def left_by(name):
    before, began = kilobytes(), time.process_time()
    for number in range(COUNT):
        tf.Variable(value, name=name.format(number))
    milliseconds = 1000 * (time.process_time() - began) / COUNT
    return (kilobytes() - before) / COUNT, milliseconds


left_by("warm")
one, one_time = left_by("kernel")
own, own_time = left_by("kernel_{}")
again, _ = left_by("kernel_{}")
before = kilobytes()
keras.utils.clear_session()
cleared = before - kilobytes()
print(f"RESULT one name: {one:.1f} KB and {one_time:.2f} ms a variable; its own: {own:.1f} KB and")
print(f"RESULT {own_time:.2f} ms; the same names again: {again:.1f} KB; handed back {cleared} KB")
assert one < 1
assert own > 10
assert again < 1
assert own_time > 2 * one_time
assert cleared < 0.1 * own * COUNT

layer = keras.layers.Dense(3)
layer.build((None, 2))
optimizer = keras.optimizers.Adam()
optimizer.build(layer.trainable_variables)
names = [variable.name for variable in optimizer.variables]
print("RESULT slots:", *names)
assert any("dense" in name and "momentum" in name for name in names)
PYTHON
"$folder/venv/bin/python" "$folder/names.py" 2>"$folder/log" | grep RESULT ||
    { tail -5 "$folder/log"; exit 1; }
echo "As seen: each name of a variable stays in memory."
