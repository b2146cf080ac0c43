"""Adam's moments in bfloat16: as Adam in the mean, kept in files, the same when resumed."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from small_families import all_variables, small, train_eagerly, training_data, values

from keras_gan_zoo.engine.changed_optimizers import hand_over
from keras_gan_zoo.engine.optimizer_changes import with_changes
from keras_gan_zoo.engine.speed.half_state_adam import HalfStateAdam, rounded_by_chance

HALF = {"state_dtype": "bfloat16"}


def rounded(numbers, seed=(0, 0)):
    kept = rounded_by_chance(tf.constant(numbers, tf.float32), tf.constant(seed))
    assert kept.dtype == tf.bfloat16
    return tf.cast(kept, tf.float32).numpy()


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("share", [0.25, 0.5, 0.875])
def test_as_often_rounded_up_as_near_to_the_number_above(share, sign):
    apart = 2.0**-7  # of bfloat16's numbers from 1 to 2
    found = sign * rounded(np.full(40_000, sign * (1 + share * apart)))
    assert set(np.unique(found)) == {1.0, 1 + apart}
    assert np.mean(found > 1) == pytest.approx(share, abs=0.01)


def test_what_bfloat16_has_stays_and_so_does_what_is_no_number():
    exact = np.float32([0, 1, -1.5, 2.0**-60, -(2.0**60), np.inf, -np.inf, np.nan])
    ones = np.uint32([0x7FFFFFFF, 0xFFFFFFFF]).view("float32")  # no number, as far as can be
    for seed in range(20):
        np.testing.assert_array_equal(rounded(exact, (seed, 1)), exact)
        assert np.isnan(rounded(ones, (seed, 1))).all()


def test_the_same_seed_rounds_alike():
    numbers = np.random.default_rng(0).normal(size=1000)
    first = rounded(numbers, (3, 5))
    np.testing.assert_array_equal(rounded(numbers, (3, 5)), first)
    for other in ((3, 6), (4, 5)):
        assert np.mean(rounded(numbers, other) != first) > 0.1


def moved(optimizer, gradients, start):
    weight = keras.Variable(start)
    optimizer.build([weight])
    places = []
    for gradient in gradients:
        optimizer.apply([tf.constant(gradient)], [weight])
        places.append(weight.numpy())
    return np.array(places)


def test_moves_as_adam_does_in_the_mean():
    random = np.random.default_rng(0)
    signal = np.linspace(0.5, 1.5, 20)[:, None]  # 1,000 weights that are given the same gradients
    gradients = np.float32(np.repeat(signal * random.normal(1, 0.5, (20, 1)), 1000, axis=1))
    settings = {"learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.99}
    start = np.zeros(1000, "float32")
    ours = moved(HalfStateAdam(**settings), gradients, start)
    theirs = moved(keras.optimizers.Adam(**settings), gradients, start)
    np.testing.assert_allclose(ours[0], theirs[0], rtol=1e-5)  # nothing was rounded yet
    np.testing.assert_allclose(ours.mean(axis=1), theirs.mean(axis=1), rtol=2e-3)
    np.testing.assert_allclose(ours, theirs, rtol=0.03)
    assert ours[-1].std() > 0


def test_the_second_moment_does_not_stand_still():
    weight = keras.Variable(np.zeros(2000, "float32"))
    adam = HalfStateAdam(beta_2=0.999)
    adam.build([weight])
    (velocity,) = adam._velocities
    assert velocity.dtype == "bfloat16" == adam._momentums[0].dtype
    adam.apply([tf.ones(2000)], [weight])
    for _ in range(100):
        adam.apply([tf.zeros(2000)], [weight])
    # To the nearest, 0.001 times 0.999 is itself again.
    mean = np.mean(keras.ops.convert_to_numpy(keras.ops.cast(velocity, "float32")))
    assert mean == pytest.approx(0.001 * 0.999**100, rel=5e-3)


@pytest.fixture(scope="module")
def trained(tmp_path_factory, pictures):
    """A GAN after two steps, its file, and the losses of its third step."""
    changes = {"generator": HALF, "discriminator": {"beta_1": 0.0}}
    gan = small("dcgan", seed=1, optimizers=changes)
    data = training_data(gan, pictures)
    for _ in range(2):
        train_eagerly(gan, data)
    path = tmp_path_factory.mktemp("half") / "gan.keras"
    gan.save(path)
    kept = values(all_variables(gan))
    return gan, path, kept, train_eagerly(gan, data), values(all_variables(gan)), data


def test_asked_for_by_player(trained):
    gan, *_ = trained
    generators, discriminators = (gan.optimizer[each] for each in ("generator", "discriminator"))
    assert type(generators) is HalfStateAdam and generators.beta_1 == 0.5
    assert type(discriminators) is keras.optimizers.Adam and discriminators.beta_1 == 0.0
    moments = [v for v in generators.variables if v.path.endswith(("momentum", "velocity"))]
    assert len(moments) == 2 * len(gan.player_variables("generator"))
    assert {v.dtype for v in moments} == {"bfloat16"}
    assert {v.dtype for v in gan.weights if "seed" not in v.path} == {"float32"}


def test_a_file_keeps_them_and_goes_on_alike(trained):
    _, path, kept, losses, later, data = trained
    loaded = keras.models.load_model(path)
    assert type(loaded.optimizer["generator"]) is HalfStateAdam
    for variable, value in zip(all_variables(loaded), kept, strict=True):
        assert variable.value.numpy().dtype == value.dtype
        np.testing.assert_array_equal(variable.value.numpy(), value, variable.path)
    assert train_eagerly(loaded, data) == losses
    for variable, value in zip(all_variables(loaded), later, strict=True):
        np.testing.assert_array_equal(variable.value.numpy(), value, variable.path)


def test_state_of_an_adam_is_taken_over_and_handed_back():
    weight = keras.Variable(np.zeros(3, "float32"))
    adam, half, again = keras.optimizers.Adam(), HalfStateAdam(), keras.optimizers.Adam()
    for optimizer in (adam, half, again):
        optimizer.build([weight])
    adam.apply([tf.constant([1.0, 2.0, 4.0])], [weight])
    assert hand_over(adam, half) and hand_over(half, again)
    assert int(again.iterations) == 1
    np.testing.assert_allclose(again._momentums[0], adam._momentums[0], rtol=2**-8)


def test_in_a_graph_with_rows_an_average_and_accumulated_gradients():
    table = keras.Variable(np.ones((4, 2), "float32"))
    adam = HalfStateAdam(0.1, use_ema=True, gradient_accumulation_steps=2)
    adam.build([table])
    assert adam._model_variables_moving_average[0].dtype == "float32"

    @tf.function
    def step():
        rows = tf.IndexedSlices(tf.ones((1, 2)), tf.constant([2]), tf.constant([4, 2]))
        adam.apply([rows], [table])

    step()
    np.testing.assert_array_equal(table.numpy(), 1.0)
    step()
    np.testing.assert_allclose(table.numpy()[:, 0], [1, 1, 0.9, 1], rtol=1e-5)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"state_dtype": "float16"}, r"^`state_dtype` must be 'bfloat16', got 'float16': leave it"),
        ({**HALF, "amsgrad": True}, r"^`amsgrad` must be False where state_dtype='bfloat16', got"),
        ({"state_dtyp": "bfloat16"}, "sets 'state_dtyp', which Adam does not have.*'state_dtype'"),
    ],
)
def test_mistakes_are_told(changes, says):
    with pytest.raises(ValueError, match=says):
        with_changes(keras.optimizers.Adam(), changes, "generator")
    with pytest.raises(ValueError, match="which SGD does not have"):
        with_changes(keras.optimizers.SGD(), HALF, "generator")


def test_none_leaves_it_in_float32():
    assert type(with_changes(keras.optimizers.Adam(), {"state_dtype": None}, "g")) is (
        keras.optimizers.Adam
    )
