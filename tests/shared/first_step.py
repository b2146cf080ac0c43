"""What a family's first step does, watched from outside."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from small_families import train_eagerly, values

from keras_gan_zoo.engine.seeding import seed_generators


@dataclass
class FirstStep:
    """A step's losses, the weights after it, who moved, by reward or not, and what else did."""

    losses: dict = field(default_factory=dict)
    weights: list = field(default_factory=list)
    moved: set = field(default_factory=set)
    by_reward: set = field(default_factory=set)
    moved_by_another: list = field(default_factory=list)


def run_first_step(gan, data):
    """Runs a step of a new model outside of any graph and returns what happened."""
    found = FirstStep()
    minimize, reinforce = type(gan).minimize, type(gan).reinforce

    def watched_minimize(self, loss, player, **arguments):
        watching = [*_variables_of_others(self, player)]
        before = values(watching)
        result = minimize(self, loss, player, **arguments)
        for variable, old, new in zip(watching, before, values(watching), strict=True):
            if not np.array_equal(old, new):
                found.moved_by_another.append(f"{player}'s step moved {variable.path}")
        found.moved.add(player)
        return result

    def watched_reinforce(self, log_probs, rewards, player="generator", **arguments):
        found.by_reward.add(player)
        return reinforce(self, log_probs, rewards, player, **arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(gan), "minimize", watched_minimize)
        patch.setattr(type(gan), "reinforce", watched_reinforce)
        found.losses = train_eagerly(gan, data)
    found.weights = values(gan.weights)
    return found


def _variables_of_others(gan, player):
    """Yields what a player's step leaves alone: all of the others but the seeds of their noise."""
    for other in gan.players:
        if other == player:
            continue
        for name in gan.players[other]:
            network = getattr(gan, name)
            seeds = {id(generator.state) for generator in seed_generators(network)}
            yield from (v for v in network.variables if id(v) not in seeds)
            if name in gan.averaged:
                yield from getattr(gan, f"{name}_average").variables
        yield from gan.optimizer[other].variables
