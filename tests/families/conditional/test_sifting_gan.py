"""SiftingGAN: its game, what is sifted by which number, and what a training gives on its way."""

import keras
import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import numpy, rates, reloaded

import keras_gan_zoo
from keras_gan_zoo.families.conditional.sifting_gan.sifting import chosen

RANDOM = np.random.default_rng(0)
X = RANDOM.uniform(-1, 1, (6, 2, 2, 1)).astype("float32")
Y = np.array([0, 2, 1, 1, 0, 2], "int32")
LABELS = ops.convert_to_tensor(Y)
Z = RANDOM.normal(size=(6, 2)).astype("float32")
SMALL = {
    "image_shape": (2, 2, 1),
    "body": "mlp",
    "width": 4,
    "classes": 3,
    "latent_dim": 2,
    "embedding_dim": 2,
    "seed": 5,
}


def small(**arguments):
    return keras_gan_zoo.get("sifting_gan", **{**SMALL, **arguments})


@pytest.fixture(scope="module")
def gan():
    """A model whose probabilities differ from picture to picture."""
    return descend(small())


def softplus(x):
    return np.logaddexp(0.0, x)


def logits(gan, images, labels=Y):
    return numpy(gan.discriminator([ops.convert_to_tensor(a) for a in (images, labels)]))[:, 0]


@pytest.mark.parametrize("steps", [1, 2])
def test_each_player_goes_down_its_loss(steps):
    gan = descend(small(generator_steps=steps))
    gan.sample_latents = lambda like: ops.convert_to_tensor(Z)

    def drawn():
        return gan.generator([ops.convert_to_tensor(Z), LABELS], training=True)

    def judged(images):
        return numpy(gan.discriminator([ops.convert_to_tensor(images), LABELS], training=True))

    def discriminator():
        return softplus(-judged(X)).mean() + softplus(judged(drawn())).mean()

    def generator():
        return softplus(-judged(drawn())).mean()

    losses = [("discriminator", discriminator), *[("generator", generator)] * steps]
    check_moves(gan, moves_in(gan, X, Y), losses)


def test_each_step_of_the_generator_has_latents_of_its_own():
    gan = descend(small(generator_steps=3))
    first, second, third = (move.value for move in moves_in(gan, X, Y)[1:])
    assert len({first, second, third}) == 3


def test_probabilities_are_the_discriminators(gan):
    expected = 1 / (1 + np.exp(-logits(gan, X)))
    np.testing.assert_allclose(gan.probabilities(X, Y, batch_size=4), expected, rtol=1e-5)
    assert np.ptp(expected) > 0.01
    other = gan.probabilities(X, (Y + 1) % 3)
    assert np.abs(other - expected).max() > 1e-3  # the label counts


def test_a_threshold_keeps_what_is_above_it(gan):
    found = gan.probabilities(X, Y)
    threshold = float(np.sort(found)[2])
    images, labels = gan.sift(X, Y, threshold=threshold)
    above = found > threshold
    assert 0 < above.sum() < 6
    np.testing.assert_array_equal(images, X[above])
    np.testing.assert_array_equal(labels, Y[above])
    assert len(gan.sift(X, Y, threshold=1.0)[0]) == 0


def test_a_share_keeps_the_best_of_each_class():
    found = np.array([0.1, 0.9, 0.4, 0.3, 0.2, 0.05, 0.7])
    labels = np.array([0, 2, 0, 0, 0, 1, 2])
    assert chosen(found, labels, share=0.5).tolist() == [1, 2, 3, 5]
    assert chosen(found, labels, share=1.0).tolist() == list(range(7))
    assert chosen(found, labels).tolist() == [1, 6]


def test_what_is_drawn_is_sifted(gan):
    images, labels = gan.draw_sifted(40, share=0.25, seed=1)
    asked = np.repeat(np.arange(3, dtype="int32"), 40)
    drawn = gan.generate(asked, seed=1)
    found = logits(gan, drawn, asked).reshape(3, 40)
    best = np.sort(np.argsort(-found, axis=1)[:, :10], axis=1) + 40 * np.arange(3)[:, None]
    np.testing.assert_array_equal(labels, np.repeat(np.arange(3), 10))
    np.testing.assert_allclose(images, drawn[best.ravel()], atol=1e-6)


def test_a_training_gives_what_its_states_draw():
    # Without batch statistics, which would move at each step.
    plain = {"generator_normalization": "none", "discriminator_normalization": "none"}
    gan = small(**plain)
    gan.compile({player: keras.optimizers.SGD(0.0) for player in gan.players})
    everything = gan.online_output(begin=2, every=3, n=2, seed=7)
    nothing = gan.online_output(loss_below=0.0, every=1)
    few = gan.online_output(every=1, most=7)
    fit = {"batch_size": 2, "epochs": 3, "verbose": 0, "callbacks": [everything, nothing, few]}
    gan.fit((X, Y), **fit)
    # Nine steps: the fifth and the eighth, of six pictures each.
    assert everything.given == [5, 8]
    images, labels = everything.samples()
    np.testing.assert_array_equal(labels, np.tile([0, 0, 1, 1, 2, 2], 2))
    expected = [gan.generate(labels[:6], seed=7 + step) for step in (5, 8)]
    np.testing.assert_allclose(images, np.concatenate(expected), atol=1e-6)
    loss = softplus(-logits(gan, expected[0], labels[:6])).mean()
    assert everything.losses[5] == pytest.approx(loss, rel=1e-4)
    assert len(few.samples()[0]) == 9  # three of one state are taken or not
    with pytest.raises(ValueError, match=rf"lowest loss was {min(nothing.losses.values()):.3f}"):
        nothing.samples()


def test_defaults_and_saving(tmp_path):
    gan = small()
    assert rates(gan) == dict.fromkeys(gan.players, (2e-4, 0.5)) and gan.generator_steps == 1
    assert reloaded(small(generator_steps=2), tmp_path).generator_steps == 2


def test_what_is_refused(gan):
    for arguments, sentence in (
        ({"threshold": 0.5, "share": 0.5}, "`threshold` and `share` are both given"),
        ({"threshold": 1.5}, r"`threshold` must be a probability in \[0, 1\], got 1\.5"),
        ({"share": 0}, r"`share` must be in \(0, 1\], got 0"),
    ):
        with pytest.raises(ValueError, match=sentence):
            gan.sift(X, Y, **arguments)
    with pytest.raises(ValueError, match="got 5 labels for 6 pictures"):
        gan.sift(X, Y[:5])
    with pytest.raises(keras_gan_zoo.data.DataMismatch, match="labels from 1 to 3"):
        gan.sift(X, Y + 1)
    with pytest.raises(ValueError, match="`every` must be a whole number of at least 1"):
        gan.online_output(every=0)
    with pytest.raises(ValueError, match="`generator_steps` must be a whole number of at least 1"):
        small(generator_steps=0)
