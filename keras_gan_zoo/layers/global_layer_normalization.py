"""Layer normalization over a whole feature map: group normalization with one group (1803.08494)."""

import keras

from keras_gan_zoo.layers.instance_normalization import InstanceNormalization


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class GlobalLayerNormalization(InstanceNormalization):
    r"""Normalizes each picture over all its pixels and channels.

    \( y = \gamma\,(x - \mu_n) / \sqrt{\sigma_n^2 + \epsilon} + \beta \)

    Instance normalization takes each channel's mean away and with it what is the same all over
    a picture, its palette for one; that is why it serves style transfer. This layer keeps the
    channels' means relative to each other, so a network can decide on a colour for a whole picture.

    Args:
        epsilon: Added to the variance.
        scale: Whether to learn a gain \( \gamma \) for each channel.
        center: Whether to learn a bias \( \beta \) for each channel.
        **kwargs: `name` and `dtype`, as for any layer.

    Input and output shape: (batch, height, width, channels).

    Example:
        >>> GlobalLayerNormalization()(keras.random.normal((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 3])

    Reference:
        https://arxiv.org/abs/1803.08494
    """

    axes = (1, 2, 3)
