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
# # 13. The homework: faces, and the judge's sheet
#
# *Papers: FID [1706.08500](https://arxiv.org/abs/1706.08500); how its resize changes it
# [2104.11222](https://arxiv.org/abs/2104.11222); the games that may be played here: DCGAN
# [1511.06434](https://arxiv.org/abs/1511.06434), R3GAN
# [2501.05441](https://arxiv.org/abs/2501.05441).*
#
# **What the lecture asks.** Train a generator of drawn faces. It is judged by two numbers: the FID to real
# faces, and in how many of its pictures a detector finds a face. Here is the sheet a judge would print, for
# any generator or folder of pictures, by one command:
#
#     gan-zoo evaluate dcgan/faces --import lectures.face_detector --metrics fid500,detected_faces500
#
# (in the folder that `lectures/` lies in; `dcgan/faces` may be your run's folder, such as `runs/mine`).
#
# **What do you expect?** Three hand in: a DCGAN, an R3GAN, and someone who hands in one good face, again and
# again. Who has the most detected faces? Who has the best FID? Would either number alone be fair?

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

# The folder above `lectures/`, where `lectures.face_detector` is found.
sys.path.append(str(Path.cwd().parents[1]))
from lectures.face_detector import face_detector

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # a test's quick look at this notebook
# A judge takes 500 or more; an Inception network looks at each picture for a tenth of a second.
count = 4 if short else 25
metrics = f"detected_faces{count}" if short else f"fid{count},detected_faces{count}"
os.chdir(tempfile.mkdtemp())


def claim(holds, sentence):
    """Prints a sentence of the lecture: ✓ if the numbers bear it, ✗ if they do not."""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## Is the detector to be trusted?
#
# It was trained on six hundred drawn faces beside spoiled ones. On faces it has not seen, and on spoiled ones
# of those, it has to be right before it may judge.

# %%
faces, _ = keras_gan_zoo.data.render_faces("colour", 6000, 4 if short else 100, 64, progress=False)
broken = spoiled(faces, np.random.default_rng(0))
detector = face_detector()
seen, fooled = detector.finds_face(faces).mean(), detector.finds_face(broken).mean()
print(f"faces found in {seen:.0%} of real pictures, in {fooled:.0%} of spoiled ones")

# %% [markdown]
# ## Three hand in


# %%
def judge(handed_in):
    """Runs the command, and returns its two numbers: of what was handed in, and of real faces."""
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
    f"The detector knows a face: {seen:.0%} of real ones, {fooled:.0%} of spoiled ones.",
)
claim(
    found["one face"] >= max(found["dcgan"], found["r3gan"]),
    f"Nobody beats one good face by detection: {found['one face']:.0f} %, DCGAN {found['dcgan']:.0f} %, R3GAN {found['r3gan']:.0f} %, real {found['real']:.0f} %.",
)
claim(
    fid["one face"] > max(fid["dcgan"], fid["r3gan"]),
    f"FID sees it: {fid['one face']:.0f}, DCGAN {fid['dcgan']:.0f}, R3GAN {fid['r3gan']:.0f}.",
)
claim(
    fid["real"] < fid["r3gan"] < fid["dcgan"],
    f"Of the two that learned, R3GAN is nearer to the faces; real ones themselves score {fid['real']:.0f} with {count} pictures, not 0.",
)

# %% [markdown]
# With twenty-five pictures FID has not seen enough to hold variety against grain: in the stored run one clean
# face comes before the DCGAN's many grainy ones, and real faces are far from 0. That is why a sheet names the
# number of pictures, and why a judge takes hundreds.
#
# ## What to change next
#
# 1. Your turn: `gan-zoo train --recipe recipes/dcgan_faces.yaml --set model.width=32 --run_dir runs/mine`, then the
#    command above on `runs/mine`. Which of `penalties`, `augment` and `ema_decay` gains most in an hour?
# 2. Cheat better: hand in a hundred real training faces, mirrored. What do both numbers say, and what does
#    `--metrics memorisation500`?
