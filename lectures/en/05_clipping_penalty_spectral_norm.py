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
# # 5. Three ways to keep a critic from being steep
#
# *Papers: WGAN, by clipping [1701.07875](https://arxiv.org/abs/1701.07875); WGAN-GP, by a penalty
# [1704.00028](https://arxiv.org/abs/1704.00028); SNGAN, by spectral normalisation
# [1802.05957](https://arxiv.org/abs/1802.05957).*
#
# **What the lecture asks.** The Wasserstein distance is the largest difference E_P f - E_Q f of a
# function f that nowhere rises faster than 1. How is a network kept to that? *Clip* its weights to
# [-c, c] after each step; *penalise* a slope other than 1 between real and drawn examples; or *divide*
# each layer by its largest singular value.
#
# Any function, divided by its steepest slope, gives a lower bound of the distance. So the three can be
# compared: whose bound comes nearest to the distance itself, which for a few hundred points can be
# computed by assigning each to its partner?
#
# **What do you expect?** Where do the weights of a clipped critic lie after training? Which of the three
# bounds is best, and which critic is flat where it should be steep?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from scipy.optimize import linear_sum_assignment

from keras_gan_zoo import data, networks, registry

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # a test's quick look at this notebook
steps, every = (1, 1) if short else (400, 50)


def claim(holds, sentence):
    """Prints a sentence of the lecture: ✓ if the numbers bear it, ✗ if they do not."""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## The distance itself
#
# The data is a ring of eight Gaussians, the generator stands still at N(0, I). Eight hundred points of
# each, every one assigned to a partner so that all ways together are shortest: that is the Wasserstein
# distance of those points.

# %%
ring = data.gaussian_ring(radius=2.0, stddev=0.1)
real = ring.sample(128 * 5 * steps, seed=0)
drawn = np.random.default_rng(1).standard_normal((4000, 2)).astype("float32")
ways = np.linalg.norm(ring.sample(800, seed=2)[:, None] - drawn[None, :800], axis=-1)
w1 = ways[linear_sum_assignment(ways)].mean()
print(f"W = {w1:.3f}")

# %% [markdown]
# ## Three critics
#
# The same layers, the same number of steps. Clipping gets the optimizer its paper asks for.


# %%
def critic(family, normalization, optimizer, **settings):
    keras.utils.set_random_seed(0)
    latents = keras.Input((2,))
    generator = keras.Model(latents, keras.layers.Dense(2)(latents))
    judge = networks.mlp_discriminator(
        (2,), width=64, depth=3, activation="leaky_relu", normalization=normalization
    )
    model = registry.find(family).load()(generator, judge, seed=0, critic_steps=5, **settings)
    model.compile(
        {"generator": keras.optimizers.SGD(0.0), "discriminator": optimizer},
        steps_per_execution=every,
    )
    model.generator.set_weights([np.eye(2), np.zeros(2)])
    model.fit(real, batch_size=128, verbose=0)
    return model.discriminator


decay = keras.optimizers.schedules.CosineDecay(2e-3, 5 * steps)
critics = {
    "clipping, c = 0.1": critic("wgan", "none", keras.optimizers.RMSprop(decay), clipping=0.1),
    "penalty": critic("wgan_gp", "none", keras.optimizers.Adam(decay, 0.5)),
    "spectral norm": critic(
        "sngan", "spectral", keras.optimizers.Adam(decay, 0.5), loss="wasserstein"
    ),
}


# %%
def slopes(judge, points):
    """The length of the critic's gradient at each point."""
    points = tf.constant(points, "float32")
    with tf.GradientTape() as tape:
        tape.watch(points)
        scores = judge(points, training=False)
    return np.linalg.norm(tape.gradient(scores, points), axis=-1)


side = np.linspace(-3.2, 3.2, 81, dtype="float32")
plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
held_out = ring.sample(4000, seed=3)
share = np.random.default_rng(4).random((4000, 1)).astype("float32")
between = share * held_out + (1 - share) * drawn
bound, steepness = {}, {}
for name, judge in critics.items():
    steepness[name] = slopes(judge, between)
    difference = np.mean(judge(held_out)) - np.mean(judge(drawn))
    bound[name] = difference / max(slopes(judge, plane).max(), slopes(judge, between).max())
    low, high = np.quantile(steepness[name], [0.1, 0.9])
    print(f"{name:18s} bound {bound[name]:.3f} of {w1:.3f}; slopes {low:.3f} to {high:.3f}")
clipped = np.concatenate([w.ravel() for w in critics["clipping, c = 0.1"].get_weights()])
at_the_edge = np.mean(np.abs(clipped) > 0.099)
kernels = [w for w in critics["penalty"].get_weights() if w.ndim == 2]

# %%
figure, axes = plt.subplots(2, 3, figsize=(9, 5), dpi=75)
for column, (name, judge) in enumerate(critics.items()):
    field = np.asarray(judge(plane)).reshape(81, 81)
    top, bottom = axes[:, column]
    top.contourf(side, side, field, levels=16, cmap="viridis")
    top.scatter(*held_out[:300].T, s=1, color="white")
    top.scatter(*drawn[:300].T, s=1, color="red")
    top.set(title=name, xticks=[], yticks=[], xlim=(-3.2, 3.2), ylim=(-3.2, 3.2), aspect=1)
    bottom.hist(steepness[name], bins=60)
    bottom.set(xlabel="slope between real and drawn", yticks=[])
figure.tight_layout()
plt.show()
figure, axes = plt.subplots(1, 3, figsize=(9, 1.8), dpi=75)
for axis, (name, judge) in zip(axes, critics.items(), strict=True):
    axis.hist(np.concatenate([w.ravel() for w in judge.get_weights() if w.ndim == 2]), bins=60)
    axis.set(title=f"weights, {name}", yticks=[])
plt.show()

# %%
clip, penalty, spectral = critics
claim(
    at_the_edge > 0.3,
    f"Clipping drives weights to the edge: {at_the_edge:.0%} of them stand at -c or c.",
)
claim(
    abs(np.median(steepness[penalty]) - 1) < 0.15,
    f"The penalty makes the slope 1 where it is asked: its median is {np.median(steepness[penalty]):.2f}.",
)
claim(
    steepness[spectral].max() <= 1.02,
    f"Spectral normalisation keeps every slope at 1 or below: the steepest is {steepness[spectral].max():.2f}.",
)
claim(
    all(value < 1.02 * w1 for value in bound.values()),
    f"No bound is above the distance, {w1:.2f}: {bound[clip]:.2f}, {bound[penalty]:.2f}, {bound[spectral]:.2f}.",
)
claim(
    bound[penalty] > bound[clip] and bound[penalty] > bound[spectral],
    f"The penalty's bound is the best: {bound[penalty] / w1:.0%} of the distance, beside {bound[clip] / w1:.0%} by clipping and {bound[spectral] / w1:.0%} by spectral normalisation.",
)

# %% [markdown]
# ## What to change next
#
# 1. Clip at c = 0.01, the paper's value for DCGAN, and at c = 1. What becomes of the slopes, and does
#    the bound, which is divided by the steepest of them, get better or worse?
# 2. Every layer of the spectral critic has a largest singular value of 1, and yet its slopes lie below
#    1. Why? (What do two layers do whose strongest directions do not meet, and what does leaky ReLU do
#    to one of them?) Make `depth=1` and look again.
