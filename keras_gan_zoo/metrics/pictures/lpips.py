"""LPIPS: how different two pictures look, by the features of a trained network."""

import functools
from collections.abc import Callable

import numpy as np

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.metrics.arguments import checked_range, image_pair
from keras_gan_zoo.types import ArrayLike

_LEAST_SIDE = {"vgg": 16, "alex": 32}


def lpips(
    a: ArrayLike,
    b: ArrayLike,
    network: str = "vgg",
    value_range: tuple[float, float] | None = None,
    batch_size: int = 32,
) -> np.ndarray:
    """Learned perceptual distance per pair of images: lower is more alike, 0 is identical.

    Both images pass through a network trained on ImageNet. At five depths the features of each
    position are scaled to unit length, their squared differences are weighed channel by channel
    with weights learned from people's judgements, averaged over positions, and added up. This
    is version 0.1 of the paper's weights, and "lin" of its variants.

    The numbers of the two networks do not compare: state which was used. The images are judged
    in the size that they have; published values of larger pictures are of another scale.

    Args:
        a: Images of shape `(batch, height, width, 1 or 3)`, at least 16 pixels a side for
            `"vgg"`, 32 for `"alex"`. Grey ones are judged as grey RGB.
        b: Images of the same shape, paired with `a`.
        network: `"vgg"` (VGG16, 15 million weights) or `"alex"` (AlexNet, 2.5 million weights,
            ten times as fast). Their weights are fetched once (64 MB for both) and checked.
        value_range: Lowest and highest pixel value; by default [-1, 1], and images that look
            like [0, 1] are refused.
        batch_size: Pairs that go through the network at a time.

    Returns:
        Float64 array `(batch,)`, 0 or more; rarely above 1.

    Raises:
        ValueError: If the network is not known, the shapes differ, values lie outside
            `value_range`, or the images are too small.

    Example:
        >>> images = np.random.default_rng(0).uniform(-1, 1, (1, 32, 32, 3))
        >>> lpips(images, images, network="alex")
        array([0.])

    Reference:
        Zhang, Isola, Efros, Shechtman, Wang, "The unreasonable effectiveness of deep features
        as a perceptual metric", arXiv 1801.03924, equation 1.
    """
    if network not in _LEAST_SIDE:
        raise ValueError(
            f"`network` must be {listed(_LEAST_SIDE)}, got {network!r}."
            f"{nearest(network, _LEAST_SIDE)}"
        )
    low, high = checked_range(value_range)
    a, b = image_pair(a, b, value_range=value_range)
    side = _LEAST_SIDE[network]
    if min(a.shape[1:3]) < side:
        raise ValueError(
            f"`a` and `b` must be at least {side} pixels high and wide for LPIPS by {network!r}, "
            f"got {a.shape[1]}x{a.shape[2]}."
        )
    measure = _compiled_distance(network)
    distances = []
    for start in range(0, len(a), batch_size):
        pair = []
        for images in (a, b):
            scaled = 2.0 * (images[start : start + batch_size] - low) / (high - low) - 1.0
            pair.append(np.broadcast_to(scaled, (*scaled.shape[:3], 3)).astype("float32"))
        distances.append(measure(*pair))
    return np.concatenate(distances).astype("float64")


@functools.cache
def _compiled_distance(network: str) -> Callable:
    """Returns the pretrained distance as one compiled function of NumPy arrays."""
    import tensorflow as tf

    from keras_gan_zoo.metrics.judges.lpips_networks import build_lpips, load_lpips_weights
    from keras_gan_zoo.metrics.judges.weights import lpips_weights

    model = build_lpips(network)
    load_lpips_weights(model, lpips_weights(network))
    images = tf.TensorSpec((None, None, None, 3), tf.float32)
    run = tf.function(lambda a, b: model([a, b], training=False), input_signature=[images, images])
    return lambda a, b: run(tf.constant(a), tf.constant(b)).numpy()
