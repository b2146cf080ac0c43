"""GLO: whose vector is whose, the Gaussian of all of them, and data whose order is known."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from tiny import SEED, numpy, reloaded

import keras_gan_zoo
from keras_gan_zoo import callbacks
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.autoencoder.glo.glo import GLO
from keras_gan_zoo.families.autoencoder.glo.vectors import VectorTable, build_vectors, table_of
from keras_gan_zoo.models.numbered_pictures import numbered_batches
from keras_gan_zoo.networks import behind_gaussian, mlp_generator
from keras_gan_zoo.networks.fitted_front import decoder_of, gaussian_of

SHAPE = (8, 8, 1)
X = np.random.default_rng(0).uniform(-1, 1, (12, *SHAPE)).astype("float32")


def small(**arguments):
    sizes = {"image_shape": SHAPE, "latent_dim": 3, "width": 6, "body": "mlp", "seed": SEED}
    return keras_gan_zoo.get("glo", **{**sizes, "pictures": 12, **arguments})


def step(model, numbers, images=X):
    numbers = np.asarray(numbers, "int32")
    model.reset_metrics()
    logged = model.train_step((ops.array(images[numbers]), ops.array(numbers)))
    return {name: float(value) for name, value in logged.items()}


def table(model):
    return numpy(table_of(model.vectors).vectors)


def check_gaussian(model):
    np.testing.assert_allclose(
        numpy(gaussian_of(model.generator).mean), table(model).mean(axis=0), atol=1e-5
    )
    covariance = np.cov(table(model).T, bias=True)
    np.testing.assert_allclose(
        numpy(gaussian_of(model.generator).covariance), covariance, atol=1e-5
    )


def test_only_the_vectors_of_the_batch_move():
    model = small()
    before, numbers = table(model), [3, 11, 0, 5]
    for _ in range(2):  # a momentum would move the others at the second step
        step(model, numbers)
    step(model, [3, 1, 4, 0])
    moved = np.any(table(model) != before, axis=1)
    assert sorted(np.flatnonzero(moved)) == [0, 1, 3, 4, 5, 11]


def test_vectors_stay_in_the_unit_ball():
    model = small(optimizers={"vectors": keras.optimizers.SGD(100.0)})
    assert np.linalg.norm(table(model), axis=1).max() < 1 + 1e-6
    step(model, np.arange(6))
    norms = np.linalg.norm(table(model), axis=1)
    assert norms.max() < 1 + 1e-6
    np.testing.assert_allclose(norms[:6], 1.0, atol=1e-5)  # such steps led out of it
    outside = np.array([[3.0, 4.0], [0.3, 0.4]], "float32")
    layer = VectorTable(2, 2)
    layer.vectors.assign(outside)
    np.testing.assert_allclose(layer.project(np.array([0, 1])), [[0.6, 0.8], [0.3, 0.4]])


def test_the_gaussian_is_that_of_all_vectors_at_any_time():
    model = small(optimizers={"vectors": keras.optimizers.SGD(1.0)})
    check_gaussian(model)
    random = np.random.default_rng(1)
    for _ in range(6):
        step(model, random.permutation(12)[:5])
        check_gaussian(model)
    step(model, [2, 7, 2, 2])  # one picture several times
    check_gaussian(model)


def test_it_logs_sums_over_a_pictures_values():
    def standing_still():
        return small(optimizers={player: keras.optimizers.SGD(0.0) for player in GLO.players})

    logged = step(standing_still(), np.arange(12))
    assert logged["vectors_loss"] == pytest.approx(12 * logged["generator_loss"], rel=1e-5)
    assert logged["laplacian"] + logged["squared"] == pytest.approx(logged["generator_loss"])
    model = standing_still()
    drawn = numpy(decoder_of(model.generator)(table(model).astype("float32"), training=True))
    assert logged["squared"] == pytest.approx(np.sum((drawn - X) ** 2) / 12, rel=1e-4)


def test_each_picture_keeps_its_vector_however_it_is_shuffled():
    x = np.random.default_rng(3).choice([-0.9, 0.9], (8, *SHAPE)).astype("float32")
    model = small(pictures=8, latent_dim=8, width=48, normalization="none")
    model.compile({"generator": {"learning_rate": 3e-3}})
    model.fit(x, batch_size=4, epochs=150, verbose=0)
    again = model.reconstruct(np.arange(8))
    distances = np.mean((again[:, None] - x[None]) ** 2, axis=(2, 3, 4))
    np.testing.assert_array_equal(distances.argmin(axis=1), np.arange(8))
    assert np.trace(distances) / 8 < 0.1 * distances[~np.eye(8, dtype=bool)].mean()


class StoppedAtStep(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = int(self.model.optimizer.iterations) >= 4


def test_a_resumed_training_finds_every_picture_again(tmp_path):
    def fit(model, *added, **arguments):
        model.fit(X, batch_size=4, epochs=3, verbose=0, callbacks=[*added], **arguments)
        return [variable.numpy() for variable in (*model.variables, *model.optimizer.variables)]

    uninterrupted = fit(small())
    fit(small(), StoppedAtStep(), callbacks.Checkpoint(tmp_path))  # in the second epoch
    resumed = fit(small(), callbacks.Checkpoint(tmp_path), resume=True)
    for value, expected in zip(resumed, uninterrupted, strict=True):
        np.testing.assert_array_equal(value, expected)


def numbers_of(x, shuffle=True, batch_size=4, pictures=12):
    model = small(pictures=pictures)
    batches = model.prepare_data(x, batch_size, shuffle)
    return [(images.numpy(), numbers.numpy()) for images, numbers in batches.concatenate(batches)]


@pytest.mark.parametrize(
    "x",
    [
        X,
        tf.data.Dataset.from_tensor_slices(X),
        tf.data.Dataset.from_tensor_slices(X).batch(4),
        tf.data.Dataset.from_tensor_slices(X).batch(4, drop_remainder=True),
        keras_gan_zoo.data.from_arrays(X),
        tf.data.Dataset.from_tensor_slices(X).shuffle(12).cache(),
    ],
    ids=["array", "singles", "batches", "whole batches", "the zoo's", "cached"],
)
def test_a_pictures_number_is_its_place_in_the_data(x):
    places = None
    for images, numbers in numbers_of(x):
        assert images.shape == (4, *SHAPE) and numbers.dtype == "int32"
        places = {**(places or {}), **dict(zip(numbers, images, strict=True))}
    assert sorted(places) == list(range(12))
    for images, numbers in numbers_of(x):
        for image, number in zip(images, numbers, strict=True):
            np.testing.assert_array_equal(image, places[number])
    if not isinstance(x, tf.data.Dataset):
        np.testing.assert_array_equal([places[number] for number in range(12)], X)


def test_singles_are_shuffled_and_batches_stay():
    orders = [numbers for _, numbers in numbers_of(X)]
    assert not np.array_equal(np.concatenate(orders[:3]), np.concatenate(orders[3:]))
    orders = [numbers for _, numbers in numbers_of(tf.data.Dataset.from_tensor_slices(X).batch(6))]
    np.testing.assert_array_equal(orders, [np.arange(6), np.arange(6, 12)] * 2)


def test_a_smaller_last_batch_is_learned_too():
    batches = tf.data.Dataset.from_tensor_slices(X).batch(5)
    model = small()
    numbered = model.prepare_data(batches, 64, shuffle=True)
    assert [list(numbers) for _, numbers in numbered] == [
        [0, 1, 2, 3, 4],
        [5, 6, 7, 8, 9],
        [10, 11],
    ]
    # By its number of steps an epoch is known again: a resumed training needs it.
    assert int(numbered.cardinality()) == 3
    before = table(model)
    model.fit(batches, verbose=0)
    assert np.any(table(model) != before, axis=1).all()


def test_what_has_no_known_order_is_refused_with_what_to_type():
    singles = tf.data.Dataset.from_tensor_slices(X)
    for shuffled in (
        singles.shuffle(12).batch(4),
        keras_gan_zoo.data.from_arrays(X, shuffle=True),
        singles.shuffle(12).map(lambda image: -image),
    ):
        with pytest.raises(DataMismatch, match=r"in a new order at each pass.*before it is shuff"):
            small().fit(shuffled)
    signature = tf.TensorSpec(SHAPE, "float32")
    generated = tf.data.Dataset.from_generator(lambda: iter(X), output_signature=signature)
    with pytest.raises(DataMismatch, match="from a Python generator"):
        small().fit(generated)
    assert len(numbers_of(singles.shuffle(12, reshuffle_each_iteration=False))) == 6


def test_more_pictures_than_vectors_are_refused():
    with pytest.raises(DataMismatch, match=r"has 12 pictures.* of 11: build it with pictures=1"):
        small(pictures=11).fit(X)
    with pytest.warns(UserWarning, match=r"has 12 pictures.* of 40.* build it with pictures=12"):
        assert len(numbers_of(X, pictures=40)) == 6
    unknown = tf.data.Dataset.from_tensor_slices(X).filter(lambda image: True)
    with pytest.raises(DataMismatch, match="x has the number 11 where 0 to 10 are expected"):
        small(pictures=11).fit(unknown, batch_size=4, shuffle=False, verbose=0)


def test_data_of_a_recipe_are_numbered_before_they_are_shuffled(tmp_path):
    shades = np.uint8(np.arange(20)[:, None, None, None] * 10 * np.ones((1, *SHAPE)))
    np.save(tmp_path / "shades.npy", shades)
    model = small(pictures=20)
    batches = model.load_examples({"name": str(tmp_path / "shades.npy")}, 5, seed=3)
    assert model.prepare_data(batches, 5, shuffle=False) is batches
    orders = []
    for images, numbers in batches:
        orders += list(numbers.numpy())
        np.testing.assert_allclose(images[:, 0, 0, 0], numbers.numpy() * 10 / 127.5 - 1, atol=1e-5)
    assert sorted(orders) == list(range(20)) and orders != sorted(orders)


def test_it_draws_from_the_gaussian():
    model = small()
    e = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    codes = (
        numpy(gaussian_of(model.generator).mean) + e @ numpy(gaussian_of(model.generator).factor).T
    )
    np.testing.assert_allclose(model.generate(latents=e), model.decode(codes), atol=1e-5)
    np.testing.assert_allclose(
        model.reconstruct([3, 0]), model.decode(table(model)[[3, 0]]), atol=1e-6
    )


def test_settings_are_saved(tmp_path):
    model = small()
    step(model, np.arange(5))
    again = reloaded(model, tmp_path)
    assert again.pictures == 12
    assert float(again.optimizer["vectors"].learning_rate) == pytest.approx(5e-4)
    np.testing.assert_array_equal(table(again), table(model))
    np.testing.assert_array_equal(again.reconstruct([0]), model.reconstruct([0]))


def test_what_is_refused():
    generator = behind_gaussian(mlp_generator(SHAPE, 3, width=4))
    with pytest.raises(ValueError, match=r"pass keras_gan_zoo.networks.behind_gaussian\(gen"):
        GLO(mlp_generator(SHAPE, 3, width=4), build_vectors(4, 3))
    with pytest.raises(ValueError, match=r"`vectors` gives vectors of shape \(2,\), but .* \(3,\)"):
        GLO(generator, build_vectors(4, 2))
    with pytest.raises(ValueError, match="`vectors` must end in a VectorTable"):
        GLO(generator, mlp_generator((3,), 3, width=4))
    with pytest.raises(ValueError, match="`generator` must draw pictures"):
        small(image_shape=(5,))
    with pytest.raises(ValueError, match="`pictures` must be a whole number of at least 1, got 0"):
        small(pictures=0)
    with pytest.raises(ValueError, match=r"whole numbers \(n,\) from 0 to 11"):
        small().reconstruct([12])
    with pytest.raises(ValueError, match=r"got shape \(12, 8, 8, 1\)\.$"):
        small().reconstruct(X)
    labelled = keras_gan_zoo.data.from_arrays(X, np.arange(12))
    with pytest.raises(ValueError, match=r"takes images alone: pass x.map"):
        small().fit(labelled)
    kind = small().takes[0]
    with pytest.raises(ValueError, match="`batch_size` is 13 but the data has 12 examples"):
        numbered_batches(X, kind, 12, 13, True, 0)
