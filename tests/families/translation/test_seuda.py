"""SeUDA: the segmenter before the game, and the losses of each player, one of them by masks."""

import warnings

import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import rates, reloaded
from translators import images, run, softplus, step

import keras_gan_zoo
from keras_gan_zoo.families.translation.seuda.segmenter import mask_cross_entropy
from keras_gan_zoo.networks import patchgan

X_T, X_S, Y_S = images(2), images(2, seed=1), np.sign(images(2, seed=2))
SMALL = {
    "image_shape": (16, 16, 1),
    "width": 2,
    "blocks": 0,
    "discriminator_width": 2,
    "discriminator_downsamplings": 1,
    "segmenter_width": 2,
    "segmenter_downsamplings": 2,
    "seed": 3,
}


def small(**arguments):
    return keras_gan_zoo.get("seuda", **{**SMALL, **arguments})


def values(network):
    return [variable.numpy().copy() for variable in network.variables]


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def absolute(difference):
    return np.abs(difference).mean()


def test_each_player_goes_down_its_loss():
    gan = descend(small(adversarial_weight=0.7, cycle_weight=3.0, semantic_weight=2.0))
    for variable in gan.segmenter.variables:
        if len(variable.shape) > 1:
            variable.assign(variable * 20)
    G_ts, G_st, D_s, D_t, D_m, _ = (getattr(gan, name) for name in gan.network_names)

    def f(pictures):
        return np.asarray(gan.segmenter(pictures, training=False), "float64")

    def generators():
        x_ts, x_st = run(G_ts, X_T), run(G_st, X_S)
        cycle = absolute(run(G_st, x_ts) - X_T) + absolute(run(G_ts, x_st) - X_S)
        pictures = softplus(-run(D_t, x_st)).mean() + 0.7 * softplus(-run(D_s, x_ts)).mean()
        return pictures + 3.0 * cycle + 2.0 * softplus(-run(D_m, f(x_ts))).mean()

    def judged(D, real, fake):
        return softplus(-run(D, real)).mean() + softplus(run(D, fake)).mean()

    def discriminators():
        return judged(D_t, X_T, run(G_st, X_S)) + 0.7 * judged(D_s, X_S, run(G_ts, X_T))

    def semantic():
        return 2.0 * judged(D_m, Y_S, f(run(G_ts, X_T)))

    losses = [
        ("generators", generators),
        ("discriminators", discriminators),
        ("semantic_discriminator", semantic),
    ]
    moves = moves_in(gan, X_T, X_S, Y_S)
    check_moves(gan, moves, losses, stride=2e-4)
    # What the masks alone tell the generator is no rounding.
    assert moves[0].of(gan, "generator_ts") > 1e-2


def test_the_masks_reach_the_generator_of_the_source_alone():
    def gradients(weight):
        gan = descend(small(cycle_weight=0.0, adversarial_weight=0.0, semantic_weight=weight))
        move = moves_in(gan, X_T, X_S, Y_S)[0]
        return move.of(gan, "generator_ts"), move.of(gan, "generator_st")

    without, with_masks = gradients(0.0), gradients(1.0)
    assert without[0] == 0 and with_masks[0] > 1e-4
    assert without[1] == pytest.approx(with_masks[1])


def test_without_the_semantic_term_its_discriminator_stands_still():
    gan = small(semantic_weight=0.0)
    before = values(gan.discriminator_m)
    logs = step(gan, X_T, X_S, Y_S)
    assert logs["semantic"] == logs["semantic_discriminator_loss"] == 0
    assert same(before, values(gan.discriminator_m))


def test_the_segmenter_learns_before_the_game_alone():
    gan = small(segmenter_width=8, segmenter_normalization="instance")
    bright = np.where(np.arange(16) < 6, 0.6, -0.5)[None, :, None, None]
    pictures = np.concatenate([bright + 0.2 * images(16), 0.2 * images(16, 1) - bright]).clip(-1, 1)
    masks = np.where(pictures.mean(axis=2, keepdims=True) > 0, 1.0, -1.0) + 0 * pictures
    others = set(gan.network_names) - {"segmenter"}
    before = {name: values(getattr(gan, name)) for name in others}
    stage = {"batch_size": 8, "epochs": 12, "learning_rate": 0.01, "verbose": 0}
    losses = gan.pretrain((pictures, masks), **stage).history["loss"]
    assert losses[-1] < 0.3 * losses[0]
    found = gan.segment(pictures, adapted=False)
    assert keras_gan_zoo.metrics.dice(found, masks).mean() > 0.9
    assert int(gan.segmenter_epochs) == 12 and not gan.segmenter.trainable_variables
    assert all(same(before[name], values(getattr(gan, name))) for name in others)
    segmenter = values(gan.segmenter)
    step(gan, *(one[:2].astype("float32") for one in (-pictures, pictures, masks)))
    assert same(segmenter, values(gan.segmenter))
    assert not same(before["generator_ts"], values(gan.generator_ts))


def test_its_loss_is_the_cross_entropy_of_probabilities():
    found = 0.99 * images(2, seed=4)
    p, y = (1 + found.astype("float64")) / 2, (1 + Y_S) / 2
    expected = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    np.testing.assert_allclose(
        mask_cross_entropy(ops.convert_to_tensor(Y_S), ops.convert_to_tensor(found)),
        expected,
        atol=1e-4,
    )


def test_pictures_are_adapted_before_they_are_segmented():
    gan = small()
    as_source = gan.generate(X_T, direction="t_to_s")
    np.testing.assert_allclose(gan.segment(X_T), gan.segment(as_source, adapted=False), atol=1e-6)
    assert gan.segment(X_T).shape == (2, 16, 16, 1)


def test_the_three_sets_come_in_any_number_and_never_in_step():
    gan = small()
    sets = (images(12), images(6, 1), images(6, 1))
    batches = list(gan.prepare_data(sets, 2, shuffle=True))
    assert len(batches) == 6
    assert any(np.abs(x_s - y_s).max() > 0 for _, x_s, y_s in batches)


def test_a_game_with_an_untrained_segmenter_is_warned_of():
    with pytest.warns(UserWarning, match=r"call `pretrain\(x, \"segmenter\"\)` before `fit`"):
        small().foresee(None, steps=1)
    gan = small(semantic_weight=0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gan.foresee(None, steps=1)  # it is not asked


def test_defaults_and_saving(tmp_path):
    gan = small()
    assert rates(gan) == dict.fromkeys(gan.players, (2e-4, 0.5))
    weights = (gan.adversarial_weight, gan.cycle_weight, gan.semantic_weight)
    assert weights == (0.5, 10.0, 0.5)
    gan = small(adversarial_weight=1, cycle_weight=2, semantic_weight=3, loss="least_squares")
    gan.segmenter_epochs.assign(2)
    again = reloaded(gan, tmp_path)
    weights = (again.adversarial_weight, again.cycle_weight, again.semantic_weight)
    assert weights == (1, 2, 3) and int(again.segmenter_epochs) == 2
    assert again.adversarial.name == "least_squares" and not again.segmenter.trainable_variables


def test_what_is_refused():
    gan = small()
    with pytest.raises(ValueError, match=r"must be three sets, .* got 2 things: pass fit\(\(targ"):
        gan.fit((X_T, X_S))
    with pytest.raises(ValueError, match=r"`player` must be 'segmenter', .* got 'generators'"):
        gan.pretrain((X_S, Y_S), "generators")
    with pytest.raises(ValueError, match="`semantic_weight` must be a number of at least 0"):
        small(semantic_weight=-1)
    networks = {name: getattr(gan, name) for name in gan.network_names}
    networks["discriminator_m"] = patchgan((16, 16, 2), 2, 1)
    with pytest.raises(ValueError, match=r"`discriminator_m` maps \(16, 16, 2\) .* \(16, 16, 1\)"):
        type(gan)(**networks)
