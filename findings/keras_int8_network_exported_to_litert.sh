#!/usr/bin/env bash
# A network that Keras has quantized to int8 or float8 cannot be exported by Keras to a LiteRT file;
# one of int4 can, and its file is half as large again as that of float32.
#
# Guess: `network.quantize("int8")` and then `network.export(path, format="litert")`, both Keras's
# own, give a file of a quarter of the size, and int4 one of an eighth, if it is known there at all.
#
# Seen with keras 3.15.1 and tensorflow 2.21.0 on Python 3.11, of one Dense layer: int8 and float8 end
# in a ConverterError, where the traced product is a `BatchMatMulV3` of int8, which the converter
# makes a `tfl.fully_connected` that takes no plain int8; int4 is exported, and gives what the
# network gives, in 788 kB where float32 takes 525. `format="tf_saved_model"` takes all three. Embeddings go in all three: nothing is
# multiplied. For int8 on a phone quantize in the conversion, not before it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 keras==3.15.1

cat > "$folder/quantized.py" <<'PYTHON'
import sys
import warnings
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])
x = np.random.default_rng(0).normal(size=(1, 256)).astype("float32")


def exported(mode):
    network = keras.Sequential([keras.Input((256,)), keras.layers.Dense(512)])
    if mode:
        network.quantize(mode)
    path = folder / f"{mode}.tflite"
    network.export(path, format="litert", verbose=False)
    interpreter = tf.lite.Interpreter(str(path))
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
    interpreter.invoke()
    given = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    np.testing.assert_allclose(given, np.asarray(network(x)), atol=1e-4)
    return path.stat().st_size


def outcome(mode):
    try:
        return exported(mode)
    except Exception as error:
        assert "ConverterError" in type(error).__name__, error
        return "ConverterError"


found = {mode: outcome(mode) for mode in (None, "int8", "float8", "int4")}
for mode, what in found.items():
    print(f"RESULT {mode or 'float32'}: {what}{'' if isinstance(what, str) else ' bytes'}")
assert found["int8"] == found["float8"] == "ConverterError"
assert found["int4"] > 1.2 * found[None]
PYTHON

"$folder/venv/bin/python" "$folder/quantized.py" "$folder" 2>"$folder/log" | grep RESULT ||
    { tail -5 "$folder/log"; exit 1; }
echo "As seen: Keras's int8 is not exported to LiteRT, its int4 is."
