"""Sizes, errors and speed of each family's TF-Lite files, beside ONNX Runtime.

    pip install tf2onnx onnxruntime
    python benchmarks/tflite_table.py [--families dcgan cyclegan] [--rounds 5] [--calls 20]

Every exported network of every family is converted to float32, float16, dynamic and int8, and to
ONNX by tf2onnx; batch size 1. Errors are those that the export itself measures, on 64 inputs.
Times are medians over calls, of one picture or one sequence, with one and with two threads; the
contestants take turns in the same process. Writes benchmarks/results/tflite.md, and keeps there
what it knows of families that were not asked for.

The weights are trained ones where the zoo has some. Elsewhere they are new, but for the statistics
of batch normalisation, which are those of a batch of 64: those of a new network are the identity,
which every conversion gets right.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

import numpy as np

QUANTIZATIONS = (None, "float16", "dynamic", "int8")
RESULT = Path(__file__).resolve().parent / "results" / "tflite.md"
SIZES = {"image_shape": (64, 64, 3), "width": 32, "vocabulary_size": 1000, "length": 20, "seed": 0}
"""Arguments that families share; each is built with those it has, and in the sizes it can."""

IMAGE_SHAPES = ((64, 64, 3), (32, 32, 3), (28, 28, 1))


def build(family):
    """Returns the family's model, and what its weights are."""
    import keras_gan_zoo
    from keras_gan_zoo import registry
    from keras_gan_zoo.factory import default_arguments
    from keras_gan_zoo.pretrained import list_weights

    for name in list_weights(family).get(family, ()):
        return keras_gan_zoo.get(family, weights=name), f"trained: {name}"
    known = default_arguments(registry.find(family).load())
    sizes = {key: value for key, value in SIZES.items() if key in known}
    for shape in IMAGE_SHAPES if "image_shape" in sizes else (None,):
        try:
            gan = keras_gan_zoo.get(
                family, **{**sizes, **({"image_shape": shape} if shape else {})}
            )
            break
        except ValueError as error:
            refused = error
    else:
        raise refused
    settle(gan)
    return gan, "new"


def settle(gan):
    """Gives batch normalisation the statistics of one batch."""
    from keras_gan_zoo.export.parity import sample_inputs

    for network in gan.export_networks().values():
        layers = [layer for layer in network._flatten_layers() if hasattr(layer, "moving_mean")]
        momenta = [layer.momentum for layer in layers]
        for layer in layers:
            layer.momentum = 0.0
        if layers:
            batch = [sample_inputs(takes.shape).astype(takes.dtype) for takes in network.inputs]
            network(batch if len(batch) > 1 else batch[0], training=True)
        for layer, momentum in zip(layers, momenta, strict=True):
            layer.momentum = momentum


def litert(path, signature, inputs, threads):
    """Returns a function that runs a file once."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=str(path), num_threads=threads)
    interpreter.allocate_tensors()
    details = interpreter.get_signature_runner(signature).get_input_details()
    for name, value in inputs.items():
        interpreter.set_tensor(details[name]["index"], value)
    return interpreter.invoke


def onnx_runtime(content, inputs, threads):
    """Returns a function that runs an ONNX model once, and gives its outputs."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    names = [takes.name for takes in session.get_inputs()]
    feeds = dict(zip(names, inputs.values(), strict=True))
    return lambda: session.run(None, feeds)


def to_onnx(network):
    """Returns the network as an ONNX model of batch size 1, or a sentence why there is none."""
    import tensorflow as tf

    try:
        import tf2onnx

        specs = [tf.TensorSpec((1, *i.shape[1:]), i.dtype, name=i.name) for i in network.inputs]
        run = tf.function(
            lambda *inputs: network(inputs[0] if len(inputs) == 1 else list(inputs), training=False)
        )
        model, _ = tf2onnx.convert.from_function(run, input_signature=specs, opset=18)
        return model.SerializeToString()
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"


def one_input(network):
    """Returns a batch of one for each input."""
    from keras_gan_zoo.export.parity import sample_inputs

    return {
        takes.name: sample_inputs(takes.shape, 1).astype(takes.dtype)
        if "int" not in takes.dtype
        else np.zeros((1, *takes.shape[1:]), takes.dtype)
        for takes in network.inputs
    }


def medians(contestants, rounds, calls):
    """Returns each contestant's median time of a call in milliseconds; they take turns."""
    times = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            run()
            for _ in range(calls):
                began = time.perf_counter()
                run()
                times[name].append(time.perf_counter() - began)
            time.sleep(0.05)  # until the threads of this one have stopped waiting for more
    return {name: 1000 * float(np.median(of)) for name, of in times.items()}


def measure(family, gan, weights, signature, network, options):
    """Returns the rows of one network: one a form of it."""
    from keras_gan_zoo import export
    from keras_gan_zoo.export.parity import parity, sample_inputs

    inputs = one_input(network)
    rows, contestants = {}, {}
    with tempfile.TemporaryDirectory() as scratch:
        for quantize in QUANTIZATIONS:
            name = quantize or "float32"
            path = Path(scratch) / f"{name}.tflite"
            examples = None
            if quantize == "int8" and len(network.inputs[0].shape) == 4:
                examples = sample_inputs(network.inputs[0].shape, 100)
            try:
                file = export.tflite(
                    gan, path, signature=signature, quantize=quantize, examples=examples
                )
            except export.ExportError as error:
                rows[name] = {"note": str(error)}
                continue
            rows[name] = {"bytes": file.size, "max_error": file.max_error, "psnr": file.psnr}
            for threads in (1, 2):
                contestants[name, threads] = litert(path, signature, inputs, threads)
        content = to_onnx(network)
        if isinstance(content, str):
            rows["ONNX Runtime"] = {"note": content}
        else:
            for threads in (1, 2):
                contestants["ONNX Runtime", threads] = onnx_runtime(content, inputs, threads)
            batch = list(inputs.values())
            expected = network.predict_on_batch(batch if len(batch) > 1 else batch[0])
            apart = parity(expected, contestants["ONNX Runtime", 1]()[0])
            rows["ONNX Runtime"] = {
                "bytes": len(content),
                "max_error": apart.max_error,
                "psnr": apart.psnr,
            }
        for (name, threads), value in medians(contestants, options.rounds, options.calls).items():
            rows[name][f"ms_{threads}"] = value
    shape = " x ".join(map(str, network.output_shape[1:]))
    facts = {"family": family, "network": signature, "weights": weights, "output": shape}
    return [{**facts, "form": name, **row} for name, row in rows.items()]


def write(rows):
    """Writes the table, and the rows themselves for the next time."""
    from keras_gan_zoo.metrics.score import machine_class

    lines = [
        "# TF-Lite files of each family",
        "",
        f"Batch size 1; {machine_class()}. Median time of a call. Errors on 64 inputs (ONNX "
        "Runtime: on one) against Keras, on the [-1, 1] scale. Written by `python "
        "benchmarks/tflite_table.py`, whose docstring has the protocol.",
        "",
        "| Network | Weights | Form | kB | Max error | PSNR, dB | ms, 1 thread | ms, 2 threads |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        named = f"`{row['family']}` {row['network']}, {row['output']} | {row['weights']}"
        if "note" in row:
            lines.append(f"| {named} | {row['form']} | {row['note']} | | | | |")
            continue
        psnr = "exact" if row["psnr"] == float("inf") else f"{row['psnr']:.1f}"
        lines.append(
            f"| {named} | {row['form']} | {row['bytes'] / 1000:,.0f} | {row['max_error']:.1e} | "
            f"{psnr} | {row['ms_1']:.2f} | {row['ms_2']:.2f} |"
        )
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    RESULT.with_suffix(".json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--families", nargs="+", help="by default all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=20)
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import keras_gan_zoo

    families = options.families or keras_gan_zoo.list_models()
    known = RESULT.with_suffix(".json")
    rows = json.loads(known.read_text()) if known.exists() else []
    for family in families:
        gan, weights = build(family)
        found = []
        for signature, network in gan.export_networks().items():
            found += measure(family, gan, weights, signature, network, options)
        rows = [row for row in rows if row["family"] != family] + found
        rows.sort(key=lambda row: row["family"])
        write(rows)
        for row in found:
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
