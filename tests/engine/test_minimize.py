"""`minimize` against gradients worked out by hand, and what it refuses."""

import keras
import numpy as np
import pytest
from duel import Duel, duel, linear
from keras import ops

X = np.array([[1.0, 0.0], [0.0, 2.0]], "float32")


def kernel(network):
    return network.get_weights()[0].ravel()


def test_one_step_down_the_gradient():
    model = duel()
    # a(x) = (1, 4): the loss is (1 + 16) / 2 and its gradient (1/2) (2 * 1 * 1, 2 * 4 * 2)
    value = model.minimize(lambda: ops.mean(model.a(X) ** 2), "first")
    assert float(value) == pytest.approx(8.5)
    np.testing.assert_allclose(kernel(model.a), [1.0 - 0.1, 2.0 - 0.8], rtol=1e-6)
    np.testing.assert_array_equal(kernel(model.b), [3.0, -1.0])
    assert int(model.optimizer["first"].iterations) == 1
    assert int(model.optimizer["second"].iterations) == 0


def test_the_gradient_flows_through_the_other_player_but_moves_only_one():
    model = duel(b=((3.0,),))
    # b(a(x)) = 3 (x_1 + 2 x_2): gradient of its mean over X is 3 (1/2, 1)
    model.minimize(lambda: ops.mean(model.b(model.a(X))), "first")
    np.testing.assert_allclose(kernel(model.a), [1.0 - 0.1 * 1.5, 2.0 - 0.1 * 3.0], rtol=1e-6)
    np.testing.assert_array_equal(kernel(model.b), [3.0])


def test_terms_are_summed_and_logged():
    model = duel()
    value = model.minimize(
        lambda: {"attack": ops.mean(model.a(X)), "defence": ops.mean(model.a(X) ** 2)}, "first"
    )
    assert float(value) == pytest.approx(2.5 + 8.5)
    logs = {name: float(value) for name, value in model.logs().items()}
    assert logs == pytest.approx(
        {"first_loss": 11.0, "second_loss": 0.0, "attack": 2.5, "defence": 8.5}
    )


def test_logs_are_means_until_they_are_reset():
    model = duel()
    for scale in (1.0, 3.0):
        model.minimize(
            lambda scale=scale: (
                scale * ops.mean(ops.stop_gradient(model.b(X))) + (0.0 * ops.mean(model.a(X)))
            ),
            "first",
        )
    assert float(model.logs()["first_loss"]) == pytest.approx(2 * 0.5)
    model.reset_metrics()
    assert float(model.logs()["first_loss"]) == 0


def test_weight_penalties_of_the_players_own_layers_are_added():
    regularizer = keras.regularizers.L2(0.5)
    model = Duel(
        linear(((1.0,), (2.0,)), kernel_regularizer=regularizer),
        linear(((3.0,), (-1.0,)), kernel_regularizer=regularizer),
    )
    model.compile()
    value = model.minimize(lambda: ops.mean(model.a(X)), "first")
    assert float(value) == pytest.approx(2.5 + 0.5 * (1 + 4))
    # the gradient of the mean is (1/2, 1), that of the penalty (1, 2)
    np.testing.assert_allclose(kernel(model.a), [1.0 - 0.15, 2.0 - 0.3], rtol=1e-6)


def test_a_float16_loss_is_summed_in_float32():
    model = duel()
    value = model.minimize(lambda: ops.cast(ops.mean(model.a(X)), "float16"), "first")
    assert value.dtype == "float32"
    np.testing.assert_allclose(kernel(model.a), [1.0 - 0.05, 2.0 - 0.1], rtol=1e-3)


def test_an_overflow_under_a_loss_scale_is_not_taken():
    optimizer = keras.optimizers.LossScaleOptimizer(
        keras.optimizers.SGD(0.1), initial_scale=2.0**15
    )
    model = duel(optimizers={"first": optimizer})
    model.minimize(lambda: 1e36 * ops.mean(model.a(X)), "first")
    np.testing.assert_array_equal(kernel(model.a), [1.0, 2.0])
    assert int(model.optimizer["first"].iterations) == 0
    model.minimize(lambda: ops.mean(model.a(X)), "first")
    np.testing.assert_allclose(kernel(model.a), [1.0 - 0.05, 2.0 - 0.1], rtol=1e-6)


@pytest.mark.parametrize("settings", [{"jit_compile": True}, {"run_eagerly": True}])
def test_the_same_step_eagerly_and_compiled_by_xla(settings):
    expected, model = duel(ema_decay=0.5), duel(ema_decay=0.5)
    model.compile(**settings)
    for _ in range(3):
        assert model.train_on_batch(X) == pytest.approx(expected.train_on_batch(X), rel=1e-5)
    for weight, other in zip(model.get_weights(), expected.get_weights(), strict=True):
        np.testing.assert_allclose(weight, other, rtol=1e-5)


def test_unknown_player():
    model = duel()
    with pytest.raises(ValueError, match=r"`player` must be one of 'first', 'second', got 'frist'"):
        model.minimize(lambda: 0.0, "frist")


def test_a_loss_that_is_not_a_scalar():
    model = duel()
    with pytest.raises(ValueError, match=r"player 'first' must be a scalar, got shape \(2, 1\)"):
        model.minimize(lambda: model.a(X), "first")


def test_a_term_that_is_not_listed():
    model = duel()
    with pytest.raises(ValueError, match=r"Duel tracks .*, not 'atack'.*Did you mean 'attack'"):
        model.minimize(lambda: {"atack": ops.mean(model.a(X))}, "first")


def test_networks_are_checked():
    with pytest.raises(TypeError, match=r"`b` must be a built keras.Model .*got Dense"):
        Duel(linear(((1.0,),)), keras.layers.Dense(1))
    with pytest.raises(TypeError, match=r"`a` must be a built keras.Model"):
        Duel(keras.Sequential([keras.layers.Dense(1)]), linear(((1.0,),)))


@pytest.mark.parametrize("decay", [-0.1, 1.0, 999])
def test_ema_decay_is_checked(decay):
    with pytest.raises(ValueError, match=rf"`ema_decay` must be None or in \[0, 1\), got {decay}"):
        duel(ema_decay=decay)


def test_evaluate_refuses():
    with pytest.raises(NotImplementedError, match=r"keras_gan_zoo.metrics"):
        duel().evaluate(X)
