"""Sizes, errors and speed of each family's TF-Lite files, beside ONNX Runtime.

    pip install tf2onnx onnxruntime
    python -m benchmarks.costs.tflite_table [--families dcgan cyclegan] [--convert_only]

Every exported network of every family is converted to float32, float16, dynamic and int8, and to
ONNX by tf2onnx; batch size 1. Errors are those that the export itself measures, on 64 inputs:
latents, or noise in place of pictures, but pictures of the recipe for int8 of a trained translator.
The files are kept, by default in build/tflite_table/: a family with the same weights is not
converted anew; after a change of the export, delete the folder.

Then all are timed, one network after the other: medians over calls, of one picture or one sequence,
with one and with two threads; the contestants take turns in the same process. Only this part, some
minutes, needs a quiet machine. Writes benchmarks/results/tflite.md, of all families at once.

The weights are trained ones where the zoo has some. Elsewhere they are new, but for the statistics
of batch normalisation, which are those of a batch of 64: those of a new network are the identity,
which every conversion gets right.
"""

import argparse
import json
import os
import statistics
import time
from pathlib import Path

import numpy as np

from benchmarks.common.places import RESULTS, ROOT

QUANTIZATIONS = (None, "float16", "dynamic", "int8")
ONNX = "ONNX Runtime"
RESULT = RESULTS / "tflite.md"
SIZES = {"image_shape": (64, 64, 3), "width": 32, "vocabulary_size": 1000, "length": 20, "seed": 0}
"""Arguments that families share; each is built with those it has, and in the sizes it can."""

IMAGE_SHAPES = ((64, 64, 3), (32, 32, 3), (28, 28, 1))


def weights_of(family):
    """Returns the name of the family's trained weights, `None` if it has none, and a checksum."""
    import hashlib

    from keras_gan_zoo.pretrained import find_weights, list_weights

    for name in list_weights(family).get(family, ()):
        content = find_weights(family, name).weights.read_bytes()
        return {"weights": name, "sha256": hashlib.sha256(content).hexdigest()}
    return {"weights": None, "sha256": None}


def build(family, weights):
    """Returns the family's model and its recipe, or `None`: trained, or in the table's sizes."""
    import keras_gan_zoo
    from keras_gan_zoo import registry
    from keras_gan_zoo.pretrained import find_weights
    from keras_gan_zoo.recipes.recipe import load_recipe
    from keras_gan_zoo.registry.building import default_arguments

    if weights is not None:
        recipe = load_recipe(find_weights(family, weights).recipe)
        return keras_gan_zoo.get(family, weights=weights), recipe
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
    return gan, None


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


def onnx_runtime(path, inputs, threads):
    """Returns a function that runs an ONNX model once, and gives its outputs."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
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
    return {name: 1000 * statistics.median(of) for name, of in times.items()}


def convert(family, folder):
    """Writes a family's files, and beside them what is known of each: networks.json."""
    found = weights_of(family)
    done = folder / "networks.json"
    if done.exists():
        known = json.loads(done.read_text(encoding="utf-8"))
        if known["sha256"] == found["sha256"]:
            return
    gan, recipe = build(family, found["weights"])
    found["networks"] = {}
    for signature, network in gan.export_networks().items():
        place = folder / signature
        place.mkdir(parents=True, exist_ok=True)
        found["networks"][signature] = {
            "output": " x ".join(map(str, network.output_shape[1:])),
            "forms": forms(gan, recipe, signature, network, place),
        }
    done.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def forms(gan, recipe, signature, network, place):
    """Writes one network in each form, and returns the size and the errors of each."""
    from keras_gan_zoo import export
    from keras_gan_zoo.export.parity import sample_inputs
    from keras_gan_zoo.export.tflite_file import distance, typical_inputs
    from keras_gan_zoo.training.exporting import export_tflite

    found = {}
    for quantize in QUANTIZATIONS:
        name = quantize or "float32"
        path = place / f"{name}.tflite"
        path.unlink(missing_ok=True)
        try:
            if name == "int8" and recipe:
                file = export_tflite(gan, recipe, path, signature=signature, quantize=name)
            else:
                pictures = name == "int8" and len(network.inputs[0].shape) == 4
                examples = sample_inputs(network.inputs[0].shape, 100) if pictures else None
                file = export.tflite(
                    gan, path, signature=signature, quantize=quantize, examples=examples
                )
        except (export.ExportError, ValueError) as error:  # or pictures that are not here
            found[name] = {"note": str(error)}
            continue
        found[name] = {"bytes": file.size, "max_error": file.max_error, "psnr": file.psnr}
    inputs = typical_inputs(gan, signature, network, 1)
    np.savez(place / "inputs.npz", **inputs)
    content = to_onnx(network)
    if isinstance(content, str):
        found[ONNX] = {"note": content}
        return found
    (place / "network.onnx").write_bytes(content)
    apart = distance(network, inputs, onnx_runtime(place / "network.onnx", inputs, 1)()[0])
    found[ONNX] = {"bytes": len(content), "max_error": apart.max_error, "psnr": apart.psnr}
    return found


def timed(family, folder, options):
    """Returns the family's rows: one a form of each of its networks, with its times."""
    known = json.loads((folder / "networks.json").read_text(encoding="utf-8"))
    rows = []
    for signature, network in known["networks"].items():
        place, contestants = folder / signature, {}
        with np.load(place / "inputs.npz") as kept:
            inputs = dict(kept)
        for name, form in network["forms"].items():
            for threads in (1, 2) if "note" not in form else ():
                contestants[name, threads] = (
                    onnx_runtime(place / "network.onnx", inputs, threads)
                    if name == ONNX
                    else litert(place / f"{name}.tflite", signature, inputs, threads)
                )
        for (name, threads), value in medians(contestants, options.rounds, options.calls).items():
            network["forms"][name][f"ms_{threads}"] = value
        facts = {"family": family, "network": signature, "weights": known["weights"]}
        facts["output"] = network["output"]
        rows += [{**facts, "form": name, **form} for name, form in network["forms"].items()]
    return rows


def faster(rows):
    """Returns a sentence: how often the float32 file is at or under ONNX Runtime's latency."""
    found = []
    for threads in (1, 2):
        times = {}
        for row in rows:
            if f"ms_{threads}" in row:
                times.setdefault((row["family"], row["network"]), {})[row["form"]] = row[
                    f"ms_{threads}"
                ]
        ratios = [of["float32"] / of[ONNX] for of in times.values() if {"float32", ONNX} <= {*of}]
        middle = statistics.median(ratios) if ratios else float("nan")
        found.append(
            f"with {threads} thread{'s' * (threads > 1)} in {sum(r <= 1 for r in ratios)} of "
            f"{len(ratios)} networks (median ratio {middle:.2f})"
        )
    return "The float32 file takes no longer than ONNX Runtime " + " and ".join(found) + "."


def write(rows):
    """Writes the table, and the rows themselves for the next time."""
    from keras_gan_zoo.metrics.score import machine_class

    lines = [
        "# TF-Lite files of each family",
        "",
        f"Batch size 1; {machine_class()}. Median time of a call. Errors on 64 inputs (ONNX "
        "Runtime: on one) against Keras, on the [-1, 1] scale; of text, by how much probability a "
        "random number misses the token that was written for it. Written by `python "
        "-m benchmarks.costs.tflite_table`, whose docstring has the protocol.",
        "",
        faster(rows),
        "",
        "| Network | Weights | Form | kB | Max error | PSNR, dB | ms, 1 thread | ms, 2 threads |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        weights = f"trained: {row['weights']}" if row["weights"] else "new"
        named = f"`{row['family']}` {row['network']}, {row['output']} | {weights}"
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
    parser.add_argument("--convert_only", action="store_true", help="and leave the times to later")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--files", type=Path, default=ROOT / "build" / "tflite_table")
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    import keras_gan_zoo

    families = options.families or keras_gan_zoo.list_models()
    for family in families:
        convert(family, options.files / family)
        print(f"{family}: converted", flush=True)
    if options.convert_only:
        return
    known = RESULT.with_suffix(".json")
    rows = json.loads(known.read_text(encoding="utf-8")) if known.exists() else []
    for family in families:
        found = timed(family, options.files / family, options)
        rows = sorted(
            [row for row in rows if row["family"] != family] + found, key=lambda row: row["family"]
        )
        for row in found:
            print(json.dumps(row), flush=True)
    write(rows)


if __name__ == "__main__":
    main()
