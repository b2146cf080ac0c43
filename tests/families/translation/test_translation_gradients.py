"""Each player of the translating families goes down its paper's loss; see `moves`."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in
from translators import SEED, images, numpy, run, softplus, still

from keras_gan_zoo import registry
from keras_gan_zoo.families.translation.stargan.domain_planes import with_domain

X, Y = images(2), images(2, seed=1)
NUMBERS, ASKED = np.array([0, 2], "int32"), np.array([1, 2], "int32")


def game(family, **arguments):
    return descend(still(family, **arguments))


def absolute(difference):
    return np.abs(difference).mean()


def square(difference):
    return np.mean(difference**2)


def test_cyclegan_translates_there_and_back():
    gan = game("cyclegan", cycle_weight=(3.0, 2.0), identity_weight=(0.5, 0.7), history_size=0)
    G, F, D_X, D_Y = (getattr(gan, name) for name in gan.network_names)

    def translated():
        fake_y, fake_x = run(G, X), run(F, Y)
        cycles = 3.0 * absolute(run(F, fake_y) - X) + 2.0 * absolute(run(G, fake_x) - Y)
        same = 0.5 * 3.0 * absolute(run(F, X) - X) + 0.7 * 2.0 * absolute(run(G, Y) - Y)
        return square(run(D_Y, fake_y) - 1) + square(run(D_X, fake_x) - 1) + cycles + same

    def judged():
        loss_x = square(run(D_X, X) - 1) + square(run(D_X, run(F, Y)))
        loss_y = square(run(D_Y, Y) - 1) + square(run(D_Y, run(G, X)))
        return 0.5 * loss_x + 0.5 * loss_y

    losses = [("generators", translated), ("discriminators", judged)]
    check_moves(gan, moves_in(gan, X, Y), losses, stride=2e-4)


def test_discogan_translates_there_and_back():
    gan = game("discogan", reconstruction_weight=3.0)
    G_AB, G_BA, D_A, D_B = (getattr(gan, name) for name in gan.network_names)

    def translated():
        ab, ba = run(G_AB, X), run(G_BA, Y)
        back = square(run(G_BA, ab) - X) + square(run(G_AB, ba) - Y)
        return softplus(-run(D_B, ab)).mean() + softplus(-run(D_A, ba)).mean() + 3.0 * back

    def judged():
        of_a = softplus(-run(D_A, X)).mean() + softplus(run(D_A, run(G_BA, Y))).mean()
        of_b = softplus(-run(D_B, Y)).mean() + softplus(run(D_B, run(G_AB, X))).mean()
        return of_a + of_b

    check_moves(gan, moves_in(gan, X, Y), [("generators", translated), ("discriminators", judged)])


def test_dualgan_has_critics_and_ways_back():
    gan = game(
        "dualgan", critic_steps=1, clipping=9.0, reconstruction_weight=3.0, identity_weight=0.5
    )
    G_A, G_B, D_B, D_A = (getattr(gan, name) for name in gan.network_names)

    def judged():
        of_v = run(D_A, run(G_A, X)).mean() - run(D_A, Y).mean()
        return of_v + run(D_B, run(G_B, Y)).mean() - run(D_B, X).mean()

    def translated():
        fake_v, fake_u = run(G_A, X), run(G_B, Y)
        back = absolute(X - run(G_B, fake_v)) + absolute(Y - run(G_A, fake_u))
        same = absolute(X - run(G_B, X)) + absolute(Y - run(G_A, Y))
        return 3.0 * back + 1.5 * same - run(D_A, fake_v).mean() - run(D_B, fake_u).mean()

    check_moves(gan, moves_in(gan, X, Y), [("discriminators", judged), ("generators", translated)])


@pytest.mark.parametrize("conditional", [True, False])
def test_pix2pix_is_judged_beside_its_input_and_by_l1(conditional):
    gan = game("pix2pix", l1_weight=2.0, adversarial_weight=0.5, conditional=conditional)

    def D(y):
        return run(gan.discriminator, np.concatenate([X, y], axis=-1) if conditional else y)

    def judged():
        return 0.5 * (softplus(-D(Y)).mean() + softplus(D(run(gan.generator, X))).mean())

    def painted():
        fake = run(gan.generator, X)
        return 2.0 * absolute(Y - fake) + 0.5 * softplus(-D(fake)).mean()

    check_moves(gan, moves_in(gan, X, Y), [("discriminator", judged), ("generator", painted)])


def test_simgans_refiner_stays_near_what_it_refines():
    gan = game("simgan", self_regularization_weight=0.4, refiner_steps=1)

    def refined():
        picture = run(gan.refiner, X)
        realism = softplus(-run(gan.discriminator, picture)).mean()
        return realism + 0.4 * absolute(picture - X)

    def judged():
        fake = run(gan.discriminator, run(gan.refiner, X))
        return softplus(-run(gan.discriminator, Y)).mean() + softplus(fake).mean()

    check_moves(gan, moves_in(gan, X, Y), [("refiner", refined), ("discriminator", judged)])


def cross_entropy(numbers, logits):
    chosen = logits[np.arange(len(numbers)), numbers]
    return np.mean(np.logaddexp.reduce(logits, axis=1) - chosen)


@pytest.mark.parametrize("by_domain", [False, True])
def test_stargan_is_judged_as_of_its_domain_and_finds_back(by_domain):
    weights = {
        "classification_weight": 0.7,
        "reconstruction_weight": 2.0,
        "identity_weight": 0.5,
        "gradient_penalty_weight": 0.3,
    }
    gan = game("stargan", critic_steps=1, scores_by_domain=by_domain, **weights)
    gan.sample_domains = lambda like: ops.convert_to_tensor(ASKED)
    fixed = numpy(keras.random.uniform((2, 1, 1, 1), seed=keras.random.SeedGenerator(SEED)))

    def G(pictures, domains):
        return run(gan.generator, with_domain(pictures, domains, 3)).astype("float32")

    def D(pictures, domains):
        scores, logits = gan.discriminator(pictures, training=True)
        if by_domain:
            own = [score[..., number] for score, number in zip(scores, domains, strict=True)]
            scores = tf.stack(own)
        return scores, numpy(logits)

    def slopes(pictures, domains):
        pictures = tf.convert_to_tensor(pictures)
        with tf.GradientTape() as tape:
            tape.watch(pictures)
            scores, _ = D(pictures, domains)
            total = tf.reduce_sum(scores)
        return np.sqrt(np.sum(numpy(tape.gradient(total, pictures)) ** 2, axis=(1, 2, 3)))

    def judged():
        fake = G(X, ASKED)
        scores, logits = D(X, NUMBERS)
        distance = numpy(scores).mean() - numpy(D(fake, ASKED)[0]).mean()
        between = (X + fixed * (fake - X)).astype("float32")
        steep = np.mean((slopes(between, ASKED) - 1) ** 2)
        return 0.7 * cross_entropy(NUMBERS, logits) - distance + 0.3 * steep

    def translated():
        fake = G(X, ASKED)
        scores, logits = D(fake, ASKED)
        own = 3.0 * (ASKED == NUMBERS)[:, None, None, None]
        named = 0.7 * cross_entropy(ASKED, logits) - numpy(scores).mean()
        kept = 2.0 * absolute(X - G(fake, NUMBERS)) + 1.0 * np.mean(own * np.abs(X - fake))
        return named + kept

    moves = moves_in(gan, X, NUMBERS)
    check_moves(gan, moves, [("discriminator", judged), ("generator", translated)])


def test_every_translating_family_is_here():
    own = [name for name in registry.list_models() if registry.is_own(registry.find(name))]
    found = {name for name in own if registry.find(name).task == "translation"}
    here = {"cyclegan", "discogan", "dualgan", "pix2pix", "simgan", "stargan"}
    # In files of their own.
    assert found == here | {
        "word_translation",
        "seuda",
        "sparsely_grouped_gan",
        "semantic_grad_gan",
        "steerable_gan",
        "sisgan",
    }
