"""A small training that things happen to, for benchmarks/reliability.

It goes on from its folder's checkpoints, tells each step that it has taken, and at the end writes
the SHA-256 of all that a training goes on from to `final.json`.
"""

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from small_families import BATCH_SIZE, small, training_data

from keras_gan_zoo import callbacks
from keras_gan_zoo.engine.seeding import seed_generators
from keras_gan_zoo.engine.steps_taken import steps_taken
from keras_gan_zoo.training.strategies import is_chief, make_strategy

EPOCH = 5
"""Steps of an epoch."""


@dataclass(frozen=True)
class Training:
    """What is trained and where.

    Attributes:
        folder: Of the checkpoints and the log.
        family: Which one.
        steps: How many, a multiple of `EPOCH`.
        poisoned_step: The step after which a weight becomes NaN, if any.
        strategy: As for `gan-zoo train --strategy`.
        service: Whether the data come from a tf.data service, with its servers in this process.
        arguments: Further ones of the family.
    """

    folder: Path
    family: str
    steps: int
    poisoned_step: int | None = None
    strategy: str | None = None
    service: bool = False
    arguments: tuple[tuple[str, object], ...] = ()


class Telling(keras.callbacks.Callback):
    """Tells each step, and poisons a weight after one of them."""

    def __init__(self, tell, poisoned_step):
        super().__init__()
        self.tell = tell
        self.poisoned_step = poisoned_step

    def on_train_batch_end(self, batch, logs=None):
        """Tells the step that was taken."""
        step = steps_taken(self.model)
        if step == self.poisoned_step:
            weight = self.model.trainable_variables[0]
            weight.assign(np.full(weight.shape, np.nan))
        self.tell(step)


def run(tell, training: Training) -> None:
    """Trains, or goes on; ends with a line on standard error where a training would fail."""
    strategy = make_strategy(training.strategy)
    with strategy.scope():
        gan = small(training.family, seed=7, ema_decay=0.9, **dict(training.arguments))
    chief = is_chief(strategy)
    saver = callbacks.Checkpoint(training.folder / "checkpoints", every=2, keep=2, write=chief)
    added = [callbacks.LossLog(training.folder / "history.jsonl", every=1)] if chief else []
    data = examples(gan)
    servers = serve() if training.service else None
    if servers:
        data = through(servers, gan.prepare_data(data, BATCH_SIZE, shuffle=True))
    try:
        gan.fit(
            data,
            batch_size=BATCH_SIZE,
            epochs=training.steps // EPOCH,
            steps_per_epoch=EPOCH,
            callbacks=[
                callbacks.StopSignal(),
                *added,
                saver,
                Telling(tell, training.poisoned_step),
            ],
            verbose=0,
            resume=True,
        )
    except (ArithmeticError, OSError, ValueError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    if chief and not gan.stop_training:
        state = [*gan.variables, *gan.optimizer.variables]
        state += [generator.state for generator in seed_generators(gan)]
        digest = hashlib.sha256(b"".join(np.asarray(each).tobytes() for each in state))
        (training.folder / "final.json").write_text(json.dumps(digest.hexdigest()))


def examples(gan):
    """Returns random data of the kinds that the family takes; an epoch is not all of them."""
    pictures = np.random.default_rng(0).uniform(-1, 1, (200, 28, 28, 1)).astype("float32")
    return training_data(gan, pictures, examples=BATCH_SIZE * (EPOCH + 2))


def serve():
    """Starts the servers of a tf.data service and returns them."""
    service = tf.data.experimental.service
    dispatcher = service.DispatchServer()
    address = dispatcher.target.partition("://")[2]
    return dispatcher, service.WorkerServer(service.WorkerConfig(dispatcher_address=address))


def through(servers, batches):
    """Returns batches, without an end, that come from a tf.data service."""
    dispatcher, _ = servers
    distribute = tf.data.experimental.service.distribute(
        tf.data.experimental.service.ShardingPolicy.OFF, dispatcher.target
    )
    return batches.repeat().apply(distribute)
