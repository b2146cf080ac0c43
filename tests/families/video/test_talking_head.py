"""Talking heads: the losses, what an episode is, and how a person who was never seen begins."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops
from moves import check_moves, descend, moves_in, settle
from tiny import numpy, reloaded

import keras_gan_zoo
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.video.talking_head import talking_head
from keras_gan_zoo.families.video.talking_head.talking_person import TalkingPerson
from keras_gan_zoo.networks import published_features
from keras_gan_zoo.samples.element_checks import mismatch_of

RANDOM = np.random.default_rng(0)
FRAMES = RANDOM.uniform(-0.9, 0.9, (3, 4, 16, 16, 3)).astype("float32")
LANDMARKS = RANDOM.uniform(-0.9, 0.9, (3, 4, 16, 16, 3)).astype("float32")
PEOPLE = np.int32([4, 0, 2])
OF_NETWORKS = {
    "image_shape": (16, 16, 3),
    "width": 2,
    "downsamplings": 1,
    "blocks": 1,
    "attention": 0,
    "seed": 5,
}
OF_LOSSES = {
    "content_weight": 0.7,
    "adversarial_weight": 0.4,
    "feature_weight": 3.0,
    "pixel_weight": 0.5,
}
PIXELS = {"content_weight": 0.0, "pixel_weight": 1.0, "discriminator_steps": 1}


def small_features():
    images = keras.Input((None, None, 3))
    maps = layers.Conv2D(3, 3)(images)
    return keras.Model(images, [maps, layers.Conv2D(2, 3)(maps)])


def small(family="talking_head", **arguments):
    of_family = {"people": 5, "shots": 2} if family == "talking_head" else {}
    return keras_gan_zoo.get(family, **{**OF_NETWORKS, **of_family, **arguments})


def with_content(family, **arguments):
    """Returns a family whose losses have all their terms, moved by its gradients."""
    gan = small(family, features=small_features(), **OF_LOSSES, **arguments)
    return settle(descend(gan))


def small_vgg():
    """Returns what the content is compared by, in small, with weights that are read in."""
    x = images = keras.Input((None, None, 3))
    for number in published_features._FIRST_OF_BLOCKS:
        x = layers.Conv2D(2, 3, activation="relu", name=f"convolution_{number}")(x)
    network = keras.Model(images, x)
    for layer in network.layers[1:]:
        layer.set_weights([0 * weight + 0.1 for weight in layer.get_weights()])
    return network


@pytest.fixture
def published(monkeypatch):
    """Lets `features="vgg16"` be a small network, which nothing has been asked of yet."""
    monkeypatch.setattr(published_features, "_vgg16", small_vgg)
    published_features._published_maps.cache_clear()
    yield
    published_features._published_maps.cache_clear()


@pytest.mark.parametrize("family", ["talking_head", "talking_person"])
def test_the_first_step_reads_the_published_features(family, published):
    # By default, the weights are read as the first step is traced; here it has no adversary.
    gan = small(family, adversarial_weight=0.0, feature_weight=0.0)
    batch = (FRAMES, LANDMARKS, PEOPLE) if family == "talking_head" else (FRAMES[0], LANDMARKS[0])
    assert gan.train_on_batch(batch)["content"] > 0
    assert gan.features == "vgg16"


def run(network, *inputs):
    """Returns what a network gives in training, as a list of float64."""
    found = network(list(inputs) if len(inputs) > 1 else inputs[0], training=True)
    return [numpy(each) for each in (found if isinstance(found, (list, tuple)) else [found])]


def hinge(real, fake):
    return np.maximum(0, 1 - real).mean() + np.maximum(0, 1 + fake).mean()


def paid(gan, x, fake, true_said, fake_said):
    """Returns the terms that the learning of all and of one person share."""
    content = sum(
        np.abs(a - b).mean()
        for a, b in zip(run(gan.features, x), run(gan.features, fake), strict=True)
    )
    alike = [np.abs(a - b).mean() for a, b in zip(true_said[1:], fake_said[1:], strict=True)]
    pixels = np.abs(x - fake).mean()
    return 0.7 * content - 0.4 * fake_said[0].mean() + 3.0 * np.mean(alike) + 0.5 * pixels


@pytest.fixture(scope="module")
def gan():
    """A model that no test changes."""
    return small(**PIXELS)


def person_vectors(gan):
    layer = next(layer for layer in gan.people.layers if layer.weights)
    return numpy(layer.vectors), numpy(layer.common)


def test_each_player_goes_down_its_loss(monkeypatch):
    gan = with_content("talking_head", matching_weight=0.02)
    for variable in gan.embedder.trainable_variables:
        if len(variable.shape) == 1:  # of so few units all may be dead
            variable.assign(abs(variable))
    x_s, y_s, x, y = FRAMES[:, :2], LANDMARKS[:, :2], FRAMES[:, 2], LANDMARKS[:, 2]
    episode = tuple(map(ops.convert_to_tensor, (x_s, y_s, x, y)))
    monkeypatch.setattr(talking_head, "random_episode", lambda *arguments: episode)

    def embedded():
        return np.mean([run(gan.embedder, x_s[:, k], y_s[:, k])[0] for k in range(2)], axis=0)

    def said(frames):
        W, w_0 = person_vectors(gan)
        return run(gan.discriminator, frames, y, np.float32(W[PEOPLE] + w_0))

    def drawn(e):
        return run(gan.generator, y, run(gan.projection, np.float32(e))[0])[0]

    fakes = drawn(embedded())

    def discriminator():
        return hinge(said(x)[0], said(fakes)[0])

    def generator():
        e = embedded()
        fake = drawn(e)
        matching = np.abs(e - person_vectors(gan)[0][PEOPLE]).mean()
        return paid(gan, x, fake, said(x), said(fake)) + 0.02 * matching

    first, second, last = moves = moves_in(gan, FRAMES, LANDMARKS, PEOPLE)
    check_moves(gan, [first], [("discriminator", discriminator)], rtol=0.05, stride=2e-4)
    check_moves(gan, [last], [("generator", generator)], rtol=0.05, stride=2e-4)
    # Of two steps from the same weights, which `moves_in` undoes, one is as the other.
    assert second.player == "discriminator" and second.value == pytest.approx(first.value, rel=1e-4)
    assert moves[0].of(gan, "people") > 0
    assert min(moves[2].of(gan, name) for name in gan.players["generator"]) > 0


def test_each_player_of_one_person_goes_down_its_loss():
    gan = with_content("talking_person", discriminator_steps=1)
    x, y = FRAMES[:, 0], LANDMARKS[:, 0]

    def said(frames):
        return run(gan.discriminator, frames, y)

    fakes = run(gan.generator, y)[0]

    def discriminator():
        return hinge(said(x)[0], said(fakes)[0])

    def generator():
        fake = run(gan.generator, y)[0]
        return paid(gan, x, fake, said(x), said(fake))

    losses = [("discriminator", discriminator), ("generator", generator)]
    check_moves(gan, moves_in(gan, x, y), losses, rtol=0.05, stride=2e-4)


def test_without_an_adversary_the_discriminator_stands_still():
    gan = small(adversarial_weight=0.0, feature_weight=0.0, **PIXELS)
    before = [weight.numpy().copy() for weight in gan.discriminator.weights]
    logs = gan.train_step(tuple(map(ops.convert_to_tensor, (FRAMES, LANDMARKS, PEOPLE))))
    assert float(logs["discriminator_loss"]) == float(logs["adversarial"]) == 0
    assert float(logs["pixel"]) > 0
    for weight, value in zip(gan.discriminator.weights, before, strict=True):
        np.testing.assert_array_equal(weight, value)


# A person who was never seen


def test_a_person_is_the_mean_of_what_each_frame_says(gan):
    x, y = FRAMES[0], LANDMARKS[0]
    told = [numpy(gan.embedder([x[k : k + 1], y[k : k + 1]]))[0] for k in range(4)]
    found = gan.embed(x, y)
    np.testing.assert_allclose(found, np.mean(told, axis=0), rtol=1e-4, atol=1e-5)
    assert found.min() >= 0 and np.ptp(told, axis=0).max() > 0


def test_an_adapted_model_begins_at_the_embedding():
    gan = small(ema_decay=0.5, **PIXELS)
    for name in gan.averaged:
        for weight in getattr(gan, f"{name}_average").weights:
            weight.assign(weight * 1.1)
    x, y = FRAMES[1], LANDMARKS[1]
    e = gan.embed(x[:2], y[:2])
    person = gan.adapt(x[:2], y[:2], epochs=0)
    _, w_0 = person_vectors(gan)
    np.testing.assert_allclose(person.vector, w_0 + e, atol=1e-6)
    expected = gan.projection_average(e[None])[0]
    np.testing.assert_allclose(person.coefficients, expected, atol=1e-6)
    np.testing.assert_allclose(person.generate(y), gan.generate(y, person=e), atol=1e-6)
    score, *maps = gan.discriminator([x, y, np.tile(np.float32(w_0 + e), (4, 1))])
    own_score, *own_maps = person.discriminator([x, y])
    np.testing.assert_allclose(own_score, score, atol=1e-5)
    for own, other in zip(own_maps, maps, strict=True):
        np.testing.assert_allclose(own, other, atol=1e-5)
    assert person.loss_weights() == gan.loss_weights()


def test_to_adapt_moves_all_of_the_new_model_and_nothing_of_the_old(gan, tmp_path):
    before = [variable.numpy().copy() for variable in [*gan.variables, *gan.optimizer.variables]]
    start = gan.adapt(FRAMES[0], LANDMARKS[0], epochs=0)
    steps = []
    counter = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: steps.append(1))
    person = gan.adapt(
        FRAMES[0],
        LANDMARKS[0],
        epochs=3,
        batch_size=2,
        seed=1,
        optimizers={"generator": {"learning_rate": 1e-3}},
        callbacks=[counter],
    )
    assert len(steps) == 6
    after = [variable.numpy() for variable in [*gan.variables, *gan.optimizer.variables]]
    for value, old in zip(after, before, strict=True):
        np.testing.assert_array_equal(value, old)
    copied = [*gan.generator.trainable_variables, *gan.discriminator.trainable_variables]
    assert len(person.trainable_variables) == len(copied) + 2
    names = {v.path for v in person.trainable_variables}
    assert sum(name.endswith("/vector") for name in names) == 2
    moved = [
        np.any(v.numpy() != old.numpy())
        for v, old in zip(person.trainable_variables, start.trainable_variables, strict=True)
        if len(v.shape) > 1 or v.path.endswith("/vector")
    ]
    assert all(moved)
    assert isinstance(person, TalkingPerson)
    again = reloaded(person, tmp_path)
    np.testing.assert_array_equal(again.generate(LANDMARKS[0]), person.generate(LANDMARKS[0]))


# Data, drawing and sheets


def test_arrays_and_datasets_give_the_same_steps(gan):
    numbered = tf.data.Dataset.from_tensor_slices((FRAMES, LANDMARKS, np.arange(3)))
    given = [(FRAMES, LANDMARKS), (FRAMES, LANDMARKS, np.arange(3)), numbered, numbered.batch(3)]
    for x in given:
        ((frames, landmarks, people),) = gan.prepare_data(x, 3, shuffle=False)
        np.testing.assert_array_equal(frames, FRAMES)
        np.testing.assert_array_equal(landmarks, LANDMARKS)
        np.testing.assert_array_equal(people, [0, 1, 2])
    shuffled = gan.prepare_data((FRAMES, LANDMARKS), 1, shuffle=True)
    for frames, landmarks, people in itertools.islice(shuffled.repeat(), 9):
        np.testing.assert_array_equal(frames[0], FRAMES[int(people[0])])
        np.testing.assert_array_equal(landmarks[0], LANDMARKS[int(people[0])])


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (FRAMES, r"`x` must be a pair \(frames, landmarks\) of arrays .*, got ndarray; e.g. ker"),
        ((FRAMES, LANDMARKS[:, :3]), r"`frames` have the shape \(3, 4, .* for each frame"),
        ((FRAMES[:, :2], LANDMARKS[:, :2]), r"x has 2 frames .* 3 are expected, .*shots=1, or"),
        ((FRAMES * 7, LANDMARKS), r"x\[0\] has values from"),
        ((FRAMES, LANDMARKS[..., :1]), r"x\[1\] has videos of shape"),
        (([FRAMES[0], FRAMES[1, :3]], LANDMARKS), r"`x\[0\]` is a list of parts of several shapes"),
        ((FRAMES, LANDMARKS, [0, 1]), r"shape \(2,\) where the numbers of the people of 3 films"),
        ((FRAMES, LANDMARKS, list("abc")), r"x\[2\] has the dtype <U1 .* whole, of shape \(3,\)"),
        ((FRAMES, LANDMARKS, [0.5, 1, 2]), r"x\[2\] has the dtype float64 .* whole"),
        ((FRAMES, LANDMARKS, [[0], [1], [2]]), r"x\[2\] has .* the shape \(3, 1\) where"),
        ((FRAMES, LANDMARKS, [0, 1, 9]), "the person number 9, .* of 5 people: .*people=10"),
        (
            tf.data.Dataset.from_tensor_slices((FRAMES, LANDMARKS)),
            r"must yield \(frames, landmarks, number of the person\), but yields 2 things",
        ),
        (
            tf.data.Dataset.from_tensor_slices((FRAMES, LANDMARKS, [0.5, 1, 2])),
            r"number of the person as a whole number, but yields .*float32",
        ),
    ],
)
def test_data_that_do_not_fit_are_told_in_a_sentence(gan, x, message):
    with pytest.raises(DataMismatch, match=message):
        gan.fit(x, batch_size=3, verbose=0)


def test_a_number_of_nobody_is_told_when_it_comes(gan):
    numbered = tf.data.Dataset.from_tensor_slices((FRAMES, LANDMARKS, [0, 1, 9]))
    with pytest.raises(tf.errors.InvalidArgumentError) as raised:
        list(gan.prepare_data(numbered, 3, shuffle=False))
    told = str(mismatch_of(raised.value))
    assert told.startswith("x has the person 9 where 0 to 4 are expected, in example 2")


def test_people_are_drawn_by_number_by_vector_and_by_their_mean(gan):
    W, _ = person_vectors(gan)
    film = gan.generate(LANDMARKS, person=2)
    assert film.shape == LANDMARKS.shape
    np.testing.assert_allclose(film[1], gan.generate(LANDMARKS[1], person=W[2]), atol=1e-5)
    mean = gan.generate(LANDMARKS[0], person=W.mean(0))
    np.testing.assert_allclose(gan.generate(LANDMARKS[0]), mean, atol=1e-5)
    np.testing.assert_allclose(gan(LANDMARKS[0]), mean, atol=1e-5)
    coefficients = numpy(gan.projection(np.float32(W[2:3]))).astype("float32")
    expected = gan.generator([LANDMARKS[0, :1], coefficients])
    np.testing.assert_allclose(film[0, :1], expected, atol=1e-5)
    for nobody in (5, -1, True, "anna", 1.5):
        told = f"`person` must be a number from 0 to 4, got {nobody!r}"
        with pytest.raises(ValueError, match=told):
            gan.generate(LANDMARKS, person=nobody)
    with pytest.raises(ValueError, match="`person` hold NaN"):
        gan.generate(LANDMARKS, person=W[0] * np.nan)
    with pytest.raises(ValueError, match=r"`person` must be a vector \(4,\) .* shape \(3,\)"):
        gan.generate(LANDMARKS, person=[1, 2, 3])
    with pytest.raises(DataMismatch, match=r"`frames` have the shape .* where \('K', 16, 16, 3\)"):
        gan.embed(FRAMES, LANDMARKS)
    with pytest.raises(DataMismatch, match="give a picture of landmarks for each frame"):
        gan.adapt(FRAMES[0], LANDMARKS[0, :3])


def test_a_sheet_shows_who_is_known_and_what_is_drawn_beside_the_truth(gan, tmp_path):
    inputs = gan.watched_inputs(2, 0, (FRAMES, LANDMARKS))
    ((known, lines, drawn, true),) = gan.watched_samples(inputs)
    assert [name for name, _ in (known, lines, drawn, true)] == [
        "known",
        "landmarks",
        "drawn",
        "true",
    ]
    np.testing.assert_array_equal(known[1], FRAMES[:, :2])
    np.testing.assert_array_equal(true[1], FRAMES[:, 2:])
    vector = gan.embed(FRAMES[2, :2], LANDMARKS[2, :2])
    np.testing.assert_allclose(
        drawn[1][2], gan.generate(LANDMARKS[2, 2:], person=vector), atol=1e-6
    )
    gan.gives.save_sheet(tmp_path / "sheet.png", gan.watched_samples(inputs))
    assert (tmp_path / "sheet.png").stat().st_size > 1000
    person = gan.adapt(FRAMES[0], LANDMARKS[0], epochs=0)
    ((_, one, _),) = person.watched_samples(person.watched_inputs(4, 0, (FRAMES[0], LANDMARKS[0])))
    np.testing.assert_array_equal(one[1], person.generate(LANDMARKS[0]))
    with pytest.raises(ValueError, match=r"`inputs` must be given .*inputs=\(frames, landmarks\)"):
        gan.watched_inputs(2, 0, FRAMES)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict.fromkeys(OF_LOSSES, 0.0), "are all 0: nothing is learned"),
        ({"shots": 0}, "`shots` must be a whole number of at least 1, got 0"),
        ({"features": "vgg19"}, "`features` must be 'vgg16' or a network, got 'vgg19'"),
        ({"image_shape": (16, 16, 1)}, r"is of pictures with 3 channels, .*content_weight=0"),
        ({"image_shape": (20, 20, 3), "downsamplings": 3}, r"multiples of 8.* nearest are 16 ti"),
    ],
)
def test_arguments_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        small(**arguments)
