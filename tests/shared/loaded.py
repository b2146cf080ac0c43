"""A family that has trained, been written to a `.keras` file and been read from it."""

from dataclasses import dataclass

import keras
from small_families import all_variables, generated, train, training_data, values


@dataclass
class Loaded:
    """The model from the file, what it held when it came, and what the saved one held."""

    model: keras.Model
    state: list
    examples: object
    saved_state: list
    saved_examples: object


def save_and_load(gan, pictures, folder):
    """Trains two steps, saves, loads, and returns what the two models hold."""
    data = training_data(gan, pictures)
    train(gan, data, steps=2)
    gan.save(folder / "gan.keras")
    model = keras.models.load_model(folder / "gan.keras")
    kept = [(values(all_variables(each)), generated(each, data)) for each in (model, gan)]
    return Loaded(model, *kept[0], *kept[1])
