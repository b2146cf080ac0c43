"""What is here, and each one-line successor, computes what tensorflow-addons 0.23 computed.

The numbers were recorded by `record_tensorflow_addons.py`. The successors that
`docs/from_tensorflow_addons.md` names are written out here as they are written there.
"""

import importlib
import re
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops

from keras_gan_zoo import addons
from keras_gan_zoo.layers import InstanceNormalization, Maxout, SpectralNormalization


@pytest.fixture(scope="module")
def recorded():
    with np.load(Path(__file__).with_name("tensorflow_addons.npz")) as record:
        arrays = dict(record)

    def case(name):
        prefix = f"{name}/"
        return {
            key.removeprefix(prefix): value
            for key, value in arrays.items()
            if key.startswith(prefix)
        }

    return case


def same(computed, recorded, atol=2e-6):
    np.testing.assert_allclose(computed, recorded, rtol=2e-5, atol=atol)


@pytest.mark.parametrize(
    ("case", "layer"),
    [
        ("instance_normalization", lambda: InstanceNormalization(epsilon=1e-3)),
        ("group_normalization", lambda: keras.layers.GroupNormalization(groups=2)),
        ("filter_response_normalization", addons.FilterResponseNormalization),
    ],
)
def test_normalisations(recorded, case, layer):
    values, layer = recorded(case), layer()
    layer.build(values["x"].shape)
    layer.set_weights([values["gamma"], values["beta"]])
    same(layer(values["x"]), values["y"])


def test_reparametrised_kernels(recorded):
    values = recorded("spectral_normalization")
    layer = SpectralNormalization(keras.layers.Conv2D(5, 3), power_iterations=30)
    layer.build(values["x"].shape)
    layer.layer.set_weights([values["kernel"], values["bias"]])
    same(layer(values["x"], training=True), values["y"], atol=1e-5)
    values = recorded("weight_normalization")
    layer = addons.WeightNormalization(keras.layers.Conv2D(5, 3))
    layer.build(values["x"].shape)
    layer.layer.set_weights([values["kernel"], values["bias"]])
    layer.g.assign(values["g"])
    same(layer(values["x"]), values["y"], atol=1e-5)


@pytest.mark.parametrize("affine", [False, True])
def test_thresholded_linear_unit(recorded, affine):
    values = recorded(f"tlu_affine_{affine}".lower())
    layer = addons.TLU(affine=affine, per_channel=False)
    layer.build(values["x"].shape)
    layer.set_weights([values[name] for name in ("tau", "alpha")[: 1 + affine]])
    same(layer(values["x"]), values["y"])


def test_other_layers(recorded):
    values = recorded("stochastic_depth")
    layer = addons.StochasticDepth(0.8)
    same(layer([values["x"], values["residual"]], training=False), values["y"])
    values = recorded("maxout")
    # `tfa` lets every other of four channels compete for two, this package neighbours.
    same(Maxout(pieces=2)(values["x"][..., [0, 2, 1, 3]]), values["y"])


@pytest.mark.parametrize(
    ("case", "optimizer"),
    [
        ("rectified_adam", lambda: addons.RectifiedAdam(0.1, weight_decay=0.01)),
        ("rectified_adam_short", lambda: addons.RectifiedAdam(0.1, beta_2=0.9)),
        ("adabelief", lambda: addons.AdaBelief(0.1, beta_2=0.9)),
        ("adabelief_plain", lambda: addons.AdaBelief(0.1, rectify=False)),
        ("lookahead", lambda: addons.Lookahead(keras.optimizers.SGD(0.1), 3, 0.4)),
        ("swa", lambda: addons.SWA(keras.optimizers.SGD(0.1), 2, 3)),
        ("adamw", lambda: keras.optimizers.AdamW(0.1, weight_decay=0.1)),
        ("lamb", lambda: keras.optimizers.Lamb(0.1, epsilon=1e-6)),
    ],
)
def test_optimizers(recorded, case, optimizer):
    values, optimizer = recorded(case), optimizer()
    variable = keras.Variable(values["start"])
    for gradient, expected in zip(values["gradients"], values["path"], strict=True):
        optimizer.apply([ops.convert_to_tensor(gradient)], [variable])
        # `tfa` takes 2 / (1 - beta_2) in float32, which is 5e-5 off for 0.999.
        same(variable, expected, atol=1e-4 if case == "rectified_adam" else 2e-6)
    if "average" in values:
        optimizer.assign_average_vars([variable])
        same(variable, values["average"])


def test_moving_average_starts_one_update_later(recorded):
    values = recorded("moving_average")
    optimizer = keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.9)
    variable = keras.Variable(values["start"])
    for gradient in values["gradients"]:
        optimizer.apply([ops.convert_to_tensor(gradient)], [variable])
    optimizer.finalize_variable_values([variable])
    left_of_start = 0.9 ** len(values["gradients"]) * (values["path"][0] - values["start"])
    same(variable, values["average"] + left_of_start)


@pytest.mark.parametrize("fill_mode", ["constant", "reflect"])
@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
def test_rigid_motions(recorded, interpolation, fill_mode):
    options = {"interpolation": interpolation, "fill_mode": fill_mode, "fill_value": -1.0}
    values = recorded(f"rotate_{interpolation}_{fill_mode}")
    same(addons.rotate(values["x"], values["angles"], **options), values["y"])
    values = recorded(f"translate_{interpolation}_{fill_mode}")
    same(addons.translate(values["x"], values["translations"], **options), values["y"])
    one = addons.translate(values["x"][1], values["translations"][1], **options)
    same(one, values["y"][1])


def test_cutout(recorded):
    values = recorded("cutout")
    same(addons.cutout(values["x"], (4, 2), values["offset"], constant_values=-1), values["y"])


@pytest.mark.parametrize("padding", ["REFLECT", "SYMMETRIC", "CONSTANT"])
def test_gaussian_filter(recorded, padding):
    values = recorded(f"gaussian_filter2d_{padding.lower()}")
    found = addons.gaussian_filter2d(values["x"], (5, 4), (1.5, 0.7), padding, -1)
    same(found, values["y"])


def test_bilinear_warps(recorded):
    for indexing in ("ij", "xy"):
        values = recorded(f"interpolate_bilinear_{indexing}")
        found = addons.interpolate_bilinear(values["x"], values["points"], indexing)
        same(found, values["y"], atol=1e-5)
    values = recorded("dense_image_warp")
    same(addons.dense_image_warp(values["x"], values["flow"]), values["y"], atol=1e-5)


@pytest.mark.parametrize("metric", ["L2", "squared-L2", "angular"])
def test_triplet_losses(recorded, metric):
    values = recorded(f"triplet_{metric}")
    pairs = (values["labels"], values["embeddings"])
    found = {
        "semihard": addons.triplet_semihard_loss(*pairs, margin=0.7, distance_metric=metric),
        "hard": addons.triplet_hard_loss(*pairs, margin=0.7, distance_metric=metric),
        "soft": addons.triplet_hard_loss(*pairs, soft=True, distance_metric=metric),
    }
    for name, loss in found.items():
        same(loss, values[name])


def test_gather_tree(recorded):
    values = recorded("gather_tree")
    found = addons.gather_tree(values["tokens"], values["parents"], values["lengths"], 5)
    np.testing.assert_array_equal(found, values["y"])


@pytest.mark.parametrize(
    ("case", "activation"),
    [
        ("gelu", lambda x: keras.activations.gelu(x, approximate=True)),
        ("hardshrink", keras.activations.hard_shrink),
        ("lisht", lambda x: x * ops.tanh(x)),
        ("mish", keras.activations.mish),
        ("snake", lambda x: x + ops.square(ops.sin(x))),
        ("softshrink", keras.activations.soft_shrink),
        ("sparsemax", addons.sparsemax),
        ("tanhshrink", keras.activations.tanh_shrink),
    ],
)
def test_one_line_activations(recorded, case, activation):
    values = recorded(case)
    same(activation(ops.convert_to_tensor(values["x"])), values["y"])


def test_one_line_losses(recorded):
    values = recorded("contrastive")
    y, d = values["similar"], values["distances"]
    same(y * ops.square(d) + (1 - y) * ops.square(ops.relu(1.0 - d)), values["y"])
    values = recorded("npairs")
    labels, similarity = values["labels"], values["similarity"]
    same_class = ops.cast(labels[:, None] == labels[None], "float32")
    target = same_class / ops.sum(same_class, axis=1, keepdims=True)
    loss = ops.mean(ops.categorical_crossentropy(target, similarity, from_logits=True))
    same(loss, values["y"])
    values = recorded("sequence_loss")
    loss = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, reduction="mean_with_sample_weight"
    )
    same(loss(values["targets"], values["logits"], values["weights"]), values["y"])


def test_every_successor_named_in_the_document_exists():
    text = (Path(__file__).parents[2] / "docs/from_tensorflow_addons.md").read_text()
    names = set(re.findall(r"`((?:keras|keras_gan_zoo)(?:\.\w+)+)", text))
    assert len(names) > 40
    # The document says from which Keras on there are those.
    names = {name for name in names if not name.startswith("keras.layers.Adaptive")}
    for name in names:
        found = importlib.import_module(name.partition(".")[0])
        for part in name.split(".")[1:]:
            found = getattr(found, part, None) or importlib.import_module(
                f"{found.__name__}.{part}"
            )
