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
# # 4. f-GAN:用名字挑 divergence
#
# *論文:f-GAN [1606.00709](https://arxiv.org/abs/1606.00709);其中一個特例就是最早的 GAN [1406.2661](https://arxiv.org/abs/1406.2661)。*
#
# **課程的問題。** 最早的 GAN,discriminator 量到的剛好是 JS divergence。能不能量別的?每個 f-divergence 有一個凸函數 f,每個凸函數都有 conjugate f\*,於是有一個讓 network T 去推高的下界:D_f(P || Q) 至少是 E_P T(x) - E_Q f\*(T(x))。所以只要說出 divergence 的名字,就有了 GAN 的 loss。
#
# **先猜猜看。** 用一個 Gaussian 去代表兩堆資料,其中一堆比較大。用 KL(P || Q) 去配,它會站在哪裡、多寬?用 reverse KL(Q || P) 呢?哪一個寧可畫出根本不存在的東西,也不肯漏掉一張圖?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np

from keras_gan_zoo import losses, networks, registry

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
steps, batch, every = (1, 64, 1) if short else (400, 512, 50)


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## Discriminator 量得到嗎?
#
# P = N(1, 0.7²),Q = N(0, 1),generator 站著不動。每個名字都讓 `f_gan` 的 discriminator 學一次,再把它的下界積分出來,和 q f(p / q) 的積分放在一起。


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
    f"沒有一個高過真值 2% 以上:最多 {np.max((reached - true) / np.abs(true)):+.2%}。",
)
claim(
    np.all(error < 0.05),
    f"{len(names)} 個都在真值的 5% 以內;最差的是 {names[int(error.argmax())]},差 {error.max():.1%}。",
)

# %% [markdown]
# ## 兩堆資料,一個 Gaussian
#
# 這次 generator 也學:它只有兩個數字,平均和標準差。`saturating=True` 讓它壓低的正是 discriminator 推高的那個下界。旁邊把所有平均和標準差都試過一遍,找出每個 divergence 真正的最佳解。

# %%
p = 0.8 * density(grid, -1.0, 0.5) + 0.2 * density(grid, 1.6, 0.5)
random = np.random.default_rng(1)
left = random.random((batch * steps, 1)) < 0.8
heaps = np.where(left, -1.0, 1.6) + 0.5 * random.standard_normal(left.shape)


def best_gaussian(divergence):
    """在格點上找 divergence 最小的平均和標準差。"""
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
    f"KL 蓋住兩堆,reverse KL 只挑一堆:標準差是 {wide:.2f} 和 {narrow:.2f}。",
)
claim(
    abs(fitted["reverse_kl"][0] - -1.0) < 0.15,
    f"它挑的是比較大的那堆,在 -1:平均是 {fitted['reverse_kl'][0]:.2f}。",
)
gaps = [np.max(np.abs(np.subtract(fitted[name], best[name]))) for name in chosen]
claim(
    max(gaps) < 0.25,
    f"遊戲找到的就是格點找到的:數字最多差 {max(gaps):.2f}。",
)

# %% [markdown]
# ## 接下來改改看
#
# 1. 課程用 reverse KL 解釋 mode collapse。讓 generator 從比較小的那堆出發(bias 用 `np.full(1, 1.6)`,kernel 用 0.5),用 `reverse_kl` 去配:它找得到大的那堆嗎?用 `kl` 呢?
# 2. 登記一個自己的 divergence:Neyman 的 f(u) = (1 - u)² / u,寫在 `keras_gan_zoo.losses.FDivergence` 的 docstring 裡。在第一個實驗裡它的下界到得了真值嗎?
