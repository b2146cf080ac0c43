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
# # 2. 兩個步驟,和演算法方框對照
#
# *論文:GAN,Algorithm 1 與第 3 節 [1406.2661](https://arxiv.org/abs/1406.2661);DCGAN,這裡的 Adam 出自於此 [1511.06434](https://arxiv.org/abs/1511.06434)。*
#
# **課程的問題。** 每一輪:*第一步*,固定 generator,教 discriminator 給真的例子高分、給畫的低分;*第二步*,固定 discriminator,教 generator 拿高分。程式真的逐行就是這樣嗎?
#
# | Algorithm 1 | 白話 |
# |---|---|
# | 抽 m 個 latent z 和 m 個例子 x | 雙方要看的東西 |
# | D 沿著 log D(x) + log(1 - D(G(z))) 平均值的 gradient 往上走 | 第一步,G 不動 |
# | 再抽 m 個 latent z | |
# | G 沿著 log(1 - D(G(z))) 平均值的 gradient 往下走,或沿 log D(G(z)) 往上走 | 第二步,D 不動 |
#
# **先猜猜看。** 如果把方框用 gradient tape 親手寫一遍,而函式庫的 `train_step` 從同樣的權重、同樣的亂數開始:一輪之後兩邊的權重會差多少?等到 discriminator 再也分不出真假,它的 loss 會是多少?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import inspect

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

import keras_gan_zoo

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
epochs = 1


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## 親手寫方框
#
# 同一個 seed 開兩局:權重一樣,接下來抽到的 latent 也一樣。`by_hand` 由下面的程式來玩,`by_zoo` 交給函式庫。


# %%
def new_game():
    return keras_gan_zoo.get(
        "gan",
        image_shape=(2,),
        body="mlp",
        latent_dim=2,
        width=64,
        generator_normalization="none",
        discriminator_normalization="none",
        seed=0,
    )


by_hand, by_zoo = new_game(), new_game()
ring = keras_gan_zoo.data.gaussian_ring(stddev=0.05)
x = tf.constant(ring.sample(128, seed=0))

# %%
G, D = by_hand.generator, by_hand.discriminator
optimizers = by_hand.default_optimizers()
log_sigmoid = tf.math.log_sigmoid  # log D,因為 D 的 network 給的是 logit


def step_1(x, z):
    """G 不動;D 沿 log D(x) + log(1 - D(G(z))) 往上。"""
    with tf.GradientTape() as tape:
        real, fake = D(x, training=True), D(G(z, training=True), training=True)
        loss = -tf.reduce_mean(log_sigmoid(real)) - tf.reduce_mean(log_sigmoid(-fake))
    gradients = tape.gradient(loss, D.trainable_variables)
    optimizers["discriminator"].apply_gradients(zip(gradients, D.trainable_variables, strict=True))
    return loss


def step_2(z):
    """D 不動;G 沿 log D(G(z)) 往上。"""
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(log_sigmoid(D(G(z, training=True), training=True)))
    gradients = tape.gradient(loss, G.trainable_variables)
    optimizers["generator"].apply_gradients(zip(gradients, G.trainable_variables, strict=True))
    return loss


def moved(network, before):
    return max(
        np.abs(now - then).max() for now, then in zip(network.get_weights(), before, strict=True)
    )


z = by_hand.sample_latents(x)
before_G, before_D = G.get_weights(), D.get_weights()
loss_D = float(step_1(x, z))
moved_1 = moved(G, before_G), moved(D, before_D)
middle_D = D.get_weights()
loss_G = float(step_2(z))
moved_2 = moved(G, before_G), moved(D, middle_D)
print(f"step 1 moved G by {moved_1[0]:.6f}, D by {moved_1[1]:.6f}")
print(f"step 2 moved G by {moved_2[0]:.6f}, D by {moved_2[1]:.6f}")

# %% [markdown]
# ## 同一輪,交給函式庫
#
# 這就是它完整的 `train_step`。`minimize(loss, player=...)` 做的就是上面每一步的最後兩行。和方框有兩點不同:generator 用的是 discriminator 剛看過的同一批 latent(省一次計算);兩邊的 loss 都可以再加 penalty。

# %%
print(inspect.getsource(type(by_zoo).train_step))
logs = {name: float(value) for name, value in by_zoo.train_step(x).items()}
print(logs)

# %%
apart = max(moved(by_zoo.generator, G.get_weights()), moved(by_zoo.discriminator, D.get_weights()))
claim(
    moved_1[0] == 0 < moved_1[1] and moved_2[1] == 0 < moved_2[0],
    f"每一步只動一方:G 先移動 {moved_1[0]:.4f} 再移動 {moved_2[0]:.4f},D 先移動 {moved_1[1]:.4f} 再移動 {moved_2[1]:.4f}。",
)
claim(
    apart < 1e-6,
    f"一輪之後,兩邊的權重最多只差 {apart:.1e}。",
)
claim(
    abs(logs["discriminator_loss"] - loss_D) + abs(logs["generator_loss"] - loss_G) < 1e-5,
    f"Loss 也一樣:親手寫的是 {loss_D:.4f} 和 {loss_G:.4f},函式庫是 {logs['discriminator_loss']:.4f} 和 {logs['generator_loss']:.4f}。",
)

# %% [markdown]
# ## 一輪又一輪
#
# 背景是 D:藍色代表它說「真的」。點是 G 畫的。

# %%
gan = new_game()
rates = {player: keras.optimizers.Adam(1e-3, beta_1=0.5) for player in gan.players}
gan.compile(rates, steps_per_execution=4 if short else 50)
points = ring.sample(512 if short else 64_000, seed=1)
side = np.linspace(-1.6, 1.6, 60, dtype="float32")
plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
figure, axes = plt.subplots(1, 5, figsize=(10, 2.3), dpi=80)
for round_, axis in enumerate(axes):
    if round_:
        history = gan.fit(points, batch_size=128, epochs=epochs, verbose=0).history
    field = 1 / (1 + np.exp(-np.asarray(gan.discriminator(plane)))).reshape(60, 60)
    axis.imshow(field, extent=(-1.6, 1.6) * 2, origin="lower", cmap="RdBu", vmin=0, vmax=1)
    axis.scatter(*gan.generate(400, seed=0, batch_size=400).T, s=2, color="black")
    axis.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), xticks=[], yticks=[])
    axis.set_title(f"{round_ * epochs * (len(points) // 128):,} rounds", fontsize=9)
plt.show()

# %%
last_loss = history["discriminator_loss"][-1]
claim(
    abs(last_loss - 2 * np.log(2)) < 0.15,
    f"D 分不出來的時候 loss 是 2 log 2 = {2 * np.log(2):.3f}:這些輪之後是 {last_loss:.3f}。",
)

# %% [markdown]
# ## 為什麼第二步用 log D,而不是 log(1 - D)
#
# 一個全新的 generator,配上已經單獨練了三百步的 discriminator:兩種 loss 的 gradient 各有多長?

# %%
taught = new_game()
G, D = taught.generator, taught.discriminator
optimizers = {"discriminator": keras.optimizers.Adam(1e-3)}
alone = tf.function(step_1)
for number in range(3 if short else 300):
    alone(tf.constant(ring.sample(128, seed=number)), taught.sample_latents(x))


def length_of_gradient(loss_of_logits):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(loss_of_logits(D(G(taught.sample_latents(x)))))
    return float(tf.linalg.global_norm(tape.gradient(loss, G.trainable_variables)))


minimax = length_of_gradient(lambda logits: log_sigmoid(-logits))
non_saturating = length_of_gradient(lambda logits: -log_sigmoid(logits))
print(f"log(1 - D): {minimax:.5f}, -log D: {non_saturating:.5f}")
claim(
    non_saturating > 5 * minimax,
    f"D 佔上風時,-log D 教得比 log(1 - D) 用力 {non_saturating / minimax:.0f} 倍。",
)

# %% [markdown]
# ## 接下來改改看
#
# 1. G 每走一步,讓 D 走五步,也就是 Algorithm 1 的 k = 5:呼叫 `step_1` 五次。兩個 loss 和圖會怎麼變?
# 2. 拿掉「固定不動」:第二步把 -log D(G(z)) 的 gradient 也用在 D 的權重上。先猜 D 會學到什麼,再看一百輪之後它的 loss。
