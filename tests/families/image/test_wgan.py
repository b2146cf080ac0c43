"""WGAN: several critic steps, each on images of its own and clipped."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny import fakes, points, reloaded, scores, step, tiny


def test_losses_are_those_of_the_paper():
    batch = points(12)
    gan = tiny("wgan", critic_steps=3, clipping=10.0)
    logged = step(gan, batch)
    *of_critic, of_generator = fakes(gan, 4, 4, 4, 4)
    distances = [
        scores(gan, real).mean() - scores(gan, fake).mean()
        for real, fake in zip((batch[i::3] for i in range(3)), of_critic, strict=True)
    ]
    assert logged == pytest.approx(
        {
            "discriminator_loss": -np.mean(distances),
            "generator_loss": -scores(gan, of_generator).mean(),
        },
        rel=1e-4,
        abs=1e-6,
    )


def test_each_critic_step_sees_other_images_and_is_clipped():
    gan = tiny("wgan", still=False, critic_steps=3, clipping=0.02)
    gan.compile({"discriminator": {"learning_rate": 0.1}})
    seen, moves = [], []
    critic_step, minimize = gan.critic_step, gan.minimize

    def recorded(real_images):
        critic_step(real_images)
        seen.append(real_images.numpy())
        largest = max(np.abs(v.numpy()).max() for v in gan.critic.trainable_variables)
        assert largest == pytest.approx(0.02)

    def counted(loss, player):
        moves.append(player)
        return minimize(loss, player)

    gan.critic_step, gan.minimize = recorded, counted
    batch = points(12)
    step(gan, batch)
    np.testing.assert_array_equal(seen, [batch[index::3] for index in range(3)])
    assert moves == ["discriminator"] * 3 + ["generator"]
    assert int(gan.optimizer["discriminator"].iterations) == 3


@pytest.mark.parametrize("static", [True, False])
def test_fit_gives_a_batch_to_each_critic_step(static):
    gan = tiny("wgan", still=False, critic_steps=2)
    gan.compile(run_eagerly=static)  # which is sooner done; what is not static needs a graph
    data = points(28)
    if not static:  # the batches' size is not known when the step is traced
        data = tf.data.Dataset.from_tensor_slices(data).batch(4)
        assert data.element_spec.shape[0] is None
    steps = []
    counted = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: steps.append(batch)
    )
    gan.fit(data, batch_size=4, epochs=2, verbose=0, callbacks=[counted])
    assert steps == [0, 1, 2, 0, 1, 2]  # 28 // (2 * 4)


def test_optimizer_is_rmsprop():
    gan = tiny("wgan", still=False)
    for player in gan.players:  # 1701.07875, Algorithm 1
        assert isinstance(gan.optimizer[player], keras.optimizers.RMSprop)
        assert float(gan.optimizer[player].learning_rate) == pytest.approx(5e-5)
        assert gan.optimizer[player].momentum == 0
    assert (gan.critic_steps, gan.clipping) == (5, 0.01)


def test_settings_are_saved(tmp_path):
    again = reloaded(tiny("wgan", critic_steps=2, clipping=0.03), tmp_path)
    assert (again.critic_steps, again.clipping) == (2, 0.03)


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`clipping` must be a number above 0, got 0"):
        tiny("wgan", clipping=0)
    with pytest.raises(ValueError, match=r"`critic_steps` must be a whole number of at least 1"):
        tiny("wgan", critic_steps=0)
    gan = tiny("wgan", critic_steps=3)
    with pytest.raises(ValueError, match=r"critic_steps=3.*got 4 images; pass a multiple of 3"):
        step(gan, points(4))
    with pytest.raises(ValueError, match=r"critic_steps=3 batches, and `x` has fewer"):
        gan.fit(points(8), batch_size=4, verbose=0)
