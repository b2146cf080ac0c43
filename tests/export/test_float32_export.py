"""A model that was trained in half precision leaves in float32, and stays what it was."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from small_families import small

from keras_gan_zoo import export
from keras_gan_zoo.export.float32 import in_float32


@pytest.fixture(params=["mixed_bfloat16", "mixed_float16"])
def policy(request):
    before = keras.config.dtype_policy()
    yield request.param
    keras.config.set_dtype_policy(before)


@pytest.mark.parametrize("family", ["stylegan2", "cgan"])
def test_a_file_is_that_of_the_same_weights_in_float32(family, policy, tmp_path):
    full = small(family, seed=0)
    half = small(family, seed=0, precision=policy)
    for weight, other in zip(half.weights, full.weights, strict=True):
        weight.assign(other)
    networks = half.export_networks()
    latents = half.latents_of(3, seed=0)
    inputs = half.example_inputs("generate", 3) or {"latents": latents}
    given = [*inputs.values()] if len(inputs) > 1 else latents
    before = half.draw(networks["generate"], given, 3)
    file = export.tflite(half, tmp_path / "g.tflite")
    assert file.max_error < 1e-4
    whole = full.draw(full.export_networks()["generate"], given, 3)
    np.testing.assert_allclose(export.TFLiteGenerator(file.path)(**inputs), whole, atol=1e-4)
    export.saved_model(half, tmp_path / "saved")
    served = tf.saved_model.load(str(tmp_path / "saved"))
    np.testing.assert_allclose(served.generate(*inputs.values()), whole, atol=1e-4)
    # The model itself computes in half precision as before.
    after = half.draw(half.export_networks()["generate"], given, 3)
    np.testing.assert_array_equal(after, before)
    assert np.any(before != whole)


def test_an_error_leaves_the_policies_as_they_were(policy):
    gan = small("dcgan", precision=policy)
    kinds = [layer.compute_dtype for layer in gan.generator.layers]
    with pytest.raises(KeyError), in_float32([gan.generator]):
        assert {layer.compute_dtype for layer in gan.generator.layers} == {"float32"}
        raise KeyError
    assert [layer.compute_dtype for layer in gan.generator.layers] == kinds
