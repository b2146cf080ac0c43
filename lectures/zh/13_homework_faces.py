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
# # 13. 作業:畫臉,以及評審的成績單
#
# *論文:FID [1706.08500](https://arxiv.org/abs/1706.08500);resize 會怎麼改變它 [2104.11222](https://arxiv.org/abs/2104.11222);可以用的玩法:DCGAN [1511.06434](https://arxiv.org/abs/1511.06434)、R3GAN [2501.05441](https://arxiv.org/abs/2501.05441)。*
#
# **課程的問題。** 訓練一個會畫臉的 generator,用兩個數字評分:和真實臉的 FID,以及偵測器在多少張圖裡找得到臉。這裡用一行指令印出評審的成績單,對象可以是任何 generator 或一個圖片資料夾:
#
#     gan-zoo evaluate dcgan/faces --import lectures.face_detector --metrics fid500,detected_faces500
#
# (在 `lectures/` 所在的資料夾執行;`dcgan/faces` 可以換成你自己的訓練資料夾,例如 `runs/mine`。)
#
# **先猜猜看。** 三個人交作業:一個 DCGAN、一個 R3GAN,還有一個人把同一張好臉一交再交。誰被偵測到的臉最多?誰的 FID 最好?只看一個數字公平嗎?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import json
import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import keras_gan_zoo
from keras_gan_zoo import cli
from keras_gan_zoo.metrics.judges.spoiling import spoiled
from keras_gan_zoo.samples.sheets import grid, save_png, to_uint8

# `lectures/` 的上一層,`lectures.face_detector` 從這裡找。
sys.path.append(str(Path.cwd().parents[1]))
from lectures.face_detector import face_detector

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # 測試用的快速瀏覽
# 真正評分要 500 張以上;Inception 每張圖要看十分之一秒。
count = 4 if short else 25
metrics = f"detected_faces{count}" if short else f"fid{count},detected_faces{count}"
os.chdir(tempfile.mkdtemp())


def claim(holds, sentence):
    """印出課程裡的一句話:數字支持就打 ✓,不支持就打 ✗。"""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## 偵測器可以相信嗎?
#
# 它用六百張畫出來的臉和弄壞的臉訓練。先看它對沒看過的臉、以及弄壞的臉,判斷得對不對,才能讓它當評審。

# %%
faces, _ = keras_gan_zoo.data.render_faces("colour", 6000, 4 if short else 100, 64, progress=False)
broken = spoiled(faces, np.random.default_rng(0))
detector = face_detector()
seen, fooled = detector.finds_face(faces).mean(), detector.finds_face(broken).mean()
print(f"faces found in {seen:.0%} of real pictures, in {fooled:.0%} of spoiled ones")

# %% [markdown]
# ## 三份作業


# %%
def judge(handed_in):
    """執行指令,回傳兩組數字:交來的圖,和真實的臉。"""
    sheet = f"{handed_in.replace('/', '_')}.json"
    command = ["evaluate", handed_in, "--data", "faces", "--metrics", metrics, "--output", sheet]
    assert cli.main(command) == 0
    rows = {}
    for table in json.loads(Path(sheet).read_text())["tables"]:
        for name, *values in table["rows"]:
            rows.setdefault(name, []).extend(values)
    print(list(rows))
    return list(rows.values())


scores = {"dcgan": judge("dcgan/faces")[0]}

# %%
scores["r3gan"] = judge("r3gan/faces")[0]

# %%
good = keras_gan_zoo.get("r3gan", weights="faces").generate(1, seed=3)
for number in range(count):
    save_png(f"one_face/{number:03}.png", to_uint8(good[0]))
scores["one face"], scores["real"], *_ = judge("one_face")

# %%
pictures = {
    "dcgan": keras_gan_zoo.get("dcgan", weights="faces").generate(10, seed=0),
    "r3gan": keras_gan_zoo.get("r3gan", weights="faces").generate(10, seed=0),
    "one face": np.repeat(good, 10, axis=0),
    "spoiled": broken[:10],
}
figure, axes = plt.subplots(4, 1, figsize=(7.5, 3.3), dpi=80)
for axis, (title, drawn) in zip(axes, pictures.items(), strict=True):
    axis.imshow(grid(drawn, columns=10))
    axis.set_axis_off()
    axis.text(-10, 32, title, ha="right", va="center")
plt.show()

# %%
fid = {name: values[0] for name, values in scores.items()}
found = {name: values[-1] for name, values in scores.items()}
print("FID", fid, "detected faces, %", found)
claim(
    seen > 0.9 and fooled < 0.2,
    f"偵測器認得臉:真的 {seen:.0%},弄壞的 {fooled:.0%}。",
)
claim(
    found["one face"] >= max(found["dcgan"], found["r3gan"]),
    f"只看偵測,沒人贏得過同一張好臉:{found['one face']:.0f}%,DCGAN {found['dcgan']:.0f}%,R3GAN {found['r3gan']:.0f}%,真的臉 {found['real']:.0f}%。",
)
claim(
    fid["one face"] > max(fid["dcgan"], fid["r3gan"]),
    f"FID 看得出來:{fid['one face']:.0f},DCGAN {fid['dcgan']:.0f},R3GAN {fid['r3gan']:.0f}。",
)
claim(
    fid["real"] < fid["r3gan"] < fid["dcgan"],
    f"兩個真正學過的,R3GAN 比較接近;{count} 張真實的臉自己也有 {fid['real']:.0f} 分,不是 0。",
)

# %% [markdown]
# 只有二十五張圖,FID 看得還不夠多,沒辦法在「多樣」和「雜點」之間權衡:在存下來的這次執行裡,一張乾淨的臉排在 DCGAN 很多張有雜點的臉前面,真實的臉離 0 也還很遠。所以成績單要寫明用了幾張圖,所以真正評分要用幾百張。
#
# ## 接下來改改看
#
# 1. 換你了:`gan-zoo train --recipe recipes/dcgan_faces.yaml --set model.width=32 --run_dir runs/mine`,再對 `runs/mine` 執行上面的指令。一小時內,`penalties`、`augment`、`ema_decay` 哪個幫助最大?
# 2. 更高明的作弊:交一百張左右翻轉的真實訓練臉。兩個數字怎麼說?`--metrics memorisation500` 又怎麼說?
