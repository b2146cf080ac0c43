"""A game with adaptive augmentation: when p moves, by what, and what is left as it was."""

import keras
import numpy as np
import pytest
from keras import ops
from small_families import restore, small, training_data, values
from tiny import numpy

import keras_gan_zoo
from keras_gan_zoo.layers import AdaptiveAugment

ADAPTIVE = {"adaptive": {"pictures": 64, "start": 0.25, "every": 2, "seed": 1}}


def augmented(family, **arguments):
    return small(family, seed=7, **{"augment": ADAPTIVE, **arguments})


def layer_of(gan):
    (layer,) = (each for each in gan.discriminator.layers if isinstance(each, AdaptiveAugment))
    return layer


def sure(gan, boundary, real):
    """Makes a discriminator say of everything that it is real, or that it is not."""
    kernel, bias = gan.discriminator.trainable_variables[-2:]
    kernel.assign(0 * kernel)
    bias.assign(0 * bias + boundary + (0.1 if real else -0.1))


@pytest.mark.parametrize(
    ("family", "boundary", "arguments"),
    [("dcgan", 0.0, {}), ("gan", 0.5, {"loss": "least_squares"}), ("cgan", 0.0, {})],
)
def test_p_moves_every_second_step_by_how_many_are_right(family, boundary, arguments, pictures):
    gan = augmented(family, **arguments)
    for player in gan.players:
        gan.optimizer[player].learning_rate = 0.0
    batches = iter(gan.prepare_data(training_data(gan, pictures), 4, shuffle=False).repeat())
    logged = []
    for real in (True, False, False):
        sure(gan, boundary, real)
        logged += [gan.train_on_batch(next(batches))["augment_probability"] for _ in range(2)]
    step = 4 * 2 / 64
    after = [0.25 + step, 0.25, 0.25 - step]
    assert logged == pytest.approx([0.25, *np.repeat(after, 2)[:-1]])


def test_to_be_judged_changes_nothing_else(pictures):
    gan = augmented("dcgan")
    gan.optimizer.iterations.assign(1)  # due
    data = ops.convert_to_tensor(training_data(gan, pictures)[:4])
    layer = layer_of(gan)
    moving = [v for v in gan.discriminator.variables if "seed" not in v.path]
    before = values(moving)
    gan.before_step(data)
    changed = [
        variable.path
        for variable, old in zip(moving, before, strict=True)
        if np.any(numpy(variable) != old)
    ]
    assert changed == [layer.probability.path]


def test_it_is_saved_with_the_rest(pictures, tmp_path):
    gan = augmented("dcgan")
    gan.optimizer.iterations.assign(1)  # due
    gan.before_step(ops.convert_to_tensor(training_data(gan, pictures)[:4]))
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert float(layer_of(loaded).probability) == float(layer_of(gan).probability) != 0.25
    assert layer_of(loaded).get_config() == layer_of(gan).get_config()
    assert loaded.terms == gan.terms and "augment_probability" in gan.terms


def test_texts_are_judged_with_their_pictures(pictures):
    gan = augmented("text_to_image")
    texts = gan.in_turn(4)
    images = training_data(gan, pictures)[0][:4]
    batch = next(iter(gan.prepare_data((images, texts), 4, shuffle=False)))
    restore([layer_of(gan).probability], [np.float32(0.0)])
    x, t = batch
    h = gan.text_encoder(t, training=False)
    np.testing.assert_allclose(
        gan.judge_real(batch), gan.discriminator([x, h], training=True), atol=1e-4
    )


@pytest.mark.parametrize(
    ("family", "arguments"),
    [("wgan_gp", {}), ("wgan", {}), ("r3gan", {}), ("gan", {"loss": "wasserstein"})],
)
def test_critics_that_only_compare_are_refused(family, arguments):
    with pytest.raises(ValueError, match=r"compares pictures and calls none real: give a policy"):
        keras_gan_zoo.get(family, image_shape=(16, 16, 1), width=4, augment="adaptive", **arguments)


def test_mistakes_are_named():
    for augment, sentence in (
        ({"adaptive": {"goal": 0.5}}, "'adaptive' has no argument 'goal'; it has 'every', 'pict"),
        (
            {"color": {}},
            r"or that with its arguments, as in \{'adaptive': \{'target': 0.5\}\}, got",
        ),
        ("adaptiv", "or be 'adaptive', got 'adaptiv'. Did you mean 'adaptive'"),
        ({"adaptive": {"target": 3}}, "`target` must be a number above -1 and below 1, got 3"),
    ):
        with pytest.raises(ValueError, match=sentence):
            augmented("dcgan", augment=augment)
