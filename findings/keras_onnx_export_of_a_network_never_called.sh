#!/usr/bin/env bash
# Keras exports no functional network to ONNX that it has not been called on an array.
#
# Guess: a functional network is built when it is made, its inputs and outputs are known, so that
# `export(path, format="onnx")` writes it, as `export(path)` writes its SavedModel.
#
# Seen with keras 3.15.1, tensorflow 2.21.0, tf2onnx 1.17.0 on Python 3.11: `export(path)` writes the
# SavedModel, but `export(path, format="onnx")` of the same network raises a ValueError that it was
# never called, though `built` is true. After one `predict_on_batch` it writes the file.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 keras==3.15.1 tf2onnx==1.17.0 onnx

cat > "$folder/export.py" <<'PYTHON'
import sys

import keras
import numpy as np

latents = keras.Input((4,), name="latents")
network = keras.Model(latents, keras.layers.Dense(3, "tanh")(latents))
print("built", network.built)


def attempt(what, **how):
    try:
        network.export(f"{sys.argv[1]}/{what}", verbose=False, **how)
        print(what, "written")
    except ValueError as error:
        print(what, "refused:", "never called" in str(error))


attempt("new.onnx", format="onnx")
attempt("saved_model")
network.predict_on_batch(np.zeros((1, 4), "float32"))
attempt("called.onnx", format="onnx")
PYTHON

export TF_CPP_MIN_LOG_LEVEL=3
"$folder/venv/bin/python" "$folder/export.py" "$folder" 2>"$folder/errors" | tee "$folder/printed"

diff - "$folder/printed" <<'PRINTED'
built True
new.onnx refused: True
saved_model written
called.onnx written
PRINTED
echo "as it was: a call on an array comes first"
