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
# *論文:collapse 與 unrolling [1611.02163](https://arxiv.org/abs/1611.02163);Gaussian 格子與 packing [1712.04086](https://arxiv.org/abs/1712.04086);WGAN-GP [1704.00028](https://arxiv.org/abs/1704.00028);大規模訓練的崩潰 [1809.11096](https://arxiv.org/abs/1809.11096)。*
#
# **課程的問題。** *Collapse:* 訓練久了,同一張臉一再出現。*Dropping:* 每張圖都好、也都不一樣,但有些種類從來不出現。前者看一頁樣本就知道;後者看不出來,除非你知道本來該有什麼。在 25 個 Gaussian 的格子上,我們知道。
#
# **先猜猜看。** 最早的 GAN 找得到 25 個裡的幾個?同樣的 network,換成有 gradient penalty 的 critic,或一次看四個點的 discriminator,又各找到幾個?Loss 看得出來嗎?

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
quarter, every = (4, 4) if short else (300, 50)


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## 二十五堆
#
# 大家的 network、batch、optimizer 都一樣;每訓練四分之一看一次。2,500 個點裡只要有一個落在中心的三個標準差以內,那一堆就算找到。

# %%
grid = data.gaussian_grid()
points = grid.sample(128 * quarter, seed=0)


games, looks, runs = {}, {}, {}


def train(family, **settings):
    """玩半場訓練:第一次呼叫是上半場,第二次是下半場。"""
    if family not in games:
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
        rates = {player: keras.optimizers.Adam(1e-3, beta_1=0.5) for player in gan.players}
        gan.compile(rates, steps_per_execution=every)
        games[family], looks[family], runs[family] = gan, [], []
    for _ in range(2):
        history = games[family].fit(points, batch_size=128, verbose=0).history
        look = games[family].generate(2500, seed=0, batch_size=2500)
        looks[family].append(look)
        runs[family].append(metrics.mode_coverage(look, grid.centres, grid.stddev))
    losses = {name: f"{values[-1]:.2f}" for name, values in history.items() if "loss" in name}
    print(family, [int(found.modes.value) for found in runs[family]], losses)


train("gan")

# %%
train("gan")

# %% [markdown]
# 這裡 `wgan_gp` 的 critic 和別的評審一樣,每輪走一步。

# %%
train("wgan_gp", critic_steps=1, gradient_penalty_weight=0.1)

# %%
train("wgan_gp")

# %%
train("pacgan", packing=4)

# %%
train("pacgan")

# %%
figure, axes = plt.subplots(3, 4, figsize=(7.5, 5.8), dpi=75)
for row, family in zip(axes, runs, strict=True):
    for axis, look, each in zip(row, looks[family], runs[family], strict=True):
        axis.scatter(*grid.centres.T, s=14, color="#d0d0d0")
        axis.scatter(*look.T, s=0.5, alpha=0.4, color="#1f5fbf")
        axis.set(xlim=(-5.5, 5.5), ylim=(-5.5, 5.5), xticks=[], yticks=[], aspect=1)
        axis.set_title(f"{int(each.modes.value)} of 25", fontsize=8)
    row[0].set_ylabel(family)
plt.show()

# %%
modes = {family: int(found[-1].modes.value) for family, found in runs.items()}
uneven = {family: found[-1].reverse_kl.value for family, found in runs.items()}
best = max(modes["pacgan"], modes["wgan_gp"])
claim(
    modes["gan"] < 25,
    f"最早的 GAN 漏掉 mode:25 個找到 {modes['gan']} 個。",
)
claim(
    modes["gan"] < best,
    f"同樣的 network 換一種玩法會找到更多:pacgan {modes['pacgan']} 個,wgan_gp {modes['wgan_gp']} 個。",
)
claim(
    min(uneven["pacgan"], uneven["wgan_gp"]) < uneven["gan"],
    f"而且畫得更平均:各堆比例和平均分配的 KL,gan 是 {uneven['gan']:.2f},pacgan {uneven['pacgan']:.2f},wgan_gp {uneven['wgan_gp']:.2f}。",
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


healthy, raised = (4, 4) if short else (150, 40)
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
# 1. 把 `train("r3gan", gamma=0.2)` 呼叫兩次,用的是成對的 loss(2501.05441);`train("lsgan")` 用最小平方(1611.04076)。哪個找到更多 mode?(`benchmarks.families.mode_coverage` 有十倍的步數和三個 seed:名次會變嗎?)
# 2. 沒有人安排的 dropping:用存好的權重畫 500 件衣服(`keras_gan_zoo.get("dcgan", weights="fashion_mnist")`),再用 `metrics.train_attribute_classifier` 的 `coverage` 和真的衣服比類別。少了哪一類嗎?
