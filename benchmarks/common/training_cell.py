"""A training of a benchmark that goes on from its last checkpoint."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np


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

    def model(self, build: Callable):
        """Returns the model of the last checkpoint, or what `build()` returns if there is none."""
        if not self.curve:
            return build()
        import keras

        return keras.models.load_model(self.model_path)

    def pretrain(
        self,
        model,
        shares: dict[str, float],
        data: Callable[[int], object],
        minutes: float,
        batch_size: int,
    ) -> None:
        """Trains what comes before a game, as long as it has not had its minutes.

        Args:
            model: The model, as the last checkpoint has it.
            shares: Of the minutes, by stage; each is trained for an epoch at least, also where the
                one before has taken longer than its share.
            data: Returns what an epoch is of, given the number of the checkpoint.
            minutes: Of the processor, for all of the training, the game included.
            batch_size: Of an epoch.
        """
        until = 0.0
        for stage, share in shares.items():
            until += share * minutes
            while self.progress["seconds"] < 60 * until or not self._had(stage):
                began = time.process_time()
                epoch = data(len(self.curve))
                history = model.pretrain(epoch, stage, batch_size=batch_size, epochs=1, verbose=0)
                loss = round(history.history[f"{stage}_loss"][-1], 4)
                # As if the wall's clock had gone as long as the processor's.
                wall = time.perf_counter() - (time.process_time() - began)
                self.checkpoint(model, wall, steps=0, stage=stage, loss=loss)

    def _had(self, stage):
        return any("stage" not in point or point["stage"] == stage for point in self.curve)

    def train(
        self,
        model,
        batches,
        minutes: float,
        checkpoint_every: float,
        clock: Callable[[], float] = time.perf_counter,
    ) -> int:
        """Trains a model until the cell has had its minutes, and returns how many steps it has.

        Args:
            model: The model, as the last checkpoint has it.
            batches: An iterator that does not end.
            minutes: Of training, those of earlier calls included.
            checkpoint_every: Minutes from one checkpoint to the next.
            clock: What they are told by, in seconds; `time.process_time` counts those of the
                processor, so that what else the machine does counts little.
        """
        steps = self.curve[-1]["steps"] if self.curve else 0
        while (left := 60 * minutes - self.progress["seconds"]) > 0:
            began, losses = clock(), []
            until = began + min(60 * checkpoint_every, left)
            while not losses or clock() < until:
                losses.append(model.train_on_batch(next(batches)))
            steps += len(losses)
            terms = {
                term: round(float(np.mean([each[term] for each in losses])), 4)
                for term in losses[0]
            }
            self.checkpoint(model, began + time.perf_counter() - clock(), steps=steps, **terms)
        return steps

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
