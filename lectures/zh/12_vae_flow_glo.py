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
# # 12. GAN 旁邊的:VAE、flow 與 GLO
#
# *論文:VAE [1312.6114](https://arxiv.org/abs/1312.6114);Real NVP [1605.08803](https://arxiv.org/abs/1605.08803);GLO [1707.05776](https://arxiv.org/abs/1707.05776);這裡的 GAN 是 DCGAN [1511.06434](https://arxiv.org/abs/1511.06434);likelihood 與品質 [1511.01844](https://arxiv.org/abs/1511.01844)。*
#
# **課程的問題。** 得到 generator 還有別的路。VAE 把圖編成帶 noise 的 code 再解回來;flow 是可以倒著跑的 network,所以知道精確的 likelihood;GLO 讓每張圖的 code 和 decoder 一起學,沒有 encoder,也沒有評審。對手(adversary)多給了什麼?而這些方法又有什麼是 GAN 沒有的?
#
# **先猜猜看。** 給一張圖,誰能一模一樣還回來,誰差不多,誰完全不行?誰新畫的圖是糊的(Laplacian 的變異數小)?誰說得出一張圖有多可能出現?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import matplotlib.pyplot as plt
import numpy as np

import keras_gan_zoo
from keras_gan_zoo import metrics

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
count, epochs = (64, 1) if short else (1280, 8)


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## 四個畫衣服的 generator
#
# VAE 和 DCGAN 用存好的權重。GLO 在這裡用 1,280 張圖學,小小的 flow 也用同一批,縮成 14 x 14。


# %%
def garments(split, limit, size=28):
    batches = keras_gan_zoo.data.load(
        "fashion_mnist", split=split, limit=limit, batch_size=limit, image_size=size
    )
    return next(iter(batches)).numpy()


train, test = garments("train", count), garments("test", 256)
small, small_test = garments("train", count, 14), garments("test", 256, 14)
vae = keras_gan_zoo.get("vae", weights="fashion_mnist")
dcgan = keras_gan_zoo.get("dcgan", weights="fashion_mnist")

# %%
glo = keras_gan_zoo.get("glo", pictures=count, latent_dim=32, width=16, seed=0)
history = glo.fit(train, batch_size=64, epochs=epochs, verbose=0).history
print({name: f"{values[-1]:.1f}" for name, values in history.items()})

# %%
flow = keras_gan_zoo.get("real_nvp", image_shape=(14, 14, 1), levels=1, blocks=1, width=16, seed=0)
history = flow.fit(small, batch_size=64, epochs=epochs, verbose=0).history
print({name: f"{values[-1]:.2f}" for name, values in history.items()})

# %% [markdown]
# ## 給一張圖,再還回來


# %%
def gap(a, b):
    return float(np.mean(np.abs(a - b)))


back = {
    "VAE": (test[:12], vae.reconstruct(test[:12])),
    "flow": (small_test[:12], flow.generate(latents=flow.encode(small_test[:12]))),
    "GLO": (train[:12], glo.reconstruct(np.arange(12))),
}
searched = keras_gan_zoo.latent.invert(dcgan, test[:12], steps=2 if short else 60, starts=1, seed=0)
back["DCGAN, searched"] = (test[:12], searched.images)
lost = {name: gap(*pair) for name, pair in back.items()}
print({name: f"{gap_:.3f}" for name, gap_ in lost.items()})

# %%
figure, axes = plt.subplots(4, 2, figsize=(9.5, 3.6), dpi=80)
drawn = {
    "VAE": vae.generate(64, seed=0),
    "flow": flow.generate(64, seed=0),
    "GLO": glo.generate(64, seed=0),
    "DCGAN, searched": dcgan.generate(64, seed=0),
}
for (left, right), name in zip(axes, back, strict=True):
    given, again = back[name]
    pairs = [np.concatenate(pictures[:12, ..., 0], axis=1) for pictures in (given, again)]
    left.imshow(np.concatenate(pairs), cmap="gray_r", vmin=-1, vmax=1)
    left.text(-6, given.shape[1], name, ha="right", va="center", fontsize=8)
    sheet = drawn[name][:24, ..., 0].reshape(2, 12, *drawn[name].shape[1:3])
    right.imshow(
        np.concatenate([np.concatenate(row, axis=1) for row in sheet]),
        cmap="gray_r",
        vmin=-1,
        vmax=1,
    )
    for axis in (left, right):
        axis.set_axis_off()
axes[0, 0].set_title("given, and given back", fontsize=9)
axes[0, 1].set_title("drawn anew", fontsize=9)
plt.show()

# %%
real_sharpness = {28: metrics.sharpness(test).mean(), 14: metrics.sharpness(small_test).mean()}
sharp = {
    name: metrics.sharpness(pictures).mean() / real_sharpness[pictures.shape[1]]
    for name, pictures in drawn.items()
}
bits = metrics.bits_per_dimension(flow, small_test)
print({name: f"{share:.0%} as sharp as real" for name, share in sharp.items()}, bits)

# %%
claim(
    lost["flow"] < 1e-3 < min(lost["VAE"], lost["GLO"], lost["DCGAN, searched"]),
    f"Flow 還回一模一樣的圖(L1 {lost['flow']:.5f}),VAE 差不多({lost['VAE']:.3f}),GLO 走了 {epochs} 遍還不行({lost['GLO']:.3f})。",
)
claim(
    lost["DCGAN, searched"] > lost["VAE"],
    f"GAN 沒有回頭路;在 latent 裡搜尋,停在 {lost['DCGAN, searched']:.3f},比 VAE 的 {lost['VAE']:.3f} 差。",
)
claim(
    sharp["VAE"] < 0.6 < sharp["DCGAN, searched"],
    f"VAE 畫的糊,GAN 畫的不糊:清晰度是真圖的 {sharp['VAE']:.0%} 和 {sharp['DCGAN, searched']:.0%}。",
)
claim(
    float(bits) < 8,
    f"只有 flow 說得出一張圖有多可能:每個值 {float(bits):.2f} bit,一個 byte 原本是 8。",
)

# %% [markdown]
# 這裡的 flow 和 GLO 只學了幾秒,畫的也就是那樣;存好的權重學了好幾分鐘。除了畫質,上面說的從一開始就成立。糊不是訓練出了意外:VAE 的 decoder 說的是「這個 code 可能對應的所有圖」的平均,和第一份筆記裡 regression 畫的是同一種平均。
#
# ## 接下來改改看
#
# 1. Likelihood 不等於品質:用 flow 對另一個資料集(MNIST 的數字,14 x 14)算 `bits_per_dimension`。它們真的比較不可能出現嗎?
# 2. `keras_gan_zoo.get("vae_gan")` 改用 discriminator 的 feature 來比較(1512.09300)。用同一批圖訓練幾個 epoch:比一樣長的 VAE 清晰嗎?
