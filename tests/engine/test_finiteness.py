"""A loss or a gradient that is no number ends the step before it moves a weight."""

import re

import numpy as np
import pytest
import tensorflow as tf
from duel import Duel, duel, linear
from keras import ops

from keras_gan_zoo.engine.finiteness import first_bad_example
from keras_gan_zoo.errors import BatchTooLarge, TrainingDiverged
from keras_gan_zoo.samples.points import Points

GOOD = np.array([[1.0, -1.0], [0.5, 2.0]], "float32")
BAD = np.array([[1.0, 3e38], [0.5, 2.0]], "float32")  # whose square is infinite


def state(model):
    return [variable.numpy() for variable in (*model.weights, *model.optimizer.variables)]


class TwoTerms(Duel):
    def train_step(self, x):
        self.minimize(lambda: ops.mean(self.a(x) ** 2), "first")
        terms = {"attack": ops.mean(x), "defence": ops.mean(ops.log(ops.sum(x)))}
        self.minimize(lambda: {**terms, "b": ops.mean(self.b(x))}, "second")
        return self.logs()


class Root(Duel):
    def train_step(self, x):
        self.minimize(lambda: ops.sqrt(ops.mean(self.a(x) ** 2)), "first")
        self.minimize(lambda: ops.mean(self.b(x) ** 2), "second")
        return self.logs()


@pytest.mark.parametrize("compiled", [{}, {"jit_compile": True}, {"run_eagerly": True}])
def test_nothing_moves_once_a_loss_is_not_finite(compiled):
    model = duel()
    model.compile(model.optimizer, **compiled)
    model.train_on_batch(GOOD)
    before = state(model)
    with pytest.raises(TrainingDiverged, match=r"'first_loss'.* finite at step 2: a"):
        model.train_on_batch(BAD)
    for value, expected in zip(model.get_weights(), before, strict=False):
        np.testing.assert_array_equal(value, expected)
    if "jit_compile" not in compiled:
        assert int(model.optimizer.iterations) == 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("compiled", [{}, {"jit_compile": True}, {"run_eagerly": True}])
def test_data_that_are_not_finite_are_named_and_move_nothing(compiled, value):
    model = duel()
    model.compile(model.optimizer, **compiled)
    model.train_on_batch(GOOD)
    before = state(model)
    bad = GOOD.copy()
    bad[1, 0] = value
    told = r"The data of step 2 hold NaN or infinite numbers, first in its example 1, from 0: l"
    with pytest.raises(TrainingDiverged, match=told) as caught:
        model.train_on_batch(bad)
    assert caught.value.data and caught.value.example == 1 and "rate" not in str(caught.value)
    for after, expected in zip(model.get_weights(), before, strict=False):
        np.testing.assert_array_equal(after, expected)


class Whole(Duel):
    takes = (Points((2,)),)


def test_the_advice_on_data_works():
    x = np.random.default_rng(0).normal(size=(1000, 2)).astype("float32")
    x[501, 1] = np.nan
    model = Whole(linear([[1.0], [2.0]]), linear([[3.0], [-1.0]]))
    model.compile()
    settings = {"batch_size": 10, "shuffle": False, "verbose": 0}
    with pytest.raises(TrainingDiverged, match=r"of step 51 hold .* its example 1,") as caught:
        model.fit(x, **settings)
    array, dataset = re.findall(r"x = (x.*?) of a", str(caught.value))
    known = {"x": x, "np": np, "tf": tf}
    assert len(eval(array, known)) == 999
    model.fit(eval(array, known), **settings)
    known["x"] = tf.data.Dataset.from_tensor_slices(x)
    model.fit(eval(dataset, known), **settings)


def test_what_is_no_number_is_not_looked_at():
    data = (tf.constant([[1.0], [2.0]]), tf.constant([3, 4]), tf.constant(["a", "b"]))
    finite, index = first_bad_example(data, replicas=1)
    assert bool(finite) and int(index) == -1
    finite, index = first_bad_example((data[1], tf.constant([[1.0], [np.nan]])), replicas=1)
    assert not bool(finite) and int(index) == 1
    assert int(first_bad_example(tf.constant([np.nan]), replicas=2)[1]) == -1


def test_the_term_is_named():
    model = TwoTerms(linear([[1.0], [1.0]]), linear([[1.0], [1.0]]))
    model.terms = ("attack", "defence", "b")
    model._means["b"] = model._means["attack"]
    model.compile()
    b = model.b.get_weights()
    with pytest.raises(
        TrainingDiverged, match="The loss term 'defence' of player 'second' stopped"
    ):
        model.train_on_batch(-GOOD)
    np.testing.assert_array_equal(model.b.get_weights(), b)


def test_the_gradient_is_named_where_the_loss_is_a_number():
    model = Root(linear([[0.0], [0.0]]), linear([[1.0], [1.0]]))
    model.compile()
    named = "The gradient of player 'first' with respect to '.*kernel' stopped .* at step 1"
    with pytest.raises(TrainingDiverged, match=named):
        model.train_on_batch(GOOD)
    np.testing.assert_array_equal(model.a.get_weights()[0], [[0.0], [0.0]])


class Large(Duel):
    """Needs more memory than there is for more than 20 examples, as a device says it.

    Of a constant it says it in other words.
    """

    def train_step(self, x):
        if x.shape[0] > 30:
            raise tf.errors.InvalidArgumentError(None, None, "Cannot parse tensor from proto: d")
        if x.shape[0] > 20:
            raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")
        return super().train_step(x)

    takes = (Points((2,)),)


@pytest.mark.parametrize(("rows", "fitting"), [(32, 20), (512, 16)])
def test_the_largest_batch_that_fits_is_named(rows, fitting):
    model = Large(linear([[1.0], [2.0]]), linear([[3.0], [-1.0]]))
    model.compile(run_eagerly=True)
    before = state(model)
    x = np.ones((rows, 2), "float32")
    with pytest.raises(BatchTooLarge, match=f"step on {rows} .* one on {fitting} does: make"):
        model.fit(x, batch_size=rows, verbose=0)
    for value, expected in zip(state(model), before, strict=True):
        np.testing.assert_array_equal(value, expected)
