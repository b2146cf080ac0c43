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
# # 1. Generation, and why it takes a distribution
#
# *Papers: GAN [1406.2661](https://arxiv.org/abs/1406.2661); mean squared error and blurred frames
# [1511.05440](https://arxiv.org/abs/1511.05440); pix2pix
# [1611.07004](https://arxiv.org/abs/1611.07004).*
#
# **What the lecture asks.** Why is drawing not just another regression? Because one question has many
# right answers. A figure at a corner may turn left or right; both are right, and something in between,
# half a figure here and half a figure there, is wrong. A network that is trained to be near the
# answers *on average* gives just that in-between.
#
# **What do you expect?** Below, a number x has two answers, one above and one below zero. Where will a
# network lie that learns them by squared distance, and how near to it is the nearest real example? And
# when a digit steps to the left or to the right: what will such a network paint?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np

import keras_gan_zoo

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # a test's quick look at this notebook
epochs = 1 if short else 15


def claim(holds, sentence):
    """Prints a sentence of the lecture: ✓ if the numbers bear it, ✗ if they do not."""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## A question with two answers
#
# The same points (x, y) for both: the regression is given x and learns y by squared distance; the GAN
# learns to draw points (x, y) that could be of the data.

# %%
random = np.random.default_rng(0)
x = random.uniform(-1, 1, 512 if short else 12_800)
side = random.choice([-1, 1], len(x))
y = side * (0.6 + 0.25 * np.cos(3 * x)) + 0.02 * random.standard_normal(len(x))
points = np.stack([x, y], axis=1).astype("float32")

keras.utils.set_random_seed(0)
regression = keras.Sequential(
    [keras.layers.Dense(64, "relu"), keras.layers.Dense(64, "relu"), keras.layers.Dense(1)]
)
regression.compile(keras.optimizers.Adam(1e-3), "mse")
regression.fit(points[:, :1], points[:, 1:], batch_size=128, epochs=1 if short else 5, verbose=0)
told = np.stack([x[:2000], regression.predict(points[:2000, :1], verbose=0)[:, 0]], axis=1)

# %%
gan = keras_gan_zoo.get(
    "gan",
    image_shape=(2,),
    body="mlp",
    latent_dim=2,
    width=128,
    generator_normalization="none",
    discriminator_normalization="none",
    ema_decay=0.99,
    seed=0,
)
rates = {player: keras.optimizers.Adam(1e-3, beta_1=0.5) for player in gan.players}
gan.compile(rates, steps_per_execution=4 if short else 50)
gan.fit(points, batch_size=128, epochs=epochs, verbose=0)
drawn = gan.generate(2000, seed=0, batch_size=2000)


# %%
def distance_to_data(asked):
    """The distance of each point to the nearest point of the data."""
    return np.min(np.linalg.norm(asked[:, None] - points[None, :4000], axis=-1), axis=1)


far_regression = np.median(distance_to_data(told))
far_gan = np.median(distance_to_data(drawn))
print(f"median distance to the data: {far_regression:.3f} (regression), {far_gan:.3f} (GAN)")
figure, axes = plt.subplots(1, 3, figsize=(9, 2.6), dpi=80, sharey=True)
for axis, shown, title in zip(
    axes, (points[:2000], told, drawn), ("data", "by squared distance", "by a GAN"), strict=True
):
    axis.scatter(*points[:2000].T, s=2, color="#d0d0d0")
    axis.scatter(*shown.T, s=2, color="#1f5fbf")
    axis.set(title=title, xlabel="x", xlim=(-1.2, 1.2), ylim=(-1.2, 1.2))
plt.show()

# %%
above = np.mean(drawn[:, 1] > 0)
claim(
    np.max(np.abs(told[:, 1])) < 0.2,
    f"The regression says the mean of both answers, 0: at most {np.max(np.abs(told[:, 1])):.2f} away from it.",
)
claim(
    far_gan < far_regression / 3,
    f"The GAN's points lie {far_regression / far_gan:.0f} times nearer to data than the regression's.",
)
claim(
    0.3 < above < 0.7,
    f"The GAN gives both answers: {above:.0%} of its points lie above, {1 - above:.0%} below.",
)

# %% [markdown]
# ## A digit that steps to the left or to the right
#
# The input is a digit in the middle, the target is the same digit three pixels to one side, by the toss of a
# coin. One network, a U-Net, learns twice: first by squared distance; then, from where that left it, as the
# generator of `pix2pix`, whose discriminator asks whether the pair could be real.

# %%
digits = keras_gan_zoo.data.load("mnist", image_size=16, limit=64 if short else 3200)
digits = np.concatenate(list(digits.batch(64).as_numpy_iterator()))
left, right = np.roll(digits, -3, axis=2), np.roll(digits, 3, axis=2)
to_the_left = random.random(len(digits)) < 0.5
moved = np.where(to_the_left[:, None, None, None], left, right)
shown = slice(0, 32 if short else 500)

player = keras_gan_zoo.get(
    "pix2pix",
    image_shape=(16, 16, 1),
    width=16,
    discriminator_width=32,
    discriminator_downsamplings=2,
    l1_weight=3.0,
    optimizers={
        "generator": {"learning_rate": 1e-3},
        "discriminator": {"learning_rate": 5e-4},
    },
    seed=0,
)
player.generator.compile(keras.optimizers.Adam(2e-3), "mse")
player.generator.fit(digits, moved, batch_size=32, epochs=1 if short else 3, verbose=0)
painted = np.asarray(player.generator(digits[shown]))

# %%
player.fit((digits, moved), batch_size=32, epochs=1 if short else 4, verbose=0)
played = player.generate(digits[shown], seed=0)


# %%
def gap(a, b):
    return np.mean(np.abs(a - b), axis=(1, 2, 3))


def like_one_answer(pictures):
    """The share of pictures that are nearer to one of the answers than to the mean of both."""
    one = np.minimum(gap(pictures, left[shown]), gap(pictures, right[shown]))
    return np.mean(one < gap(pictures, (left[shown] + right[shown]) / 2))


print(
    f"nearer to one answer than to the mean: {like_one_answer(painted):.0%} (squared distance), {like_one_answer(played):.0%} (pix2pix)"
)
goes_left = np.mean(gap(played, left[shown]) < gap(played, right[shown]))
print(f"pix2pix goes to the left in {goes_left:.0%}")
rows = [("input", digits), ("squared distance", painted), ("pix2pix", played)]
figure, axes = plt.subplots(3, 1, figsize=(7, 2.6), dpi=80)
for axis, (title, pictures) in zip(axes, rows, strict=True):
    axis.imshow(np.concatenate(pictures[:12, :, :, 0], axis=1), cmap="gray", vmin=-1, vmax=1)
    axis.set_axis_off()
    axis.text(-3, 8, title, ha="right", va="center")
plt.show()

# %%
grey_painted, grey_played = (np.mean(np.abs(pictures) < 0.5) for pictures in (painted, played))
claim(
    like_one_answer(painted) < 0.1,
    f"Squared distance paints both digits at once, half as bright: {like_one_answer(painted):.0%} of its pictures are more like one answer.",
)
claim(
    like_one_answer(played) > 0.9,
    f"pix2pix decides: {like_one_answer(played):.0%} of its pictures are more like one answer.",
)
claim(
    grey_played < 0.7 * grey_painted,
    f"Ink is black or white: {grey_painted:.0%} of the pixels are grey by squared distance, {grey_played:.0%} by pix2pix.",
)
claim(
    0.2 < goes_left < 0.8,
    f"Over many digits it gives both answers: {goes_left:.0%} go to the left, half of the real ones do.",
)

# %% [markdown]
# ## What to change next
#
# 1. Let the coin fall to the left nine times in ten. What does the squared distance paint now, and what
#    does a distance by absolute values (`"mae"`) paint? Guess by what a mean and a median are.
# 2. A ✗ at the last sentence is mode dropping: one answer is enough to please this discriminator. `packing`,
#    which would show it several pictures at once, is not among `pix2pix`'s arguments. Draw the same digit
#    ten times by `n=10`: does the noise, dropout alone, ever change the side? (The paper notes how little
#    it does.)
