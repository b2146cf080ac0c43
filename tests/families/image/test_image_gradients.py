"""Each player of the families that draw from latents goes down its paper's loss.

The losses stand here a second time, in NumPy; `moves` holds value and gradient against them.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_move, check_moves, descend, moves_in
from tiny import SEED, numpy, points, scores, tiny

from keras_gan_zoo import registry
from keras_gan_zoo.penalties import DRAGANPenalty

X = points(6)
Z = np.random.default_rng(1).normal(size=(6, 2)).astype("float32")
PLAIN = {"generator_normalization": "none", "discriminator_normalization": "none"}
PICTURES = np.random.default_rng(0).uniform(-1, 1, (6, 16, 16, 1)).astype("float32")
BINARY = np.where(np.random.default_rng(0).uniform(size=(6, 4, 4, 1)) > 0.5, 1.0, -1.0)


def game(family, **arguments):
    """Returns a family whose latents are always the same, and whose steps are its gradients."""
    gan = descend(tiny(family, still=False, **{**PLAIN, **arguments}))
    latents = np.tile(Z, (1, gan.latent_dim // 2))
    gan.sample_latents = lambda like: ops.convert_to_tensor(latents[: len(like)])
    return gan


def softplus(x):
    return np.logaddexp(0.0, x)


def drawn(gan):
    return gan.generator(np.tile(Z, (1, gan.latent_dim // 2)), training=True)


def real(gan):
    return scores(gan, X)


def fake(gan):
    return scores(gan, drawn(gan))


def slopes(gan, samples):
    """Returns the length of the discriminator's gradient at each sample."""
    samples = tf.convert_to_tensor(samples)
    with tf.GradientTape() as tape:
        tape.watch(samples)
        total = tf.reduce_sum(gan.discriminator(samples, training=True))
    return np.linalg.norm(numpy(tape.gradient(total, samples)), axis=1)


def log_loss(gan):
    return softplus(-real(gan)).mean() + softplus(fake(gan)).mean()


def smoothed(gan):
    return log_loss(gan) + 0.1 * (softplus(real(gan)) - softplus(-real(gan))).mean()


def confidence(gan):
    return softplus(-fake(gan)).mean()


def critic(gan):
    return fake(gan).mean() - real(gan).mean()


def minus_score(gan):
    return -fake(gan).mean()


def squares(gan):
    return 0.5 * np.mean((real(gan) - 1) ** 2) + 0.5 * np.mean(fake(gan) ** 2)


def hinge(gan):
    return np.maximum(0, 1 - real(gan)).mean() + np.maximum(0, 1 + fake(gan)).mean()


def f_bound(gan):
    """Minus F of 1606.00709, eq. 6, of Jensen and Shannon's divergence (table 6)."""
    g = [np.log(2) - softplus(-v) for v in (real(gan), fake(gan))]
    return -(g[0].mean() - np.mean(-np.log(2 - np.exp(g[1]))))


def penalised(gan):
    return log_loss(gan) + 10.0 * np.mean((slopes(gan, X) - 1) ** 2)


def with_gradient_penalty(gan):
    places = keras.random.uniform((6, 1), seed=keras.random.SeedGenerator(SEED))
    between = X + places * (drawn(gan) - X)
    return critic(gan) + 2.0 * np.mean((slopes(gan, between) - 1) ** 2)


def relativistic(gan):
    slope = np.mean(slopes(gan, X) ** 2) + np.mean(slopes(gan, drawn(gan)) ** 2)
    return softplus(fake(gan) - real(gan)).mean() + 0.5 * slope


GAMES = {
    "gan": ({}, log_loss, confidence),
    "gan, minimax": ({"loss": "minimax"}, log_loss, lambda gan: -softplus(fake(gan)).mean()),
    "gan, smoothed": ({"label_smoothing": 0.1}, smoothed, confidence),
    "dcgan": ({}, log_loss, confidence),
    "pacgan": ({}, log_loss, confidence),
    "lsgan": ({}, squares, lambda gan: 0.5 * np.mean((fake(gan) - 1) ** 2)),
    "bgan": ({}, log_loss, lambda gan: 0.5 * np.mean(fake(gan) ** 2)),
    "f_gan": ({}, f_bound, lambda gan: -np.mean(np.log(2) - softplus(-fake(gan)))),
    "f_gan, saturating": ({"saturating": True}, f_bound, lambda gan: -f_bound(gan) - of_real(gan)),
    "dragan": ({"penalties": DRAGANPenalty(spread=0.0)}, penalised, confidence),
    "wgan": ({"critic_steps": 1, "clipping": 9.0}, critic, minus_score),
    "wgan_gp": (
        {"critic_steps": 1, "gradient_penalty_weight": 2.0},
        with_gradient_penalty,
        minus_score,
    ),
    "sngan": ({"critic_steps": 1}, hinge, minus_score),
    "r3gan": ({}, relativistic, lambda gan: softplus(real(gan) - fake(gan)).mean()),
}


def of_real(gan):
    return np.mean(np.log(2) - softplus(-real(gan)))


@pytest.mark.parametrize("name", GAMES)
def test_each_player_goes_down_its_loss(name):
    arguments, discriminator, generator = GAMES[name]
    gan = game(name.partition(",")[0], **arguments)
    losses = [
        ("discriminator", lambda: discriminator(gan)),
        ("generator", lambda: generator(gan)),
    ]
    check_moves(gan, moves_in(gan, X), losses)


@pytest.mark.parametrize("stage", [1, 2])
def test_gogans_critic_ranks_from_the_second_stage_on(stage):
    gan = game("gogan", critic_steps=1, clipping=9.0, margin=0.5, stage_steps=3)
    gan.steps_taken.assign(3 * (stage - 1))
    for weight in gan.predecessor.weights:
        weight.assign(-weight)

    def ranked():
        earlier = scores(gan, gan.predecessor(Z, training=False))
        margin = np.maximum(0, fake(gan) + 0.5 - real(gan)).mean()
        return margin + (stage - 1) * np.maximum(0, earlier + 1.0 - real(gan)).mean()

    losses = [("discriminator", ranked), ("generator", lambda: minus_score(gan))]
    check_moves(gan, moves_in(gan, X), losses)


def picture_game(family, **arguments):
    shape = {"image_shape": (16, 16, 1), "body": "dcgan", "width": 2, "code_dim": 4}
    return game(family, **{**shape, **arguments})


def test_began_moves_by_errors_and_by_the_balance():
    gan = picture_game("began", k_learning_rate=0.5)
    gan.k.assign(0.3)

    def error(pictures):
        return np.abs(numpy(pictures) - numpy(gan.discriminator(pictures, training=True)[0])).mean()

    def judged():
        return error(PICTURES) - 0.3 * error(drawn(gan))

    moves = moves_in(gan, PICTURES)
    losses = [("discriminator", judged), ("generator", lambda: error(drawn(gan)))]
    check_moves(gan, moves, losses)
    expected = np.clip(0.3 + 0.5 * (0.75 * error(PICTURES) - error(drawn(gan))), 0, 1)
    assert float(gan.k) == pytest.approx(expected, rel=1e-5)
    assert 0 < expected < 1


@pytest.mark.parametrize("margin", [0.05, 5.0])
def test_ebgan_moves_by_energies(margin):
    gan = picture_game("ebgan", margin=margin, pulling_away_weight=2.0)

    def seen(pictures):
        again, code = gan.discriminator(pictures, training=True)
        return np.mean((numpy(again) - numpy(pictures)) ** 2, axis=(1, 2, 3)), numpy(code)

    def judged():
        return seen(PICTURES)[0].mean() + np.maximum(0, margin - seen(drawn(gan))[0]).mean()

    def believed():
        energy, code = seen(drawn(gan))
        code /= np.linalg.norm(code, axis=1, keepdims=True)
        cosines = (code @ code.T) ** 2
        return energy.mean() + 2.0 * (cosines.sum() - 6) / (6 * 5)

    losses = [("discriminator", judged), ("generator", believed)]
    check_moves(gan, moves_in(gan, PICTURES), losses)


def test_discrete_bgan_weighs_its_samples_and_holds_the_weights_still():
    gan = game("bgan_discrete", image_shape=(4, 4, 1), samples=3)
    random = np.random.default_rng(2)
    samples = [np.where(random.uniform(size=BINARY.shape) > 0.5, 1.0, -1.0) for _ in range(3)]
    given = iter(samples)
    gan.draw_pixels = lambda expected: ops.convert_to_tensor(next(given), dtype="float32")

    def judged():
        return softplus(-scores(gan, BINARY)).mean() + softplus(scores(gan, samples[0])).mean()

    odds = np.concatenate([np.exp(scores(gan, each)) for each in samples], axis=1)
    weights = odds / odds.sum(axis=1, keepdims=True)  # as they are: no function of the generator

    def surrogate():
        white = (1 + numpy(drawn(gan))) / 2
        log_g = [np.log(np.where(s > 0, white, 1 - white)).sum(axis=(1, 2, 3)) for s in samples]
        return -np.mean(np.sum((weights - 1 / 3) * np.stack(log_g, axis=1), axis=1))

    losses = [("discriminator", judged), ("generator", surrogate)]
    check_moves(gan, moves_in(gan, BINARY.astype("float32")), losses)


def test_each_critic_step_has_its_own_share_of_the_batch():
    gan = game("wgan", critic_steps=2, clipping=9.0)
    first, second, last = moves_in(gan, np.concatenate([X, points(6, seed=3)]))
    assert [move.player for move in (first, second, last)] == ["discriminator"] * 2 + ["generator"]
    for move, batch in ((first, X), (second, points(6, seed=3))):
        both = np.concatenate([X, points(6, seed=3)])[(0 if batch is X else 1) :: 2]
        check_move(gan, move, lambda both=both: fake(gan).mean() - scores(gan, both).mean())


def test_every_family_of_pictures_is_here():
    apart = {"gogan", "began", "ebgan", "bgan_discrete", "unrolled_gan"}
    # Whose tests hold theirs.
    apart |= {"fastgan", "local_pairs_gan", "progressive_gan", "spatial_gan"}
    apart |= {"steganographic_gan", "stylegan", "stylegan2"}
    own = [name for name in registry.list_models() if registry.is_own(registry.find(name))]
    pictures = {name for name in own if registry.find(name).task == "image"}
    assert {name.partition(",")[0] for name in GAMES} | apart == pictures
