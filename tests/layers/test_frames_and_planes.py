"""Videos and latent vectors as channels of one map."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.layers import FramesAsChannels, LatentPlanes

VIDEO = np.random.default_rng(0).normal(size=(2, 3, 4, 5, 2)).astype("float32")


def test_frames_lie_behind_each_other_in_their_order():
    x = FramesAsChannels()(VIDEO).numpy()
    assert x.shape == (2, 4, 5, 6)
    np.testing.assert_array_equal(x, np.concatenate(list(VIDEO.swapaxes(0, 1)), axis=-1))


def test_latents_are_the_same_at_every_place():
    latents = np.float32([[1, 2, 3], [4, 5, 6]])
    x = LatentPlanes()([VIDEO[:, 0], latents]).numpy()
    np.testing.assert_array_equal(x[..., :2], VIDEO[:, 0])
    np.testing.assert_array_equal(x[..., 2:], np.tile(latents[:, None, None], (1, 4, 5, 1)))


def test_they_take_videos_of_any_size():
    video = keras.Input((3, None, None, 2))
    latents = keras.Input((4,))
    planes = LatentPlanes()([FramesAsChannels()(video), latents])
    assert planes.shape == (None, None, None, 10)
    network = keras.Model([video, latents], planes)
    assert network([VIDEO, np.zeros((2, 4), "float32")]).shape == (2, 4, 5, 10)


@pytest.mark.parametrize("layer", [FramesAsChannels(name="x"), LatentPlanes(name="x")])
def test_config(layer):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
