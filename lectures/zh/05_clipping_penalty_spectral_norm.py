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
# # 5. 讓 critic 不要太陡的三種方法
#
# *論文:WGAN,weight clipping [1701.07875](https://arxiv.org/abs/1701.07875);WGAN-GP,gradient penalty [1704.00028](https://arxiv.org/abs/1704.00028);SNGAN,spectral normalization [1802.05957](https://arxiv.org/abs/1802.05957)。*
#
# **課程的問題。** Wasserstein distance 是「處處上升不快於 1」的函數 f 之中,E_P f - E_Q f 的最大值。怎麼讓 network 守這個規矩?每一步之後把權重*剪*到 [-c, c];在真假例子之間*罰*掉不等於 1 的斜率;或是每一層*除以*自己最大的 singular value。
#
# 任何函數除以它最陡的斜率,就給出距離的一個下界。所以三種方法可以比:誰的下界最接近真正的距離?真正的距離用幾百個點兩兩配對就算得出來。
#
# **先猜猜看。** 訓練完之後,被剪的 critic 權重會落在哪裡?三個下界哪個最好?哪個 critic 在該陡的地方是平的?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from scipy.optimize import linear_sum_assignment

from keras_gan_zoo import data, networks, registry

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
steps, every = (1, 1) if short else (400, 50)


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## 真正的距離
#
# 資料是八個 Gaussian 排成一圈,generator 停在 N(0, I) 不動。各取八百個點,配成對,讓總路程最短:這就是這些點的 Wasserstein distance。

# %%
ring = data.gaussian_ring(radius=2.0, stddev=0.1)
real = ring.sample(128 * 5 * steps, seed=0)
drawn = np.random.default_rng(1).standard_normal((4000, 2)).astype("float32")
ways = np.linalg.norm(ring.sample(800, seed=2)[:, None] - drawn[None, :800], axis=-1)
w1 = ways[linear_sum_assignment(ways)].mean()
print(f"W = {w1:.3f}")

# %% [markdown]
# ## 三個 critic
#
# 層數、步數都一樣。Clipping 用它的論文要求的 optimizer。


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
    """每個點上 critic 的 gradient 長度。"""
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
    f"Clipping 把權重推到邊上:{at_the_edge:.0%} 停在 -c 或 c。",
)
claim(
    abs(np.median(steepness[penalty]) - 1) < 0.15,
    f"Penalty 讓該處的斜率是 1:中位數是 {np.median(steepness[penalty]):.2f}。",
)
claim(
    steepness[spectral].max() <= 1.02,
    f"Spectral normalization 讓斜率都不超過 1:最陡的是 {steepness[spectral].max():.2f}。",
)
claim(
    all(value < 1.02 * w1 for value in bound.values()),
    f"沒有一個下界超過真正的距離 {w1:.2f}:{bound[clip]:.2f}、{bound[penalty]:.2f}、{bound[spectral]:.2f}。",
)
claim(
    bound[penalty] > bound[clip] and bound[penalty] > bound[spectral],
    f"Penalty 的下界最好:真正距離的 {bound[penalty] / w1:.0%},clipping 是 {bound[clip] / w1:.0%},spectral normalization 是 {bound[spectral] / w1:.0%}。",
)

# %% [markdown]
# ## 接下來改改看
#
# 1. 把 c 設成論文給 DCGAN 的 0.01,再設成 1。斜率變成怎樣?下界要除以最陡的斜率,它會變好還是變差?
# 2. Spectral critic 每一層最大的 singular value 都是 1,斜率卻低於 1。為什麼?(兩層各自最強的方向沒有對上會怎樣?leaky ReLU 又做了什麼?)把 `depth` 改成 1 再看一次。
