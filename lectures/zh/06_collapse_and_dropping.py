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
# # 6. Mode collapse 與 mode dropping:看得到,也量得到
#
# *論文:collapse 與 unrolling [1611.02163](https://arxiv.org/abs/1611.02163);Gaussian 格子與 packing [1712.04086](https://arxiv.org/abs/1712.04086);大規模訓練的崩潰 [1809.11096](https://arxiv.org/abs/1809.11096)。*
#
# **課程的問題。** *Collapse:* 訓練久了,同一張臉一再出現。*Dropping:* 每張圖都好、也都不一樣,但有些種類從來不出現。前者看一頁樣本就知道;後者看不出來,除非你知道本來該有什麼。在平面上的 Gaussian 我們知道:八個排成一圈,或二十五個排成格子。
#
# **先猜猜看。** 如果 generator 學得比 discriminator 快十倍,300、600、900、1,200 步之後,它的點在哪裡?兩邊一樣快時,最早的 GAN 找得到 25 個裡的幾個?讓 discriminator 一次看四個點有幫助嗎?Loss 看得出來嗎?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np

import keras_gan_zoo
from keras_gan_zoo import data, metrics
from keras_gan_zoo.callbacks import CollapseMonitor, CollapseRules

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
quarter, every = (1, 1) if short else (300, 50)


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## 一圈八個,一格二十五個
#
# 大家的 network 和 batch 都一樣;每訓練四分之一看一次。2,500 個點裡只要有一個落在中心的三個標準差以內,那一堆就算找到。

# %%
ring, grid = data.gaussian_ring(stddev=0.05), data.gaussian_grid()
looks, found, mixtures = {}, {}, {}


def train(name, mixture, discriminator_rate=1e-3, family="gan", **settings):
    gan = keras_gan_zoo.get(
        family,
        image_shape=(2,),
        body="mlp",
        latent_dim=2,
        width=64,
        generator_normalization="none",
        discriminator_normalization="none",
        seed=0,
        **settings,
    )
    rates = {"generator": 1e-3, "discriminator": discriminator_rate}
    optimizers = {player: keras.optimizers.Adam(rate, 0.5) for player, rate in rates.items()}
    gan.compile(optimizers, steps_per_execution=every)
    points = mixture.sample(128 * quarter, seed=0)
    looks[name], mixtures[name] = [], mixture
    for _ in range(4):
        history = gan.fit(points, batch_size=128, verbose=0).history
        looks[name].append(gan.generate(2500, seed=0, batch_size=2500))
    found[name] = [
        metrics.mode_coverage(look, mixture.centres, mixture.stddev) for look in looks[name]
    ]
    losses = {key: f"{values[-1]:.2f}" for key, values in history.items() if "loss" in key}
    print(name, [int(each.modes.value) for each in found[name]], losses)


train("slow judge", ring, discriminator_rate=1e-4)

# %%
train("slow, packed", ring, discriminator_rate=1e-4, family="pacgan", packing=4)

# %%
train("equal rates", ring)

# %%
train("grid", grid)

# %%
train("grid, packed", grid, family="pacgan", packing=4)

# %%
figure, axes = plt.subplots(5, 4, figsize=(6, 7.6), dpi=75)
for row, name in zip(axes, looks, strict=True):
    centres = mixtures[name].centres
    limit = 1.4 * np.abs(centres).max()
    for axis, look, each in zip(row, looks[name], found[name], strict=True):
        axis.scatter(*centres.T, s=14, color="#d0d0d0")
        axis.scatter(*look.T, s=0.5, alpha=0.4, color="#1f5fbf")
        axis.set(xlim=(-limit, limit), ylim=(-limit, limit), xticks=[], yticks=[], aspect=1)
        axis.set_title(f"{int(each.modes.value)} of {len(centres)}", fontsize=8)
    row[0].set_ylabel(name)
plt.show()

# %%
modes = {name: int(each[-1].modes.value) for name, each in found.items()}
uneven = {name: each[-1].reverse_kl.value for name, each in found.items()}
centres = np.array([look.mean(axis=0) for look in looks["slow judge"]])
hops = np.linalg.norm(np.diff(centres, axis=0), axis=1)
most = max(int(each.modes.value) for each in found["slow judge"])
claim(
    most <= 3,
    f"跑贏評審的 generator 會崩潰:不管哪一次看,它最多只有 8 個裡的 {most} 個。",
)
claim(
    hops.max() > 0.5,
    f"而且評審一找到它,它就跳走:每次看,中心最多移動 {hops.max():.1f},而圓圈的半徑是 1。",
)
claim(
    modes["slow, packed"] > 2 * modes["slow judge"],
    f"同樣慢的評審,一次看四個點,就看得出它們太像:8 個找到 {modes['slow, packed']} 個,而不是 {modes['slow judge']} 個。",
)
claim(
    modes["equal rates"] == 8,
    f"兩邊一樣快,同樣的 network 找到 8 個裡的 {modes['equal rates']} 個。",
)
claim(
    modes["grid"] < 25,
    f"在格子上,最早的 GAN 到處都有點,卻還是漏掉 mode:25 個找到 {modes['grid']} 個。",
)
claim(
    modes["grid, packed"] > modes["grid"] and uneven["grid, packed"] < uneven["grid"],
    f"一次看四個點的評審看得出少了什麼:25 個找到 {modes['grid, packed']} 個,各堆比例和平均分配的 KL 是 {uneven['grid, packed']:.2f},不打包是 {uneven['grid']:.2f}。",
)

# %% [markdown]
# ## 崩潰了,誰會發現
#
# 一個小小的 DCGAN 在畫衣服;跑到一半,generator 的 learning rate 被調成 1,排程寫錯就會這樣。`CollapseMonitor` 每隔幾步讀一些便宜的徵兆。


# %%
def small(split, limit):
    """縮成一半、加上邊框的衣服:16 x 16。"""
    (images,) = data.load("fashion_mnist", split=split, limit=limit, batch_size=limit)
    halves = images.numpy().reshape(-1, 14, 2, 14, 2, 1).mean(axis=(2, 4))
    return np.pad(halves, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=-1.0)


healthy, raised = (3, 3) if short else (150, 40)
images = small("train", 400)
monitor = CollapseMonitor(
    small("test", 64), every=3, stream=False, rules=CollapseRules(warm_up=100)
)
gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=8, latent_dim=32, seed=0)
gan.compile({player: {"learning_rate": 1e-3} for player in gan.players})
gan.fit(images, batch_size=16, steps_per_epoch=healthy, verbose=0, callbacks=[monitor])
before, alarms_before = gan.generate(16, seed=0), len(monitor.alarms)

# %%
gan.optimizer["generator"].learning_rate = 1.0
history = gan.fit(images, batch_size=16, steps_per_epoch=raised, verbose=0, callbacks=[monitor])
after = gan.generate(16, seed=0)
for alarm in monitor.alarms:
    print(f"step {alarm.noticed}: {alarm.message}")

# %%
figure, axes = plt.subplots(2, 1, figsize=(7.5, 1.6), dpi=80)
for axis, pictures, title in zip(axes, (before, after), ("before", "after"), strict=True):
    axis.imshow(np.concatenate(pictures[..., 0], axis=1), cmap="gray_r", vmin=-1, vmax=1)
    axis.set_axis_off()
    axis.text(-4, 8, title, ha="right", va="center")
plt.show()
spread = [np.std(pictures, axis=0).mean() for pictures in (before, after)]
noticed = min((alarm.noticed for alarm in monitor.alarms), default=np.inf) - healthy
claim(
    spread[1] < spread[0] / 5,
    f"十六個 latent 畫出同一張圖:像素的標準差只剩 {spread[1]:.3f},之前是 {spread[0]:.3f}。",
)
claim(
    alarms_before == 0 and noticed <= 15,
    f"一切正常時 monitor 不出聲({alarms_before} 次警報),出錯後 {noticed} 步就說話。",
)

# %% [markdown]
# ## 接下來改改看
#
# 1. `train("pairs", grid, family="r3gan", gamma=0.2)` 用的是成對的 loss(2501.05441);`family="wgan_gp", critic_steps=5, gradient_penalty_weight=0.1` 用的是 critic。哪個找到更多 mode?(`benchmarks.families.mode_coverage` 有十倍的步數和三個 seed:名次會變嗎?)
# 2. 沒有人安排的 dropping:用存好的權重畫 500 件衣服(`keras_gan_zoo.get("dcgan", weights="fashion_mnist")`),再用 `metrics.train_attribute_classifier` 的 `coverage` 和真的衣服比類別。少了哪一類嗎?
