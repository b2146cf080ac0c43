"""Enhances degraded tomographies of a patient that no training has seen, row by row.

    python -m benchmarks.families.slide.ct_enhancement_gan [--rows stacked] [--steps 1200]

Slices of one patient are trained on; those of another are made worse as in the training (noise,
loss of resolution, blur), once, the same for all rows. Judged are PSNR and SSIM to the slices as
they were, and the Dice of a segmenter that is given the degraded slices alone, or beside them what
a row makes of them, as the paper does. Its classes are true by their Hounsfield units: bone, and
what is no air within the lungs, vessels for the most part. Beside the stack stand the degraded
slices, which were enlarged by bicubic resampling, and a single GAN, trained on noise and loss of
resolution at once. Where the paper's gain is not found, three remedies are rows too.

A training is kept in --cells with a checkpoint at each 200 steps; the same command goes on, and one
with more --steps goes on from there. Writes benchmarks/results/slide_ct_enhancement_gan.json and
slide.md, and docs/pictures/slide_ct_enhancement_gan.png.
"""

import argparse
import json
import os
import time

import numpy as np
from PIL import Image

from benchmarks.common.places import PICTURES
from benchmarks.common.row_options import add_shared, begun
from benchmarks.common.training_cell import TrainingCell
from benchmarks.families.slide.table import keep

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

GIVEN, DENOISED, SINGLE = "bicubic", "first GAN alone", "single GAN"
TRAINED = {
    SINGLE: {"enhancer_sees": "noisy"},
    "stacked": {},
    "stacked, second sees denoised": {"enhancer_sees": "denoised"},
    "stacked, no adversary": {"adversarial_weight": 0.0},
    "stacked, no adversary, sees denoised": {
        "adversarial_weight": 0.0,
        "enhancer_sees": "denoised",
    },
}
ROWS = (GIVEN, DENOISED, *TRAINED)
SIDE, CROP, BATCH, EVERY = 256, 64, 8, 200
WORSE = {"noise": 25.0, "scales": (1.0, 3.0), "blurs": (0.0, 1.0), "contrasts": (1.0, 1.0)}
"""No loss of contrast: what a Hounsfield unit means is not to be guessed."""
STRUCTURES = ("bone", "vessels")
SEGMENTER_BATCH = 4


def slices(split):
    """Returns a patient's slices, float32 (n, 256, 256, 1) in [-1, 1]."""
    from keras_gan_zoo import data

    (images,) = data.load("chest_ct", split, image_size=SIDE).batch(100)
    return images.numpy()


def made_worse(images, seed):
    """Returns degraded slices, each in a way of its own."""
    import keras
    from keras import ops

    from keras_gan_zoo.families.upscaling.ct_enhancement_gan import degradations

    generator = keras.random.SeedGenerator(seed)
    ranges = (WORSE["scales"], WORSE["blurs"], WORSE["contrasts"])
    x = degradations.of_low_quality(ops.convert_to_tensor(images), *ranges, generator)
    return ops.convert_to_numpy(degradations.with_noise(x, WORSE["noise"], generator))


def structures(images):
    """Returns masks (n, 256, 256, 2) of -1 and 1: bone, and what is no air within the lungs."""
    from scipy import ndimage

    from keras_gan_zoo.data.sets.chest_ct import hounsfield

    masks = []
    for units in hounsfield(images)[..., 0]:
        parts, count = ndimage.label(units < -500)
        outside = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
        sizes = ndimage.sum_labels(np.ones_like(parts), parts, np.arange(count + 1))
        lungs = [k for k in range(1, count + 1) if k not in outside and sizes[k] > 200]
        air = np.isin(parts, lungs)
        within = ndimage.binary_closing(air, iterations=3)
        masks.append(np.stack([units > 200, within & ~air], axis=-1))
    return np.where(masks, 1.0, -1.0).astype("float32")


def build(row, options, seed):
    """Builds a row's model."""
    import keras_gan_zoo

    return keras_gan_zoo.get(
        "ct_enhancement_gan",
        image_shape=(CROP, CROP, 1),
        width=options.width,
        denoising_blocks=3,
        blocks=4,
        discriminator_width=options.width,
        discriminator_units=64,
        perceptual_weight=0.0,
        seed=seed,
        optimizers={f"generator_{i}": {"learning_rate": 5e-4} for i in (1, 2)},
        **WORSE,
        **TRAINED[row],
    )


def trained(row, options, seed, clear):
    """Trains a row's model from its last checkpoint, and returns it and its steps."""
    from keras_gan_zoo import registry

    registry.find("ct_enhancement_gan").load()  # Keras has to know the class
    cell = TrainingCell(options.cells, f"{row}-{options.width}-{seed}", row=row, seed=seed)
    gan = cell.model(lambda: build(row, options, seed))
    passed = cell.curve[-1]["steps"] if cell.curve else 0
    while passed < options.steps:
        began = time.perf_counter()
        batches = gan.prepare_data(clear, BATCH, shuffle=True).repeat()
        history = gan.fit(batches.skip(passed), steps_per_epoch=EVERY, verbose=0).history
        passed += EVERY
        losses = {name: round(values[-1], 4) for name, values in history.items()}
        cell.checkpoint(gan, began, steps=passed, losses=losses)
    return gan, passed


def enhanced(row, gan, images):
    """Returns the channels that a row gives a segmenter, its own picture last."""
    if row == GIVEN:
        return images
    if row == DENOISED:
        made = gan.generate(images, direction="denoise")
    elif row == SINGLE:
        made = gan.draw(gan.inference_network("generator_2"), images, 4)
    else:
        return gan.three_channels(images)
    return np.concatenate([images, made], axis=-1)


def segmented(known, masks, given, steps, seed):
    """Trains a segmenter on a row's channels and returns its masks of other slices."""
    import keras
    import tensorflow as tf
    from keras import ops

    from keras_gan_zoo.families.translation.seuda.segmenter import mask_cross_entropy
    from keras_gan_zoo.networks.unet import unet

    def loss(truth, found):
        # Vessels are one pixel in a hundred: the cross-entropy alone is content to find none.
        p, q = (1 + truth) / 2, (1 + found) / 2
        both, sizes = (ops.sum(one, axis=(0, 1, 2)) for one in (p * q, p + q))
        return ops.mean(mask_cross_entropy(truth, found)) + 1 - ops.mean(2 * both / (sizes + 1))

    keras.utils.set_random_seed(seed)
    segmenter = unet(known.shape[1:], len(STRUCTURES), 8, 4, "batch", 0.0)
    segmenter.compile(keras.optimizers.Adam(2e-3), loss)
    pairs = tf.data.Dataset.from_tensor_slices((known, masks)).shuffle(200, seed=seed).repeat()
    segmenter.fit(pairs.batch(SEGMENTER_BATCH), steps_per_epoch=steps, verbose=0)
    return segmenter.predict(given, batch_size=SEGMENTER_BATCH, verbose=0)


def measured(row, gan, steps, options, seed, clear, truth):
    """Returns what a row comes to, from its file if there is one."""
    from keras_gan_zoo import metrics

    name = "".join(c if c.isalnum() else "_" for c in row)
    stem = f"{name}-{options.width}-{steps}-{options.segmenter_steps}-{seed}"
    path = options.cells / f"{stem}.found.json"
    channels = enhanced(row, gan, made_worse(truth, 1000))
    if not path.exists():
        # Several ways of making the training's slices worse, or the segmenter knows one by heart.
        known = np.concatenate([enhanced(row, gan, made_worse(clear, one)) for one in range(3)])
        masks = np.tile(structures(clear), (3, 1, 1, 1))
        found = metrics.dice(
            segmented(known, masks, channels, options.segmenter_steps, seed), structures(truth)
        )
        last = np.clip(channels[..., -1:], -1, 1)
        scores = {
            "PSNR, dB": float(metrics.psnr(last, truth).mean()),
            "SSIM": float(metrics.ssim(last, truth).mean()),
        }
        for index, structure in enumerate(STRUCTURES):
            scores[f"Dice, {structure}"] = float(found[:, index].mean())
        path.write_text(json.dumps({**scores, "steps": steps}))
    return json.loads(path.read_text()), channels[..., -1:]


def show(pictures):
    """Writes a row of parts of slices for each row of the table."""
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import grid

    places = np.linspace(8, 52, 6).astype(int)
    rows = [(label, grid(one[places, 70:190, 30:226], 6)) for label, one in pictures]
    path = PICTURES / "slide_ct_enhancement_gan.png"
    save_rows(path, rows, 6)
    with Image.open(path) as picture:
        grey = picture.convert("L")
    grey.save(path, optimize=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, "ct_enhancement_gan", ROWS, steps=1200)
    parser.add_argument("--segmenter_steps", type=int, default=1000)
    parser.add_argument("--width", type=int, default=16)
    options = begun(parser)
    clear, truth = slices("train"), slices("test")
    settings = {"pixels": SIDE, "crop": CROP, "batch": BATCH, "width": options.width}
    settings["steps of the segmenter"] = options.segmenter_steps
    settings |= {name: str(value) for name, value in WORSE.items()}
    shown = [("as they were", truth)]
    for seed in options.seeds:
        for row in options.rows:
            gan, steps = None, 0
            if row != GIVEN:
                # The first GAN of the stack is the one that stands alone, too.
                gan, steps = trained("stacked" if row == DENOISED else row, options, seed, clear)
            found, made = measured(row, gan, steps, options, seed, clear, truth)
            page = keep("ct_enhancement_gan", settings, {row: {seed: found}}, ROWS)
            print(row, seed, found, page, flush=True)
            shown.append((row, np.clip(made, -1, 1)))
            show(shown)


if __name__ == "__main__":
    main()
