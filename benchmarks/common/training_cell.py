"""A training of a benchmark that goes on from its last checkpoint."""

import json
import os
import time
from pathlib import Path


def start_tensorflow(threads: int) -> None:
    """Starts TensorFlow, silently, with threads within an operator and one between operators.

    Args:
        threads: How many.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)


class TrainingCell:
    """What is known of one training and its model, both on disk whole or not at all.

    Args:
        folder: Where all cells are.
        name: Name of the cell; becomes its files'.
        **facts: What it is, such as `row` and `seed`.

    Attributes:
        progress: The facts, `"done"`, `"seconds"` of training, and `"curve"`, a list.
        path: The file of the progress.
        model_path: The file of the model.
    """

    def __init__(self, folder: Path, name: str, **facts):
        name = "".join(letter if letter.isalnum() or letter == "-" else "_" for letter in name)
        self.path = folder / f"{name}.json"
        self.model_path = folder / f"{name}.keras"
        self.progress = {**facts, "done": False, "seconds": 0.0, "curve": []}
        if self.path.exists() and (self.model_path.exists() or self._read()["done"]):
            self.progress = self._read()

    @property
    def curve(self) -> list:
        """What was measured so far, a dict for each checkpoint."""
        return self.progress["curve"]

    def checkpoint(self, model, began: float, **facts) -> None:
        """Writes the model, then what is known of it.

        Args:
            model: The model.
            began: `time.perf_counter()` at the last checkpoint or the start.
            **facts: What was measured.
        """
        self.progress["seconds"] += time.perf_counter() - began
        self.curve.append(facts)
        temporary = self.model_path.with_suffix(".part.keras")
        model.save(temporary)
        temporary.replace(self.model_path)
        self._write()
        print(f"{self.path.stem}: {json.dumps(facts)}", flush=True)

    def finish(self, **facts) -> dict:
        """Writes the result, and returns all that is known."""
        self.progress |= {**facts, "done": True}
        self._write()
        return self.progress

    def _read(self):
        return json.loads(self.path.read_text())

    def _write(self):
        temporary = self.path.with_suffix(".part")
        temporary.write_text(json.dumps(self.progress))
        temporary.replace(self.path)
