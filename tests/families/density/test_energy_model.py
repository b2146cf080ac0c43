"""The energy model: its loss, its searches and their memory, and a density it must reach."""

import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in
from scipy import stats
from tiny import SEED, numpy, rates, reloaded, step

import keras_gan_zoo
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.density.energy_model.energy_model import EnergyModel
from keras_gan_zoo.families.density.energy_model.replay import ReplayBuffer
from keras_gan_zoo.families.density.energy_model.search import all_points, climbed, langevin
from keras_gan_zoo.networks import dcgan_discriminator, mlp_discriminator

X = np.random.default_rng(0).uniform(-1, 1, (6, 3)).astype("float32")


def small(**arguments):
    sizes = {"image_shape": (3,), "width": 5, "body": "mlp", "seed": SEED, "buffer_size": 32}
    return keras_gan_zoo.get("energy_model", **{**sizes, "steps": 4, **arguments})


# The loss


def of_found(model, found, shares):
    up, down = (numpy(model.scorer(each, training=True)) for each in (X, found))
    squares = np.mean(up**2) + np.sum(shares * down**2)
    return np.sum(shares * down) - np.mean(up) + model.alpha * squares


@pytest.mark.parametrize("normalization", ["none", "layer"])
@pytest.mark.parametrize("alpha", [0.0, 0.7])
def test_loss_and_gradient_are_the_papers(normalization, alpha):
    model = descend(small(normalization=normalization, alpha=alpha))
    found = np.random.default_rng(1).uniform(-1, 1, (6, 3)).astype("float32")
    model.search = lambda x: (ops.array(found), ops.full((6, 1), 1 / 6))
    moves = moves_in(model, X)
    check_moves(model, moves, [("scorer", lambda: of_found(model, found, 1 / 6))])


def test_what_was_found_is_held():
    """The loss's slope is that of points that stand still, though they were found by the scorer."""
    model = descend(small(normalization="none", step_size=1.0))
    searched = []
    search = model.search
    model.search = lambda x: searched.append(search(x)) or searched[-1]
    moves = moves_in(model, X)
    ((found, shares),) = searched
    check_moves(model, moves, [("scorer", lambda: of_found(model, found, numpy(shares)))])


def test_with_a_grid_a_step_is_up_the_likelihood():
    model = descend(
        small(image_shape=(2,), grid=7, bounds=(-1.5, 1.5), alpha=0.0, normalization="none")
    )
    grid = all_points((-1.5, 1.5), 7, 2)
    x = X[:, :2]

    def minus_log_likelihood():
        scores = numpy(model.scorer(grid))[:, 0]
        return np.log(np.sum(np.exp(scores))) - np.mean(numpy(model.scorer(x)))

    moves = moves_in(model, x)
    # Its gradient is the likelihood's; its value is another, by the entropy of what it draws.
    check_moves(model, moves, [("scorer", minus_log_likelihood)], value=False)


# The search


def hill(x):
    """Scores points by how near they are to (0.5, -0.25)."""
    return -ops.sum(ops.square(x - np.array([0.5, -0.25], "float32")), axis=1, keepdims=True)


def test_a_step_goes_up_the_gradient_and_stays_within_bounds():
    x = np.array([[0.0, 0.0], [0.5, 0.9]], "float32")
    noise = np.array([[0.1, 0.0], [0.0, 0.0]], "float32")
    moved = climbed(hill, ops.array(x), ops.array(noise), 0.2, (-1.0, 1.0))
    np.testing.assert_allclose(moved, [[0.3, -0.1], [0.5, 0.44]], atol=1e-6)
    far = climbed(lambda x: 9 * x[:, :1], ops.array(x), ops.array(noise), 0.2, (-1.0, 1.0))
    np.testing.assert_allclose(far, [[1.0, 0.0], [1.0, 0.9]], atol=1e-6)


def test_the_search_finds_what_an_exhaustive_one_finds():
    model = keras_gan_zoo.get(
        "energy_model", image_shape=(2,), body="mlp", width=16, normalization="none", seed=2
    )
    for weight in model.scorer.trainable_variables:
        weight.assign(2.0 * weight)  # hills and valleys
    grid = all_points((-1.0, 1.0), 41, 2)
    scores = model.score(grid, batch_size=4096)
    starts = ops.array(np.random.default_rng(0).uniform(-1, 1, (64, 2)).astype("float32"))
    score = model.scorer
    search = tf.function(lambda x: langevin(score, x, 300, 0.02, 0.0, (-1.0, 1.0)), autograph=False)
    found = numpy(search(starts))
    best = model.score(found.astype("float32")).max()
    assert best == pytest.approx(scores.max(), abs=0.02 * float(np.ptp(scores)))
    nearest = grid[scores.argmax()]
    top = found[model.score(found.astype("float32")).argmax()]
    np.testing.assert_allclose(top, nearest, atol=0.06)


def test_langevin_draws_from_a_gaussian():
    """With noise of the square root of twice the step its stationary density is exp(score)."""
    starts = ops.zeros((4000, 1))
    seed = keras.random.SeedGenerator(1)

    def score(x):
        return -ops.square(x) / (2 * 0.3**2)

    found = numpy(langevin(score, starts, 200, 0.004, np.sqrt(0.008), (-5.0, 5.0), seed))
    assert found.mean() == pytest.approx(0.0, abs=0.02)
    assert found.std() == pytest.approx(0.3, rel=0.06)


def test_no_gradient_goes_through_a_search():
    scale = tf.Variable(1.0)
    with tf.GradientTape() as tape:
        found = langevin(lambda x: scale * hill(x), ops.zeros((3, 2)), 3, 0.1, 0.0, (-1.0, 1.0))
        total = ops.sum(found)
    assert np.any(numpy(found) != 0) and tape.gradient(total, scale) is None


# The buffer


def test_searches_go_on_where_others_have_ended():
    buffer = ReplayBuffer(8, (2,), fresh=0.0, seed=1)
    before = numpy(buffer.samples)
    assert np.abs(before).max() <= 1 and before.std() > 0.3
    places, starts = buffer.take(3)
    assert len(set(numpy(places))) == 3
    np.testing.assert_allclose(starts, before[np.array(places)], atol=1e-6)
    buffer.put(places, ops.full((3, 2), 0.7))
    after = numpy(buffer.samples)
    changed = np.any(after != before, axis=1)
    assert sorted(np.flatnonzero(changed)) == sorted(np.array(places))
    np.testing.assert_allclose(after[changed], 0.7, atol=1e-6)


def test_a_few_searches_begin_in_noise():
    buffer = ReplayBuffer(4000, (1,), bounds=(2.0, 3.0), fresh=0.05, seed=1)
    buffer.samples.assign(ops.zeros((4000, 1)))
    _, starts = buffer.take(4000)
    starts = numpy(starts)[:, 0]
    noise = starts[starts != 0]
    assert len(noise) / 4000 == pytest.approx(0.05, abs=0.015)
    assert noise.min() >= 2 and noise.max() <= 3


def test_a_step_keeps_what_was_found():
    model = small()
    before = numpy(model.replay.samples)
    step(model, X)
    changed = np.any(numpy(model.replay.samples) != before, axis=1)
    assert changed.sum() == 6
    with pytest.raises(ValueError, match=r"`buffer_size` is 4, .* buffer_size=6 or more"):
        step(small(buffer_size=4), X)


# What it is for


def mixture_density(x):
    return 0.65 * stats.norm.pdf(x, -1.2, 0.5) + 0.35 * stats.norm.pdf(x, 1.3, 0.7)


def test_the_score_is_the_logarithm_of_a_mixtures_density():
    grid = np.linspace(-4, 4, 161)
    density = mixture_density(grid)
    # As the mixture's quantiles lie: no chance is in it but that of the weights.
    distribution = np.cumsum(density) - 0.5 * density
    levels = (np.arange(1000) + 0.5) / 1000 * np.sum(density)
    x = np.interp(levels, distribution, grid)[:, None].astype("float32")
    model = keras_gan_zoo.get(
        "energy_model",
        image_shape=(1,),
        body="mlp",
        width=32,
        normalization="none",
        bounds=(-4.0, 4.0),
        grid=161,
        alpha=0.0,
        seed=SEED,
    )
    rate = keras.optimizers.schedules.CosineDecay(1e-2, 1200)
    model.compile({"scorer": keras.optimizers.Adam(rate)})
    model.fit(np.tile(x, (1200, 1)), batch_size=1000, shuffle=False, verbose=0)
    learned = np.exp(model.score(grid[:, None], batch_size=200).astype("float64"))
    learned /= learned.sum() * (grid[1] - grid[0])
    there = density > 0.1 * density.max()
    np.testing.assert_allclose(learned[there], density[there], rtol=0.05)
    drawn = model.generate(20_000, seed=0)[:, 0]
    assert np.mean(drawn < 0) == pytest.approx(np.sum(density[grid < 0]) * 0.05, abs=0.02)
    assert stats.kstest(drawn, lambda v: np.interp(v, grid, np.cumsum(density) * 0.05))[0] < 0.04


def test_two_heaps_are_found_by_steps_as_well():
    random = np.random.default_rng(0)
    heaps = random.choice([-0.5, 0.5], (600, 1)) + random.normal(0, 0.05, (600, 2))
    model = keras_gan_zoo.get(
        "energy_model",
        image_shape=(2,),
        body="mlp",
        width=32,
        normalization="none",
        steps=15,
        step_size=0.01,
        noise=0.05,
        alpha=0.01,
        buffer_size=500,
        seed=SEED,
    )
    model.compile({"scorer": {"learning_rate": 2e-3}})
    model.fit(heaps.astype("float32"), batch_size=60, epochs=30, verbose=0)
    drawn = model.generate(200, seed=0, steps=200)
    distances = np.linalg.norm(drawn[:, None] - np.array([[-0.5, -0.5], [0.5, 0.5]]), axis=2)
    assert np.mean(distances.min(axis=1) < 0.3) > 0.8
    assert 0.15 < np.mean(distances.argmin(axis=1)) < 0.85
    far = random.uniform(-1, 1, (200, 2)).astype("float32")
    assert model.score(heaps.astype("float32")).mean() > model.score(far).mean() + 1


# What it gives


def test_what_is_drawn_depends_on_the_seed_alone():
    model = small()
    first = model.generate(5, seed=3)
    assert first.shape == (5, 3) and first.dtype == np.float32 and np.abs(first).max() <= 1
    np.testing.assert_array_equal(model.generate(5, seed=3), first)
    assert np.any(model.generate(5, seed=4) != first)
    parts = list(model.generate_batches(5, seed=3, batch_size=2))
    assert [len(part) for part in parts] == [2, 2, 1]
    np.testing.assert_array_equal(np.concatenate(parts), model.generate(5, seed=3, batch_size=2))
    np.testing.assert_array_equal(model.samples_as_trained(5, seed=3), first)
    assert np.any(model.generate(5, seed=3, steps=1) != first)


def test_scores_are_of_the_average_and_energies_their_negatives():
    model = small(ema_decay=0.5)
    before = model.score(X)
    assert before.shape == (6,)
    np.testing.assert_array_equal(model.energy(X), -before)
    for weight in model.scorer.weights:
        weight.assign(0.5 * weight + 1.0)
    np.testing.assert_array_equal(model.score(X), before)


def test_it_logs_mean_scores():
    model = small(alpha=0.0, normalization="none", optimizers={"scorer": keras.optimizers.SGD(0.0)})
    logged = step(model, X)
    assert logged["positives"] == pytest.approx(model.score(X).mean(), rel=1e-4)
    assert logged["scorer_loss"] == pytest.approx(logged["negatives"] - logged["positives"])


def test_settings_are_saved(tmp_path):
    model = small(alpha=0.3, noise=0.02, step_size=3.0, fresh=0.2, bounds=(-2.0, 3.0))
    step(model, X)
    again = reloaded(model, tmp_path)
    assert (again.alpha, again.noise, again.step_size) == (0.3, 0.02, 3.0)
    assert (again.replay.fresh, again.replay.bounds, again.steps) == (0.2, (-2.0, 3.0), 4)
    assert list(rates(again).values()) == [(1e-4, 0.0)]
    np.testing.assert_array_equal(again.replay.samples, model.replay.samples)
    assert step(again, X) == step(model, X)
    assert reloaded(small(grid=5), tmp_path).grid == 5


def test_what_is_refused():
    with pytest.raises(ValueError, match="mixes those of a batch in its BatchNormalization"):
        EnergyModel(dcgan_discriminator((16, 16, 1), width=2))
    with pytest.raises(ValueError, match="`normalization` must be one of 'layer', 'none', 'spect"):
        small(normalization="batch")
    with pytest.raises(ValueError, match=r"`bounds` must be the lowest and the highest value"):
        small(bounds=(1.0, -1.0))
    with pytest.raises(ValueError, match=r"`grid` of 2000 in 3 dimensions .*: give grid=100 or le"):
        small(grid=2000)
    with pytest.raises(ValueError, match=r"of which pictures .* have too many: leave it out"):
        small(image_shape=(8, 8, 1), grid=3)
    with pytest.raises(ValueError, match=r"`scorer` must give a score a sample, \(batch, 1\)"):
        EnergyModel(keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]))
    with pytest.raises(ValueError, match="`steps` must be a whole number of at least 1, got 0"):
        small(steps=0)
    assert EnergyModel(mlp_discriminator((3,), width=2), buffer_size=4).image_shape == (3,)


def test_data_where_nothing_is_searched_are_told():
    arguments = {"image_shape": (2,), "body": "mlp", "width": 4, "steps": 1, "buffer_size": 8}
    model = keras_gan_zoo.get("energy_model", **arguments)
    points = np.random.default_rng(0).uniform(-2.5, 2.5, (16, 2)).astype("float32")
    points[0] = -2.4, 2.4
    singles = tf.data.Dataset.from_tensor_slices(points)
    for x in (points, singles, singles.batch(4)):
        with pytest.warns(
            UserWarning, match=r"lie beyond `bounds`=\(-1.0, 1.0\).*bounds=\(-3.0, 3.0\)\."
        ):
            model.prepare_data(x, 4, shuffle=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        wider = keras_gan_zoo.get("energy_model", bounds=(-3.0, 3.0), **arguments)
        wider.prepare_data(points, 4, shuffle=False)


def test_scores_of_a_dataset_are_refused_in_a_sentence():
    model = keras_gan_zoo.get("energy_model", image_shape=(2,), body="mlp", width=4)
    with pytest.raises(DataMismatch, match="`images` is a dataset where an array is expected"):
        model.score(tf.data.Dataset.from_tensor_slices(np.zeros((4, 2), "float32")))
