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
# # 7. Inception Score 在臉上的盲點,以及 FID 的解法
#
# *論文:Inception Score [1606.03498](https://arxiv.org/abs/1606.03498),第 4 節;它的問題 [1801.01973](https://arxiv.org/abs/1801.01973);FID [1706.08500](https://arxiv.org/abs/1706.08500)。*
#
# **課程的問題。** Inception Score 問分類器兩件事:每張圖你有把握嗎?全部的圖合起來,各類別都有嗎?它只看類別,也只看畫出來的圖。所以每一類畫一張、一再重複,就是滿分;而在臉上,分類器沒有類別的東西完全不算數。FID 用同一個 network,但取倒數第二層,並且和真圖比。
#
# 這裡用一個小 network 做兩件事:它學會分辨十種髮色。十個機率算出 score,最後的隱藏層算出 Fréchet distance。(發表的分數用的是 2015 年的 Inception;這裡的數字只能彼此比較。)
#
# **先猜猜看。** 用兩個數字各排一次名次:真實的臉;十張臉、各一種髮色、各重複五十次;全部戴眼鏡的臉;模糊的臉;DCGAN 畫的臉。

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np
from scipy.ndimage import gaussian_filter

import keras_gan_zoo
from keras_gan_zoo import metrics
from keras_gan_zoo.samples.sheets import grid, to_uint8

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
faces, epochs = (40, 1) if short else (1600, 8)


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## 髮色分類器


# %%
def drawn(first, count):
    """臉 (count, 32, 32, 3),位元組,以及每張臉已知的屬性。"""
    return keras_gan_zoo.data.render_faces("colour", first, count, size=32, progress=False)


images, known = drawn(30_000, faces)

# %%
classifier = metrics.train_attribute_classifier(
    images, known, ["hair_colour"], width=8, batch_size=32, epochs=epochs, verbose=0
)
hidden = classifier.get_layer(classifier.layers[-3].name).output
hidden_layer = keras.Model(classifier.inputs, hidden)


def scaled(pictures):
    return pictures.astype("float32") / np.float32(127.5) - 1


def probabilities(pictures):
    logits = classifier.predict_on_batch(scaled(pictures))["hair_colour"]
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


features = metrics.FeatureExtractor(
    "hair classifier, last hidden layer",
    "none",
    hidden.shape[-1],
    lambda pictures: hidden_layer.predict_on_batch(scaled(pictures)),
)

# %% [markdown]
# ## 五組待評的臉

# %%
n = 20 if short else 500
real, told = drawn(40_000, 2 * n)
reference, others = real[:n], real[n:]
hair = np.array([one["hair_colour"] for one in told[n:]])
one_each = np.stack([others[np.flatnonzero(hair == colour)[0]] for colour in np.unique(hair)])
glasses = np.array([one["glasses"] for one in told], bool)
random = np.random.default_rng(0)
gan = keras_gan_zoo.get("dcgan", weights="faces")
large = to_uint8(gan.generate(n, seed=0)).reshape(n, 32, 2, 32, 2, 3)
sets = {
    "real": others,
    "one a colour": one_each[random.integers(0, len(one_each), n)],
    "all in glasses": real[random.choice(np.flatnonzero(glasses), n)],
    "blurred": np.stack([gaussian_filter(face, (1, 1, 0)) for face in others]),
    "dcgan": np.rint(large.mean(axis=(2, 4))).astype("uint8"),
}
accuracy = np.mean(np.array(classifier.classify(others)["hair_colour"]) == hair)
score, distance = {}, {}
for name, pictures in sets.items():
    score[name] = metrics.inception_score(probabilities(pictures), "hair_colours", splits=1).value
    distance[name] = metrics.fid(pictures, reference, extractor=features, progress=False).value
    print(
        f"{name:15s} classifier score {score[name]:5.2f} of 10, Fréchet distance {distance[name]:8.2f}"
    )

# %%
figure, axes = plt.subplots(5, 1, figsize=(7, 3.6), dpi=80)
for axis, (name, pictures) in zip(axes, sets.items(), strict=True):
    axis.imshow(grid(pictures[:14], columns=14))
    axis.set_axis_off()
    axis.text(
        -6,
        16,
        f"{name}\n{score[name]:.1f}, {distance[name]:.1f}",
        ha="right",
        va="center",
        fontsize=8,
    )
plt.show()

# %%
claim(
    score["one a colour"] >= score["real"],
    f"Score 比較喜歡永遠只有十張臉:{score['one a colour']:.2f},真實的臉 {score['real']:.2f}(network 對其中 {accuracy:.0%} 判斷正確)。",
)
claim(
    abs(score["all in glasses"] / score["real"] - 1) < 0.1,
    f"它看不出大家都戴眼鏡:{score['all in glasses']:.2f}。",
)
claim(
    score["blurred"] > 0.9 * score["real"],
    f"也看不出沒有改變髮色的模糊:{score['blurred']:.2f}。",
)
worse = {name: distance[name] / distance["real"] for name in sets if name != "real"}
claim(
    min(worse.values()) > 1.5,
    f"Distance 全都看得出來:分別是真實臉的 {', '.join(f'{times:.0f}' for times in worse.values())} 倍。",
)

# %% [markdown]
# 模糊是 score 唯一注意到的毛病,因為它讓這個 network 對髮色沒把握;只要判決不變,其他毛病都過得了關。Network 從沒學過眼鏡和模糊,distance 卻看得出來:圖裡有什麼,會在判決下面那一層留下痕跡。但它不是萬能的:下一份筆記就有一個 FID 最稱讚的 generator。
#
# ## 接下來改改看
#
# 1. FID 只知道平均和 covariance。你能做出一組錯的臉,平均和 covariance 卻一樣嗎?(試著兩張兩張平均再放大差異:distance 能降到多少?)
# 2. 需要多少張圖?畫出 n = 50、100、200、500 時真實臉對真實臉的 distance。它為什麼會下降?拿發表的數字互相比較時,這代表什麼?
