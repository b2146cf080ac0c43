"""The networks of sound to image: who hears, who draws, and who judges both together."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import LogMel
from keras_gan_zoo.networks.bodies import build_generator
from keras_gan_zoo.networks.dcgan import dcgan_maps
from keras_gan_zoo.networks.discriminator_parts import apply_layers
from keras_gan_zoo.networks.normalization import constrained
from keras_gan_zoo.networks.shapes import halvings

_HALVINGS = 3


def sound_encoder(
    samples: int,
    spectra: LogMel,
    sound_dim: int = 128,
    width: int = 32,
    name: str = "encoder",
) -> keras.Model:
    """Builds convolutions over log-mel spectra, whose maps are averaged over time.

    Nothing is normalised on the way, so that a loud sound has another vector than a quiet one.

    Args:
        samples: Samples of a sound.
        spectra: What makes spectra of sounds.
        sound_dim: Length of a sound's vector.
        width: Maps of the first convolution; each after it has twice as many.
        name: Name of the network.

    Returns:
        A network from sounds (batch, samples) in [-1, 1] to vectors (batch, sound_dim), float32.

    Raises:
        ValueError: If a number is too small, or a sound is shorter than a window of the spectra.

    Example:
        >>> sound_encoder(16384, LogMel(16000)).output_shape
        (None, 128)
    """
    sounds = keras.Input((check_whole(samples, "samples", least=1),), name="sounds")
    width = check_whole(width, "width", least=1)
    x = spectra(sounds)
    # From what is silent to what is as loud as can be: about [-1, 1].
    x = layers.Rescaling(1 / 8, offset=1.0, dtype="float32")(x)
    x = layers.Reshape((*x.shape[1:], 1))(x)
    for step in range(_HALVINGS):
        x = layers.Conv2D(width * 2**step, 5 if step == 0 else 3, strides=2, padding="same")(x)
        x = layers.LeakyReLU(0.2)(x)
    x = layers.AveragePooling2D((x.shape[1], 1))(x)
    units = check_whole(sound_dim, "sound_dim", least=1)
    vectors = layers.Dense(units, dtype="float32", name="vector")(layers.Flatten()(x))
    return keras.Model(sounds, vectors, name=name)


def listener(sound_dim: int, classes: int, name: str = "listener") -> keras.Model:
    """Builds the linear classifier of sounds' vectors.

    Args:
        sound_dim: Length of a sound's vector.
        classes: Number of classes.
        name: Name of the network.

    Returns:
        A network from vectors (batch, sound_dim) to class logits (batch, classes), float32.

    Example:
        >>> listener(128, 9).output_shape
        (None, 9)
    """
    vectors = keras.Input((sound_dim,), name="sound")
    logits = layers.Dense(classes, dtype="float32", name="class_logits")(vectors)
    return keras.Model(vectors, logits, name=name)


def sound_generator(
    image_shape: Sequence[int],
    sound_dim: int,
    latent_dim: int = 16,
    width: int = 64,
    body: str = "dcgan",
    name: str = "generator",
) -> keras.Model:
    """Builds DCGAN's generator from a sound's vector and latents, one behind the other.

    Args:
        image_shape: (height, width, channels).
        sound_dim: Length of a sound's vector.
        latent_dim: Length of the latent vectors.
        width: Maps of the last hidden layer.
        body: "dcgan" as the authors have it, or another of
            `keras_gan_zoo.networks.build_generator`.
        name: Name of the network.

    Returns:
        A network from [latents (batch, latent_dim), vectors (batch, sound_dim)] to images in
        [-1, 1].

    Raises:
        ValueError: If a number is too small, the picture has no size that fits, or there is no such
            body.

    Example:
        >>> sound_generator((64, 64, 3), sound_dim=128).output_shape
        (None, 64, 64, 3)
    """
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    vectors = keras.Input((sound_dim,), name="sound")
    both = layers.Concatenate(dtype="float32")([latents, vectors])
    draw = build_generator(body, image_shape, latent_dim + sound_dim, width, name="images")
    return keras.Model([latents, vectors], draw(both), name=name)


def sound_discriminator(
    image_shape: Sequence[int],
    sound_dim: int,
    classes: int,
    width: int = 64,
    feature_dim: int = 128,
    normalization: str = "spectral",
    before: Sequence[keras.layers.Layer] = (),
    name: str = "discriminator",
) -> keras.Model:
    r"""Builds \( D(x, s) = (V s)^\top \phi(x) + \psi(\phi(x)) \) and a classifier of \( \phi(x) \).

    \( \phi \) are DCGAN's convolutions, one of kernel 1 behind them, and a dense layer.

    Args:
        image_shape: (height, width, channels).
        sound_dim: Length of a sound's vector s.
        classes: Number of classes.
        width: Maps of the first convolution.
        feature_dim: Length of \( \phi(x) \), 128 in the authors' code.
        normalization: "spectral" as in the paper, of all kernels but the classifier's; "batch",
            "layer" or "none" for comparison.
        before: Layers that are applied to the images first, such as `DiffAugment`.
        name: Name of the network.

    Returns:
        A network from [images, vectors (batch, sound_dim)] to a dict: `"logits"` (batch, 1) and
        `"class_logits"` (batch, classes), which know nothing of the sound.

    Raises:
        ValueError: If a number is too small, or the picture has no size that fits.

    Example:
        >>> sound_discriminator((64, 64, 3), sound_dim=128, classes=9).output["logits"].shape
        (None, 1)
    """
    halvings(image_shape)
    images = keras.Input(image_shape, name="images")
    vectors = keras.Input((sound_dim,), name="sound")
    units = check_whole(feature_dim, "feature_dim", least=1)

    def dense(count, x, name, **arguments):
        layer = layers.Dense(count, dtype="float32", name=name, **arguments)
        return constrained(layer, normalization)(x)

    x = dcgan_maps(apply_layers(images, before, "before"), width, normalization)
    x = constrained(layers.Conv2D(x.shape[-1], 1), normalization)(x)
    x = layers.Flatten()(layers.LeakyReLU(0.2)(x))
    features = dense(units, x, "features")
    told = dense(units, vectors, "projection", use_bias=False)
    matching = layers.Dot(axes=1, dtype="float32")([told, features])
    logits = layers.Add(dtype="float32", name="logits")([dense(1, features, "score"), matching])
    heads = layers.Dense(check_whole(classes, "classes", least=2), dtype="float32", name="classes")
    outputs = {"logits": logits, "class_logits": heads(features)}
    return keras.Model([images, vectors], outputs, name=name)
