#!/usr/bin/env bash
# `keras.RematScope` on TensorFlow: what is computed again is not what was computed before.
#
# Guess: a layer that is computed again for its gradient gives what it gave the first time, moves no
# statistics once more, and can be differentiated twice, as a gradient penalty asks.
#
# Seen with Keras 3.15.1 on TensorFlow 2.21.0 and Python 3.11, run eagerly (`run_eagerly=True`):
# Dropout draws another mask, so that the gradient is that of other inputs than the output is of, for
# half of them at a rate of a half; the moving mean of BatchNormalization moves twice a step; and a
# second derivative raises NotImplementedError. No warning comes with the first two. Within
# `tf.function`, as `fit` runs by default, a layer that is told `training` raises ValueError, as the
# gradient takes no keywords there: that is known (Keras issue 21207); what eager execution does
# instead was not found in any issue.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 keras==3.15.1

cat > "$folder/remat.py" <<'PYTHON'
import keras
import numpy as np
import tensorflow as tf

x = tf.constant(np.random.default_rng(0).normal(size=(64, 8)).astype("float32"))


def layer(cls, *arguments, remat=True, **keywords):
    with keras.RematScope(mode="full" if remat else None):
        made = cls(*arguments, **keywords)
    made.build(x.shape)
    return made


def dropped(remat):
    dropout = layer(keras.layers.Dropout, 0.5, seed=1, remat=remat)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = dropout(x, training=True)
    return float(np.mean((y.numpy() != 0) == (tape.gradient(y, x).numpy() != 0)))


def moved(remat):
    norm = layer(keras.layers.BatchNormalization, momentum=0.5, remat=remat)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(norm(x + 3, training=True) ** 2)
    tape.gradient(y, norm.trainable_variables)
    return norm.moving_mean.numpy()


def penalty(remat):
    dense = layer(keras.layers.Dense, 1, activation="tanh", remat=remat)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = dense(x)
        slope = tf.reduce_sum(inner.gradient(y, x) ** 2)
    return outer.gradient(slope, dense.trainable_variables)


print(f"same mask in output and gradient: {dropped(False):.2f}, with remat {dropped(True):.2f}")
ratio = float(np.mean(moved(True) / moved(False)))
print(f"moving mean, momentum 0.5, with remat over without: {ratio:.2f}")
assert all(gradient is not None for gradient in penalty(False))
try:
    penalty(True)
    raised = None
except NotImplementedError as error:
    raised = type(error).__name__
print(f"second derivative with remat: {raised}")
try:
    tf.function(lambda x: layer(keras.layers.Dropout, 0.5)(x, training=True))(x)
    in_graph = None
except ValueError as error:
    in_graph = type(error).__name__
print(f"in a tf.function with remat: {in_graph}")
assert dropped(False) == 1 and 0.4 < dropped(True) < 0.6
assert abs(ratio - 1.5) < 1e-3  # half of the way twice is three quarters
assert raised == "NotImplementedError" and in_graph == "ValueError"
PYTHON
TF_CPP_MIN_LOG_LEVEL=3 "$folder/venv/bin/python" "$folder/remat.py" 2> "$folder/log" || {
  cat "$folder/log"
  echo "the behaviour has changed" >&2
  exit 1
}
