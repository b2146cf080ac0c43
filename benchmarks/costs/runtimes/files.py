"""Makes a model's files of some kinds, in a process of this interpreter.

    python -m benchmarks.costs.runtimes.files CONVERTER MODEL FOLDER

Beside the files: inputs.npz, on which every runtime is asked, and keras.npy, what Keras draws from
them. CONVERTER.json, the last that is written, tells why a kind is not there.
"""

import json
import sys
from pathlib import Path

import numpy as np

from benchmarks.costs.runtimes.settings import CORE_ML, FILES, MODELS, ONNX, SAVED_MODEL, TFLITE

COUNT = 4


def load(model):
    """Returns the stored model, and its network."""
    import keras_gan_zoo

    weights, signature = MODELS[model]
    gan = keras_gan_zoo.get(model, weights=weights)
    return gan, gan.export_networks()[signature]


def tflite(model, folder):
    """Writes the zoo's own exports, the inputs, and Keras's pictures."""
    from keras_gan_zoo import export
    from keras_gan_zoo.export.tflite_file import typical_inputs
    from keras_gan_zoo.pretrained import find_weights
    from keras_gan_zoo.recipes.recipe import load_recipe
    from keras_gan_zoo.training.building import example_pictures
    from keras_gan_zoo.training.exporting import export_tflite

    weights, signature = MODELS[model]
    gan, network = load(model)
    recipe = load_recipe(find_weights(model, weights).recipe)
    pictures = example_pictures(gan, recipe, COUNT)
    inputs = typical_inputs(gan, signature, network, COUNT)
    if pictures is not None:
        inputs[network.inputs[0].name] = np.asarray(pictures[signature][:COUNT], "float32")
    np.savez(folder / "inputs.npz", **inputs)
    arrays = [inputs[takes.name] for takes in network.inputs]
    drawn = network.predict_on_batch(arrays if len(arrays) > 1 else arrays[0])
    np.save(folder / "keras.npy", drawn)
    export.saved_model(gan, folder / FILES[SAVED_MODEL])
    notes = {}
    for kind in TFLITE:
        quantize = None if kind == "float32" else kind
        try:
            export_tflite(gan, recipe, folder / FILES[kind], signature=signature, quantize=quantize)
        except (export.ExportError, ValueError) as error:
            notes[kind] = str(error)
    return notes


def tf2onnx(model, folder):
    import tensorflow as tf
    import tf2onnx

    _, network = load(model)
    specs = [tf.TensorSpec((1, *of.shape[1:]), of.dtype, name=of.name) for of in network.inputs]
    run = tf.function(
        lambda *inputs: network(inputs[0] if len(inputs) == 1 else list(inputs), training=False)
    )
    path = str(folder / FILES[ONNX[0]])
    tf2onnx.convert.from_function(run, input_signature=specs, opset=18, output_path=path)


def keras_onnx(model, folder):
    _, network = load(model)
    # Keras refuses a network that has not met an array yet: "The model provided has never called."
    zeros = [np.zeros((1, *of.shape[1:]), of.dtype) for of in network.inputs]
    network.predict_on_batch(zeros if len(zeros) > 1 else zeros[0])
    network.export(folder / FILES[ONNX[1]], format="onnx", verbose=False)


def coremltools(model, folder):
    import coremltools
    import tensorflow as tf

    served = tf.saved_model.load(str(folder / FILES[SAVED_MODEL]))
    _, signature = MODELS[model]
    converted = coremltools.convert([served.signatures[signature]], source="tensorflow")
    converted.save(str(folder / FILES[CORE_ML]))


def main():
    converter, model, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    converters = {
        "tflite": tflite,
        "tf2onnx": tf2onnx,
        "keras_onnx": keras_onnx,
        "coremltools": coremltools,
    }
    notes = converters[converter](model, folder) or {}
    (folder / f"{converter}.json").write_text(json.dumps(notes), encoding="utf-8")


if __name__ == "__main__":
    main()
