#!/usr/bin/env bash
# `keras.Model.fit` on TensorFlow: the graph of the train step outlives the model, one for each.
#
# Guess: with the model deleted and garbage collected, nothing holds the graph of its train step, or
# `keras.backend.clear_session()` lets go of it.
#
# Seen with Keras 3.15.1 on TensorFlow 2.21.0 and Python 3.11: after five models that trained and
# are gone the graphs of all five, two traces each, are in memory, and stay there after `clear_session()`. It is the
# optimizer that holds them: it adds gradients up over replicas where there is one, too; that sum is
# a `tf.custom_gradient`, which registers its gradient in a table of the process for good, and what
# is registered holds tensors of the graph. (That `tf.custom_gradient` does so is known, TensorFlow
# issues 27492 and 97697; that each `fit` uses it is what was not guessed.) An optimizer whose
# gradients are taken as they are leaves none. Networks with `silu`, another `tf.custom_gradient`,
# leave theirs all the same.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 keras==3.15.1

cat > "$folder/fit.py" <<'PYTHON'
import gc
import weakref

import keras
import numpy as np
import tensorflow as tf

graphs = []


class Watched(keras.Model):
    def train_step(self, data):
        graphs.append(weakref.ref(tf.compat.v1.get_default_graph()))
        return super().train_step(data)

    def build(self, shape):
        pass

    def call(self, inputs):
        return self.dense(inputs)


def train(activation, as_they_are):
    model = Watched()
    model.dense = keras.layers.Dense(1, activation=activation)
    optimizer = keras.optimizers.SGD(0.1)
    if as_they_are:
        optimizer._all_reduce_sum_gradients = list
    model.compile(optimizer, "mse")
    model.fit(np.ones((8, 3)), np.ones((8, 1)), verbose=0)


def alive(activation, as_they_are=False):
    graphs.clear()
    for _ in range(5):
        train(activation, as_they_are)
    gc.collect()
    before = sum(graph() is not None for graph in graphs)
    keras.backend.clear_session()
    gc.collect()
    after = sum(graph() is not None for graph in graphs)
    return f"{before} of {len(graphs)}, after clear_session {after}"


print("linear:", alive(None))
print("linear, gradients as they are:", alive(None, as_they_are=True))
print("silu, gradients as they are:", alive("silu", as_they_are=True))
PYTHON

TF_CPP_MIN_LOG_LEVEL=3 "$folder/venv/bin/python" "$folder/fit.py" 2>/dev/null | tee "$folder/printed"

grep -qx "linear: 10 of 10, after clear_session 10" "$folder/printed"
grep -qx "linear, gradients as they are: 0 of 10, after clear_session 0" "$folder/printed"
grep -qx "silu, gradients as they are: 10 of 10, after clear_session 10" "$folder/printed"
