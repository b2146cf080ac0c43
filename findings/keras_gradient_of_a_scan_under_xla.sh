#!/usr/bin/env bash
# `keras.ops.scan` under `jit_compile=True`: on TensorFlow it runs forward, and has no gradient.
#
# Guess: a scan has a known number of steps, the length of what it goes over, so that XLA compiles
# it and its gradient, as it does those of a `keras.layers.LSTM`, and as JAX compiles its own scan.
#
# Seen with Keras 3.15.1 on TensorFlow 2.21.0 and Python 3.11: forward it compiles. The gradient
# raises InvalidArgumentError, "XLA compilation requires a fixed tensor list size": the
# `tf.while_loop` below `ops.scan` is told no `maximum_iterations`, and what a gradient needs of
# each step is kept in a list of that size. Without XLA the gradient is right, and it is right with
# XLA if the same loop is written with `maximum_iterations`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 keras==3.15.1

cat > "$folder/scan.py" <<'PYTHON'
import tensorflow as tf
from keras import ops

x = tf.constant([1.0, 2.0, 3.0])


def by_keras(w):
    _, ys = ops.scan(lambda total, each: ((total + each) * w, total * w), ops.zeros(()), x)
    return ops.sum(ys)


def by_hand(w):
    def body(i, total, summed):
        return i + 1, (total + x[i]) * w, summed + total * w

    start = (tf.constant(0), tf.constant(0.0), tf.constant(0.0))
    *_, summed = tf.while_loop(lambda i, *_: i < 3, body, start, maximum_iterations=3)
    return summed


def gradient(loss, jit):
    @tf.function(jit_compile=jit)
    def run(w):
        with tf.GradientTape() as tape:
            tape.watch(w)
            value = loss(w)
        return tape.gradient(value, w)

    try:
        return float(run(tf.constant(2.0)))
    except tf.errors.InvalidArgumentError as error:
        return f"{type(error).__name__}: {error.message.split('.')[0]}"


forward = tf.function(by_keras, jit_compile=True)(tf.constant(2.0))
print("forward with XLA:", float(forward))
print("gradient without XLA:", gradient(by_keras, False))
print("gradient with XLA:", gradient(by_keras, True))
print("gradient with XLA, by hand:", gradient(by_hand, True))
PYTHON

TF_CPP_MIN_LOG_LEVEL=3 "$folder/venv/bin/python" "$folder/scan.py" 2>/dev/null | tee "$folder/printed"

grep -qx "forward with XLA: 20.0" "$folder/printed"
grep -qx "gradient without XLA: 24.0" "$folder/printed"
grep -q "^gradient with XLA: InvalidArgumentError: XLA compilation requires a fixed tensor list size" \
    "$folder/printed"
grep -qx "gradient with XLA, by hand: 24.0" "$folder/printed"
