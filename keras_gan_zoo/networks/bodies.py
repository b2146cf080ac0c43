"""Bodies by name: the generators and discriminators that image GANs can be built on."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.networks.dcgan import dcgan_discriminator, dcgan_generator
from keras_gan_zoo.networks.flat_colours import flat_colours_generator
from keras_gan_zoo.networks.infogan import infogan_discriminator, infogan_generator
from keras_gan_zoo.networks.mlp import mlp_discriminator, mlp_generator
from keras_gan_zoo.networks.r3gan import r3gan_discriminator, r3gan_generator
from keras_gan_zoo.networks.resize_convolution import resize_convolution_generator
from keras_gan_zoo.networks.resnet_gan import resnet_discriminator, resnet_generator


@dataclass(frozen=True)
class Body:
    """The builders of a generator and of a discriminator that belong together.

    Attributes:
        generator: Builder of a network from latents to images.
        discriminator: Builder of a network from images to logits.
    """

    generator: Callable
    discriminator: Callable


_BODIES = {
    "dcgan": Body(dcgan_generator, dcgan_discriminator),
    "flat_colours": Body(flat_colours_generator, dcgan_discriminator),
    "infogan": Body(infogan_generator, infogan_discriminator),
    "mlp": Body(mlp_generator, mlp_discriminator),
    "r3gan": Body(r3gan_generator, r3gan_discriminator),
    "resize_convolution": Body(resize_convolution_generator, dcgan_discriminator),
    "resnet": Body(resnet_generator, resnet_discriminator),
}


def list_bodies() -> list[str]:
    """Returns the names that `build_generator` and `build_discriminator` know."""
    return sorted(_BODIES)


def build_generator(
    body: str,
    image_shape: Sequence[int],
    latent_dim: int | None = None,
    width: int | None = None,
    normalization: str | None = None,
    **settings: Any,
) -> keras.Model:
    """Builds the generator of a body.

    Args:
        body: "dcgan" (1511.06434), "infogan" (1711.10337), "r3gan" (2501.05441), "resnet"
            (1802.05957), "resize_convolution" (doi:10.23915/distill.00003), "flat_colours" (for
            drawings, ours) or "mlp".
        image_shape: (height, width, channels); for "mlp" also (dimensions,).
        latent_dim: Length of the latent vectors; `None` for the body's own.
        width: The body's measure of width; `None` for its own.
        normalization: "batch", "virtual_batch", "layer", "spectral" or "none"; `None` for the
            body's own.
        **settings: What this body's builder takes besides, such as `depth` of "mlp".

    Returns:
        A network from latents (batch, latent_dim) to images (batch, *image_shape).

    Raises:
        ValueError: If there is no such body, or it has no such setting, or cannot be built for
            this shape.

    Example:
        >>> build_generator("infogan", (28, 28, 1), latent_dim=64).output_shape
        (None, 28, 28, 1)
    """
    given = {"latent_dim": latent_dim, "width": width, "normalization": normalization}
    return _build(_find(body).generator, body, image_shape, given, settings)


def build_discriminator(
    body: str,
    image_shape: Sequence[int],
    width: int | None = None,
    normalization: str | None = None,
    before: Sequence[keras.layers.Layer] = (),
    before_logits: Sequence[keras.layers.Layer] = (),
    **settings: Any,
) -> keras.Model:
    """Builds the discriminator of a body.

    Args:
        body: "dcgan" (1511.06434), "infogan" (1711.10337), "r3gan" (2501.05441), "resnet"
            (1802.05957), "resize_convolution" (doi:10.23915/distill.00003), "flat_colours" (for
            drawings, ours) or "mlp".
        image_shape: (height, width, channels); for "mlp" also (dimensions,).
        width: The body's measure of width; `None` for its own.
        normalization: "batch", "layer", "spectral" or "none"; `None` for the body's own.
        before: Layers that are applied to the images first, such as `Packing`.
        before_logits: Layers that are applied to the last features, such as
            `MinibatchDiscrimination`.
        **settings: What this body's builder takes besides, such as `activation` of "mlp".

    Returns:
        A network from images (batch, *image_shape) to logits (batch, 1); its last layer is
        named "logits".

    Raises:
        ValueError: If there is no such body, or it has no such setting, or cannot be built for
            this shape.

    Example:
        >>> build_discriminator("resnet", (32, 32, 3), width=16).output_shape
        (None, 1)
    """
    given = {"width": width, "normalization": normalization}
    settings = {"before": before, "before_logits": before_logits, **settings}
    return _build(_find(body).discriminator, body, image_shape, given, settings)


def _find(name: str) -> Body:
    if not isinstance(name, str) or name not in _BODIES:
        raise ValueError(
            f"`body` must be one of {listed(_BODIES)}, got {name!r}." + nearest(name, _BODIES)
        )
    return _BODIES[name]


def _build(builder, body, image_shape, given, settings):
    known = list(inspect.signature(builder).parameters)[1:]
    for name in settings:
        if name not in known:
            raise ValueError(
                f"The body {body!r} has no setting {name!r}; it has {listed(known)}."
                + nearest(name, known)
            )
    chosen = {name: value for name, value in given.items() if value is not None}
    return builder(image_shape, **chosen, **settings)
