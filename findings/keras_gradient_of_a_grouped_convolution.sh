#!/usr/bin/env bash
# On a processor the gradient of a Keras convolution in groups takes many times as long as that of as
# many small convolutions, though it draws the same maps nearly as fast.
#
# Guess: `Conv2D(groups=16)` has a sixteenth of the products of a whole convolution, so that it is
# faster than that, forward and backward; whoever writes the groups out gains nothing.
#
# Seen with keras 3.15.1 and tensorflow 2.21.0 on Python 3.11, two cores: forward, on 8 maps of
# 16x16 with 256 channels, both ways take about as long and agree to rounding. With its gradient the
# grouped one took 110 times as long as sixteen convolutions (on 16 maps of 32x32, 20.7 s and 0.1 s:
# 200 times), on a machine with other work. Keras has XLA compile a grouped convolution where there
# is no GPU, the gradient with it. Keras's issue 20471 tells of the slow forward pass on a GPU
# alone. The check asks for a ratio of 20, so that a busy machine does not break it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 keras==3.15.1

cat > "$folder/grouped.py" <<'PYTHON'
import time

import keras
import numpy as np
import tensorflow as tf

GROUPS = 16
maps = np.random.default_rng(0).normal(size=(8, 16, 16, 256)).astype("float32")
layer = keras.layers.Conv2D(256, 3, padding="same", groups=GROUPS, use_bias=False)
layer.build(maps.shape)
kernel = layer.kernel.value


def in_groups(x):
    return layer(x)


def written_out(x):
    parts = zip(tf.split(x, GROUPS, -1), tf.split(kernel, GROUPS, -1))
    return tf.concat([tf.nn.conv2d(part, own, 1, "SAME") for part, own in parts], -1)


def with_gradient(convolve):
    def step(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(convolve(x) ** 2)
        return tape.gradient(loss, kernel)

    return step


def seconds(function):
    graph = tf.function(function)
    graph(maps)
    found = []
    for _ in range(3):
        began = time.perf_counter()
        graph(maps).numpy()
        found.append(time.perf_counter() - began)
    return min(found)


apart = np.abs(in_groups(maps).numpy() - written_out(maps).numpy()).max()
print("the maps agree", bool(apart < 1e-3))
print(f"forward: {seconds(in_groups) / seconds(written_out):.1f} times as long", flush=True)
ratio = seconds(with_gradient(in_groups)) / seconds(with_gradient(written_out))
print(f"with the gradient: {ratio:.0f} times as long")
print("more than 20 times:", bool(ratio > 20))
PYTHON

export TF_CPP_MIN_LOG_LEVEL=3
"$folder/venv/bin/python" "$folder/grouped.py" 2>"$folder/errors" | tee "$folder/printed"

grep -v "as long" "$folder/printed" | diff - <(printf 'the maps agree True\nmore than 20 times: True\n')
echo "as it was: write the groups out where a network is trained on a processor"
