"""The decoders of a Gradient Origin Network: smooth, so that their gradient has a gradient."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.networks.encoders import build_picture_decoder
from keras_gan_zoo.networks.shapes import halvings

BODIES = ("dcgan", "mlp")
"""What `smooth_decoder` knows."""


def smooth_decoder(
    body: str,
    image_shape: Sequence[int],
    code_dim: int,
    width: int | None = None,
    name: str = "decoder",
) -> keras.Model:
    """Builds a decoder without normalization that is smooth everywhere, at the origin above all.

    A ReLU's second derivative is 0, and at the origin of a decoder whose biases are 0 its first is
    0, too. Its first weights are not as small as a DCGAN's: the codes are gradients through them.

    Args:
        body: "dcgan", transposed convolutions of stride 2 as in 1511.06434, with ELU; or "mlp",
            two layers of tanh.
        image_shape: (height, width, channels), of a size that `halvings` takes; for "mlp" also
            (dimensions,).
        code_dim: Length of a code.
        width: Channels of the last hidden map, each map before it having twice as many, or units of
            a layer; `None` for the body's own, 32 or 200.
        name: Name of the network.

    Returns:
        A network from codes (batch, code_dim) to images (batch, height, width, channels) in
        [-1, 1], or to points (batch, dimensions).

    Raises:
        ValueError: If there is no such body, or it cannot be built for this shape.

    Example:
        >>> smooth_decoder("dcgan", (28, 28, 1), 64).output_shape
        (None, 28, 28, 1)
    """
    if body == "mlp":
        return build_picture_decoder(body, image_shape, code_dim, width, "none", name=name)
    if body != "dcgan":
        raise ValueError(
            f"`body` must be one of {listed(BODIES)}, got {body!r}." + nearest(str(body), BODIES)
        )
    (rows, columns), steps = halvings(image_shape)
    width = check_whole(32 if width is None else width, "width", least=1)
    codes = keras.Input((check_whole(code_dim, "latent_dim", least=1),), name="latents")
    channels = width * 2 ** (steps - 1)
    x = layers.Dense(rows * columns * channels, activation="elu")(codes)
    x = layers.Reshape((rows, columns, channels))(x)
    for step in reversed(range(steps - 1)):
        x = layers.Conv2DTranspose(width * 2**step, 4, strides=2, padding="same", activation="elu")(
            x
        )
    x = layers.Conv2DTranspose(image_shape[-1], 4, strides=2, padding="same")(x)
    images = layers.Activation("tanh", dtype="float32", name="images")(x)
    return keras.Model(codes, images, name=name)
