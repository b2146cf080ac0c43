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
# # 3. Where the supports do not meet: JS against Wasserstein
#
# *Papers: GAN [1406.2661](https://arxiv.org/abs/1406.2661); why its training is unstable
# [1701.04862](https://arxiv.org/abs/1701.04862); WGAN
# [1701.07875](https://arxiv.org/abs/1701.07875); its penalty
# [1704.00028](https://arxiv.org/abs/1704.00028).*
#
# **What the lecture asks.** Pictures fill next to nothing of the space of pixels, and so do the
# pictures of a generator: two thin sheets in a large room hardly meet. A divergence that compares
# densities point by point then has only one thing to say, "different". How far away the generator
# is, and in which direction it should go, cannot be told from that.
#
# Here both sheets are lines in the plane: the data lies on x = 0, the generator draws on x = theta.
# The discriminator of `gan` measures the Jensen-Shannon divergence (its best loss is
# 2 log 2 - 2 JS), the critic of `wgan_gp` measures the Wasserstein distance, which for these lines
# is theta itself.
#
# **What do you expect?** Write down, before you run: JS and W at theta = 0, at 0.5 and at 4; and how
# strongly each of the two judges pulls the generator towards the data there.

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np

from keras_gan_zoo import networks, registry

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # a test's quick look at this notebook
steps = 5 if short else 400


def claim(holds, sentence):
    """Prints a sentence of the lecture: ✓ if the numbers bear it, ✗ if they do not."""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## A generator that stands still
#
# One dense layer makes points (theta, z) of its latents; its learning rate is 0, so that only the
# judge learns. Everything else is the family's own `train_step`.


# %%
def game(family, **settings):
    latents = keras.Input((2,))
    line = keras.Model(latents, keras.layers.Dense(2)(latents))
    judge = networks.mlp_discriminator((2,), width=64, depth=2, activation="leaky_relu")
    model = registry.find(family).load()(line, judge, seed=0, **settings)
    still, learns = keras.optimizers.SGD(0.0), keras.optimizers.Adam(2e-3, beta_1=0.5)
    model.compile({"generator": still, "discriminator": learns}, steps_per_execution=5)
    return model


def move(model, theta):
    model.generator.set_weights([np.diag([0.0, 1.0]), np.array([theta, 0.0])])


def judged(model, points):
    return np.asarray(model.discriminator(points))[:, 0]


random = np.random.default_rng(0)
data = np.stack([np.zeros(64_000), random.standard_normal(64_000)], axis=1).astype("float32")
held_out = data[-2000:]
keras.utils.set_random_seed(0)
gan = game("gan", loss="minimax")
wgan = game("wgan_gp", critic_steps=5, gradient_penalty_weight=10.0)

# %% [markdown]
# ## Slide it away
#
# At each distance the judges learn for a while and then measure. The pull is the slope of the
# generator's own loss in theta, by a small step to either side with the judge as it is: log(1 - D)
# for `gan`, in the minimax form of the theory, and minus the score for the critic.

# %%
distances = [0.0, 4.0] if short else [0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0]


def softplus(x):
    return np.logaddexp(0.0, x)


measured = []
for theta in distances:
    # The critic takes five batches a step, one for each of its own steps.
    for model, epochs in ((gan, 1), (wgan, 1 if short else 5)):
        move(model, theta)
        model.fit(data[: 128 * steps], batch_size=128, epochs=epochs, verbose=0)
    drawn = held_out + np.float32([theta, 0.0])
    loss = softplus(-judged(gan, held_out)).mean() + softplus(judged(gan, drawn)).mean()
    js = np.log(2) - loss / 2
    w = judged(wgan, held_out).mean() - judged(wgan, drawn).mean()
    near, far = drawn - np.float32([0.05, 0]), drawn + np.float32([0.05, 0])
    pull_js = np.mean(softplus(judged(gan, near)) - softplus(judged(gan, far))) / 0.1
    pull_w = np.mean(judged(wgan, near) - judged(wgan, far)) / 0.1
    measured.append((js, w, abs(pull_js), abs(pull_w)))
    print(
        f"theta {theta:4.2f}: JS {js:6.3f}, W {w:6.3f}; pull {abs(pull_js):6.3f}, {abs(pull_w):6.3f}"
    )
js, w, pull_js, pull_w = np.array(measured).T

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 2.8), dpi=80)
left.plot(distances, js, "o-", label="JS, by gan")
left.plot(distances, w, "s-", label="W, by wgan_gp")
left.axhline(np.log(2), color="grey", linewidth=0.8, linestyle=":")
left.text(3.5, np.log(2) + 0.12, "log 2", color="grey")
left.set(xlabel="theta, the distance of the lines", title="what the judge measures")
right.plot(distances, pull_js, "o-", label="log(1 - D)")
right.plot(distances, pull_w, "s-", label="-critic")
right.set(xlabel="theta", title="how strongly it pulls the generator")
left.legend()
right.legend()
plt.show()

# %%
theta = np.array(distances)
apart = theta >= 0.5
claim(
    np.all(np.abs(js[apart] - np.log(2)) < 0.02),
    f"JS is log 2 = {np.log(2):.3f} wherever the lines are apart, near or far: {js[apart].min():.3f} to {js[apart].max():.3f}.",
)
claim(np.all(np.diff(w) > 0), f"W grows with the distance, from {w[0]:.2f} to {w[-1]:.2f}.")
claim(
    pull_js[-1] < 0.05 < 0.5 < pull_w[-1],
    f"At theta = {theta[-1]:.0f} the GAN's judge pulls with {pull_js[-1]:.3f}, the critic with {pull_w[-1]:.2f}.",
)
claim(
    np.max(np.abs(w - theta)) < 0.1,
    f"The critic's W is theta itself: at most {np.max(np.abs(w - theta)):.2f} away from it.",
)
steeper = theta * (1 + theta / (2 * wgan.gradient_penalty_weight))
claim(
    np.allclose(w, steeper, rtol=0.03, atol=0.03),
    f"It is theta (1 + theta / (2 lambda)), what a penalty of weight lambda allows: {steeper[-1]:.2f} at the end.",
)

# %% [markdown]
# ## What the numbers say
#
# The penalty holds the critic's slope near 1, not at 1: a steeper critic gains theta for each unit of
# slope and pays lambda (slope - 1)^2, and the two balance at 1 + theta / (2 lambda). A logged
# "Wasserstein distance" is therefore a little too large where the generator is far away.
#
# ## What to change next
#
# 1. Set `gradient_penalty_weight=100.0`. Which of the sentences above turns, and what does it cost
#    the critic in learning time?
# 2. Give both lines a width: add noise of deviation 0.5 to `data`, and draw with the same noise. From
#    which theta on is JS still log 2? (Instance noise, 1610.04490, is this trick.)
