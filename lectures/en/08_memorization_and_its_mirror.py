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
# # 8. Memorization, and its mirror
#
# *Papers: a test for copies [2004.05675](https://arxiv.org/abs/2004.05675); FID
# [1706.08500](https://arxiv.org/abs/1706.08500); do GANs learn the distribution
# [1706.08224](https://arxiv.org/abs/1706.08224); what likelihoods and nearest neighbours tell
# [1511.01844](https://arxiv.org/abs/1511.01844).*
#
# **What the lecture asks.** A generator that hands back its training set draws perfect pictures, and has
# learned nothing. So one looks up the nearest training picture of each drawn one. But nearest by what?
# A picture that was shifted by a pixel, or turned over as in a mirror, is the same picture to us, and far
# away by pixels.
#
# **What do you expect?** Five "generators" of garments are judged: unseen real pictures; the training
# pictures; the training pictures mirrored; unseen ones among which every tenth is a copy; and a trained
# DCGAN. Which has the best Fréchet distance? Which does the pixel distance catch? Which does a test
# catch that also looks into the mirror?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import matplotlib.pyplot as plt
import numpy as np

import keras_gan_zoo
from keras_gan_zoo import metrics

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # a test's quick look at this notebook
count = 40 if short else 500


def claim(holds, sentence):
    """Prints a sentence of the lecture: ✓ if the numbers bear it, ✗ if they do not."""
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
# ## Three judges
#
# *Distance to the data:* the Fréchet distance of the formula in FID, here over the means of 7 x 7 blocks
# of pixels, so that it is computed in a moment (it compares with no published FID). *Nearest by pixels:*
# is the nearest training picture nearer than that of unseen pictures? *The test:*
# `metrics.memorisation` compares at 16 x 16, also under mirroring, shifts and zooms, and asks whether
# unseen pictures would come as near by chance.


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
    f"The copier has the best Fréchet distance: {frechet['copies']:.3f}, unseen pictures {frechet['unseen']:.3f}, the DCGAN {frechet['dcgan']:.3f}.",
)
claim(
    rows["copies"][1] < 0.1 and rows["mirrored"][1] > 0.9,
    f"Pixels catch the copies ({rows['copies'][1]:.2f} of the usual distance) and are blind to the mirror ({rows['mirrored'][1]:.2f}).",
)
claim(
    max(p_value["copies"], p_value["mirrored"], p_value["a tenth"]) < 1e-3,
    f"The test catches all three copiers: p is {p_value['copies']:.0e}, {p_value['mirrored']:.0e} mirrored, {p_value['a tenth']:.0e} where a tenth is copied.",
)
claim(
    min(p_value["unseen"], p_value["dcgan"]) > 1e-3,
    f"It leaves the honest alone: p is {p_value['unseen']:.2f} of unseen pictures, {p_value['dcgan']:.2f} of the DCGAN.",
)
few = fresh.copy()
few[::100] = copies[::100, :, ::-1]
of_few = metrics.memorisation(few, training, held_out).p_value
claim(
    of_few > 1e-3,
    f"One copy in a hundred is too few for {count} pictures to show: p is {of_few:.2f}.",
)

# %% [markdown]
# ## What to change next
#
# 1. How many copies does the test need? Replace every twentieth, then every fiftieth picture, and find
#    where p crosses 0.001. What happens with `count = 2000`?
# 2. A copier that knows the test turns its pictures by 15 degrees (`scipy.ndimage.rotate`). Is it caught?
#    What would the test have to look at, and what would that cost in false alarms?
