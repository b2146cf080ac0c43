"""Recipes small enough to be run whole in a test."""

import os
import signal

import numpy as np
import pytest

from keras_gan_zoo import callbacks, recipes


@pytest.fixture(scope="session")
def drawing_recipe(tmp_path_factory):
    """Makes recipes of a tiny DCGAN on 44 random pictures: 5 batches an epoch."""
    source = tmp_path_factory.mktemp("data") / "pictures.npy"
    np.save(source, np.random.default_rng(0).integers(0, 256, (44, 16, 16, 1), "uint8"))

    def make(optimizers=None, test_data=None, export=(), **training):
        return recipes.resolve(
            {
                "name": "tiny",
                "summary": "Noise & nothing <else>.",
                "model": {
                    "name": "dcgan",
                    "width": 4,
                    "image_shape": [16, 16, 1],
                    "latent_dim": 8,
                    "ema_decay": 0.9,
                },
                "optimizers": optimizers,
                "data": {"name": str(source)},
                "test_data": test_data,
                "export": list(export),
                "training": {
                    "steps": 12,
                    "batch_size": 8,
                    "seed": 3,
                    "constant_learning_rate": 0.5,
                    "log_every": 2,
                    "picture_every": 4,
                    "checkpoint_every": 5,
                    **training,
                },
            }
        )

    return make


@pytest.fixture
def interrupt_at(monkeypatch):
    """Sends this process a real signal while it trains a given step."""

    def arrange(step, number=signal.SIGTERM):
        watch = callbacks.Progress.on_train_batch_end

        def on_train_batch_end(self, batch, logs=None):
            watch(self, batch, logs)
            if int(self.model.optimizer.iterations) == step:
                os.kill(os.getpid(), number)

        monkeypatch.setattr(callbacks.Progress, "on_train_batch_end", on_train_batch_end)

    return arrange
