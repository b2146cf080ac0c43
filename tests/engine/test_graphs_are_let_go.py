"""A model that nobody holds any longer leaves neither graph nor network in memory."""

import gc
import weakref

import keras
import pytest
import tensorflow as tf
from small_families import generated, small, train, training_data


def graphs_of_a_training(family, pictures, optimizer):
    """Returns what weakly holds the graphs in which a model was trained that is gone."""
    gan = small(family, seed=7)
    gan.compile(optimizers={player: optimizer() for player in gan.players})
    graphs, train_step = [], gan.train_step

    def watched(data):
        graphs.append(weakref.ref(tf.compat.v1.get_default_graph()))
        return train_step(data)

    gan.train_step = watched
    train(gan, training_data(gan, pictures), steps=2)
    return graphs


def scaled_adam():
    return keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(1e-3))


def clipped_rms_prop():
    return keras.optimizers.RMSprop(1e-3, clipnorm=1.0)


@pytest.mark.parametrize("optimizer", [keras.optimizers.Adam, clipped_rms_prop, scaled_adam])
def test_a_trained_models_graph_is_let_go(pictures, optimizer):
    graphs = graphs_of_a_training("gan", pictures, optimizer)
    gc.collect()
    assert graphs and not any(graph() for graph in graphs)


@pytest.mark.parametrize("family", ["gan", "vae"])  # a VAE is made of parts of its networks
def test_a_models_networks_are_let_go(pictures, family):
    gan = small(family, seed=7)
    generated(gan, training_data(gan, pictures))
    networks = [weakref.ref(getattr(gan, name)) for name in gan.network_names]
    del gan
    gc.collect()
    assert networks and not any(network() for network in networks)
