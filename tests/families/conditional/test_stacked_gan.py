"""Stacked GAN: the encoder before the game, and the losses of each level, alone and together."""

import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import numpy, rates, reloaded

import keras_gan_zoo
from keras_gan_zoo.families.conditional.stacked_gan.networks import stacked_generator

RANDOM = np.random.default_rng(0)
X = RANDOM.uniform(-1, 1, (6, 16, 16, 1)).astype("float32")
Y = np.array([0, 2, 1, 1, 0, 2], "int32")
Z = RANDOM.normal(size=(6, 8)).astype("float32")
Z_1, Z_0 = Z[:, :4], Z[:, 4:]
SMALL = {
    "image_shape": (16, 16, 1),
    "classes": 3,
    "latent_dim": 8,
    "embedding_dim": 4,
    "features": 6,
    "units": 8,
    "width": 2,
    "seed": 5,
}


def small(**arguments):
    return keras_gan_zoo.get("stacked_gan", **{**SMALL, **arguments})


def part(gan, name):
    return gan.generator.get_layer(name)


def softplus(x):
    return np.logaddexp(0.0, x)


def weights(network):
    return [variable.numpy().copy() for variable in network.variables]


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("taken", [0, 7])
def test_each_player_goes_down_its_loss(taken):
    gan = descend(
        small(
            generator_normalization="none",
            independent_steps=7,
            adversarial_weight=0.9,
            conditional_weight=0.7,
            entropy_weight=2.0,
        )
    )
    for variable in gan.encoder.variables:
        if len(variable.shape) > 1:
            variable.assign(variable * 3)
    gan.steps_taken.assign(taken)
    gan.sample_latents = lambda like: ops.convert_to_tensor(Z)
    # What the lower generator draws from: as given, it is no function of the upper one.
    of_the_upper = part(gan, "feature_generator")([Z_1, Y], training=True)
    h_1 = gan.encoder(X)["features"]
    h = h_1 if taken < 7 else ops.convert_to_tensor(numpy(of_the_upper).astype("float32"))

    def upper():
        return part(gan, "feature_generator")([Z_1, Y], training=True)

    def lower():
        return part(gan, "image_generator")([ops.convert_to_tensor(Z_0), h], training=True)

    def judged(network, samples):
        found = getattr(gan, network)(samples, training=True)
        return numpy(found["logits"]), numpy(found["latents"])

    def levels():
        return [
            ("feature_discriminator", h_1, upper(), Z_1),
            ("discriminator", X, lower(), Z_0),
        ]

    def discriminators():
        total = 0.0
        for network, real, drawn, z in levels():
            logits, read = judged(network, drawn)
            adversarial = softplus(-judged(network, real)[0]).mean() + softplus(logits).mean()
            total += 0.9 * adversarial + 2.0 * np.mean((read - z) ** 2)
        return total

    def generators():
        total = 0.0
        for network, _, drawn, z in levels():
            logits, read = judged(network, drawn)
            total += 0.9 * softplus(-logits).mean() + 2.0 * np.mean((read - z) ** 2)
        kernel, bias = map(numpy, gan.encoder.get_layer("class_logits").weights)
        scores = numpy(upper()) @ kernel + bias
        log_share = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        total -= 0.7 * log_share[np.arange(6), Y].mean()
        found = numpy(gan.encoder(lower())["features"])
        return total + 0.7 * np.mean((found - numpy(h)) ** 2)

    moves = moves_in(gan, X, Y)
    check_moves(gan, moves, [("discriminator", discriminators), ("generator", generators)])
    for network in ("discriminator", "feature_discriminator"):
        assert moves[0].of(gan, network) > 1e-3


def test_steps_alone_are_counted_and_the_lower_one_then_draws_from_the_upper_ones_features():
    gan = small(independent_steps=1)
    taken, lower = [], part(gan, "image_generator").call
    part(gan, "image_generator").call = lambda x, **kw: (taken.append(numpy(x[1])), lower(x, **kw))[
        1
    ]
    real = numpy(gan.encoder(X)["features"])
    for _ in range(2):
        gan.train_step((ops.convert_to_tensor(X), ops.convert_to_tensor(Y)))
    np.testing.assert_allclose(taken[0], real, atol=1e-6)
    assert np.abs(taken[2] - real).max() > 1e-3
    assert int(gan.steps_taken) == 2


def test_the_encoder_learns_before_the_game_alone():
    gan = small(width=8)
    bright = np.where(Y[:, None, None, None] == 0, -0.5, 0.5 * Y[:, None, None, None])
    images = np.tile(0.2 * X + 0.7 * bright, (8, 1, 1, 1)).astype("float32")
    labels = np.tile(Y, 8)
    others = ("generator", "discriminator", "feature_discriminator")
    before = {name: weights(getattr(gan, name)) for name in others}
    stage = {"batch_size": 8, "epochs": 6, "learning_rate": 0.01, "verbose": 0}
    history = gan.pretrain((images, labels), **stage).history
    assert history["accuracy"][-1] > 0.9 > history["accuracy"][0]
    assert int(gan.encoder_epochs) == 6 and not gan.encoder.trainable_variables
    assert all(same(before[name], weights(getattr(gan, name))) for name in others)
    encoder = weights(gan.encoder)
    gan.fit((images, labels), batch_size=8, epochs=1, verbose=0)
    assert same(encoder, weights(gan.encoder))
    assert not same(before["generator"], weights(gan.generator))


def test_a_game_with_an_untrained_encoder_is_warned_of():
    gan = small()
    with pytest.warns(UserWarning, match=r"call `pretrain\(x, \"encoder\"\)` before `fit`"):
        gan.fit((X, Y), batch_size=6, verbose=0)


def test_the_stack_is_what_its_parts_draw():
    gan = small()
    h = part(gan, "feature_generator")([Z_1, Y])
    drawn = part(gan, "image_generator")([ops.convert_to_tensor(Z_0), h])
    np.testing.assert_allclose(gan.generate(Y, latents=Z), drawn, atol=1e-6)
    assert numpy(h).min() >= 0


def test_defaults_and_saving(tmp_path):
    gan = small()
    assert rates(gan) == {"discriminator": (1e-3, 0.5), "generator": (2e-4, 0.5)}
    assert (gan.independent_steps, gan.entropy_weight) == (10_000, 1.0)
    gan = small(independent_steps=3, entropy_weight=2, conditional_weight=3, adversarial_weight=4)
    gan.pretrain((X, Y), batch_size=3, epochs=2, verbose=0)
    gan.steps_taken.assign(5)
    again = reloaded(gan, tmp_path)
    assert (again.independent_steps, int(again.steps_taken), int(again.encoder_epochs)) == (3, 5, 2)
    settings = (again.adversarial_weight, again.conditional_weight, again.entropy_weight)
    assert settings == (4, 3, 2)
    assert not again.encoder.trainable_variables
    batch = (ops.convert_to_tensor(X), ops.convert_to_tensor(Y))
    for model in (gan, again):
        model.reset_metrics()
    assert gan.train_step(batch) == again.train_step(batch)


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`latent_dim` must be even, .* got 7; e\.g\. 8"):
        stacked_generator((16, 16, 1), 3, latent_dim=7)
    with pytest.raises(
        ValueError, match="`independent_steps` must be a whole number of at least 0"
    ):
        small(independent_steps=-1)
    with pytest.raises(ValueError, match="`entropy_weight` must be a number of at least 0"):
        small(entropy_weight=-1)
    with pytest.raises(ValueError, match=r"`player` must be 'encoder', .* got 'generator'"):
        small().pretrain((X, Y), "generator")
    with pytest.raises(ValueError, match="`epochs` must be a whole number of at least 1"):
        small().pretrain((X, Y), epochs=0)
    with pytest.raises(keras_gan_zoo.data.DataMismatch, match="labels from 0 to 2"):
        small(classes=2).pretrain((X, Y))
