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
# # 8. 背答案,以及鏡子裡的答案
#
# *論文:檢查抄襲的檢定 [2004.05675](https://arxiv.org/abs/2004.05675);FID [1706.08500](https://arxiv.org/abs/1706.08500);GAN 真的學到分佈了嗎 [1706.08224](https://arxiv.org/abs/1706.08224);likelihood 與最近鄰能說明什麼 [1511.01844](https://arxiv.org/abs/1511.01844)。*
#
# **課程的問題。** 把訓練資料原封不動交回來的 generator,圖畫得完美,卻什麼也沒學到。所以大家會替每張圖找出最像的訓練圖。但「最像」是用什麼量的?平移一個像素、或左右翻轉的圖,在我們眼裡是同一張,用像素算卻很遠。
#
# **先猜猜看。** 五個「generator」接受評審:沒看過的真圖;訓練圖本身;左右翻轉的訓練圖;每十張混一張抄來的真圖;還有一個訓練好的 DCGAN。誰的 Fréchet distance 最好?像素距離抓得到誰?會照鏡子的檢定又抓得到誰?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import matplotlib.pyplot as plt
import numpy as np

import keras_gan_zoo
from keras_gan_zoo import metrics

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
count = 40 if short else 500


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %%
def garments(split, limit):
    batches = keras_gan_zoo.data.load("fashion_mnist", split=split, limit=limit, batch_size=40)
    return np.concatenate(list(batches.as_numpy_iterator()))


training = garments("train", 4 * count)
unseen = garments("test", 3 * count)
held_out, fresh, others = unseen[:count], unseen[count : 2 * count], unseen[2 * count :]
copies = training[:count]
mixed = fresh.copy()
mixed[::10] = copies[::10, :, ::-1]
dcgan = keras_gan_zoo.get("dcgan", weights="fashion_mnist")
generators = {
    "unseen": fresh,
    "copies": copies,
    "mirrored": copies[:, :, ::-1],
    "a tenth": mixed,
    "dcgan": dcgan.generate(count, seed=0),
}

# %% [markdown]
# ## 三位評審
#
# *離資料多遠:* FID 的公式,但這裡算在 7 x 7 區塊的平均值上,一下子就算完(不能和發表的 FID 比)。*像素最近鄰:* 離訓練圖的距離,是不是比沒看過的圖更近?*檢定:* `metrics.memorisation` 在 16 x 16 上比較,也看翻轉、平移和縮放,再問沒看過的圖會不會碰巧也這麼近。


# %%
def blocks_of(images):
    return images.reshape(len(images), 7, 4, 7, 4).mean((2, 4)).reshape(len(images), 49) / 255.0


blocks = metrics.FeatureExtractor("blocks", "none", 49, blocks_of)


def nearest_by_pixels(images):
    flat, known = images.reshape(len(images), -1), training.reshape(len(training), -1)
    squared = (flat**2).sum(1)[:, None] + (known**2).sum(1)[None] - 2 * flat @ known.T
    return np.sqrt(np.maximum(squared.min(axis=1), 0)), squared.argmin(axis=1)


usual = np.median(nearest_by_pixels(held_out)[0])
rows = {}
for name, pictures in generators.items():
    frechet = metrics.fid(pictures, training, extractor=blocks, progress=False).value
    by_pixels = np.median(nearest_by_pixels(pictures)[0]) / usual
    found = metrics.memorisation(pictures, training, held_out)
    rows[name] = frechet, by_pixels, found
    print(
        f"{name:9s} Fréchet {frechet:6.3f}   pixels {by_pixels:4.2f}   copied share {max(found.share, 0):5.1%}, p {found.p_value:.1e}"
    )

# %%
shown = rows["mirrored"][2].nearest[:10]
sheet = [
    ("drawn", generators["mirrored"][:10]),
    ("nearest by pixels", training[nearest_by_pixels(generators["mirrored"][:10])[1]]),
    ("nearest in the mirror", training[shown]),
]
figure, axes = plt.subplots(3, 1, figsize=(7.5, 2.4), dpi=80)
for axis, (title, pictures) in zip(axes, sheet, strict=True):
    axis.imshow(np.concatenate(pictures[..., 0], axis=1), cmap="gray_r", vmin=-1, vmax=1)
    axis.set_axis_off()
    axis.text(-4, 14, title, ha="right", va="center")
plt.show()
figure, axis = plt.subplots(figsize=(7.5, 2.2), dpi=80)
for name in ("unseen", "mirrored", "dcgan"):
    axis.hist(rows[name][2].distances, bins=np.linspace(0, 0.8, 50), histtype="step", label=name)
axis.set(xlabel="distance to the nearest training picture, mirrors included", yscale="log")
axis.legend()
plt.show()

# %%
frechet = {name: row[0] for name, row in rows.items()}
p_value = {name: row[2].p_value for name, row in rows.items()}
claim(
    frechet["copies"] == min(frechet.values()),
    f"抄襲者的 Fréchet distance 最好:{frechet['copies']:.3f};沒看過的真圖 {frechet['unseen']:.3f},DCGAN {frechet['dcgan']:.3f}。",
)
claim(
    rows["copies"][1] < 0.1 and rows["mirrored"][1] > 0.9,
    f"像素抓得到照抄(平常距離的 {rows['copies'][1]:.2f} 倍),對鏡子卻是瞎的({rows['mirrored'][1]:.2f} 倍)。",
)
claim(
    max(p_value["copies"], p_value["mirrored"], p_value["a tenth"]) < 1e-3,
    f"檢定三個抄襲者都抓到:p 是 {p_value['copies']:.0e},翻轉的 {p_value['mirrored']:.0e},只抄一成的 {p_value['a tenth']:.0e}。",
)
claim(
    min(p_value["unseen"], p_value["dcgan"]) > 1e-3,
    f"它不冤枉人:沒看過的圖 p 是 {p_value['unseen']:.2f},DCGAN 是 {p_value['dcgan']:.2f}。",
)
few = fresh.copy()
few[::100] = copies[::100, :, ::-1]
of_few = metrics.memorisation(few, training, held_out).p_value
claim(
    of_few > 1e-3,
    f"一百張抄一張,{count} 張圖還看不出來:p 是 {of_few:.2f}。",
)

# %% [markdown]
# ## 接下來改改看
#
# 1. 檢定需要多少張抄來的圖?改成每二十張、每五十張換一張,找出 p 在哪裡越過 0.001。`count = 2000` 時又如何?
# 2. 懂得檢定的抄襲者把圖轉 15 度(`scipy.ndimage.rotate`)。抓得到嗎?檢定還要多看什麼?代價是多少冤枉?
