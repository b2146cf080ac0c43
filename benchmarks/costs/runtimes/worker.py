"""Runs one file in one runtime: a process of an interpreter that has NumPy and the runtime alone.

    PYTHON worker.py RUNTIME FILE SIGNATURE INPUTS.npz PICTURES.npy

Runs each row of the inputs as a batch of one, which is what the files take, and writes the
pictures. Prints nothing of its own: an error goes up to the interpreter, whose last line tells it.
"""

import json
import sys
import zipfile

import numpy as np


def interpreter(package):
    """Returns how to run a file in the `Interpreter` of LiteRT, or of tflite-runtime before it."""

    def load(path, signature):
        import importlib

        runtime = importlib.import_module(f"{package}.interpreter")
        loaded = runtime.Interpreter(model_path=path)
        loaded.allocate_tensors()
        run = loaded.get_signature_runner(signature)
        return lambda inputs: next(iter(run(**inputs).values()))

    return load


def compiled_model(path, signature):
    from ai_edge_litert.compiled_model import CompiledModel

    model = CompiledModel.from_file(path)
    takes = model.get_signature_list()[signature]["inputs"]
    (gives,) = model.get_signature_list()[signature]["outputs"]
    shape = model.get_output_tensor_details(signature)[gives]["shape"]
    given = {name: model.create_input_buffer_by_name(signature, name) for name in takes}
    result = model.create_output_buffer_by_name(signature, gives)

    def run(inputs):
        for name, buffer in given.items():
            buffer.write(inputs[name])
        model.run_by_name(signature, given, {gives: result})
        return np.array(result.read(int(np.prod(shape)), np.float32)).reshape(shape)

    return run


def micro(path, signature):
    from tflite_micro import runtime

    with zipfile.ZipFile(path) as archive:  # the inputs stand there in the order of the file
        described = json.loads(archive.read("metadata.json"))
    names = [takes["name"] for takes in described["inputs"]]
    loaded = runtime.Interpreter.from_file(path, arena_size=64 * 2**20)

    def run(inputs):
        for index, name in enumerate(names):
            loaded.set_input(inputs[name], index)
        loaded.invoke()
        return loaded.get_output(0)

    return run


def openvino(path, signature):
    import openvino as ov

    # Where the processor has bfloat16 it computes in that unless told not to, and strays by 0.1.
    compiled = ov.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    (gives,) = compiled.outputs
    return lambda inputs: compiled(
        {takes: named(inputs, *takes.get_names()) for takes in compiled.inputs}
    )[gives]


def onnx_runtime(path, signature):
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [takes.name for takes in session.get_inputs()]
    return lambda inputs: session.run(None, {name: named(inputs, name) for name in names})[0]


def tensorflow(path, signature):
    import tensorflow as tf

    loaded = tf.saved_model.load(path)
    run = loaded.signatures[signature]
    return lambda inputs: next(
        iter(run(**{name: tf.constant(value) for name, value in inputs.items()}).values())
    ).numpy()


def named(inputs, *names):
    """Returns the input that a tensor's names are of, such as `generate_latents:0`."""
    return next(value for name, value in inputs.items() if any(name in one for one in names))


RUNTIMES = {
    "litert": interpreter("ai_edge_litert"),
    "compiled_model": compiled_model,
    "tflite_runtime": interpreter("tflite_runtime"),
    "micro": micro,
    "openvino": openvino,
    "onnx_runtime": onnx_runtime,
    "tensorflow": tensorflow,
}


def main():
    runtime, path, signature, given, to = sys.argv[1:]
    with np.load(given) as kept:
        inputs = dict(kept)
    run = RUNTIMES[runtime](path, signature)
    count = len(next(iter(inputs.values())))
    rows = [{name: of[row : row + 1] for name, of in inputs.items()} for row in range(count)]
    np.save(to, np.concatenate([np.array(run(row)) for row in rows]))


if __name__ == "__main__":
    main()
