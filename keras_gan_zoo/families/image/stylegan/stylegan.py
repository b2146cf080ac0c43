"""StyleGAN (Karras, Laine and Aila 2019)."""

import keras

from keras_gan_zoo.families.image.stylegan.synthesis import NormalizedSynthesis
from keras_gan_zoo.families.image.stylegan2.style_driven import StyleDriven
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.penalties.zero_centered import zero_centered
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor


@register(
    "stylegan",
    paper="1812.04948",
    title="A Style-Based Generator Architecture for Generative Adversarial Networks",
    tags=("gradient penalty", "styles"),
)
class StyleGAN(StyleDriven):
    r"""The latent gives no map but styles, by which each layer's maps are normalized anew.

    A mapping network makes a style w of the latent z; the picture grows from a constant that is
    learned, and at each layer AdaIN gives the channels the scales and offsets of the style (eq. 1).
    Noise is added for what is random at each place. In training some pictures take the styles of
    two latents (section 3.1), so that the layers learn to be driven each by its own.

    `styles` gives w of latents, `synthesize` draws by w, or by w+ with a style for each layer, and
    `generate(16, truncation=0.7)` draws fewer kinds of picture, and better ones.

    Args:
        generator: A `StyleGenerator`, from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1), without BatchNorm.
        **kwargs: `gamma`, `mixing`, `penalties`, `ema_decay`, `seed`, `name`.

    Raises:
        TypeError: If the generator is not driven by styles.
        ValueError: If the discriminator has BatchNorm, or a number is out of its range.

    Example:
        >>> gan = keras_gan_zoo.get("stylegan", image_shape=(64, 64, 3))
        >>> images = gan.generate(16, truncation=0.7)

    Reference:
        https://arxiv.org/abs/1812.04948
    """

    objective = (
        "w = f(z);  some layers of some pictures take the w of another z",
        "AdaIN(x_i, y) = y_s,i (x_i - mu(x_i)) / sigma(x_i) + y_b,i,  y an affine function of w",
        "discriminator: min  E_x log(1 + exp(-D(x))) + E_z log(1 + exp(D(g(w))))",
        "                    + gamma/2 E_x |grad D(x)|^2",
        "generator:     min  E_z log(1 + exp(-D(g(w))))",
    )
    terms = ("r1",)
    watch = (
        "`r1` that rises without end says that the discriminator learns the pictures by heart: "
        "raise `gamma`, or `augment`.",
        "Drops of paint that no picture has come of AdaIN itself: `stylegan2` has none.",
        "Metrics are of truncation=1; what looks best is often drawn with 0.7.",
    )
    differs = (
        "progressive growing, which is left out, as StyleGAN2 later did.",
        "the sizes: 128 numbers a latent and a style and 128 channels at most, where the paper has "
        "512; and gamma, which goes with the size of pictures.",
        "the constant, which begins as noise: of ones, as in the paper, the first normalization "
        "has nothing to divide by.",
        "the filter behind what enlarges maps, which is StyleGAN2's [1, 3, 3, 1] in the place of "
        "[1, 2, 1].",
        "the rates of learning, 1e-3 as the authors' code has them below 128 pixels; above it, "
        "theirs go up to 3e-3.",
        "the pictures, which both players judge as drawn once a step; the authors' code draws them "
        "anew.",
        "mixing, which is drawn for each picture; the authors' code draws it for the batch.",
        "noise, which is left out outside of training unless `fixed_noise`.",
    )
    synthesis = NormalizedSynthesis
    residual = False

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the authors' Adam for small pictures."""
        return {
            player: keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.99, epsilon=1e-8)
            for player in self.players
        }

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """One discriminator step, then one generator step, of the same drawn pictures."""
        D = self.discriminator
        z = self.sample_latents(x)
        fakes = self.shared_pass(lambda: self.draw_in_training(z), "generator")

        def discriminator_loss():
            real, fake = D(x, training=True), D(fakes.outputs, training=True)
            r1 = self.gamma * zero_centered(D, x)
            self.track("r1", r1)
            return (
                log_loss.real(real)
                + log_loss.fake(fake)
                + r1
                + self.penalty("discriminator", x, fakes.outputs)
            )

        def generator_loss():
            fake = D(fakes.outputs, training=True)
            return log_loss.real(fake) + self.penalty("generator", x, fakes.outputs)

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()
