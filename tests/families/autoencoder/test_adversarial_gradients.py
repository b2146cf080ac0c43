"""Each player of the families with an encoder and an adversary goes down its paper's loss.

The losses stand here a second time, in NumPy; `moves` holds value and gradient against them. And
it is seen that no loss reaches a player that it is not for.
"""

from functools import partial
from itertools import cycle

import numpy as np
import pytest
from keras import ops
from moves import check_move, check_moves, descend, moves_in
from tiny import numpy

import keras_gan_zoo

SHAPE = (4, 4, 1)
RANDOM = np.random.default_rng(0)
X = RANDOM.uniform(-1, 1, (6, *SHAPE)).astype("float32")
E, Z = RANDOM.normal(size=(2, 6, 2)).astype("float32")


def game(family, latents, **arguments):
    """Returns a family that draws these latents in turn, and whose steps are its gradients."""
    sizes = {"image_shape": SHAPE, "latent_dim": 2, "width": 5, "body": "mlp", "seed": 3}
    model = descend(keras_gan_zoo.get(family, **{**sizes, **arguments}))
    drawn = cycle(latents)
    model.sample_latents = lambda like: ops.convert_to_tensor(next(drawn)[: len(like)])
    return model


def softplus(x):
    return np.logaddexp(0.0, x)


# VAE/GAN


class VAEGAN:
    """The quantities of 1512.09300, Algorithm 1, in NumPy."""

    def __init__(self, model):
        mean, log_deviation = map(numpy, model.encoder(X, training=True))
        variance = np.exp(2 * log_deviation)
        self.prior = 0.5 * np.sum(variance + mean**2 - 1 - np.log(variance)) / len(X)
        codes = np.float32(mean + np.exp(log_deviation) * E)
        pictures = (X, *(model.decoder(code, training=True) for code in (codes, Z)))
        judged = [model.discriminator(each, training=True) for each in pictures]
        self.real, self.again, self.drawn = (numpy(each["logits"]) for each in judged)
        seen, seen_again = (numpy(each["features"]).reshape(len(X), -1) for each in judged[:2])
        self.likelihood = 0.5 * np.mean(np.sum((seen - seen_again) ** 2, axis=1))
        self.game = sum(
            np.mean(-np.log(p))
            for p in (expit(self.real), 1 - expit(self.again), 1 - expit(self.drawn))
        )


def expit(x):
    return 1 / (1 + np.exp(-x))


def vae_gan(**arguments):
    """Returns a game whose codes are so near N(0, I) that the likelihood is what counts for them.

    Else its gradient would be lost in that of the prior, and so would an error in it.
    """
    model = game("vae_gan", [E, Z], **arguments)
    for name in ("mean", "log_deviation"):
        layer = model.encoder.get_layer(name)
        layer.set_weights([0.1 * weight for weight in layer.get_weights()])
    return model


@pytest.mark.parametrize(
    "arguments",
    [
        {"gamma": 0.7},
        {"gamma": 0.0},
        {"gamma": 0.7, "saturating": False},
        {"gamma": 0.7, "feature_layer": 1},
        {"gamma": 0.7, "normalization": "batch", "discriminator_normalization": "layer"},
    ],
    ids=str,
)
def test_vae_gan_moves_by_its_three_losses(arguments):
    model = vae_gan(**arguments)
    gamma = arguments["gamma"]

    def decoder_loss():
        now = VAEGAN(model)
        if arguments.get("saturating", True):
            return gamma * now.likelihood - now.game
        return gamma * now.likelihood + np.mean(softplus(-now.again) + softplus(-now.drawn))

    def encoder_loss():
        now = VAEGAN(model)
        return now.prior + now.likelihood

    losses = [
        ("encoder", encoder_loss),
        ("decoder", decoder_loss),
        ("discriminator", lambda: VAEGAN(model).game),
    ]
    check_moves(model, moves_in(model, X), losses)


def test_vae_gans_moves_are_of_one_moment():
    """Each gradient is of the weights before the step, whoever moves first (Algorithm 1)."""
    model = vae_gan(normalization="none")
    expected = {move.player: move.gradient for move in moves_in(model, X)}
    before = {player: values(model, player) for player in model.players}
    model.train_step(ops.convert_to_tensor(X))
    for player in model.players:
        moved = zip(before[player], values(model, player), expected[player], strict=True)
        for old, new, gradient in moved:
            np.testing.assert_allclose(old - new, gradient, atol=1e-4)


def values(model, player):
    return [np.asarray(variable.numpy(), "float64") for variable in model.player_variables(player)]


def test_no_loss_of_vae_gan_reaches_another_player():
    model = vae_gan(gamma=0.7)
    logits = model.discriminator.get_layer("logits")
    first = gradients(model)
    # The game is another one; what the features say of two pictures is the same.
    logits.kernel.assign(-5 * logits.kernel)
    other_game = gradients(model)
    same(first["encoder"], other_game["encoder"])
    different(first["decoder"], other_game["decoder"])
    different(first["discriminator"], other_game["discriminator"])
    # The likelihood weighs more: for the decoder only, which has the game beside it.
    model.gamma = 70.0
    likely = gradients(model)
    same(likely["encoder"], other_game["encoder"])
    same(likely["discriminator"], other_game["discriminator"])
    different(likely["decoder"], other_game["decoder"])


def gradients(model):
    return {
        move.player: np.concatenate([each.ravel() for each in move.gradient])
        for move in moves_in(model, X)
    }


def same(a, b):
    np.testing.assert_allclose(a, b, atol=1e-5 * np.abs(a).max())


def different(a, b):
    assert np.linalg.norm(a - b) > 0.1 * np.linalg.norm(a)


# Alpha-GAN


class AlphaGAN:
    """The quantities of 1706.04987, Algorithm 1, in NumPy."""

    def __init__(self, model, z):
        codes = model.encoder(X, training=True)
        again, drawn = (model.generator(each, training=True) for each in (codes, z))
        self.error = np.mean(np.abs(X - numpy(again)))
        D, C = (
            lambda seen, judge=judge: expit(numpy(judge(seen, training=True)))
            for judge in (model.discriminator, model.code_discriminator)
        )
        self.real, self.again, self.drawn = D(X), D(again), D(drawn)
        self.code, self.prior = C(codes), C(z)


def ratio(p):
    return np.mean(-np.log(p) + np.log(1 - p))


@pytest.mark.parametrize("weight", [0.0, 3.0])
@pytest.mark.parametrize("steps", [1, 2])
def test_alpha_gan_moves_by_its_four_losses(weight, steps):
    model = game(
        "alpha_gan",
        [E, Z],
        reconstruction_weight=weight,
        generator_steps=steps,
        code_units=6,
    )
    drawn = cycle([E, Z])

    def encoder_loss():
        now = AlphaGAN(model, E)
        return weight * now.error + ratio(now.code)

    def generator_loss(z):
        now = AlphaGAN(model, z)
        return weight * now.error + ratio(now.again) + ratio(now.drawn)

    def discriminator_loss(z):
        now = AlphaGAN(model, z)
        return np.mean(-np.log(now.real) - np.log(1 - now.again) - np.log(1 - now.drawn))

    def code_discriminator_loss(z):
        now = AlphaGAN(model, z)
        return np.mean(-np.log(now.prior) - np.log(1 - now.code))

    losses = []
    for _ in range(steps):
        losses.append(("encoder", encoder_loss))
        losses.append(("generator", partial(generator_loss, next(drawn))))
    losses.append(("discriminator", partial(discriminator_loss, next(drawn))))
    losses.append(("code_discriminator", partial(code_discriminator_loss, next(drawn))))
    check_moves(model, moves_in(model, X), losses)


def test_no_loss_of_alpha_gan_reaches_another_player():
    model = game("alpha_gan", [E], code_units=6, generator_steps=1)
    first = gradients(model)
    logits = model.code_discriminator.get_layer("logits")
    logits.kernel.assign(-5 * logits.kernel)
    other_codes = gradients(model)
    for player in ("generator", "discriminator"):
        same(first[player], other_codes[player])
    for player in ("encoder", "code_discriminator"):
        different(first[player], other_codes[player])
    logits = model.discriminator.get_layer("logits")
    logits.kernel.assign(-5 * logits.kernel)
    other_pictures = gradients(model)
    for player in ("encoder", "code_discriminator"):
        same(other_pictures[player], other_codes[player])
    for player in ("generator", "discriminator"):
        different(other_pictures[player], other_codes[player])


# BiGAN


def judged_pair(model, pictures, codes):
    pair = [ops.convert_to_tensor(each) for each in (pictures, codes)]
    return numpy(model.discriminator(pair, training=True))


def test_bigan_moves_by_one_game_with_the_labels_exchanged():
    model = game("bigan", [Z], joint_units=6)

    def pairs():
        codes = model.encoder(X, training=True)
        drawn = model.generator(Z, training=True)
        return [expit(judged_pair(model, *pair)) for pair in ((X, codes), (drawn, Z))]

    def value():  # V(D, E, G)
        encoded, drawn = pairs()
        return np.mean(np.log(encoded)) + np.mean(np.log(1 - drawn))

    def exchanged():
        encoded, drawn = pairs()
        return np.mean(np.log(1 - encoded)) + np.mean(np.log(drawn))

    moves = moves_in(model, X)
    losses = [
        ("discriminator", lambda: -value()),
        ("encoder_and_generator", lambda: -exchanged()),
    ]
    check_moves(model, moves, losses)
    assert moves[1].of(model, "encoder") > 0 and moves[1].of(model, "generator") > 0


def test_bigans_encoder_learns_of_pictures_and_its_generator_of_latents():
    """Neither is told of the other's samples: no reconstruction is compared with its picture."""
    model = game("bigan", [Z], joint_units=6)
    _, move = moves_in(model, X)
    model.encoder.set_weights([1.3 * weight for weight in model.encoder.get_weights()])
    _, other = moves_in(model, X)
    n = len(model.encoder.trainable_variables)
    same(flat(move.gradient[n:]), flat(other.gradient[n:]))
    different(flat(move.gradient[:n]), flat(other.gradient[:n]))


def flat(arrays):
    return np.concatenate([each.ravel() for each in arrays])


PICTURES = RANDOM.uniform(-1, 1, (6, 16, 16, 1)).astype("float32")
LONGER = np.tile(E, 2)


@pytest.mark.parametrize("family", ["vae_gan", "alpha_gan", "bigan"])
def test_the_last_player_moves_by_its_loss_with_convolutions_too(family):
    """Through DCGAN's networks, whose BatchNorm sees pictures of each kind by themselves."""
    sizes = {"image_shape": (16, 16, 1), "latent_dim": 4, "width": 2, "body": "dcgan"}
    model = game(family, [LONGER], **sizes)

    def loss():
        codes = model.encoder(PICTURES, training=True)
        if family == "vae_gan":
            codes = codes[0] + ops.exp(codes[1]) * LONGER
        again, drawn = (model.drawing_network()(each, training=True) for each in (codes, LONGER))
        if family == "bigan":
            pairs = (PICTURES, codes), (drawn, LONGER)
            encoded, drawn = (judged_pair(model, *pair) for pair in pairs)
            return np.mean(softplus(encoded) + softplus(-drawn))
        if family == "alpha_gan":
            judged = (model.code_discriminator(each, training=True) for each in (LONGER, codes))
            prior, code = map(numpy, judged)
            return np.mean(softplus(-prior) + softplus(code))
        judged = (model.discriminator(each, training=True) for each in (PICTURES, again, drawn))
        real, *fakes = (numpy(each["logits"]) for each in judged)
        return np.mean(softplus(-real) + softplus(fakes[0]) + softplus(fakes[1]))

    check_move(model, moves_in(model, PICTURES)[-1], loss)
