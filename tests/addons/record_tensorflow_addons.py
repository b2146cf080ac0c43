"""Records what tensorflow-addons 0.23 computes, for `test_addons_parity.py` to compare with.

TensorFlow Addons runs on TensorFlow 2.15 and older only, so that it needs an environment of its
own:

    python3.11 -m venv addons
    addons/bin/pip install tensorflow-cpu==2.15.1 tensorflow-addons==0.23.0
    addons/bin/python tests/addons/record_tensorflow_addons.py

It writes `tensorflow_addons.npz` beside itself: for each case its inputs and its outputs, as
`case/name`.
"""

import pathlib
import sys

import numpy as np
import tensorflow as tf
import tensorflow_addons as tfa

RECORD = pathlib.Path(__file__).with_name("tensorflow_addons.npz")
STEPS = 12


def main(path=RECORD):
    rng = np.random.default_rng(0)
    record = {}
    for cases in (layers, optimizers, images, losses, sequences):
        for case, values in cases(rng):
            for name, value in values.items():
                record[f"{case}/{name}"] = np.asarray(value)
    np.savez_compressed(path, **record)
    print(f"wrote {len(record)} arrays to {path}")


def normal(rng, *shape):
    return rng.standard_normal(shape).astype("float32")


def layers(rng):
    maps = normal(rng, 2, 6, 5, 4) + 0.5
    gamma, beta = normal(rng, 4), normal(rng, 4)
    for case, layer in {
        "instance_normalization": tfa.layers.InstanceNormalization(),
        "group_normalization": tfa.layers.GroupNormalization(groups=2),
        "filter_response_normalization": tfa.layers.FilterResponseNormalization(),
    }.items():
        layer.build(maps.shape)
        shaped = [np.reshape(w, v.shape) for w, v in zip((gamma, beta), layer.weights, strict=True)]
        layer.set_weights(shaped)
        yield case, {"x": maps, "gamma": gamma, "beta": beta, "y": layer(maps)}

    kernel, bias = normal(rng, 3, 3, 4, 5), normal(rng, 5)
    layer = tfa.layers.SpectralNormalization(tf.keras.layers.Conv2D(5, 3), power_iterations=30)
    layer.build(maps.shape)
    layer.layer.set_weights([kernel, bias])
    layer.w.assign(kernel)
    yield (
        "spectral_normalization",
        {"x": maps, "kernel": kernel, "bias": bias, "y": layer(maps, training=True)},
    )

    layer = tfa.layers.WeightNormalization(tf.keras.layers.Conv2D(5, 3), data_init=False)
    layer(maps)
    g = normal(rng, 5)
    layer.v.assign(kernel)
    layer.layer.bias.assign(bias)
    layer.g.assign(g)
    yield (
        "weight_normalization",
        {"x": maps, "kernel": kernel, "bias": bias, "g": g, "y": layer(maps)},
    )
    layer = tfa.layers.WeightNormalization(tf.keras.layers.Dense(5))
    layer.build((None, 4))
    rows = 3 * normal(rng, 64, 4)
    yield "weight_normalization_data_init", {"deviation": tf.math.reduce_std(layer(rows), axis=0)}

    for affine in (False, True):
        layer = tfa.layers.TLU(affine=affine)
        layer.build(maps.shape)
        weights = [normal(rng, *maps.shape[1:]) for _ in layer.get_weights()]
        layer.set_weights(weights)
        named = dict(zip(("tau", "alpha"), weights, strict=False))
        yield f"tlu_affine_{affine}".lower(), {"x": maps, **named, "y": layer(maps)}

    shortcut = normal(rng, 2, 3)
    layer = tfa.layers.StochasticDepth(survival_probability=0.8)
    yield (
        "stochastic_depth",
        {"x": shortcut, "residual": -2 * shortcut, "y": layer([shortcut, -2 * shortcut])},
    )
    layer = tfa.layers.Maxout(2)
    yield "maxout", {"x": maps, "y": layer(maps)}


def optimizers(rng):
    start, gradients = normal(rng, 3, 2), normal(rng, STEPS, 3, 2)
    sgd = tf.keras.optimizers.legacy.SGD
    for case, optimizer in {
        "rectified_adam": tfa.optimizers.RectifiedAdam(0.1, weight_decay=0.01),
        "rectified_adam_short": tfa.optimizers.RectifiedAdam(0.1, beta_2=0.9),
        "adabelief": tfa.optimizers.AdaBelief(0.1, beta_2=0.9),
        "adabelief_plain": tfa.optimizers.AdaBelief(0.1, rectify=False),
        "adamw": tfa.optimizers.AdamW(weight_decay=0.01, learning_rate=0.1),
        "lamb": tfa.optimizers.LAMB(0.1),
        "lookahead": tfa.optimizers.Lookahead(sgd(0.1), sync_period=3, slow_step_size=0.4),
        "swa": tfa.optimizers.SWA(sgd(0.1), start_averaging=2, average_period=3),
        "moving_average": tfa.optimizers.MovingAverage(sgd(0.1), average_decay=0.9),
    }.items():
        variable = tf.Variable(start)
        path = []
        for gradient in gradients:
            optimizer.apply_gradients([(tf.constant(gradient), variable)])
            path.append(variable.numpy())
        values = {"start": start, "gradients": gradients, "path": path}
        if hasattr(optimizer, "assign_average_vars"):
            optimizer.assign_average_vars([variable])
            values["average"] = variable.numpy()
        yield case, values


def images(rng):
    pictures = normal(rng, 3, 7, 6, 2)
    angles = np.float32([0.3, -2.0, np.pi / 2])
    shifts = np.float32([[1, 0], [-2.5, 1.5], [0, 3]])
    for interpolation in ("nearest", "bilinear"):
        for fill in ("constant", "reflect"):
            options = {"interpolation": interpolation, "fill_mode": fill, "fill_value": -1.0}
            yield (
                f"rotate_{interpolation}_{fill}",
                {
                    "x": pictures,
                    "angles": angles,
                    "y": tfa.image.rotate(pictures, angles, **options),
                },
            )
            yield (
                f"translate_{interpolation}_{fill}",
                {
                    "x": pictures,
                    "translations": shifts,
                    "y": tfa.image.translate(pictures, shifts, **options),
                },
            )
    offsets = np.int32([[0, 0], [3, 3], [6, 5]])
    yield (
        "cutout",
        {
            "x": pictures,
            "offset": offsets,
            "y": tfa.image.cutout(pictures, (4, 2), offsets, constant_values=-1),
        },
    )
    for padding in ("REFLECT", "SYMMETRIC", "CONSTANT"):
        blurred = tfa.image.gaussian_filter2d(pictures, (5, 4), (1.5, 0.7), padding, -1)
        yield f"gaussian_filter2d_{padding.lower()}", {"x": pictures, "y": blurred}
    points = rng.uniform(-2, 9, (3, 20, 2)).astype("float32")
    for indexing in ("ij", "xy"):
        values = tfa.image.interpolate_bilinear(pictures, points, indexing)
        yield f"interpolate_bilinear_{indexing}", {"x": pictures, "points": points, "y": values}
    flow = 2 * normal(rng, 3, 7, 6, 2)
    yield (
        "dense_image_warp",
        {"x": pictures, "flow": flow, "y": tfa.image.dense_image_warp(pictures, flow)},
    )


def losses(rng):
    labels, embeddings = np.int32([0, 1, 0, 2, 1, 0, 2, 1]), normal(rng, 8, 3)
    for metric in ("L2", "squared-L2", "angular"):
        arguments = {"y_true": labels, "y_pred": embeddings, "distance_metric": metric}
        yield (
            f"triplet_{metric}",
            {
                "labels": labels,
                "embeddings": embeddings,
                "semihard": tfa.losses.triplet_semihard_loss(**arguments, margin=0.7),
                "hard": tfa.losses.triplet_hard_loss(**arguments, margin=0.7),
                "soft": tfa.losses.triplet_hard_loss(**arguments, soft=True),
            },
        )
    similar, distances = np.float32([0, 1, 1, 0]), np.float32([0.2, 0.5, 2.0, 1.5])
    yield (
        "contrastive",
        {
            "similar": similar,
            "distances": distances,
            "y": tfa.losses.contrastive_loss(similar, distances, margin=1.0),
        },
    )
    similarity = normal(rng, 8, 8)
    yield (
        "npairs",
        {
            "labels": labels,
            "similarity": similarity,
            "y": tfa.losses.npairs_loss(labels, similarity),
        },
    )
    x = np.linspace(-3, 3, 13, dtype="float32")
    for name in ("gelu", "hardshrink", "lisht", "mish", "snake", "softshrink", "tanhshrink"):
        yield name, {"x": x, "y": getattr(tfa.activations, name)(x)}
    yield "sparsemax", {"x": similarity, "y": tfa.activations.sparsemax(similarity)}


def sequences(rng):
    steps, batch, beams = 5, 2, 3
    tokens = rng.integers(0, 6, (steps, batch, beams)).astype("int32")
    parents = rng.integers(0, beams, (steps, batch, beams)).astype("int32")
    lengths = np.int32([5, 3])
    yield (
        "gather_tree",
        {
            "tokens": tokens,
            "parents": parents,
            "lengths": lengths,
            "y": tfa.seq2seq.gather_tree(tokens, parents, lengths, end_token=5),
        },
    )
    logits, targets = normal(rng, 2, 4, 5), rng.integers(0, 5, (2, 4)).astype("int32")
    weights = np.float32([[1, 1, 1, 0], [1, 1, 0, 0]])
    yield (
        "sequence_loss",
        {
            "logits": logits,
            "targets": targets,
            "weights": weights,
            "y": tfa.seq2seq.sequence_loss(
                tf.constant(logits), tf.constant(targets), tf.constant(weights)
            ),
        },
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
