"""Local pairs GAN: who learns from whom, and what the messengers are."""

import keras
import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import numpy, points, rates, reloaded, step, tiny

import keras_gan_zoo
from keras_gan_zoo.families.image.local_pairs_gan.side_by_side import side_by_side

X = points(6)
LATENTS = [np.random.default_rng(n).normal(size=(6, 2)).astype("float32") for n in range(4)]
Z, Z_0 = LATENTS[:3], LATENTS[3]
PLAYERS = ["local_discriminators", "discriminator", "local_generators", "messengers", "generator"]


def game(**arguments):
    """Returns a family of three pairs whose optimizers stand still."""
    gan = tiny(
        "local_pairs_gan",
        still=False,
        optimizers={player: keras.optimizers.SGD(0.0) for player in PLAYERS},
        generator_normalization="none",
        discriminator_normalization="none",
        **{"local_pairs": 3, "renewed_every": 2, **arguments},
    )
    return gan


def softplus(x):
    return np.logaddexp(0.0, x)


def part(network, number):
    """Returns one of networks that stand side by side."""
    return [layer for layer in network.layers if isinstance(layer, keras.Model)][number]


def logits(network, samples):
    return numpy(network(samples, training=True))


def weights(network):
    return [variable.numpy().copy() for variable in network.variables]


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_each_player_goes_down_its_loss():
    gan = descend(game())
    gan.steps_taken.assign(1)  # the messengers are not what the local ones are
    given = iter([*Z, Z_0])
    gan.sample_latents = lambda like: ops.convert_to_tensor(next(given))

    def G(n):
        return part(gan.local_generators, n)(Z[n], training=True)

    def G_0(n):
        return gan.generator(Z_0, training=True)

    def D(n):
        return part(gan.local_discriminators, n)

    def M(n):
        return part(gan.messengers, n)

    def D_0(n):
        return gan.discriminator

    def judged(by, drawn):
        return lambda: np.mean(
            [
                softplus(-logits(by(n), X)).mean() + softplus(logits(by(n), drawn(n))).mean()
                for n in range(3)
            ]
        )

    def believed(by, drawn):
        return lambda: np.mean([softplus(-logits(by(n), drawn(n))).mean() for n in range(3)])

    losses = [judged(D, G), judged(D_0, G), believed(D, G), judged(M, G_0), believed(M, G_0)]
    moves = moves_in(gan, X)
    check_moves(gan, moves, list(zip(PLAYERS, losses, strict=True)))


def test_the_global_pair_never_affects_the_local_ones():
    first, second = game(renewed_every=1), game(renewed_every=1)
    for variable in (*second.generator.variables, *second.discriminator.variables):
        variable.assign(variable + 0.3)
    for gan in (first, second):
        gan.compile({player: {"learning_rate": 0.01} for player in PLAYERS})
        for _ in range(2):
            step(gan, X)
    assert not same(weights(first.messengers), weights(second.messengers))
    for name in ("local_discriminators", "local_generators"):
        assert same(weights(getattr(first, name)), weights(getattr(second, name)))


def test_a_local_pair_never_affects_another():
    first, second = game(), game()
    for name in ("local_generators", "local_discriminators"):
        for variable in part(getattr(second, name), 0).variables:
            variable.assign(variable + 0.3)
    for gan in (first, second):
        gan.compile({player: {"learning_rate": 0.01} for player in PLAYERS})
        for _ in range(2):
            step(gan, X)
    for name in ("local_generators", "local_discriminators"):
        pairs = [
            [weights(part(getattr(gan, name), n)) for n in range(3)] for gan in (first, second)
        ]
        assert [same(a, b) for a, b in zip(*pairs, strict=True)] == [False, True, True]


def test_messengers_are_renewed_every_so_many_steps():
    gan = game(renewed_every=2)
    gan.compile({"messengers": {"learning_rate": 0.01}, "local_discriminators": "sgd"})
    seen = []
    minimize = gan.minimize

    def watched(loss, player, **arguments):
        if player == "local_discriminators":
            seen.append(same(weights(gan.messengers), weights(gan.local_discriminators)))
        return minimize(loss, player, **arguments)

    gan.minimize = watched
    for _ in range(5):
        step(gan, X)
    assert seen == [True, False, True, False, True]
    assert int(gan.steps_taken) == 5


def test_no_two_generators_begin_alike_and_a_seed_makes_them_again():
    gan, again = game(), game()
    assert same(weights(gan.local_generators), weights(again.local_generators))
    kernels = [
        next(v.numpy() for v in network.variables if v.path.endswith("kernel"))
        for network in (gan.generator, *(part(gan.local_generators, n) for n in range(3)))
    ]
    for first in range(4):
        for second in range(first):
            assert np.any(kernels[first] != kernels[second])
    assert same(weights(gan.messengers), weights(gan.local_discriminators))


def test_penalties_are_the_global_pairs():
    plain = step(game(), X)
    orthogonal = {"orthogonal": {"weight": 1.0, "player": "generator"}}
    gan = game(penalties={"r1": 10.0, **orthogonal})
    logged = step(gan, X)
    for player in PLAYERS:
        term = float(gan.penalty(player, X, gan.generator(Z_0)))
        assert (term > 0) == (player in ("discriminator", "generator"))
        assert logged[f"{player}_loss"] == pytest.approx(plain[f"{player}_loss"] + term, rel=1e-4)


def test_networks_side_by_side_take_an_input_each():
    with_one = side_by_side(tiny("gan").generator, 1, "generators", seed=3)
    (drawn,) = keras.tree.flatten(with_one([Z_0]))
    np.testing.assert_array_equal(drawn, part(with_one, 0)(Z_0))


def test_defaults_and_saving(tmp_path):
    gan = keras_gan_zoo.get("local_pairs_gan", image_shape=(3,), latent_dim=2, width=4, body="mlp")
    assert rates(gan) == dict.fromkeys(PLAYERS, (0.0002, 0.5))
    assert (gan.local_pairs, gan.renewed_every) == (3, 100)
    gan = game(loss="least_squares", ema_decay=0.5)
    step(gan, X)
    again = reloaded(gan, tmp_path)
    assert (again.local_pairs, again.renewed_every, again.adversarial.name) == (
        3,
        2,
        "least_squares",
    )
    assert int(again.steps_taken) == 1
    assert step(again, X) == step(gan, X)


def test_what_is_refused():
    with pytest.raises(
        ValueError, match="`local_pairs` must be a whole number of at least 1, got 0"
    ):
        game(local_pairs=0)
    pictures = {"image_shape": (16, 16, 1), "body": "dcgan", "width": 2}
    with pytest.raises(ValueError, match=r"`augment`='adaptive' .* has 7: give a policy"):
        game(augment="adaptive", **pictures)
    # What it advises works.
    game(augment="color,translation,cutout", **pictures)
