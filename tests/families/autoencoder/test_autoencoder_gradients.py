"""The families with an encoder and a decoder go down their papers' losses.

The losses stand here a second time, in NumPy; `moves` holds value and gradient against them. Among
them are families whose codes are free vectors, or gradients.
"""

import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in
from pyramids import lap1
from scipy import special, stats
from tiny import numpy

import keras_gan_zoo
from keras_gan_zoo import registry
from keras_gan_zoo.networks.fitted_front import decoder_of
from keras_gan_zoo.networks.subnetworks import without_last_layer

SHAPE = (4, 4, 1)
SHADES = np.random.default_rng(0).integers(0, 256, (6, *SHAPE))
X = np.float32(SHADES / 127.5 - 1)
E = np.random.default_rng(1).normal(size=(6, 2)).astype("float32")


def game(family, **arguments):
    """Returns a family whose noise is always the same, and whose steps are its gradients."""
    sizes = {"image_shape": SHAPE, "latent_dim": 2, "width": 5, "body": "mlp", "seed": 3}
    model = descend(keras_gan_zoo.get(family, **{**sizes, **arguments}))
    model.sample_latents = lambda like: ops.convert_to_tensor(E[: len(like)])
    return model


def squared_error(model):
    back = numpy(decoder_of(model.decoder)(model.encoder(X, training=True), training=True))
    return np.mean((back - X) ** 2)


def bernoulli(logits):
    p = special.expit(logits)
    return np.sum((X + 1) / 2 * np.log(p) + (1 - X) / 2 * np.log(1 - p))


def gaussian(raw):
    return stats.norm.logpdf(X, np.tanh(raw), 0.25).sum()


def logistic(parameters):
    mean, scale = np.tanh(parameters[..., :1]), np.exp(parameters[..., 1:])
    above = np.where(SHADES == 255, 1.0, special.expit((X + 1 / 255 - mean) / scale))
    below = np.where(SHADES == 0, 0.0, special.expit((X - 1 / 255 - mean) / scale))
    return np.sum(np.log(above - below))


def minus_bound(log_likelihood, beta=1.0):
    """Returns the loss of a VAE, a function of the model, for a likelihood of all pictures."""

    def loss(model):
        mean, log_deviation = map(numpy, model.encoder(X, training=True))
        codes = mean + np.exp(log_deviation) * E
        parameters = without_last_layer(model.decoder)(np.float32(codes), training=True)
        variance = np.exp(2 * log_deviation)
        kl = 0.5 * np.sum(variance + mean**2 - 1 - np.log(variance))
        return (beta * kl - log_likelihood(numpy(parameters))) / len(X)

    return loss


NUMBERS = np.array([4, 0, 8, 2, 7, 5], "int32")
PICTURES = np.random.default_rng(2).uniform(-1, 1, (6, 8, 8, 1)).astype("float32")


def of_free_vectors(model):
    drawn = numpy(decoder_of(model.generator)(model.vectors(NUMBERS), training=True))
    squares = np.sum((drawn - PICTURES) ** 2, axis=(1, 2, 3))
    return np.mean(lap1(drawn, PICTURES) + squares)


def at_one_step_from_the_origin(model):
    def drawn(codes):
        return numpy(decoder_of(model.generator)(np.float32(codes), training=True))

    h, origin = 0.1, np.zeros((len(X), model.latent_dim))
    lost = drawn(origin) - X
    codes = np.zeros_like(origin)
    for k, way in enumerate(np.eye(model.latent_dim)):
        ends = [drawn(origin + step * h * way) for step in (1, -1, 2, -2)]
        slope = (8 * (ends[0] - ends[1]) - (ends[2] - ends[3])) / (12 * h)
        codes[:, k] = -2 * np.sum(slope * lost, axis=(1, 2, 3))
    return np.sum((drawn(codes) - X) ** 2) / len(X)


BATCHES = {"glo": (PICTURES, NUMBERS)}
SIZES = {"glo": {"image_shape": (8, 8, 1), "pictures": 9}}

GAMES = {
    "autoencoder": ({}, squared_error),
    "autoencoder, normalized": ({"normalization": "batch"}, squared_error),
    "vae": ({}, minus_bound(bernoulli)),
    "vae, without the KL": ({"beta": 0.0}, minus_bound(bernoulli, beta=0.0)),
    "vae, beta 4": ({"beta": 4.0}, minus_bound(bernoulli, beta=4.0)),
    "vae, gaussian": ({"likelihood": "gaussian"}, minus_bound(gaussian)),
    "vae, logistic": ({"likelihood": "discretized_logistic"}, minus_bound(logistic)),
    "vae, normalized": ({"normalization": "layer"}, minus_bound(bernoulli)),
    "glo": ({"normalization": "none"}, of_free_vectors),
    "glo, normalized": ({"width": 12}, of_free_vectors),
    "gon": ({}, at_one_step_from_the_origin),
}


@pytest.mark.parametrize("name", GAMES)
def test_loss_and_gradient_are_the_papers(name):
    arguments, loss = GAMES[name]
    family = name.partition(",")[0]
    model = game(family, **{**SIZES.get(family, {}), **arguments})
    moves = moves_in(model, *BATCHES.get(family, (X,)))
    # Of free vectors each has its own picture's loss, of which there are six.
    factors = {player: 6 if player == "vectors" else 1 for player in model.players}
    losses = [(player, lambda n=n: n * loss(model)) for player, n in factors.items()]
    check_moves(model, moves, losses)
    for move in moves:
        # All networks move: what an encoder is told comes through the noisy code.
        assert all(move.of(model, network) > 0 for network in model.players[move.player])


def test_every_family_with_an_encoder_is_here():
    apart = {"vae_gan", "alpha_gan", "bigan"}  # test_adversarial_gradients
    own = [name for name in registry.list_models() if registry.is_own(registry.find(name))]
    mine = {name for name in own if registry.find(name).task == "autoencoder"}
    assert {name.partition(",")[0] for name in GAMES} | apart == mine
