"""Text families, small enough to work out by hand what a step does."""

import keras
import numpy as np

import keras_gan_zoo

V, LENGTH = 5, 4
SIZES = {
    "vocabulary_size": V,
    "length": LENGTH,
    "embedding_dim": 6,
    "units": 7,
    "filters": {1: 6, 2: 6},
    "discriminator_embedding_dim": 5,
    "rollouts": 3,
    "discriminator_steps": 1,
    "discriminator_epochs": 1,
    "seed": 5,
}


def text_game(family, still=True, **arguments):
    """Returns a compiled text family; its optimizers stand still."""
    from keras_gan_zoo import registry
    from keras_gan_zoo.registry.building import default_arguments

    accepted = default_arguments(registry.find(family).load())
    arguments = {**{k: v for k, v in SIZES.items() if k in accepted}, **arguments}
    if still:
        players = registry.find(family).load().players
        arguments["optimizers"] = {player: keras.optimizers.SGD(0.0) for player in players}
    return keras_gan_zoo.get(family, **arguments)


def rising(rows, seed=0):
    """Returns sequences in which each token is one more than the one before it."""
    first = np.random.default_rng(seed).integers(0, V, (rows, 1))
    return ((first + np.arange(LENGTH)) % V).astype("int32")


def watch_reinforce(gan, monkeypatch):
    """Returns a list that each call of `reinforce` adds its arguments to, as arrays."""
    calls = []
    reinforce = type(gan).reinforce

    def watched(self, log_probs, rewards, player="generator", baseline=0.0):
        calls.append(
            {
                "log_probs": np.asarray(log_probs()),
                "rewards": np.asarray(rewards),
                "baseline": np.asarray(baseline),
            }
        )
        return reinforce(self, log_probs, rewards, player, baseline)

    monkeypatch.setattr(type(gan), "reinforce", watched)
    return calls
