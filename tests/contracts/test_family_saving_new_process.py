"""A model that is loaded in another process goes on exactly as the one that was saved."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from small_families import all_variables, generated, small, train, training_data, values

import keras_gan_zoo

FAMILIES = ("dcgan", "cyclegan")  # what is built in; every family is loaded in test_family_saving
STEPS = 20


def test_next_losses_in_a_new_process_are_those_of_the_unsaved_model(tmp_path, pictures):
    expected = {}
    for family in FAMILIES:
        gan = small(family, seed=7, ema_decay=0.9)
        data = training_data(gan, pictures)
        train(gan, data, steps=3)
        gan.save(tmp_path / f"{family}.keras")
        np.savez(tmp_path / f"{family}_data.npz", *(data if isinstance(data, tuple) else (data,)))
        state = [generated(gan, data), *values(all_variables(gan))]
        expected[family] = state, train(gan, data, STEPS)

    script = Path(__file__).with_name("continue_training.py")
    root = Path(keras_gan_zoo.__file__).parents[1]
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    subprocess.run(
        [sys.executable, script, tmp_path, str(STEPS), *FAMILIES],
        env={**os.environ, "PYTHONPATH": path},
        check=True,
    )

    for family, (state, losses) in expected.items():
        with np.load(tmp_path / f"{family}_loaded.npz") as loaded:
            for saved, value in zip(state, loaded.values(), strict=True):
                np.testing.assert_array_equal(value, saved)
        assert json.loads((tmp_path / f"{family}_losses.json").read_text()) == losses
