"""Encoders from pictures to codes, and the decoders that lead back, by the name of a body."""

import math
from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers.likelihoods import Likelihood
from keras_gan_zoo.networks.dcgan import dcgan_maps, dcgan_unbounded
from keras_gan_zoo.networks.infogan import divisible_by_4, infogan_unbounded, infogan_vector
from keras_gan_zoo.networks.mlp import check_shape
from keras_gan_zoo.networks.normalization import check_normalization, has_offset, normalize
from keras_gan_zoo.networks.shapes import halvings
from keras_gan_zoo.types import Tensor

BODIES = ("dcgan", "infogan", "mlp")
"""What encoders and their decoders can be built on."""

NORMALIZATIONS = ("batch", "layer", "none")
"""What both know."""

_OWN_WIDTH = {"dcgan": 64, "infogan": 64, "mlp": 200}
_OWN_NORMALIZATION = {"dcgan": "batch", "infogan": "batch", "mlp": "none"}
_DEPTH = 2  # hidden layers of "mlp"


def build_encoder(
    body: str,
    image_shape: Sequence[int],
    code_dim: int,
    width: int | None = None,
    normalization: str | None = None,
    outputs: Sequence[str] = ("code",),
    name: str = "encoder",
) -> keras.Model:
    """Builds a network from pictures to codes.

    Args:
        body: "dcgan" for the convolutions of a DCGAN's discriminator (1511.06434), "infogan" for
            those of the networks on which 1711.10337 compares GANs and a VAE, or "mlp" for two
            layers of tanh (1509.00519, section 5), which see pictures in [0, 1].
        image_shape: (height, width, channels); for "mlp" also (dimensions,).
        code_dim: Length of a code.
        width: Channels of the first map, each map after it having twice as many, or units of a
            layer; `None` for the body's own, 64 or 200.
        normalization: "batch", "layer" or "none"; `None` for the body's own.
        outputs: Names of its outputs, each a vector as long as a code.
        name: Name of the network.

    Returns:
        A network from images (batch, height, width, channels) to one output (batch, code_dim), or
        to a list of several, float32.

    Raises:
        ValueError: If there is no such body or normalization, or the body cannot be built for this
            shape.

    Example:
        >>> build_encoder("mlp", (28, 28, 1), 50, outputs=("mean", "log_deviation")).output_shape
        [(None, 50), (None, 50)]
    """
    width, normalization = _settings(body, image_shape, width, normalization)
    code_dim = check_whole(code_dim, "latent_dim", least=1)
    shape = tuple(image_shape)
    images = keras.Input(shape, name="images" if len(shape) == 3 else "points")
    if body == "dcgan":
        x = layers.Flatten()(dcgan_maps(images, width, normalization))
    elif body == "infogan":
        x = infogan_vector(images, width, normalization)
    else:
        x = images
        if len(shape) == 3:
            # A black ground, the most of many pictures, is 0 here. Of -1 all over the tanh begin
            # saturated: on digits a VAE's bound was 141 nats after 4 passes, and is 124.
            x = layers.Flatten()(layers.Rescaling(0.5, 0.5)(x))
        x = _hidden_layers(x, width, normalization)
    codes = [layers.Dense(code_dim, dtype="float32", name=each)(x) for each in outputs]
    return keras.Model(images, codes if len(codes) > 1 else codes[0], name=name)


def build_picture_decoder(
    body: str,
    image_shape: Sequence[int],
    code_dim: int,
    width: int | None = None,
    normalization: str | None = None,
    last: Likelihood | None = None,
    name: str = "decoder",
) -> keras.Model:
    """Builds a network from codes to pictures, the mirror of `build_encoder`.

    Args:
        body: As for `build_encoder`.
        image_shape: As for `build_encoder`.
        code_dim: As for `build_encoder`.
        width: As for `build_encoder`.
        normalization: As for `build_encoder`.
        last: Its last layer, see `keras_gan_zoo.layers.likelihoods`; `None` for a tanh, and for
            nothing where points are drawn.
        name: Name of the network.

    Returns:
        A network from latents (batch, code_dim) to images (batch, height, width, channels) in
        [-1, 1], or to points (batch, dimensions).

    Raises:
        ValueError: As for `build_encoder`.

    Example:
        >>> build_picture_decoder("dcgan", (32, 32, 3), 64).output_shape
        (None, 32, 32, 3)
    """
    width, normalization = _settings(body, image_shape, width, normalization)
    latents = keras.Input((check_whole(code_dim, "latent_dim", least=1),), name="latents")
    *sides, channels = image_shape
    shape = (*sides, channels * (1 if last is None else last.parameters))
    if body == "dcgan":
        x = dcgan_unbounded(latents, shape, width, normalization)
    elif body == "infogan":
        x = infogan_unbounded(latents, shape, width, normalization)
    else:
        x = _hidden_layers(latents, width, normalization)
        x = layers.Dense(math.prod(shape))(x)
        if len(shape) > 1:
            x = layers.Reshape(shape)(x)
    if last is None:
        activation, output = ("tanh", "images") if len(shape) == 3 else ("linear", "points")
        last = layers.Activation(activation, dtype="float32", name=output)
    return keras.Model(latents, last(x), name=name)


def _settings(
    body: str, image_shape: Sequence[int], width: int | None, normalization: str | None
) -> tuple[int, str]:
    if not isinstance(body, str) or body not in BODIES:
        raise ValueError(
            f"`body` must be one of {listed(BODIES)}, got {body!r}." + nearest(body, BODIES)
        )
    checks = {"dcgan": halvings, "infogan": divisible_by_4, "mlp": check_shape}
    checks[body](image_shape)
    width = check_whole(_OWN_WIDTH[body] if width is None else width, "width", least=1)
    if normalization is None:
        return width, _OWN_NORMALIZATION[body]
    return width, check_normalization(normalization, NORMALIZATIONS)


def _hidden_layers(x: Tensor, width: int, normalization: str) -> Tensor:
    for _ in range(_DEPTH):
        x = layers.Dense(width, use_bias=not has_offset(normalization))(x)
        x = layers.Activation("tanh")(normalize(x, normalization))
    return x
