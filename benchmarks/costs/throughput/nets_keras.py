"""The zoo's networks written with Keras's own layers alone, for benchmarks/costs/throughput.

As Keras's documentation writes them in its GAN examples: functional models, and a layer of one's
own where there is none (the padding of the CycleGAN example).
"""

import keras
from keras import layers, ops

_SMALLEST = 4


def _batch_norm():
    return layers.BatchNormalization(momentum=0.9)


def _instance_norm():
    return layers.GroupNormalization(groups=-1, epsilon=1e-5)


def _layer_norm():
    return layers.GroupNormalization(groups=1, epsilon=1e-5)


def _conv(channels, kernel, strides=1, **options):
    return layers.Conv2D(channels, kernel, strides, padding="same", **options)


def _up(channels, **options):
    return layers.Conv2DTranspose(channels, 4, 2, padding="same", **options)


def dcgan_generator(side, latent_dim, width):
    """Latents (batch, latent_dim) to pictures (batch, side, side, 3)."""
    steps = (side // _SMALLEST).bit_length() - 1
    channels = width * 2 ** (steps - 1)
    latents = keras.Input((latent_dim,))
    x = layers.Dense(channels * _SMALLEST**2, use_bias=False)(latents)
    x = layers.Reshape((_SMALLEST, _SMALLEST, channels))(x)
    x = layers.ReLU()(_batch_norm()(x))
    for step in reversed(range(steps - 1)):
        x = layers.ReLU()(_batch_norm()(_up(width * 2**step, use_bias=False)(x)))
    return keras.Model(latents, _up(3, activation="tanh")(x))


def dcgan_discriminator(side, width, norm=_batch_norm):
    """Pictures to logits (batch, 1)."""
    images = keras.Input((side, side, 3))
    x = layers.LeakyReLU(0.2)(_conv(width, 4, 2)(images))
    for step in range(1, (side // _SMALLEST).bit_length() - 1):
        x = _conv(width * 2**step, 4, 2, use_bias=False)(x)
        x = layers.LeakyReLU(0.2)(norm()(x))
    return keras.Model(images, layers.Dense(1)(layers.Flatten()(x)))


def resnet_generator(latent_dim, width):
    """Latents to pictures of 32 pixels (1802.05957, table 4)."""
    channels = 4 * width
    latents = keras.Input((latent_dim,))
    x = layers.Dense(channels * _SMALLEST**2)(latents)
    x = layers.Reshape((_SMALLEST, _SMALLEST, channels))(x)
    for _ in range(3):
        shortcut = _conv(channels, 1)(layers.UpSampling2D(2)(x))
        y = layers.UpSampling2D(2)(layers.ReLU()(_batch_norm()(x)))
        y = layers.ReLU()(_batch_norm()(_conv(channels, 3, use_bias=False)(y)))
        x = layers.Add()([shortcut, _conv(channels, 3)(y)])
    x = layers.ReLU()(_batch_norm()(x))
    return keras.Model(latents, _conv(3, 3, activation="tanh")(x))


def resnet_discriminator(width):
    """Pictures of 32 pixels to logits (1802.05957, table 4)."""

    def spectral(layer):
        return layers.SpectralNormalization(layer)

    channels = 2 * width
    images = x = keras.Input((32, 32, 3))
    for index in range(4):
        y = layers.ReLU()(x) if index else x
        y = layers.ReLU()(spectral(_conv(channels, 3))(y))
        y = spectral(_conv(channels, 3))(y)
        shortcut = x
        if index < 2:
            y = layers.AveragePooling2D(2)(y)
            shortcut = layers.AveragePooling2D(2)(shortcut) if index == 0 else shortcut
            shortcut = spectral(_conv(channels, 1))(shortcut)
            shortcut = layers.AveragePooling2D(2)(shortcut) if index else shortcut
        x = layers.Add()([shortcut, y])
    x = ops.sum(layers.ReLU()(x), axis=(1, 2))
    return keras.Model(images, spectral(layers.Dense(1))(x))


def unet(side, width):
    """Pictures to pictures (1611.07004), down to a single pixel."""
    depth = side.bit_length() - 1
    channels = [width * min(2**level, 8) for level in range(depth)]
    images = x = keras.Input((side, side, 3))
    passed = []
    for level in range(depth):
        normalized = 0 < level < depth - 1
        x = layers.LeakyReLU(0.2)(x) if level else x
        x = _conv(channels[level], 4, 2, use_bias=not normalized)(x)
        x = _instance_norm()(x) if normalized else x
        passed.append(x)
    for level in reversed(range(depth - 1)):
        x = _instance_norm()(_up(channels[level], use_bias=False)(layers.ReLU()(x)))
        x = layers.Dropout(0.5)(x) if level >= depth - 4 else x
        x = layers.Concatenate()([x, passed[level]])
    return keras.Model(images, _up(3, activation="tanh")(layers.ReLU()(x)))


def patchgan(side, channels, width):
    """Pictures to logits, one for each patch of 70 pixels (1611.07004, section 3.2.2)."""
    images = keras.Input((side, side, channels))
    x = layers.LeakyReLU(0.2)(_conv(width, 4, 2)(images))
    for power in (1, 2, 3):
        x = _conv(width * 2**power, 4, 2 if power < 3 else 1, use_bias=False)(x)
        x = layers.LeakyReLU(0.2)(_instance_norm()(x))
    return keras.Model(images, _conv(1, 4)(x))


class ReflectionPadding2D(layers.Layer):
    """Mirrors a picture at its border."""

    def __init__(self, padding, **kwargs):
        super().__init__(**kwargs)
        self.padding = padding

    def call(self, x):
        """Pads height and width."""
        sides = [self.padding, self.padding]
        return ops.pad(x, [[0, 0], sides, sides, [0, 0]], mode="reflect")


def translator(side, width, blocks=6):
    """Pictures to pictures (1703.10593, appendix 7.2), resized on the way up."""

    def reflected(x, channels, kernel, **options):
        return layers.Conv2D(channels, kernel, **options)(ReflectionPadding2D(kernel // 2)(x))

    images = keras.Input((side, side, 3))
    x = layers.ReLU()(_instance_norm()(reflected(images, width, 7, use_bias=False)))
    for power in (1, 2):
        x = layers.ReLU()(_instance_norm()(_conv(width * 2**power, 3, 2, use_bias=False)(x)))
    for _ in range(blocks):
        y = layers.ReLU()(_instance_norm()(reflected(x, width * 4, 3, use_bias=False)))
        y = _instance_norm()(reflected(y, width * 4, 3, use_bias=False))
        x = layers.Add()([x, y])
    for power in (1, 0):
        x = _conv(width * 2**power, 3, use_bias=False)(layers.UpSampling2D(2)(x))
        x = layers.ReLU()(_instance_norm()(x))
    return keras.Model(images, reflected(x, 3, 7, activation="tanh"))


def networks(setting):
    """Returns the networks of a setting by name; discriminators are called D."""
    side, width = setting.side, setting.width
    if setting.family in ("dcgan", "wgan_gp"):
        norm = _layer_norm if setting.family == "wgan_gp" else _batch_norm
        return {
            "G": dcgan_generator(side, setting.latent_dim, width),
            "D": dcgan_discriminator(side, width, norm),
        }
    if setting.family == "sngan":
        return {
            "G": resnet_generator(setting.latent_dim, width),
            "D": resnet_discriminator(width),
        }
    if setting.family == "pix2pix":
        return {"G": unet(side, width), "D": patchgan(side, 6, 64)}
    return {
        "G": translator(side, width),
        "F": translator(side, width),
        "D_X": patchgan(side, 3, 64),
        "D_Y": patchgan(side, 3, 64),
    }
