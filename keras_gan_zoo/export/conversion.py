"""Converts a Keras network to a TF-Lite file of built-in operators only."""

import re
import tempfile
from collections.abc import Mapping
from contextlib import nullcontext

import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python.schema_py_generated import BuiltinOperator
from tensorflow.lite.tools import flatbuffer_utils

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.export.errors import ExportError
from keras_gan_zoo.export.quiet import quiet
from keras_gan_zoo.export.serving import write_signatures
from keras_gan_zoo.export.transposed_convolutions import as_convolutions

QUANTIZATIONS = ("float16", "dynamic", "int8")

# Instance normalization squares and sums whole maps, and the statistics of one picture are far
# from another's: in 8 bits this arithmetic loses the picture (24 dB PSNR against 36 on a
# residual translator) and, as fewer operators are fused, time too.
FLOAT_IN_INT8 = ["MEAN", "SQUARED_DIFFERENCE", "RSQRT", "SUB", "MUL", "ADD"]

LOOPS = ("While", "StatelessWhile")

SATURATES_AT = 4.0
"""From where on tanh is 1 or -1, to a tenth of a step of 8 bits."""


def convert(
    network: keras.Model,
    signature: str,
    *,
    quantize: str | None = None,
    batch_size: int | None = 1,
    examples: Mapping[str, np.ndarray] | None = None,
) -> bytes:
    """Converts a network to TF-Lite.

    Args:
        network: A network of one output.
        signature: Name of the function in the file.
        quantize: `None` for float32; `"float16"` for half-precision weights; `"dynamic"` for
            8-bit weights, with activations quantized as they come; `"int8"` for 8-bit weights
            and activations of everything but the arithmetic of normalization, input and
            output staying float32.
        batch_size: Batch size of the file, or `None` for a free one.
        examples: Typical inputs (n, ...) by name, from which `"int8"` takes the ranges of
            activations.

    Returns:
        The file's content.

    Raises:
        ExportError: If an operation has no built-in operator, with its name and its layer; or for
            `"int8"` if the network has a loop, as that of a text generator over its tokens.
        ValueError: If there is no such `quantize`.
    """
    if quantize is not None and quantize not in QUANTIZATIONS:
        raise ValueError(
            f"`quantize` must be None or one of {listed(QUANTIZATIONS)}, got {quantize!r}."
            + nearest(quantize, QUANTIZATIONS)
        )
    with tempfile.TemporaryDirectory() as directory:
        # In 8 bits throughout TF-Lite's own operator is fast, and its result is quantized once.
        with nullcontext() if quantize == "int8" else as_convolutions(network):
            write_signatures({signature: network}, directory, batch_size)
        if quantize == "int8":
            _check_no_loop(directory, signature)
        converter = tf.lite.TFLiteConverter.from_saved_model(directory, signature_keys=[signature])
        if quantize is not None:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if quantize == "float16":
            converter.target_spec.supported_types = [tf.float16]
        try:
            with quiet():
                if quantize == "int8":
                    return _convert_int8(converter, examples or {}, batch_size or 1)
                return converter.convert()
        except Exception as error:
            raise _conversion_error(error, signature, batch_size) from error


def _check_no_loop(directory: str, signature: str) -> None:
    # TensorFlow's calibrator does not go into a loop's body: it ends the process by a segmentation
    # fault, with nothing to catch.
    graph = tf.saved_model.load(directory).signatures[signature].graph.as_graph_def()
    functions = [node for function in graph.library.function for node in function.node_def]
    if any(node.op in LOOPS for node in (*graph.node, *functions)):
        raise ExportError(
            f"The network {signature!r} does not convert with quantize='int8', because the ranges "
            "inside its loop over the tokens cannot be measured; use quantize='dynamic', which has "
            "weights of 8 bits too."
        )


def _convert_int8(
    converter: tf.lite.TFLiteConverter, examples: Mapping[str, np.ndarray], batch_size: int
) -> bytes:
    count = len(next(iter(examples.values())))

    def representative_dataset():
        for start in range(0, count - batch_size + 1, batch_size):
            yield {name: array[start : start + batch_size] for name, array in examples.items()}

    converter.representative_dataset = representative_dataset
    # The debugger is the one public way to say which operators stay in floating point.
    quantizer = tf.lite.experimental.QuantizationDebugger(
        converter=converter,
        debug_dataset=representative_dataset,
        debug_options=tf.lite.experimental.QuantizationDebugOptions(denylisted_ops=FLOAT_IN_INT8),
    )
    quantizer.calibrated_model = _with_clipped_tanh_ranges(quantizer.calibrated_model)
    return quantizer.get_nondebug_quantized_model()


def _with_clipped_tanh_ranges(calibrated: bytes) -> bytes:
    """Narrows the ranges of what goes into a tanh alone to where it still answers.

    Pictures end in a tanh, whose argument runs to -200 on a black background: in 8 bits its step
    would be near 1, and grey is lost (23.7 dB PSNR against 37.7 on a garment generator).
    """
    model = flatbuffer_utils.read_model_from_bytearray(bytearray(calibrated))
    for graph in model.subgraphs:
        consumers: dict[int, set] = {}
        for operator in graph.operators:
            code = model.operatorCodes[operator.opcodeIndex].builtinCode
            for index in operator.inputs:
                consumers.setdefault(index, set()).add(code)
        for index, codes in consumers.items():
            measured = graph.tensors[index].quantization
            if codes == {BuiltinOperator.TANH} and len(measured.min) == len(measured.max) == 1:
                measured.min = [max(-SATURATES_AT, float(measured.min[0]))]
                measured.max = [min(SATURATES_AT, float(measured.max[0]))]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def _conversion_error(error: Exception, signature: str, batch_size: int | None) -> ExportError:
    # The converter keeps one record for each operation it could not place.
    operations: dict[str, str] = {}
    for record in getattr(error, "errors", ()):
        name = record.operator.name.removeprefix("tf.")
        if name and record.location.call:
            path = re.split(r"[@;]", record.location.call[0].name)[0]
            operations.setdefault(name, path.rpartition("/")[0])
    if not operations:
        return ExportError(f"The network {signature!r} does not convert to TF-Lite: {error}")
    named = ", ".join(
        f"{name!r} (in {path!r})" if path else repr(name)
        for name, path in sorted(operations.items())
    )
    advice = "" if batch_size else "; a fixed `batch_size` may help"
    return ExportError(
        f"The network {signature!r} does not convert to TF-Lite's built-in operators, "
        f"because of {named}{advice}."
    )
