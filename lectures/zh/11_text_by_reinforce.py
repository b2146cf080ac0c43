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
# # 11. 用 REINFORCE 寫字,附對照組
#
# *論文:SeqGAN [1609.05473](https://arxiv.org/abs/1609.05473);語言 GAN 不如預期 [1811.02549](https://arxiv.org/abs/1811.02549);沒有真正的 reward 時,強化學習對寫作者做了什麼 [1907.01752](https://arxiv.org/abs/1907.01752);ScratchGAN [1905.09922](https://arxiv.org/abs/1905.09922)。*
#
# **課程的問題。** 字是挑出來的,不是算出來的,所以 gradient 沒辦法從 discriminator 穿過寫好的字傳回來。強化學習可以幫忙:先寫,讓 discriminator 打分數,再讓分數高的更常出現。分數果然變好了。但是,隨便給*任何*分數,會不會也變好?
#
# 老師是一個 oracle:一個隨機的 network,它寫的序列當作真的文字,而且它確切知道任何序列的機率。發表的數字 NLL_oracle,是問 oracle 對 generator 寫的東西怎麼看;NLL_test 是問 generator 對 oracle 寫的東西怎麼看,也就是有沒有漏掉什麼。
#
# **先猜猜看。** 先用 likelihood 訓練,然後三局接著玩:reward 來自 discriminator;reward 永遠是 1;reward 用骰子丟。哪一局會降低 NLL_oracle?NLL_test 和不同詞對的比例又會怎樣?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import matplotlib.pyplot as plt
import numpy as np

import keras_gan_zoo
from keras_gan_zoo import metrics
from keras_gan_zoo.networks.oracle import draw_sequences, oracle

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
count, epochs, looks = (256, 1, 1) if short else (2560, 12, 4)


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## Oracle,和用 likelihood 教出來的寫作者

# %%
teacher = oracle(vocabulary_size=200, length=10)
train, test = draw_sequences(teacher, count, seed=0), draw_sequences(teacher, count, seed=1)


def game(reward):
    return keras_gan_zoo.get(
        "seqgan",
        vocabulary_size=200,
        length=10,
        rollouts=0,
        discriminator_steps=1,
        discriminator_epochs=1,
        filters={1: 16, 2: 32, 3: 16},
        discriminator_embedding_dim=16,
        reward=reward,
        baseline=reward == "discriminator",
        optimizers={
            "generator": {"learning_rate": 5e-3},
            "discriminator": {"learning_rate": 1e-3},
        },
        seed=0,
    )


def measured(gan):
    written = gan.generate_tokens(1000, seed=0, batch_size=1000)
    return (
        metrics.oracle_nll(written, teacher).value,
        metrics.held_out_nll(gan, test).value,
        metrics.distinct(written, 2)[2].value,
    )


gan = game("discriminator")
gan.pretrain(train, "generator", batch_size=64, epochs=epochs, verbose=0)
gan.pretrain(train, "discriminator", batch_size=64, epochs=1, verbose=0)
gan.optimizer["generator"].learning_rate = 1e-3
taught, start = gan.generator.get_weights(), measured(gan)
print("by likelihood: NLL_oracle {:.3f}, NLL_test {:.3f}, distinct-2 {:.3f}".format(*start))

# %% [markdown]
# ## 三種 reward
#
# `rollouts=0` 就是單純的 REINFORCE:序列裡每個字都拿整句的分數。SeqGAN 的 rollout 會把分數分到每個字,在這裡只會比較慢。


# %%
def play(gan):
    curve = [start]
    for _ in range(looks):
        gan.fit(train, batch_size=64, epochs=1 if short else 2, verbose=0)
        curve.append(measured(gan))
    print("NLL_oracle {:.3f}, NLL_test {:.3f}, distinct-2 {:.3f}".format(*curve[-1]))
    return np.array(curve)


curves = {"discriminator": play(gan)}

# %%
for reward in ("constant", "random"):
    control = game(reward)
    control.optimizer["generator"].learning_rate = 1e-3
    control.generator.set_weights(taught)
    control.rollout_policy.set_weights(taught)
    curves[reward] = play(control)

# %% [markdown]
# ## 再來一個比較「冷」的寫作者
#
# 完全不玩遊戲:一開始的寫作者,只把 temperature 調到 1 以下。

# %%
model = game("discriminator")
model.generator.set_weights(taught)
colder = []
for temperature in (0.9, 0.8, 0.7):
    written = model.generate_tokens(1000, temperature=temperature, seed=0, batch_size=1000)
    nll, pairs = metrics.oracle_nll(written, teacher), metrics.distinct(written, 2)[2]
    colder.append((nll.value, pairs.value))
    print(f"T = {temperature}: NLL_oracle {nll.value:.3f}, distinct-2 {pairs.value:.3f}")

# %%
figure, axes = plt.subplots(1, 3, figsize=(9.5, 2.6), dpi=80)
for reward, curve in curves.items():
    for axis, numbers in zip(axes, curve.T, strict=True):
        axis.plot(numbers, "o-", label=f"reward: {reward}")
axes[0].scatter(
    np.full(3, looks), [nll for nll, _ in colder], marker="x", color="black", label="colder"
)
axes[2].scatter(np.full(3, looks), [pairs for _, pairs in colder], marker="x", color="black")
for axis, title in zip(axes, ("NLL_oracle", "NLL_test", "distinct pairs"), strict=True):
    axis.set(title=title, xlabel="look")
axes[0].legend(fontsize=7)
figure.tight_layout()
plt.show()

# %%
end = {reward: curve[-1] for reward, curve in curves.items()}
own = metrics.oracle_nll(test, teacher).value
claim(
    end["discriminator"][0] < start[0],
    f"這一局讓發表的數字變好:NLL_oracle 從 {start[0]:.2f} 到 {end['discriminator'][0]:.2f};oracle 自己的文字是 {own:.2f}。",
)
claim(
    min(end["constant"][0], end["random"][0]) < end["discriminator"][0],
    f"什麼都不知道的 reward 也可以:常數 {end['constant'][0]:.2f},骰子 {end['random'][0]:.2f}。",
)
claim(
    all(end[reward][1] > start[1] for reward in end),
    f"代價都是漏掉東西:NLL_test 原本 {start[1]:.2f},之後是 {end['discriminator'][1]:.2f}、{end['constant'][1]:.2f}、{end['random'][1]:.2f}。",
)
claim(
    min(nll for nll, _ in colder) < end["discriminator"][0],
    f"冷一點的寫作者不用玩遊戲也做得到:temperature 0.7 時 NLL_oracle 是 {colder[-1][0]:.2f}。",
)

# %% [markdown]
# 在存下來的這次執行裡,讓發表的數字變好的是常數、骰子和 temperature,它們對文字一無所知;discriminator 反而沒有,它的寫作者變得更多樣。在論文的規模上,不用 baseline 的遊戲會讓這個數字降一點,常數降得更多。所以評估 text GAN 要有對照組、要和 temperature 比,而且兩個 NLL 都要看(論文規模的表在 `benchmarks/results/seqgan_oracle.md`)。
#
# ## 接下來改改看
#
# 1. 給對照組 baseline(`baseline=True`)。有了它,常數 reward 剛好什麼也賺不到:曲線會停住嗎?沒有它為什麼會漂走?
# 2. `rollouts=4` 讓每個字有自己的 reward。用 NLL_test 看,discriminator 的曲線現在贏過對照組了嗎?
