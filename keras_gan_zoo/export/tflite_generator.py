"""Runs an exported TF-Lite file on NumPy arrays, without TensorFlow."""

from pathlib import Path

import numpy as np

from keras_gan_zoo.export.quiet import quiet


class TFLiteGenerator:
    """A generator or translator in a TF-Lite file, as a function of arrays.

    Runs through LiteRT (`ai-edge-litert`) on the processor; neither TensorFlow nor Keras is
    imported. Inputs of any number of rows are run in the batch size of the file, the last
    batch filled up with zeros whose results are dropped.

    Attributes:
        input_shape: What one call of the file takes, batch axis first; `None` where free.
        output_shape: What it gives, batch axis first; `None` where free.
        signature: Name of the function in the file, such as `"generate"` or `"x_to_y"`.

    Args:
        path: A `.tflite` file of one input and one output.
        threads: Processor threads; `None` leaves it to the interpreter.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is not a TF-Lite file of one input and one output, or `threads` is
            not a positive whole number.
        ImportError: If `ai-edge-litert` is not installed.

    Example:
        >>> generator = TFLiteGenerator("out/gan.tflite", threads=2)
        >>> images = generator(np.random.default_rng(0).standard_normal((16, 100)))
    """

    def __init__(self, path, threads: int | None = None):
        path = Path(path)
        if not path.is_file():
            raise FileNotFoundError(
                f"`path` must be a TF-Lite file, but {str(path)!r} is not a file."
            )
        if threads is not None and (not isinstance(threads, int) or threads < 1):
            raise ValueError(f"`threads` must be a positive whole number or None, got {threads!r}.")
        self._interpreter = _interpreter(path.read_bytes(), path, threads)
        inputs, outputs = (
            self._interpreter.get_input_details(),
            self._interpreter.get_output_details(),
        )
        if len(inputs) != 1 or len(outputs) != 1:
            raise ValueError(
                f"{str(path)!r} must have one input and one output, got {len(inputs)} and "
                f"{len(outputs)}."
            )
        self._input, self._output = inputs[0], outputs[0]
        self.input_shape = _shape(self._input)
        self.output_shape = _shape(self._output)
        self.signature = next(iter(self._interpreter.get_signature_list()), None)

    def __call__(self, inputs) -> np.ndarray:
        """Runs the file on a batch of any size.

        Args:
            inputs: Array (n, ...) with the trailing shape of `input_shape`.

        Returns:
            A float32 array (n, ...).

        Raises:
            ValueError: If the shape of `inputs` does not fit.
        """
        inputs = np.asarray(inputs, self._input["dtype"])
        if inputs.shape[1:] != self.input_shape[1:] or inputs.ndim != len(self.input_shape):
            wanted = ", ".join(str(side) for side in ("n", *self.input_shape[1:]))
            raise ValueError(f"`inputs` must have shape ({wanted}), got {inputs.shape}.")
        if not len(inputs):
            return np.empty((0, *self.output_shape[1:]), "float32")
        batch_size = self.input_shape[0] or len(inputs)
        batches = [
            self._run(inputs[start : start + batch_size], batch_size)
            for start in range(0, len(inputs), batch_size)
        ]
        return np.concatenate(batches).astype("float32", copy=False)

    def _run(self, batch, batch_size):
        index = self._input["index"]
        if self.input_shape[0] is None:
            self._interpreter.resize_tensor_input(index, (batch_size, *self.input_shape[1:]))
            self._interpreter.allocate_tensors()
        rows = len(batch)
        if rows < batch_size:
            batch = np.pad(batch, [(0, batch_size - rows)] + [(0, 0)] * (batch.ndim - 1))
        self._interpreter.set_tensor(index, np.ascontiguousarray(batch))
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._output["index"])[:rows]


def _interpreter(content: bytes, path, threads):
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        raise ImportError(
            "Running a TF-Lite file needs the package ai-edge-litert: pip install ai-edge-litert."
        ) from error
    try:
        with quiet():
            interpreter = Interpreter(model_content=content, num_threads=threads)
            interpreter.allocate_tensors()
            return interpreter
    except (RuntimeError, ValueError) as error:
        raise ValueError(f"`path` must be a TF-Lite file, but {str(path)!r} is not one.") from error


def _shape(tensor) -> tuple[int | None, ...]:
    return tuple(None if side < 0 else int(side) for side in tensor["shape_signature"])
