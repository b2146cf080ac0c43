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
# # 4. f-GAN: choose a divergence by its name
#
# *Papers: f-GAN [1606.00709](https://arxiv.org/abs/1606.00709); the GAN that is one of them
# [1406.2661](https://arxiv.org/abs/1406.2661).*
#
# **What the lecture asks.** The discriminator of the first GAN happens to measure a Jensen-Shannon
# divergence. Could it measure another? Every f-divergence has a convex f, every convex f has a
# conjugate f\*, and with it a bound that a network T can raise: D_f(P || Q) is at least
# E_P T(x) - E_Q f\*(T(x)). So the loss of a GAN can be had by naming the divergence.
#
# **What do you expect?** One Gaussian has to stand for two heaps of data, one of them larger. Where will
# it stand, and how wide will it be, if it is fitted by KL(P || Q)? And by reverse KL(Q || P)? Which of
# the two would rather draw something that is in no picture than leave a picture out?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np

from keras_gan_zoo import losses, networks, registry

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # a test's quick look at this notebook
steps, batch, every = (1, 64, 1) if short else (400, 512, 50)


def claim(holds, sentence):
    """Prints a sentence of the lecture: ✓ if the numbers bear it, ✗ if they do not."""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## Does the discriminator reach the divergence?
#
# P = N(1, 0.7²), Q = N(0, 1), and a generator that stands still. The discriminator of `f_gan` learns
# for each name there is; its bound is then integrated and set beside the integral of q f(p / q).


# %%
def density(x, mean=0.0, deviation=1.0):
    return np.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * np.sqrt(2 * np.pi))


def game(divergence, rate, epochs=1, **settings):
    latents = keras.Input((1,))
    generator = keras.Model(latents, keras.layers.Dense(1)(latents))
    judge = networks.mlp_discriminator((1,), width=64, depth=2, activation="leaky_relu")
    model = registry.find("f_gan").load()(
        generator, judge, divergence=divergence, seed=0, **settings
    )
    learns, generator_learns = (
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(each, epochs * steps), 0.5)
        for each in (4e-3, rate)
    )
    model.compile(
        {"discriminator": learns, "generator": generator_learns}, steps_per_execution=every
    )
    return model


grid = np.linspace(-7, 7, 7001)
p, q = density(grid, 1.0, 0.7), density(grid)
data = (1 + 0.7 * np.random.default_rng(0).standard_normal((batch * steps, 1))).astype("float32")
names, reached, true = losses.list_divergences(), [], []
for name in names:
    keras.utils.set_random_seed(0)
    model = game(name, rate=0.0)
    model.generator.set_weights([np.ones((1, 1)), np.zeros(1)])
    model.fit(data, batch_size=batch, verbose=0)
    divergence = losses.get_divergence(name)
    v = np.asarray(model.discriminator(grid[:, None]))[:, 0]
    t = divergence.activation(v)
    bound = p * np.asarray(t) - q * np.asarray(divergence.conjugate(t))
    reached.append(np.trapezoid(bound, grid))
    true.append(np.trapezoid(q * divergence.f(p / q), grid))
    print(f"{name:18s} true {true[-1]:7.4f}   learned {reached[-1]:7.4f}")

# %%
reached, true = np.array(reached), np.array(true)
error = np.abs(reached / true - 1)
claim(
    np.all(reached < true + 0.02 * np.abs(true)),
    f"None goes above its divergence by more than 2 %: at most {np.max((reached - true) / np.abs(true)):+.2%}.",
)
claim(
    np.all(error < 0.05),
    f"All {len(names)} come within 5 % of it; the worst is {names[int(error.argmax())]}, {error.max():.1%} off.",
)

# %% [markdown]
# ## Two heaps, one Gaussian
#
# Now the generator learns too: it has two numbers, its mean and its deviation. `saturating=True` lets it
# lower the very bound that the discriminator raises. What is best for each divergence is found beside
# it by trying all means and deviations on a grid.

# %%
p = 0.8 * density(grid, -1.0, 0.5) + 0.2 * density(grid, 1.6, 0.5)
random = np.random.default_rng(1)
left = random.random((batch * steps, 1)) < 0.8
heaps = np.where(left, -1.0, 1.6) + 0.5 * random.standard_normal(left.shape)


def best_gaussian(divergence):
    """The mean and deviation of the least divergence, of all on a grid."""
    x = grid[::20]
    ratio_of = p[::20]
    found = (np.inf, 0.0, 0.0)
    for mean in np.arange(-2, 2.01, 0.05):
        for deviation in np.arange(0.2, 2.01, 0.05):
            of_q = density(x, mean, deviation) + 1e-30
            with np.errstate(all="ignore"):
                value = np.trapezoid(of_q * divergence.f((ratio_of + 1e-30) / of_q), x)
            found = min(found, (value, mean, deviation))
    return found[1:]


chosen = ("kl", "jensen_shannon", "reverse_kl")
fitted, best = {}, {}
for name in chosen:
    keras.utils.set_random_seed(0)
    model = game(name, rate=1e-2, epochs=3, saturating=True)
    model.generator.set_weights([np.full((1, 1), 1.0), np.zeros(1)])
    model.fit(heaps.astype("float32"), batch_size=batch, epochs=3, verbose=0)
    kernel, bias = model.generator.get_weights()
    fitted[name], best[name] = (
        (bias[0], abs(kernel[0, 0])),
        best_gaussian(losses.get_divergence(name)),
    )
    print(
        f"{name:15s} learned: mean {fitted[name][0]:5.2f}, deviation {fitted[name][1]:.2f}; best: {best[name][0]:5.2f}, {best[name][1]:.2f}"
    )

# %%
figure, axes = plt.subplots(1, 3, figsize=(9, 2.3), dpi=80, sharey=True)
for axis, name in zip(axes, chosen, strict=True):
    axis.fill_between(grid, p, color="#d0d0d0", label="data")
    axis.plot(grid, density(grid, *best[name]), "--", color="grey", label="best Gaussian")
    axis.plot(grid, density(grid, *fitted[name]), color="#1f5fbf", label="learned")
    axis.set(title=name, xlim=(-4, 4))
axes[0].legend(fontsize=7)
plt.show()

# %%
wide, narrow = fitted["kl"][1], fitted["reverse_kl"][1]
claim(
    wide > 1.5 * narrow,
    f"KL covers both heaps, reverse KL takes one: the deviations are {wide:.2f} and {narrow:.2f}.",
)
claim(
    abs(fitted["reverse_kl"][0] - -1.0) < 0.15,
    f"The one it takes is the larger, at -1: its mean is {fitted['reverse_kl'][0]:.2f}.",
)
gaps = [np.max(np.abs(np.subtract(fitted[name], best[name]))) for name in chosen]
claim(
    max(gaps) < 0.25,
    f"The game finds what the grid finds: the numbers are {max(gaps):.2f} apart at most.",
)

# %% [markdown]
# ## What to change next
#
# 1. The lecture explains collapse by reverse KL. Start the generator on the smaller heap
#    (`np.full(1, 1.6)` for its bias, 0.5 for its kernel) and fit by `reverse_kl`: does it find the
#    larger one? And by `kl`?
# 2. Register a divergence of your own: Neyman's, f(u) = (1 - u)² / u, stands in the docstring of
#    `keras_gan_zoo.losses.FDivergence`. Does its bound reach the true value in the first experiment?
