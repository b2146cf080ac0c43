"""Trains a recipe until it kills itself as the machine would, at a step; a script of the tests.

python killed_run.py RECIPE.yaml RUN_DIR STEP
"""

import os
import signal
import sys

import tensorflow as tf

from keras_gan_zoo import callbacks
from keras_gan_zoo.recipes.recipe import load_recipe
from keras_gan_zoo.training import trainer


class Killing(callbacks.Progress):
    def on_train_batch_end(self, batch, logs=None):
        if int(self.model.optimizer.iterations) == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)


# As the process that goes on: a graph's rounding depends on how it was optimized.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
callbacks.Progress = Killing
trainer.train(load_recipe(sys.argv[1]), sys.argv[2])
