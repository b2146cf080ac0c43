"""What parity with tensorflow-addons does not show: saving, games, gradients, mistakes."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gan_zoo
from keras_gan_zoo import addons


def test_a_model_goes_on_from_a_file_as_if_it_had_never_stopped(tmp_path):
    layers = [keras.Input((4,)), addons.WeightNormalization(keras.layers.Dense(3)), addons.TLU()]
    model = keras.Sequential([*layers, keras.layers.Dense(1)])
    optimizer = addons.SWA(addons.Lookahead(addons.AdaBelief(0.05), 2), average_period=2)
    model.compile(optimizer, loss="mse", run_eagerly=True)
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((8, 4)), rng.standard_normal((8, 1))
    model.fit(x, y, epochs=3, batch_size=8, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    for each in (model, loaded):
        each.fit(x, y, epochs=3, batch_size=8, verbose=0)
        each.optimizer.assign_average_vars(each.trainable_variables)
    for mine, theirs in zip(model.weights, loaded.weights, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-6)
    loaded.optimizer.learning_rate = 0.5
    assert float(loaded.optimizer.inner_optimizer.inner_optimizer.learning_rate) == 0.5


def test_a_player_looks_ahead():
    optimizers = {
        "generator": addons.Lookahead(keras.optimizers.Adam(0.01), sync_period=2),
        "discriminator": addons.Lookahead(keras.optimizers.Adam(0.01), sync_period=10),
    }
    gan = keras_gan_zoo.get(
        "gan", image_shape=(2,), latent_dim=2, width=4, body="mlp", seed=0, optimizers=optimizers
    )
    points = np.random.default_rng(0).standard_normal((2, 4, 2)).astype("float32")
    for batch in points:
        gan.train_step(batch)
    for player, met in (("generator", True), ("discriminator", False)):
        optimizer = gan.optimizer[player]
        pairs = zip(optimizer._slow, gan.player_variables(player), strict=True)
        assert all(np.array_equal(slow, fast) for slow, fast in pairs) == met
        assert int(optimizer.iterations) == 2


def test_weights_initialised_from_a_batch_give_unit_variance():
    layer = addons.WeightNormalization(keras.layers.Dense(5, activation="relu"))
    rows = ops.convert_to_tensor(np.random.default_rng(0).normal(2.0, 3.0, (64, 4)), "float32")
    layer.initialize_from(rows)
    before = rows @ (layer.g * ops.normalize(layer.layer.kernel, axis=0)) + layer.layer.bias
    np.testing.assert_allclose(ops.mean(before, axis=0), 0.0, atol=1e-5)
    np.testing.assert_allclose(ops.std(before, axis=0), 1.0, atol=1e-5)
    np.testing.assert_allclose(layer(rows), ops.relu(before), atol=1e-5)


def test_stochastic_depth_keeps_a_branch_as_often_as_said():
    layer = addons.StochasticDepth(0.3, seed=0)
    one = ops.ones((1, 1))
    kept = [float(layer([0 * one, one], training=True)[0, 0]) for _ in range(60)]
    assert set(kept) == {0.0, 1.0}
    assert np.mean(kept) == pytest.approx(0.3, abs=0.15)


def test_random_cutout_covers_the_same_area_everywhere_inside():
    images = np.ones((300, 6, 8, 1), "float32")
    cut = ops.convert_to_numpy(addons.random_cutout(images, (4, 2), constant_values=-1, seed=3))
    covered = cut[..., 0] == -1
    assert (covered.sum((1, 2)) == 8).all()
    # Rows 0..2 are the possible first rows, columns 0..6 the possible first columns.
    assert set(covered.any(2).argmax(1)) == {0, 1}
    assert set(covered.any(1).argmax(1)) == set(range(6))
    whole = ops.convert_to_numpy(addons.random_cutout(images[:2], 10))
    assert (whole == 0).all()


def test_a_step_of_the_flow_has_the_right_gradient():
    import tensorflow as tf

    ramp = tf.constant(np.arange(5.0, dtype="float32")[None, None, :, None] * np.ones((1, 4, 5, 1)))
    ramp = tf.cast(ramp, "float32")
    flow = tf.Variable(tf.fill((1, 4, 5, 2), 0.5))
    with tf.GradientTape() as tape:
        warped = addons.dense_image_warp(ramp, flow)
        total = tf.reduce_sum(warped[:, :, 1:])
    gradient = tape.gradient(total, flow)
    # Along a ramp of slope 1 the value falls as the flow grows; across it nothing changes.
    np.testing.assert_allclose(gradient[:, :, 1:, 1], -1.0)
    np.testing.assert_allclose(gradient[..., 0], 0.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: addons.Lookahead("sgd", 0), "`sync_period` must be a whole number"),
        (lambda: addons.Lookahead("sgd", 5, 2.0), "`slow_step_size` must be above 0"),
        (lambda: addons.StochasticDepth(0.0), "`survival_probability` must be above 0"),
        (lambda: addons.rotate(np.ones((2, 2)), 0.0), "`images` must have shape"),
        (lambda: addons.translate(np.ones((2, 2, 1)), (1, 2, 3)), "`translations` must be"),
        (lambda: addons.cutout(np.ones((1, 4, 4, 1)), 3), "`mask_size` must be an even number"),
        (
            lambda: addons.gaussian_filter2d(np.ones((4, 4, 1)), padding="reflct"),
            "Did you mean 'reflect'",
        ),
        (
            lambda: addons.triplet_hard_loss([0], np.ones((1, 2)), distance_metric="l2"),
            "Did you mean 'L2'",
        ),
        (
            lambda: addons.interpolate_bilinear(np.ones((1, 1, 4, 1)), np.ones((1, 1, 2))),
            "at least two pixels",
        ),
        (
            lambda: addons.WeightNormalization(keras.layers.ReLU())(np.ones((1, 2))),
            "`layer` must have a kernel",
        ),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
