"""A model that is loaded in another process goes on exactly as the one that was saved."""

import json
from pathlib import Path

import numpy as np
import pytest
from new_process import output_of
from small_families import all_variables, generated, train, values

STEPS = 20


# One that keeps a history, of which simgan is traced soonest. Every family is loaded in
# test_family_saving; a DCGAN goes on in test_trainer.
@pytest.mark.of_families("simgan")
def test_next_losses_in_a_new_process_are_those_of_the_unsaved_model(family, gan, data, tmp_path):
    train(gan, data, steps=3)
    gan.save(tmp_path / "gan.keras")
    np.savez(tmp_path / "data.npz", *(data if isinstance(data, tuple) else (data,)))
    state = [generated(gan, data), *values(all_variables(gan))]
    losses = train(gan, data, STEPS)

    script = Path(__file__).with_name("continue_training.py")
    output_of(script, tmp_path, family, STEPS)

    with np.load(tmp_path / "loaded.npz") as loaded:
        for saved, value in zip(state, loaded.values(), strict=True):
            np.testing.assert_array_equal(value, saved)
    assert json.loads((tmp_path / "losses.json").read_text()) == losses
