"""Each player of the conditional families goes down its paper's loss; see `moves`."""

import math

import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import SEED, numpy

import keras_gan_zoo
from keras_gan_zoo import registry
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.losses import mode_seeking
from keras_gan_zoo.models.joint_embedding import build_image_encoder

RANDOM = np.random.default_rng(0)
Z, OTHER_Z = (RANDOM.normal(size=(4, 4)).astype("float32") for _ in range(2))
LABELS = np.array([0, 2, 1, 2], "int32")
CODES = RANDOM.uniform(-1, 1, (4, 2)).astype("float32")
CATEGORIES = np.array([1, 0, 2, 1], "int32")
TEXTS = ["a red hat", "a blue hat", "one green coat", "a red coat"]
TOKENIZER = Tokenizer.from_texts(TEXTS, length=5)
TOKENS = TOKENIZER.encode(TEXTS, name="texts")
SMALL = {"image_shape": (8, 8, 1), "body": "mlp", "width": 6, "latent_dim": 4, "classes": 3}
PLAIN = {"generator_normalization": "none", "discriminator_normalization": "none"}
CONVOLUTIONAL = {"image_shape": (16, 16, 1), "body": "dcgan", "width": 2, "critic_steps": 1}


def pictures(side):
    return np.random.default_rng(1).uniform(-1, 1, (4, side, side, 1)).astype("float32")


def game(family, **arguments):
    """Returns a family whose latents are always the same, and whose steps are its gradients."""
    gan = descend(keras_gan_zoo.get(family, seed=SEED, **arguments))
    latents = [OTHER_Z, Z]

    def in_turn(like):
        latents.reverse()  # the first that are asked for are Z
        return ops.convert_to_tensor(latents[0])

    gan.sample_latents = in_turn
    return gan


def run(network, *inputs):
    """Returns what a network of several inputs gives in training."""
    return network([ops.convert_to_tensor(each) for each in inputs], training=True)


def softplus(x):
    return np.logaddexp(0.0, x)


def cross_entropy(labels, logits):
    return np.mean(np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(labels)), labels])


def test_cgan_tells_both_players_the_class():
    gan = game("cgan", **SMALL, **PLAIN)
    x = pictures(8)

    def D(images):
        return numpy(run(gan.discriminator, images, LABELS))

    def fake():
        return D(run(gan.generator, Z, LABELS))

    losses = [
        ("discriminator", lambda: softplus(-D(x)).mean() + softplus(fake()).mean()),
        ("generator", lambda: softplus(-fake()).mean()),
    ]
    check_moves(gan, moves_in(gan, x, LABELS), losses)


@pytest.mark.parametrize("loss", ["non_saturating", "minimax"])
def test_acgans_players_both_want_the_class_named(loss):
    gan = game("acgan", loss=loss, classification_weight=0.7, **SMALL, **PLAIN)
    x = pictures(8)

    def D(images):
        heads = gan.discriminator(images, training=True)
        return numpy(heads["logits"]), cross_entropy(LABELS, numpy(heads["class_logits"]))

    def of_both():
        (real, class_real), (fake, class_fake) = D(x), D(run(gan.generator, Z, LABELS))
        sources = softplus(-real).mean() + softplus(fake).mean()
        return sources + 0.7 * (class_real + class_fake)

    def of_fakes():
        fake, class_fake = D(run(gan.generator, Z, LABELS))
        source = softplus(-fake).mean() if loss == "non_saturating" else -softplus(fake).mean()
        return source + 0.7 * class_fake

    losses = [("discriminator", of_both), ("generator", of_fakes)]
    check_moves(gan, moves_in(gan, x, LABELS), losses)


def test_infogans_players_both_raise_what_q_can_tell():
    gan = game("infogan", information_weight=0.6, recognition_units=5, **SMALL, **PLAIN)
    gan.sample_codes = lambda like: (ops.array(CATEGORIES), ops.array(CODES))
    x = pictures(8)

    def fake():
        drawn = run(gan.generator, Z, CATEGORIES, CODES)
        heads = gan.discriminator(drawn, training=True)
        density = -0.5 * (CODES - numpy(heads["codes"])) ** 2 - 0.5 * math.log(2 * math.pi)
        category = math.log(3) - cross_entropy(CATEGORIES, numpy(heads["class_logits"]))
        codes = 2 * math.log(2) + density.sum(axis=1).mean()
        return numpy(heads["logits"]), category + codes

    def judged():
        logits, information = fake()
        real = numpy(gan.discriminator(x, training=True)["logits"])
        return softplus(-real).mean() + softplus(logits).mean() - 0.6 * information

    def believed():
        logits, information = fake()
        return softplus(-logits).mean() - 0.6 * information

    check_moves(gan, moves_in(gan, x), [("discriminator", judged), ("generator", believed)])


def test_projection_gan_judges_pictures_with_their_class():
    arguments = {**SMALL, **CONVOLUTIONAL, "discriminator_normalization": "none"}
    gan = game("projection_gan", **arguments)
    x = pictures(16)

    def D(images):
        return numpy(run(gan.discriminator, images, LABELS))

    def fake():
        return D(run(gan.generator, Z, LABELS))

    losses = [
        (
            "discriminator",
            lambda: np.maximum(0, 1 - D(x)).mean() + np.maximum(0, 1 + fake()).mean(),
        ),
        ("generator", lambda: -fake().mean()),
    ]
    # The generator's latents are Z as long as the critic's: one pair is drawn for each.
    gan.sample_latents = lambda like: ops.convert_to_tensor(Z)
    check_moves(gan, moves_in(gan, x, LABELS), losses)


def text_game(**arguments):
    sizes = {"image_shape": (16, 16, 1), "latent_dim": 4, "width": 2, "embedding_dim": 4}
    return game("text_to_image", tokenizer=TOKENIZER, units=3, **sizes, **PLAIN, **arguments)


def read(gan, tokens=TOKENS):
    return numpy(gan.text_encoder(tokens, training=True)).astype("float32")


def wrong(h):
    return np.concatenate([h[-1:], h[:-1]])


def judged_with(gan, images, text):
    return numpy(run(gan.discriminator, images, text))


def test_text_to_image_moves_by_its_three_cases_and_fakes_teach_no_reading():
    gan = text_game()
    x = pictures(16)
    # The fakes are given: the encoder must not learn to make them worse.
    x_hat = numpy(run(gan.generator, Z, read(gan))).astype("float32")

    def judged():
        h = read(gan)
        against = softplus(judged_with(gan, x, wrong(h))) + softplus(judged_with(gan, x_hat, h))
        return softplus(-judged_with(gan, x, h)).mean() + 0.5 * against.mean()

    def believed():
        h = read(gan)
        return softplus(-judged_with(gan, run(gan.generator, Z, h), h)).mean()

    moves = moves_in(gan, x, TOKENS)
    check_moves(gan, moves, [("discriminator", judged), ("generator", believed)])
    assert moves[0].of(gan, "text_encoder") > 1e-4


def test_text_to_image_with_all_that_a_generator_can_be_asked():
    gan = text_game(
        interpolation=0.25,
        mode_seeking_weight=0.3,
        matching_weight=0.2,
        encoder_learns=False,
        image_encoder=build_image_encoder((16, 16, 1), 3),
    )
    x, h = pictures(16), read(gan)

    def draw(text, latents=Z):
        return run(gan.generator, latents, text)

    def believed():
        drawn, between = draw(h), 0.25 * h + 0.75 * wrong(h)
        seeking = float(mode_seeking(drawn, draw(h, OTHER_Z), Z, OTHER_Z))
        seen, said = numpy(gan.image_encoder(drawn, training=False)), h.astype("float64")
        seen, said = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (seen, said))
        alike = seen @ said.T / 0.07
        own = np.arange(4)
        matching = 0.5 * (cross_entropy(own, alike) + cross_entropy(own, alike.T))
        names = softplus(-judged_with(gan, drawn, h)).mean()
        names += softplus(-judged_with(gan, draw(between), between)).mean()
        return names + 0.3 * seeking + 0.2 * matching

    _, move = moves = moves_in(gan, x, TOKENS)
    assert [each.player for each in moves] == ["discriminator", "generator"]
    assert len(moves[0].gradient) == len(gan.discriminator.trainable_variables)
    check_moves(gan, [move], [("generator", believed)], rtol=0.03)


def test_every_conditional_family_is_here():
    own = [name for name in registry.list_models() if registry.is_own(registry.find(name))]
    found = {name for name in own if registry.find(name).task == "conditional"}
    # SAGAN's steps are projection_gan's, and the others have tests of their own.
    apart = {"sagan", "stacked_gan", "biggan", "sifting_gan", "sound_to_image"}
    assert found - apart == {"cgan", "acgan", "infogan", "projection_gan", "text_to_image"}
