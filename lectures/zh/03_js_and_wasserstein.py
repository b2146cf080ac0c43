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
# # 3. 兩個分佈沒有交集:JS 與 Wasserstein
#
# *論文:GAN [1406.2661](https://arxiv.org/abs/1406.2661);訓練為何不穩 [1701.04862](https://arxiv.org/abs/1701.04862);WGAN [1701.07875](https://arxiv.org/abs/1701.07875);gradient penalty [1704.00028](https://arxiv.org/abs/1704.00028)。*
#
# **課程的問題。** 在像素空間裡,真正像圖片的點只佔極薄的一層,generator 畫出來的也是薄薄一層;兩層薄片在大房間裡幾乎碰不到。逐點比較機率密度的 divergence 這時只會說一句「不一樣」,卻說不出差多遠、該往哪裡走。
#
# 我們把兩層薄片換成平面上的兩條線:資料在 x = 0,generator 畫在 x = theta。`gan` 的 discriminator 量的是 JS divergence(最佳 loss 等於 2 log 2 - 2 JS),`wgan_gp` 的 critic 量的是 Wasserstein distance,對這兩條線來說就是 theta 本身。
#
# **先猜猜看。** 執行之前先寫下:theta 是 0、0.5、4 的時候,JS 和 W 各是多少?兩位評審各用多大的力氣把 generator 拉向資料?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np

from keras_gan_zoo import networks, registry

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
steps = 5 if short else 400


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## 站著不動的 generator
#
# 只用一層 dense 把 latent 變成點 (theta, z),它的 learning rate 是 0,所以只有評審在學。其餘都是各個模型自己的 `train_step`。


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
# ## 把它推遠
#
# 在每個距離先讓評審學一陣子再量。拉力是 generator 自己的 loss 對 theta 的斜率:評審不動,往兩邊各走一小步。`gan` 用理論裡的 minimax 形式 log(1 - D),critic 則是負的分數。

# %%
distances = [0.0, 4.0] if short else [0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0]


def softplus(x):
    return np.logaddexp(0.0, x)


measured = []
for theta in distances:
    # critic 每一步吃五個 batch,它自己的五小步各一個。
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
    f"只要兩條線分開,不管遠近,JS 都是 log 2 = {np.log(2):.3f}:{js[apart].min():.3f} 到 {js[apart].max():.3f}。",
)
claim(np.all(np.diff(w) > 0), f"W 隨距離增加,從 {w[0]:.2f} 到 {w[-1]:.2f}。")
claim(
    pull_js[-1] < 0.05 < 0.5 < pull_w[-1],
    f"theta = {theta[-1]:.0f} 時,GAN 的評審拉力是 {pull_js[-1]:.3f},critic 是 {pull_w[-1]:.2f}。",
)
claim(
    np.max(np.abs(w - theta)) < 0.1,
    f"critic 量到的 W 就是 theta:最多差 {np.max(np.abs(w - theta)):.2f}。",
)
steeper = theta * (1 + theta / (2 * wgan.gradient_penalty_weight))
claim(
    np.allclose(w, steeper, rtol=0.03, atol=0.03),
    f"它其實是 theta (1 + theta / (2 lambda)),也就是 penalty 權重 lambda 所容許的:最後一點是 {steeper[-1]:.2f}。",
)

# %% [markdown]
# ## 數字在說什麼
#
# Penalty 讓 critic 的斜率靠近 1,而不是等於 1:斜率每多一單位可以多賺 theta,卻要付 lambda (斜率 - 1)^2,兩者在 1 + theta / (2 lambda) 打平。所以 generator 還很遠的時候,log 裡的「Wasserstein distance」會稍微偏大。
#
# ## 接下來改改看
#
# 1. 設 `gradient_penalty_weight=100.0`。上面哪一句話會翻轉?critic 又要多學多久?
# 2. 讓兩條線有寬度:在 `data` 加上標準差 0.5 的 noise,generator 畫的點也加一樣的 noise。從哪個 theta 開始 JS 才又是 log 2?(這就是 instance noise,1610.04490。)
