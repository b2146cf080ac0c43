"""PacGAN: packs of pictures, one logit each."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny import fakes, points, reloaded, scores, sigmoid, step, tiny

from keras_gan_zoo.layers import Packing


def test_one_logit_a_pack_of_neighbours():
    gan = tiny("pacgan", packing=3)
    assert isinstance(gan.discriminator.layers[1], Packing)
    batch = points(6)
    logits = gan.discriminator(batch)
    assert logits.shape == (2, 1)
    other = batch.copy()
    other[4] += 1.0
    changed = np.asarray(gan.discriminator(other) != logits)[:, 0]
    np.testing.assert_array_equal(changed, [False, True])


@pytest.mark.parametrize("packing", [1, 2, 4])
def test_losses_are_those_of_the_paper(packing):
    batch = points(8)
    gan = tiny("pacgan", packing=packing, discriminator_normalization="none")
    logged = step(gan, batch)
    (fake,) = fakes(gan, 8)
    real, fake = sigmoid(scores(gan, batch)), sigmoid(scores(gan, fake))
    assert len(real) == len(fake) == 8 // packing
    assert logged == pytest.approx(
        {
            "discriminator_loss": -np.mean(np.log(real)) - np.mean(np.log(1 - fake)),
            "generator_loss": -np.mean(np.log(fake)),
        },
        rel=1e-4,
    )


def test_a_batch_that_leaves_a_rest_is_refused():
    gan = tiny("pacgan", packing=3)
    with pytest.raises(ValueError, match=r"`batch_size` must be a multiple of packing=3, got 64"):
        gan.fit(points(128), verbose=0)
    with pytest.raises(ValueError, match=r"multiple of packing=3, got 4; e.g. 3"):
        gan.fit(points(12), batch_size=4, verbose=0)
    with pytest.raises(ValueError, match=r"multiple of packing=3, got 4; e.g. 3"):
        gan.fit(tf.data.Dataset.from_tensor_slices(points(12)).batch(4, True), verbose=0)
    with pytest.raises(ValueError, match=r"batch of 4 cannot be packed by 3"):
        gan.train_on_batch(points(4))


def test_a_dataset_of_ones_own_batches_trains():
    gan = tiny("pacgan", packing=3, still=False)
    # 16 points are two batches of 6 and a rest of 4, which three do not divide.
    steps = []
    counted = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: steps.append(batch)
    )
    data = tf.data.Dataset.from_tensor_slices(points(16)).batch(6)
    gan.fit(data, verbose=0, callbacks=[counted])
    assert steps == [0, 1]


def test_packing_is_saved(tmp_path):
    assert reloaded(tiny("pacgan", packing=4), tmp_path).packing == 4
    assert tiny("pacgan").packing == 2


def test_packing_goes_with_several_critic_steps():
    gan = tiny("wgan_gp", packing=2, critic_steps=2)
    assert np.isfinite(list(step(gan, points(8)).values())).all()
    with pytest.raises(ValueError, match=r"critic_steps=2 of packs of 2, but got 6 images"):
        step(gan, points(6))
