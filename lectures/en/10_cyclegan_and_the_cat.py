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
# # 10. CycleGAN, and the cat it should not draw
#
# *Papers: CycleGAN [1703.10593](https://arxiv.org/abs/1703.10593); how it hides information
# [1712.02950](https://arxiv.org/abs/1712.02950); why small networks keep what they see
# [1709.00074](https://arxiv.org/abs/1709.00074); its relative DiscoGAN
# [1703.05192](https://arxiv.org/abs/1703.05192).*
#
# **What the lecture asks.** Two heaps of pictures, no pairs. The discriminator of Y asks of a translation
# only whether it could be a picture of Y. Nobody asks whether it still shows what the input showed: for
# a photograph of a house a good drawing of a cat would do. The cycle has to prevent that: what is
# translated there and back must return.
#
# **What do you expect?** In X nine shapes of ten are discs and one is a ring, in Y it is the other way
# round; the shapes lie at random places. The true translation changes colours and nothing else. What does a
# generator draw without the cycle, and what with it: is the shape at its place, and is a disc still a disc?
# (If it is, Y's discriminator sees too many discs.) And is what returns in the second experiment read from the drawing, or hidden in it?

# %%
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import matplotlib.pyplot as plt
import numpy as np

import keras_gan_zoo

short = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"  # a test's quick look at this notebook
count, epochs = (8, 1) if short else (320, 6)


def claim(holds, sentence):
    """Prints a sentence of the lecture: ✓ if the numbers bear it, ✗ if they do not."""
    print("✓" if holds else "✗", sentence)


# %% [markdown]
# ## Discs and rings

# %%
random = np.random.default_rng(0)
rows, columns = np.mgrid[:16, :16]


def shapes(n, rings):
    """Ink (n, 16, 16, 1) in [0, 1] of discs, of which a share are rings, at random places."""
    hollow = random.random(n) < rings
    centre = random.uniform(6, 9, (n, 2, 1, 1))
    far = np.hypot(rows - centre[:, 0], columns - centre[:, 1])
    ink = np.clip(5.5 - far, 0, 1) - hollow[:, None, None] * np.clip(3.3 - far, 0, 1)
    return ink[..., None].astype("float32"), hollow


def paint(ink, colour, ground):
    return ink * np.float32(colour) + (1 - ink) * np.float32(ground)


WHITE, BLACK, BLUE, YELLOW = (1, 1, 1), (-1, -1, -1), (-0.8, -0.4, 0.8), (1, 0.8, -0.2)
x = paint(shapes(count, rings=0.1)[0], WHITE, BLACK)
y = paint(shapes(count, rings=0.9)[0], BLUE, YELLOW)
test_ink, test_hollow = shapes(20 if short else 200, rings=0.5)
asked, answer = paint(test_ink, WHITE, BLACK), paint(test_ink, BLUE, YELLOW)


def seen(pictures):
    """The centre of the shape in each picture of Y, (n, 2) in pixels, and whether it is a ring."""
    ground = np.linalg.norm(pictures - np.float32(YELLOW), axis=-1)
    ink = ground / (ground + np.linalg.norm(pictures - np.float32(BLUE), axis=-1))
    weight = np.maximum(ink - 0.5, 1e-3)
    centre = [(weight * axis).sum((1, 2)) / weight.sum((1, 2)) for axis in (rows, columns)]
    far = np.hypot(rows - centre[0][:, None, None], columns - centre[1][:, None, None])
    rings = np.array([one[near < 2].mean() < 0.5 for one, near in zip(ink, far, strict=True)])
    return np.stack(centre, axis=1), rings


print(f"{np.mean(seen(answer)[1] == test_hollow):.1%} of the true answers are told right")


# %%
def translate(cycle_weight):
    gan = keras_gan_zoo.get(
        "cyclegan",
        image_shape=(16, 16, 3),
        width=8,
        blocks=2,
        discriminator_width=16,
        discriminator_downsamplings=2,
        cycle_weight=cycle_weight,
        identity_weight=0.0,
        optimizers={
            "generators": {"learning_rate": 1e-3},
            "discriminators": {"learning_rate": 5e-4},
        },
        seed=0,
    )
    gan.fit((x, y), batch_size=8, epochs=epochs, verbose=0)
    return gan.generate(asked)


drawn = {"without a cycle": translate(cycle_weight=0.0)}

# %%
drawn["with a cycle"] = translate(cycle_weight=10.0)

# %%
figure, axes = plt.subplots(4, 1, figsize=(7.5, 3.4), dpi=80)
for axis, (title, pictures) in zip(
    axes, {"input": asked, **drawn, "true answer": answer}.items(), strict=True
):
    strip = np.concatenate(pictures[:14], axis=1)
    axis.imshow(np.clip((strip + 1) / 2, 0, 1))
    axis.set_axis_off()
    axis.text(-4, 8, title, ha="right", va="center")
plt.show()
places, rings = {}, {}
for title, pictures in {"true answer": answer, **drawn}.items():
    places[title], rings[title] = seen(pictures)
cats = {title: np.mean(rings[title][~test_hollow]) for title in drawn}
moved = {
    title: np.mean(np.linalg.norm(places[title] - places["true answer"], axis=1)) for title in drawn
}
gaps = {title: np.abs(pictures - answer).mean() for title, pictures in drawn.items()}


def told(title):
    """The share of the inputs' places, by variance, that can be told from the drawings': R²."""
    known, wanted = np.column_stack([places[title], np.ones(len(asked))]), places["true answer"]
    guess = known @ np.linalg.lstsq(known, wanted, rcond=None)[0]
    return 1 - ((guess - wanted) ** 2).sum() / ((wanted - wanted.mean(axis=0)) ** 2).sum()


print(
    "share of the input's place that can be told:", {title: f"{told(title):.2f}" for title in drawn}
)
print("pixels from the input's place:", {title: f"{far:.2f}" for title, far in moved.items()})
print("discs that became rings:", {title: f"{share:.0%}" for title, share in cats.items()})
print("L1 to the true answer:", {title: f"{gap:.3f}" for title, gap in gaps.items()})

# %%
free, bound = moved.values()
spread, spread_free = (
    places[title].std(axis=0).mean() for title in ("true answer", "without a cycle")
)
claim(
    spread_free < spread / 3,
    f"Without the cycle it draws its cat: one shape at one place, which varies by {spread_free:.2f} pixels, the inputs' by {spread:.2f}.",
)
claim(
    told("with a cycle") > 0.8 and told("without a cycle") < 0.5,
    f"With the cycle the input's place is not lost: {told('with a cycle'):.0%} of it can be told from the drawing, without it {told('without a cycle'):.0%}.",
)
claim(
    bound < free / 2,
    f"And it is the same place: the shape lies {bound:.2f} pixels off, without the cycle {free:.2f}.",
)
kept = 1 - cats["with a cycle"]
claim(
    kept > 0.7,
    f"With the cycle a disc stays a disc: {kept:.0%} of them do.",
)
gap_free, gap_bound = gaps.values()
claim(
    gap_bound < gap_free,
    f"It comes nearer to the true answer: L1 is {gap_bound:.3f}, without it {gap_free:.3f}.",
)

# %% [markdown]
# What the way back needs is kept; but not where it was. A shape that moves the other way, or a disc that becomes
# a ring while rings become discs, closes the cycle as well. The cycle asks that nothing is *lost*, not that
# nothing is *changed*; and Y's discriminator, who wants nine rings in ten, has its say as well.
#
# ## Hidden in the drawing
#
# The stored `cyclegan/faces_demo` turns pencil drawings into colour and back. A pencil drawing has no
# colours; yet colour, translated to pencil and back, must return. Where does the colour come from? A
# little noise on the drawing, or a true drawing of the same face in its place, will tell.

# %%
n = 8 if short else 48
colour, pencil = (
    keras_gan_zoo.data.render_faces(domain, 7000, n, size=48, progress=False)[0] / np.float32(127.5)
    - 1
    for domain in ("colour", "pencil")
)
gan = keras_gan_zoo.get("cyclegan", weights="faces_demo")
drawing = gan.generate(colour, direction="y_to_x")
noise = 0.1 * random.standard_normal(drawing.shape).astype("float32")
returned = {
    "own drawing": gan.generate(drawing),
    "with noise": gan.generate(np.clip(drawing + noise, -1, 1)),
    "true drawing": gan.generate(pencil),
}


def own_colours(pictures):
    """The share of faces whose mean colour is nearest to that of their own original."""
    mean, originals = pictures.mean((1, 2)), colour.mean((1, 2))
    nearest = np.linalg.norm(mean[:, None] - originals[None], axis=-1).argmin(axis=1)
    return np.mean(nearest == np.arange(n))


known = {title: own_colours(pictures) for title, pictures in returned.items()}
lost = {title: np.abs(pictures - colour).mean() for title, pictures in returned.items()}
print({title: f"L1 {lost[title]:.3f}, own colours {known[title]:.0%}" for title in returned})

# %%
figure, axes = plt.subplots(5, 1, figsize=(6.5, 4.6), dpi=75)
for axis, (title, pictures) in zip(
    axes, {"original": colour, "drawing": drawing, **returned}.items(), strict=True
):
    axis.imshow(np.clip((np.concatenate(pictures[:8], axis=1) + 1) / 2, 0, 1))
    axis.set_axis_off()
    axis.text(-8, 24, title, ha="right", va="center")
plt.show()
claim(
    known["own drawing"] > 4 / n and lost["true drawing"] > 1.1 * lost["own drawing"],
    f"Colours are hidden in the drawing: it returns with an L1 of {lost['own drawing']:.3f}, a true drawing of the face with {lost['true drawing']:.3f}; {known['own drawing']:.0%} get back their own colours, by chance {1 / n:.0%}.",
)
claim(
    lost["with noise"] > 1.1 * lost["own drawing"],
    f"Noise that hardly shows drowns what is hidden: L1 {lost['with noise']:.3f} with it.",
)

# %% [markdown]
# Here the paper's warning is not borne out, and for a reason: these weights were trained with a weak cycle on
# the colour side (5 and 1, not 10 and 10), so that hiding gains next to nothing. The colours that come back are
# those the drawing suggests, not those of the original. `docs/experiments/cyclegan_faces_demo.md` tells how
# that was found.
#
# ## What to change next
#
# 1. Make both heaps alike: half of the shapes rings in X and in Y. Does the cycle now keep each shape, and
#    does a generator without one? Who of the two decides that?
# 2. Give the generator a reason to hide: train a small CycleGAN on `pencil_and_colour_faces` at 32 pixels with
#    `cycle_weight=10.0` for some thousand steps, and do the three returns again. Is what returns drowned by
#    the noise now?
