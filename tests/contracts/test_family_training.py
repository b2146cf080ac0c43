"""What every family's training has to do."""

import keras
import numpy as np
import pytest
from keras import ops
from parsed_html import Parsed
from small_families import (
    BATCH_SIZE,
    all_variables,
    generated,
    restore,
    settings,
    small,
    train,
    train_eagerly,
    values,
)


def test_comes_compiled_and_generates_in_range(gan, data):
    assert gan.compiled and gan.built
    assert set(gan.optimizer.players) == set(gan.players)
    examples = generated(gan, data)
    low, high = gan.gives.value_range or (-np.inf, np.inf)
    assert gan.gives.values().startswith(str(examples.dtype))
    assert examples.shape[1:] == gan.gives.shape
    assert low <= examples.min() and examples.max() <= high
    assert examples.std() > 0


def test_a_notebook_shows_every_network(gan):
    parsed = Parsed(gan._repr_html_())
    assert parsed.texts[0] == type(gan).__name__
    assert set(gan.network_names) <= set(parsed.texts)
    assert [tag for tag, _ in parsed.tags].count("tr") == 1 + len(gan.network_names)


def test_minimize_moves_only_its_own_player(gan, first_step):
    assert first_step.moved_by_another == []
    assert first_step.moved == set(gan.players)


def test_train_step_moves_every_kernel_of_every_player(gan, data):
    # A bias may have a gradient of zero (the hinge loss has one on its logits' bias).
    kernels = {
        player: [v for v in gan.player_variables(player) if len(v.shape) > 1]
        for player in gan.players
    }
    before = {player: values(kernels[player]) for player in gan.players}
    for losses in train(gan, data, steps=3):
        assert set(losses) == logged(gan)
        assert np.isfinite(list(losses.values())).all()
    for player, variables in kernels.items():
        assert variables
        for kernel, old, new in zip(variables, before[player], values(variables), strict=True):
            assert np.any(new != old), f"{player} does not train {kernel.path}"


def test_every_trainable_weight_belongs_to_exactly_one_player(gan):
    owned = [id(v) for player in gan.players for v in gan.player_variables(player)]
    assert len(owned) == len(set(owned))
    assert set(owned) == {id(v) for v in gan.trainable_variables}


def test_each_players_loss_falls_while_the_others_stand_still(first_step, gan, data):
    # The loss of a policy gradient is a surrogate, whose value means nothing.
    for player in gan.players:
        if player in first_step.by_reward:
            continue
        for other in gan.players:
            gan.optimizer[other].learning_rate = 2e-3 if other == player else 0.0
        losses = [step[f"{player}_loss"] for step in train(gan, data, steps=32)]
        first, last = np.mean(losses[:4]), np.mean(losses[-4:])
        # Averages of four steps, a pass over the data: each step's batch and latents differ.
        assert last < first - 0.1 * abs(first), f"{player}: {first:.3f} -> {last:.3f}"


def logged(gan):
    """Returns the names of what a step logs."""
    return {f"{player}_loss" for player in gan.players} | set(gan.terms)


@pytest.mark.of_bases("fit", "prepare_data")
def test_fit_logs_scalars_and_traces_once(built, gan, data):
    _, _, traces = built
    train(gan, data, steps=1)  # has traced the step now
    before = len(traces)
    history = gan.fit(data, batch_size=BATCH_SIZE, epochs=2, verbose=0).history
    assert len(traces) == before
    assert set(history) == logged(gan)
    for epochs in history.values():
        assert len(epochs) == 2
        assert all(isinstance(value, float) and np.isfinite(value) for value in epochs)


def test_same_seed_same_model_and_losses(family, gan, data):
    twin = small(family, seed=7, ema_decay=0.9)
    assert {**settings(twin), "name": gan.name} == settings(gan)
    new = values(all_variables(gan))
    for variable, value in zip(all_variables(twin), new, strict=True):
        np.testing.assert_array_equal(values([variable])[0], value, variable.path)
    # What a step depends on and a file would not keep is not put back here either.
    losses = train(gan, data, steps=3)
    trained = values(all_variables(gan))
    restore(all_variables(gan), new)
    assert train(gan, data, steps=3) == losses
    for variable, value in zip(all_variables(gan), trained, strict=True):
        np.testing.assert_array_equal(values([variable])[0], value, variable.path)


def test_the_graph_and_the_loaded_models_step_agree(first_step, gan, data):
    (graph,) = train(gan, data, steps=1)
    assert first_step.losses == pytest.approx(graph, rel=1e-5, abs=1e-5)
    # Adam's first step is as long for the smallest gradient, whose rounding shows in it.
    rates = [float(gan.optimizer[player].learning_rate) for player in gan.players]
    for expected, weight in zip(values(gan.weights), first_step.weights, strict=True):
        np.testing.assert_allclose(weight, expected, atol=max(1e-5, 0.02 * max(rates)))


# The loop is Keras's, so that it can only go wrong with what a family keeps from step to step.
@pytest.mark.of_families("began", "gogan", "scratch_gan")
def test_steps_per_execution_changes_nothing(family, gan, data):
    steps = gan.prepare_data(data, BATCH_SIZE, shuffle=False)
    expected = [gan.train_on_batch(batch) for batch in steps]
    double = small(family, seed=7, ema_decay=0.9)
    double.compile(steps_per_execution=2)
    history = double.fit(data, batch_size=BATCH_SIZE, shuffle=False, verbose=0).history
    for name, (value,) in history.items():
        assert value == pytest.approx(np.mean([losses[name] for losses in expected]), rel=1e-4)
    for weight, other in zip(values(gan.weights), values(double.weights), strict=True):
        np.testing.assert_allclose(weight, other, atol=1e-5)


# What trains in float16, which overflows besides, has its casts in order: here one of each kind.
@pytest.mark.of_families("gan", "cyclegan", "seqgan", "wgan_gp")
def test_bfloat16_trains(family, data, precision):
    precision("mixed_bfloat16")
    gan = small(family, seed=7)
    before = values(gan.trainable_variables)
    assert np.isfinite(list(train_eagerly(gan, data).values())).all()
    assert_trained_in_float32(gan, before)
    assert np.isfinite(generated(gan, data)).all()


@pytest.mark.of_algorithms
def test_float16_trains(family, data, precision):
    precision("mixed_float16")
    gan = small(family, seed=7)
    before = values(gan.trainable_variables)
    for player in gan.players:
        # It starts so high that gradients overflow, and would halve at each step not taken.
        gan.optimizer[player].dynamic_scale.assign(2.0**5)
    assert np.isfinite(list(train_eagerly(gan, data).values())).all()
    for player in gan.players:
        optimizer = gan.optimizer[player]
        assert isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
        assert int(optimizer.iterations) > 0
    assert_trained_in_float32(gan, before)


@pytest.fixture
def precision():
    before = keras.config.dtype_policy()
    yield keras.config.set_dtype_policy
    keras.config.set_dtype_policy(before)


def assert_trained_in_float32(gan, before):
    weights = gan.trainable_variables
    assert all(weight.dtype == "float32" for weight in weights)
    assert any(np.any(old != new) for old, new in zip(before, values(weights), strict=True))
    assert all(np.isfinite(value).all() for value in values(weights))


@pytest.mark.of_averages
@pytest.mark.of_algorithms
def test_average_follows_the_closed_form(gan, data):
    name = gan.averaged[0]
    network, average = getattr(gan, name), getattr(gan, f"{name}_average")
    expected = values(network.weights)
    for step in (1, 2, 3):
        train(gan, data, steps=1)
        decay = min(0.9, (1 + step) / (10 + step))
        expected = [
            decay * mean + (1 - decay) * weight
            for mean, weight in zip(expected, values(network.weights), strict=True)
        ]
    assert not average.trainable_variables
    for mean, value in zip(expected, values(average.weights), strict=True):
        np.testing.assert_allclose(value, mean, atol=1e-6)


@pytest.mark.of_averages
@pytest.mark.of_algorithms
def test_generate_uses_the_average(gan, data):
    before = generated(gan, data)
    for name in gan.averaged:
        for weight in getattr(gan, name).weights:
            weight.assign(ops.zeros_like(weight))
    np.testing.assert_array_equal(generated(gan, data), before)
    for name in gan.averaged:
        for weight in getattr(gan, f"{name}_average").weights:
            weight.assign(ops.zeros_like(weight))
    assert np.any(generated(gan, data) != before)
