"""Runs an exported TF-Lite file on NumPy arrays, without TensorFlow."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from keras_gan_zoo.export.quiet import quiet
from keras_gan_zoo.types import ArrayLike, PathLike, Shape


class TFLiteGenerator:
    """A generator or translator in a TF-Lite file, as a function of arrays.

    Runs through LiteRT (`ai-edge-litert`) on the processor; neither TensorFlow nor Keras is
    imported. Inputs of any number of rows are run in the batch size of the file, the last
    batch filled up with zeros whose results are dropped.

    Attributes:
        input_shapes: What one call of the file takes, by name, batch axis first; `None` where
            free.
        input_shape: That of its only input; `None` if it takes several.
        output_shape: What it gives, batch axis first; `None` where free.
        signature: Name of the function in the file, such as `"generate"` or `"x_to_y"`.

    Args:
        path: A `.tflite` file of one signature with one output.
        threads: Processor threads; `None` leaves it to the interpreter.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is not a TF-Lite file of one output, or `threads` is not a positive
            whole number.
        ImportError: If `ai-edge-litert` is not installed.

    Example:
        >>> generator = TFLiteGenerator("out/gan.tflite", threads=2)
        >>> images = generator(np.random.default_rng(0).standard_normal((16, 100)))
        >>> generator = TFLiteGenerator("out/cgan.tflite")  # of latents and labels
        >>> images = generator(latents=latents, labels=np.arange(16) % 10)
    """

    def __init__(self, path: PathLike, threads: int | None = None):
        path = Path(path)
        if not path.is_file():
            raise FileNotFoundError(
                f"`path` must be a TF-Lite file, but {str(path)!r} is not a file."
            )
        if threads is not None and (not isinstance(threads, int) or threads < 1):
            raise ValueError(f"`threads` must be a positive whole number or None, got {threads!r}.")
        self._interpreter = interpreter_of(path.read_bytes(), path, threads)
        outputs = self._interpreter.get_output_details()
        if len(outputs) != 1:
            raise ValueError(f"{str(path)!r} must have one output, got {len(outputs)}.")
        (self._output,) = outputs
        self.signature = next(iter(self._interpreter.get_signature_list()), None)
        if self.signature is None:
            self._inputs = {
                tensor["name"]: tensor for tensor in self._interpreter.get_input_details()
            }
        else:
            runner = self._interpreter.get_signature_runner(self.signature)
            self._inputs = runner.get_input_details()
        self.input_shapes = {name: _shape(tensor) for name, tensor in self._inputs.items()}
        shapes = list(self.input_shapes.values())
        self.input_shape = shapes[0] if len(shapes) == 1 else None
        self.output_shape = _shape(self._output)

    def __call__(self, inputs: ArrayLike | None = None, **named: ArrayLike) -> np.ndarray:
        """Runs the file on a batch of any size.

        Args:
            inputs: Array (n, ...) with the trailing shape of the file's only input.
            **named: The inputs by name, where there are several.

        Returns:
            A float32 array (n, ...).

        Raises:
            ValueError: If an input is missing or unknown, or its shape does not fit.
        """
        if inputs is not None and len(self._inputs) == 1:
            named = {next(iter(self._inputs)): inputs}
        arrays = self._checked(named)
        count = len(next(iter(arrays.values())))
        if not count:
            return np.empty((0, *self.output_shape[1:]), "float32")
        batch_size = next(iter(self.input_shapes.values()))[0] or count
        batches = [
            self._run(
                {name: array[start : start + batch_size] for name, array in arrays.items()},
                min(batch_size, count - start),
                batch_size,
            )
            for start in range(0, count, batch_size)
        ]
        return np.concatenate(batches).astype("float32", copy=False)

    def _checked(self, named):
        if named.keys() != self._inputs.keys():
            call = ", ".join(f"{name}=..." for name in sorted(self._inputs))
            raise ValueError(f"This file takes ({call}), got {', '.join(sorted(named)) or 'none'}.")
        arrays = {name: np.asarray(of, self._inputs[name]["dtype"]) for name, of in named.items()}
        for name, array in arrays.items():
            shape = self.input_shapes[name]
            if array.ndim != len(shape) or array.shape[1:] != shape[1:]:
                wanted = ", ".join(str(side) for side in ("n", *shape[1:]))
                given = name if len(arrays) > 1 else "inputs"
                raise ValueError(f"`{given}` must have shape ({wanted}), got {array.shape}.")
        if len({len(array) for array in arrays.values()}) > 1:
            shapes = ", ".join(f"{name} {len(array)}" for name, array in arrays.items())
            raise ValueError(f"The inputs must have as many rows each, got {shapes}.")
        return arrays

    def _run(self, named, rows, batch_size):
        if None in (shape[0] for shape in self.input_shapes.values()):
            for name, shape in self.input_shapes.items():
                index = self._inputs[name]["index"]
                self._interpreter.resize_tensor_input(index, (batch_size, *shape[1:]))
            self._interpreter.allocate_tensors()
        for name, batch in named.items():
            if rows < batch_size:
                batch = np.pad(batch, [(0, batch_size - rows)] + [(0, 0)] * (batch.ndim - 1))
            self._interpreter.set_tensor(self._inputs[name]["index"], np.ascontiguousarray(batch))
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._output["index"])[:rows]


def interpreter_of(content: bytes, path: object, threads: int | None = None) -> Any:
    """Returns LiteRT's interpreter of a file's content, ready to run.

    Args:
        content: The content.
        path: What the sentence calls the file.
        threads: Processor threads, or `None`.

    Raises:
        ValueError: If it is no TF-Lite file.
        ImportError: If `ai-edge-litert` is not installed.
    """
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


def _shape(tensor: Mapping) -> Shape:
    return tuple(None if side < 0 else int(side) for side in tensor["shape_signature"])
