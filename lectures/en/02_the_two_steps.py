# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 2. The two steps, beside the algorithm's box
#
# *Papers: GAN, Algorithm 1 and section 3 [1406.2661](https://arxiv.org/abs/1406.2661); DCGAN, whose
# Adam this is [1511.06434](https://arxiv.org/abs/1511.06434).*
#
# **What the lecture asks.** In each round: *step 1*, hold the generator still and teach the
# discriminator to give real examples a high score and drawn ones a low one; *step 2*, hold the
# discriminator still and teach the generator to get a high score. Is this what a program does, line
# by line?
#
# | Algorithm 1 | in words |
# |---|---|
# | sample m latents z and m examples x | what both look at |
# | D goes up the gradient of mean log D(x) + log(1 - D(G(z))) | step 1, G stands still |
# | sample m latents z | |
# | G goes down the gradient of mean log(1 - D(G(z))), or up that of mean log D(G(z)) | step 2, D stands still |
#
# **What do you expect?** If the box is written out by hand with a gradient tape, and the library's
# `train_step` starts from the same weights and the same random numbers: by how much will the weights
# of both differ after a round? And what is the discriminator's loss once it cannot tell any more?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import inspect

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

import keras_gan_zoo

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # a test's quick look at this notebook
epochs = 1


def claim(holds, sentence):
    """Prints a sentence of the lecture: ✓ if the numbers bear it, ✗ if they do not."""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## The box, by hand
#
# Two games from one seed: the same weights, and the same random latents next. `by_hand` is played
# below; `by_zoo` will be played by the library.


# %%
def new_game():
    return keras_gan_zoo.get(
        "gan",
        image_shape=(2,),
        body="mlp",
        latent_dim=2,
        width=64,
        generator_normalization="none",
        discriminator_normalization="none",
        seed=0,
    )


by_hand, by_zoo = new_game(), new_game()
ring = keras_gan_zoo.data.gaussian_ring(stddev=0.05)
x = tf.constant(ring.sample(128, seed=0))

# %%
G, D = by_hand.generator, by_hand.discriminator
optimizers = by_hand.default_optimizers()
log_sigmoid = tf.math.log_sigmoid  # log D, where D's network gives a logit


def step_1(x, z):
    """Holds G still; D goes up log D(x) + log(1 - D(G(z)))."""
    with tf.GradientTape() as tape:
        real, fake = D(x, training=True), D(G(z, training=True), training=True)
        loss = -tf.reduce_mean(log_sigmoid(real)) - tf.reduce_mean(log_sigmoid(-fake))
    gradients = tape.gradient(loss, D.trainable_variables)
    optimizers["discriminator"].apply_gradients(zip(gradients, D.trainable_variables, strict=True))
    return loss


def step_2(z):
    """Holds D still; G goes up log D(G(z))."""
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(log_sigmoid(D(G(z, training=True), training=True)))
    gradients = tape.gradient(loss, G.trainable_variables)
    optimizers["generator"].apply_gradients(zip(gradients, G.trainable_variables, strict=True))
    return loss


def moved(network, before):
    return max(
        np.abs(now - then).max() for now, then in zip(network.get_weights(), before, strict=True)
    )


z = by_hand.sample_latents(x)
before_G, before_D = G.get_weights(), D.get_weights()
loss_D = float(step_1(x, z))
moved_1 = moved(G, before_G), moved(D, before_D)
middle_D = D.get_weights()
loss_G = float(step_2(z))
moved_2 = moved(G, before_G), moved(D, middle_D)
print(f"step 1 moved G by {moved_1[0]:.6f}, D by {moved_1[1]:.6f}")
print(f"step 2 moved G by {moved_2[0]:.6f}, D by {moved_2[1]:.6f}")

# %% [markdown]
# ## The same round by the zoo
#
# This is its whole `train_step`. `minimize(loss, player=...)` does what the two last lines of each step
# above do. Two things are other than in the box: the generator learns from the latents that the
# discriminator has just seen (a pass saved), and both losses may have penalties added.

# %%
print(inspect.getsource(type(by_zoo).train_step))
logs = {name: float(value) for name, value in by_zoo.train_step(x).items()}
print(logs)

# %%
apart = max(moved(by_zoo.generator, G.get_weights()), moved(by_zoo.discriminator, D.get_weights()))
claim(
    moved_1[0] == 0 < moved_1[1] and moved_2[1] == 0 < moved_2[0],
    f"Each step moves one player: G by {moved_1[0]:.4f} and then {moved_2[0]:.4f}, D by {moved_1[1]:.4f} and then {moved_2[1]:.4f}.",
)
claim(
    apart < 1e-6,
    f"After a round no weight differs between the two by more than {apart:.1e}.",
)
claim(
    abs(logs["discriminator_loss"] - loss_D) + abs(logs["generator_loss"] - loss_G) < 1e-5,
    f"The losses are the same: {loss_D:.4f} and {loss_G:.4f} by hand, {logs['discriminator_loss']:.4f} and {logs['generator_loss']:.4f} by the zoo.",
)

# %% [markdown]
# ## Round after round
#
# The background is D: blue where it says "real". The points are what G draws.

# %%
gan = new_game()
rates = {player: keras.optimizers.Adam(1e-3, beta_1=0.5) for player in gan.players}
gan.compile(rates, steps_per_execution=4 if short else 50)
points = ring.sample(512 if short else 64_000, seed=1)
side = np.linspace(-1.6, 1.6, 60, dtype="float32")
plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
figure, axes = plt.subplots(1, 5, figsize=(10, 2.3), dpi=80)
for round_, axis in enumerate(axes):
    if round_:
        history = gan.fit(points, batch_size=128, epochs=epochs, verbose=0).history
    field = 1 / (1 + np.exp(-np.asarray(gan.discriminator(plane)))).reshape(60, 60)
    axis.imshow(field, extent=(-1.6, 1.6) * 2, origin="lower", cmap="RdBu", vmin=0, vmax=1)
    axis.scatter(*gan.generate(400, seed=0, batch_size=400).T, s=2, color="black")
    axis.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), xticks=[], yticks=[])
    axis.set_title(f"{round_ * epochs * (len(points) // 128):,} rounds", fontsize=9)
plt.show()

# %%
last_loss = history["discriminator_loss"][-1]
claim(
    abs(last_loss - 2 * np.log(2)) < 0.15,
    f"Where D cannot tell, its loss is 2 log 2 = {2 * np.log(2):.3f}: after these rounds it is {last_loss:.3f}.",
)

# %% [markdown]
# ## Why step 2 goes up log D and not down log(1 - D)
#
# A new generator, and a discriminator that has had three hundred steps alone: how long is the gradient
# of either loss?

# %%
taught = new_game()
G, D = taught.generator, taught.discriminator
optimizers = {"discriminator": keras.optimizers.Adam(1e-3)}
alone = tf.function(step_1)
for number in range(3 if short else 300):
    alone(tf.constant(ring.sample(128, seed=number)), taught.sample_latents(x))


def length_of_gradient(loss_of_logits):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(loss_of_logits(D(G(taught.sample_latents(x)))))
    return float(tf.linalg.global_norm(tape.gradient(loss, G.trainable_variables)))


minimax = length_of_gradient(lambda logits: log_sigmoid(-logits))
non_saturating = length_of_gradient(lambda logits: -log_sigmoid(logits))
print(f"log(1 - D): {minimax:.5f}, -log D: {non_saturating:.5f}")
claim(
    non_saturating > 5 * minimax,
    f"While D wins, -log D teaches {non_saturating / minimax:.0f} times as strongly as log(1 - D).",
)

# %% [markdown]
# ## What to change next
#
# 1. Give D five steps for each of G's, as Algorithm 1's k = 5: call `step_1` five times. What happens to
#    the two losses, and to the picture?
# 2. Leave out "hold still": in step 2, apply the gradient of -log D(G(z)) to D's weights as well. Guess
#    what D learns from it, then look at its loss after a hundred rounds.
