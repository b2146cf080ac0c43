"""Deep convolutional GAN (Radford, Metz and Chintala 2015)."""

from keras_gan_zoo.families.image.gan import GAN
from keras_gan_zoo.registry import register


@register(
    "dcgan",
    paper="1511.06434",
    title=(
        "Unsupervised Representation Learning with Deep Convolutional Generative "
        "Adversarial Networks"
    ),
    tags=("convolutional", "unconditional"),
)
class DCGAN(GAN):
    r"""The convolutional GAN that first trained stably, and the place to begin.

    The algorithm is `GAN`'s; the networks and settings are those of 1511.06434, sections 3 and 4:
    strided convolutions, BatchNorm in both networks, ReLU and LeakyReLU, Adam(2e-4, 0.5).

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1).
        loss: An adversarial loss by name (see `keras_gan_zoo.losses.list_losses`).
        **kwargs: `label_smoothing`, `penalties`, `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("dcgan", image_shape=(28, 28, 1))
        >>> gan.fit(keras_gan_zoo.data.load("fashion_mnist"), epochs=10)

    Reference:
        https://arxiv.org/abs/1511.06434
    """

    objective = (
        "discriminator: max  E_x log D(x) + E_z log(1 - D(G(z)))",
        "generator:     max  E_z log D(G(z))   (non-saturating)",
    )
    watch = (
        "At a tie the losses are log 4 = 1.39 and log 2 = 0.69; in a good training they swing "
        "about 0.5 to 1.3 and 0.7 to 2.",
        "A discriminator loss that stays near 0 ends in noise or in one picture: lower its "
        "learning rate, smooth the labels or add instance noise.",
    )
    differs = (
        "the latents, which are normal where the paper draws them evenly from a cube.",
        "the batch, 64 by default where the paper has 128.",
    )
    good_in_half_precision = True  # by benchmarks/results/half_precision.md
