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
# # 1. 生成,以及為什麼需要「分佈」
#
# *論文:GAN [1406.2661](https://arxiv.org/abs/1406.2661);平方誤差與模糊的影格 [1511.05440](https://arxiv.org/abs/1511.05440);pix2pix [1611.07004](https://arxiv.org/abs/1611.07004)。*
#
# **課程的問題。** 畫圖為什麼不只是 regression?因為同一個問題有很多正確答案。走到轉角的角色可以左轉,也可以右轉,兩個都對;介於中間、這裡半個那裡半個,就錯了。一個只求「平均起來離答案近」的 network,給的偏偏就是中間。
#
# **先猜猜看。** 下面每個數字 x 都有兩個答案,一個在零的上面,一個在下面。用平方距離訓練的 network 會落在哪裡?離它最近的真實例子有多遠?如果是一個數字圖往左或往右走一步,這樣的 network 會畫出什麼?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np

import keras_gan_zoo

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
epochs = 1 if short else 15


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## 一個問題,兩個答案
#
# 兩者用一樣的點 (x, y):regression 看 x、以平方距離學 y;GAN 則學著畫出像資料的點 (x, y)。

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
    """每個點到最近資料點的距離。"""
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
    f"Regression 說的是兩個答案的平均,也就是 0:最多偏離 {np.max(np.abs(told[:, 1])):.2f}。",
)
claim(
    far_gan < far_regression / 3,
    f"GAN 的點比 regression 的點離資料近 {far_regression / far_gan:.0f} 倍。",
)
claim(
    0.3 < above < 0.7,
    f"GAN 兩種答案都給:{above:.0%} 的點在上面,{1 - above:.0%} 在下面。",
)

# %% [markdown]
# ## 往左或往右走一步的數字
#
# 輸入是中間的數字,目標是同一個數字往某一邊移三個像素,左右由丟銅板決定。同一個 network(U-Net)學兩次:先用平方距離;再從那裡出發,當 `pix2pix` 的 generator,由 discriminator 問「這一對有可能是真的嗎?」

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
    """比較像其中一個答案、而不是兩者平均的圖的比例。"""
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
    f"平方距離把兩個數字一起畫、亮度減半:只有 {like_one_answer(painted):.0%} 的圖比較像單一答案。",
)
claim(
    like_one_answer(played) > 0.9,
    f"pix2pix 會做決定:{like_one_answer(played):.0%} 的圖比較像單一答案。",
)
claim(
    grey_played < 0.7 * grey_painted,
    f"筆跡非黑即白:平方距離有 {grey_painted:.0%} 的像素是灰的,pix2pix 是 {grey_played:.0%}。",
)
claim(
    0.2 < goes_left < 0.8,
    f"很多數字合起來,兩種答案它都給:{goes_left:.0%} 往左,真的有一半往左。",
)

# %% [markdown]
# ## 接下來改改看
#
# 1. 讓銅板十次有九次倒向左邊。平方距離現在會畫什麼?改用絕對值距離 (`"mae"`) 又會畫什麼?想想平均數和中位數各是什麼,先猜再跑。
# 2. 最後一句如果打 ✗,就是 mode dropping:只給一種答案,就足以讓這個 discriminator 滿意。用 `n=10` 把同一個數字畫十次:只靠 dropout 的 noise,會換邊嗎?(論文也提到它的效果很小。)
