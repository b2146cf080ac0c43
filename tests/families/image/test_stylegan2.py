"""StyleGAN2: each player's loss, with the lazy terms and without, and what styles draw."""

from collections import Counter

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import SEED, numpy, reloaded

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.families.image.stylegan2.shapes import base_of
from keras_gan_zoo.layers import DiffAugment, InstanceNoise

X = np.random.default_rng(0).uniform(-1, 1, (4, 8, 8, 1)).astype("float32")
Z = np.random.default_rng(1).normal(size=(4, 3)).astype("float32")


def small(**arguments):
    arguments = {"image_shape": X.shape[1:], "latent_dim": 3, "style_dim": 5, **arguments}
    arguments = {"mapping_depth": 2, "width": 4, "seed": SEED, **arguments}
    return keras_gan_zoo.get("stylegan2", **arguments)


def softplus(x):
    return np.logaddexp(0.0, x)


@pytest.fixture
def still(monkeypatch):
    """Makes what is drawn at random always the same."""

    def always_the_same(draw, shape, seed):
        numbers = np.random.default_rng(list(shape)).normal(size=tuple(shape))
        return ops.convert_to_tensor(numbers.astype("float32"))

    module = "keras_gan_zoo.layers.learned_noise.random_rows"
    monkeypatch.setattr(module, always_the_same)

    def made_still(gan):
        gan.sample_latents = lambda like: ops.convert_to_tensor(Z[: len(like)])
        return gan

    return made_still


def smooth(x):
    """A leaky ReLU without a kink."""
    return 0.6 * x + 0.4 * x * ops.tanh(x)


def drawn(gan):
    return gan.generator(Z, training=True)


def slopes(gan):
    samples = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(samples)
        total = tf.reduce_sum(gan.discriminator(samples))
    return numpy(tape.gradient(total, samples))


def judged(gan):
    real, fake = (numpy(gan.discriminator(each)) for each in (X, drawn(gan)))
    return softplus(-real).mean() + softplus(fake).mean()


def penalised(gan):
    r1 = 0.5 * gan.gamma * np.mean(np.sum(slopes(gan) ** 2, axis=(1, 2, 3)))
    return judged(gan) + gan.r1_interval * r1


def confidence(gan):
    return softplus(-numpy(gan.discriminator(drawn(gan)))).mean()


def jacobians(gan):
    """Returns a graph of how pictures depend on styles: (n, h, w, c, layers, style_dim)."""

    @tf.function(autograph=False)
    def of_styles(w):
        with tf.GradientTape() as tape:
            tape.watch(w)
            images = gan.generator.synthesis(w, training=True)
        return tape.batch_jacobian(images, w)

    return of_styles


def path_lengths(gan, y, jacobian_of):
    """The Jacobian is taken as a whole, and multiplied by y."""
    jacobian = numpy(jacobian_of(gan.generator.styles(Z[: len(y)])))
    through = np.einsum("nhwc,nhwcls->nls", y / np.sqrt(64), jacobian)
    return np.sqrt(np.mean(np.sum(through**2, axis=2), axis=1))


def regularised(gan, y, a, jacobian_of):
    lengths = path_lengths(gan, y, jacobian_of)
    return confidence(gan) + gan.path_interval * gan.path_weight * np.mean((lengths - a) ** 2)


def test_each_player_goes_down_its_loss_in_a_step_without_the_lazy_terms(still):
    gan = still(descend(small(mixing=0.0)))
    gan.steps_taken.assign(3)
    losses = [("discriminator", lambda: judged(gan)), ("generator", lambda: confidence(gan))]
    check_moves(gan, moves_in(gan, X), losses)


def test_each_player_goes_down_its_loss_in_a_step_with_them(still, monkeypatch):
    gan = still(descend(small(mixing=0.0, gamma=3.0, path_weight=0.5, r1_interval=4)))
    y = np.random.default_rng(2).normal(size=(2, 8, 8, 1)).astype("float32")
    module = "keras_gan_zoo.families.image.stylegan2.stylegan2.random_rows"
    monkeypatch.setattr(module, lambda draw, shape, seed: ops.convert_to_tensor(y))
    # At a kink a Jacobian jumps, which differences see and a gradient does not.
    monkeypatch.setattr(ops, "leaky_relu", lambda x, slope: smooth(x))
    monkeypatch.setattr(keras.layers.LeakyReLU, "call", lambda layer, x: smooth(x))
    gan.steps_taken.assign(8)
    gan.path_length.assign(0.7)
    # What the lengths are held against has no gradient.
    jacobian_of = jacobians(gan)
    start = path_lengths(gan, y, jacobian_of).mean()
    a = 0.7 + 0.01 * (start - 0.7)
    losses = [
        ("discriminator", lambda: penalised(gan)),
        ("generator", lambda: regularised(gan, y, a, jacobian_of)),
    ]
    check_moves(gan, moves_in(gan, X), losses)
    assert float(gan.path_length) == pytest.approx(a, rel=1e-4)


def test_the_lazy_terms_are_computed_every_few_steps_of_one_graph(monkeypatch):
    gan, computed = small(r1_interval=2, path_interval=3), Counter()

    def counted(name, shape):
        def count():
            computed[name] += 1
            return np.full(shape, computed[name], "float32")

        result = tf.py_function(count, [], "float32")
        return tf.ensure_shape(result, shape)

    module = "keras_gan_zoo.families.image.stylegan2.stylegan2.zero_centered"
    monkeypatch.setattr(module, lambda network, x: counted("r1", ()))
    gan.path_lengths = lambda like: counted("path", (2,))
    seen = [gan.train_on_batch(X)["r1"] for _ in range(7)]
    assert computed == {"r1": 4, "path": 3}
    assert seen == [1, 1, 2, 2, 3, 3, 4]  # the last one is logged until the next
    mean = 0.0
    for length in (1, 2, 3):
        mean += 0.01 * (length - mean)
    assert float(gan.path_length) == pytest.approx(mean)
    assert int(gan.steps_taken) == 7


def test_styles_are_mixed_from_a_layer_on():
    gan = small(mixing=0.5, image_shape=(16, 16, 1), seed=3)
    first = gan.generator.styles(np.zeros((4000, 3), "float32"))
    gan.sample_latents = lambda like: ops.ones((len(like), 3))
    other = numpy(gan.generator.styles(np.ones((1, 3), "float32")))[0]
    mixed = numpy(gan.mixed(first))
    is_other = np.all(np.isclose(mixed, other), axis=2)
    assert not is_other[:, 0].any()
    assert (np.diff(is_other.astype(int), axis=1) >= 0).all()  # and to the end
    layers = is_other.shape[1]
    counts = np.bincount(is_other.sum(axis=1), minlength=layers) / len(is_other)
    np.testing.assert_allclose(counts[0], 0.5, atol=0.03)
    np.testing.assert_allclose(counts[1:], 0.5 / (layers - 1), atol=0.03)


def test_the_mean_of_styles_is_followed():
    gan = small()
    w = np.random.default_rng(0).normal(size=(6, 5)).astype("float32")
    gan.generator.mean_style.assign(np.ones(5))
    gan.generator.follow(ops.convert_to_tensor(w))
    expected = 0.995 + 0.005 * w.mean(axis=0)
    np.testing.assert_allclose(gan.generator.mean_style, expected, rtol=1e-5)
    before = gan.generator.mean_style.numpy()
    gan.train_step(ops.convert_to_tensor(X))
    assert np.any(gan.generator.mean_style.numpy() != before)


def test_truncation():
    gan = small()
    mean = np.linspace(-0.5, 0.5, 5)
    gan.inference_network("generator").mean_style.assign(mean)
    w = gan.styles(Z)
    np.testing.assert_allclose(gan.styles(Z, truncation=0.25), mean + 0.25 * (w - mean), atol=1e-6)
    images = gan.generate(latents=Z)
    np.testing.assert_allclose(gan.generate(latents=Z, truncation=1.0), images)
    np.testing.assert_allclose(gan.synthesize(w), images, atol=1e-5)
    np.testing.assert_allclose(gan.synthesize(w[:, 0]), images, atol=1e-5)
    typical = gan.generate(4, seed=0, truncation=0.0)
    np.testing.assert_allclose(typical, typical[:1] * np.ones((4, 1, 1, 1)), atol=1e-5)
    half = gan.generate(4, seed=0, truncation=0.5)
    np.testing.assert_allclose(half, gan.generate(4, seed=0, truncation=0.5))
    assert half.std(axis=0).mean() < gan.generate(4, seed=0).std(axis=0).mean()
    in_graph = gan.inference_network("generator").styles(Z, truncation=0.25)
    np.testing.assert_allclose(in_graph, gan.styles(Z, truncation=0.25), atol=1e-5)


def test_each_layer_of_w_plus_has_its_say():
    gan = small()
    w = gan.styles(Z)
    for layer in range(w.shape[1]):
        changed = w.copy()
        changed[:, layer] += 1.0
        assert np.abs(gan.synthesize(changed) - gan.synthesize(w)).max() > 1e-4, layer


@pytest.mark.parametrize("shape", [(12, 16, 3), (28, 28, 1), (24, 8, 2)])
def test_pictures_need_not_be_square(shape):
    gan = small(image_shape=shape)
    assert gan.generate(2, seed=0).shape == (2, *shape)
    assert gan.discriminator(np.zeros((2, *shape), "float32")).shape == (2, 1)


def test_what_the_discriminator_sees_can_be_augmented():
    gan = small(augment="color", instance_noise=0.2, penalties={"r2": 1.0})
    assert [type(layer) for layer in gan.discriminator.layers[1:3]] == [DiffAugment, InstanceNoise]
    assert np.isfinite([float(loss) for loss in gan.train_step(tf.constant(X)).values()]).all()


def test_sizes():
    assert base_of((64, 64, 3)) == (4, 4, 4)
    assert base_of((48, 64, 3)) == (3, 4, 4)
    for shape, nearest in (((50, 64, 3), "48, 64, 3"), ((33, 33, 1), "32, 32, 1")):
        with pytest.raises(ValueError, match=rf"the nearest is \({nearest}\)\."):
            base_of(shape)
        base_of(tuple(map(int, nearest.split(", "))))


@pytest.mark.parametrize("fixed_noise", [False, True])
def test_noise_is_in_the_exported_file_only_if_asked_for(fixed_noise, tmp_path):
    gan = small(fixed_noise=fixed_noise, ema_decay=None)
    before = gan.generate(latents=Z)
    for layer in gan.generator.synthesis.convolutions:
        layer.noise.strength.assign(0.5)
    after = gan.generate(latents=Z)
    assert (np.abs(after - before).max() > 1e-2) == fixed_noise
    export.tflite(gan, tmp_path / "gan.tflite")
    np.testing.assert_allclose(export.TFLiteGenerator(tmp_path / "gan.tflite")(Z), after, atol=1e-4)


def test_optimizers_are_corrected_for_lazy_terms():
    gan = small(r1_interval=16, path_interval=8)
    for player, c in (("discriminator", 16 / 17), ("generator", 8 / 9)):
        adam = gan.optimizer[player]
        assert float(adam.learning_rate) == pytest.approx(0.002 * c)
        assert (adam.beta_1, adam.beta_2) == (0.0, pytest.approx(0.99**c))


def test_settings_and_state_are_saved(tmp_path):
    gan = small(gamma=0.5, mixing=0.25, path_weight=1.0, r1_interval=3, path_interval=5)
    gan.train_step(ops.convert_to_tensor(X))
    again = reloaded(gan, tmp_path)
    assert (again.gamma, again.mixing, again.path_weight) == (0.5, 0.25, 1.0)
    assert (again.r1_interval, again.path_interval, int(again.steps_taken)) == (3, 5, 1)
    assert float(again.path_length) == float(gan.path_length) > 0
    assert float(again.last_r1) == float(gan.last_r1) > 0
    np.testing.assert_array_equal(again.styles(Z, 0.5), gan.styles(Z, 0.5))


def test_what_is_refused():
    with pytest.raises(ValueError, match="`mixing` must be a share from 0 to 1, got 2"):
        small(mixing=2)
    with pytest.raises(ValueError, match="`path_interval` must be a whole number of at least 1"):
        small(path_interval=0)
    gan = small()
    with pytest.raises(ValueError, match="`truncation` must be a number of at least 0, got -1"):
        gan.generate(1, truncation=-1)
    with pytest.raises(ValueError, match="either `n` or `latents`"):
        gan.generate(truncation=0.5)
    with pytest.raises(ValueError, match=r"`styles` must have shape \(n, 5\) or \(n, 4, 5\), got"):
        gan.synthesize(np.zeros((2, 3, 5)))
    plain = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
    with pytest.raises(TypeError, match="`generator` must be a StyleGenerator"):
        type(gan)(plain, gan.discriminator)
