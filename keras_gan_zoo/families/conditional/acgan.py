"""Auxiliary classifier GAN (Odena, Olah and Shlens 2017)."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo import losses
from keras_gan_zoo.checks import check_number
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.models.label_gan import LabelGAN
from keras_gan_zoo.networks.bodies import build_discriminator
from keras_gan_zoo.networks.heads import add_heads
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor


@register(
    "acgan",
    paper="1610.09585",
    title="Conditional Image Synthesis With Auxiliary Classifier GANs",
    tags=("auxiliary classifier", "labels"),
)
class ACGAN(LabelGAN):
    r"""The discriminator is not told the class but has to name it.

    It gives a probability that a picture is real and one for each class. Both players want the
    class to be recognised, of real pictures and of generated ones (section 4):
    \( L_S = E \log P(S = real | x) + E \log P(S = fake | G(c, z)) \) and
    \( L_C = E \log P(C = c | x) + E \log P(C = c | G(c, z)) \); the discriminator maximises
    \( L_S + L_C \), the generator \( L_C - L_S \).

    Args:
        generator: Network from [latents (batch, latent_dim), labels (batch,)] to images in
            [-1, 1].
        discriminator: Network from images to a dict of `"logits"` (batch, 1) and
            `"class_logits"` (batch, classes).
        classes: Number of classes, numbered from 0.
        loss: The adversarial loss of \( L_S \) by name.
        classification_weight: Factor of \( L_C \), at least 0; 1 in the paper.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the weight is no number of at least 0.

    Example:
        >>> gan = keras_gan_zoo.get("acgan", image_shape=(28, 28, 1), classes=10)
        >>> gan.fit(keras_gan_zoo.data.load("fashion_mnist", labels=True), epochs=10)

    Reference:
        https://arxiv.org/abs/1610.09585
    """

    objective = (
        "sources:       L_S = E_x log P(real | x) + E_{z,c} log P(fake | G(z, c))",
        "classes:       L_C = E_{x,c} log P(c | x) + E_{z,c} log P(c | G(z, c))",
        "discriminator: max  L_S + L_C",
        "generator:     max  L_C - L_S",
    )
    watch = (
        "`class_real` and `class_fake` are the classifier's cross-entropies, log(classes) for a "
        "guess; `class_fake` falls to nearly 0 within an epoch or two.",
        "It rewards pictures that are easy to name: where each class shrinks to its most typical "
        "members, lower `classification_weight`; where it has one member, see that `conditioning` "
        "is 'multiply'.",
    )
    differs = (
        "the generator's source loss, which is non-saturating where L_C - L_S saturates; "
        "`loss='minimax'` is the paper's.",
        "how the generator is told the class: the latents are multiplied by its vector "
        "(`conditioning`), where the paper lays it beside them.",
        "the classes of the fakes, which are those of the real batch, not drawn anew.",
    )
    terms = ("class_real", "class_fake")
    # Nothing asks for variety within a class, and a class's vector that stands beside the latents
    # is enough to draw one picture that is easy to name: the latents are soon not listened to.
    default_conditioning = "multiply"

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        classes: int = 10,
        loss: str | AdversarialLoss = "non_saturating",
        classification_weight: float = 1.0,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, classes, **kwargs)
        self.adversarial = losses.get(loss)
        self.classification_weight = check_number(
            classification_weight, "classification_weight", least=0
        )

    @staticmethod
    def build_discriminator(
        body: str,
        image_shape: Sequence[int],
        classes: int,
        width: int,
        normalization: str,
        before: Sequence[keras.layers.Layer],
    ) -> keras.Model:
        """Builds the discriminator of a body, with a head for the classes."""
        judge = build_discriminator(body, image_shape, width, normalization, before)
        return add_heads(judge, {"class_logits": classes})

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step up L_S + L_C for the discriminator, one up L_C - L_S for the generator."""
        x, c = data
        z = self.sample_latents(x)
        fakes = self.shared_pass(lambda: self.generator([z, c], training=True), "generator")
        G_z = fakes.outputs

        def D(images):
            judged = self.discriminator(images, training=True)
            return judged["logits"], cross_entropy(c, judged["class_logits"])

        def discriminator_loss():
            (real, class_real), (fake, class_fake) = D(x), D(G_z)
            self.track("class_real", class_real)
            return self.adversarial.discriminator(
                real=real, fake=fake
            ) + self.classification_weight * (class_real + class_fake)

        def generator_loss():
            fake, class_fake = D(G_z)
            self.track("class_fake", class_fake)
            return self.adversarial.generator(fake=fake) + self.classification_weight * class_fake

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the classes, the loss and the weight of the classes."""
        return {
            **super().get_config(),
            "loss": losses.saved_name(self.adversarial),
            "classification_weight": self.classification_weight,
        }


def cross_entropy(labels: Tensor, logits: Tensor) -> Tensor:
    """Returns minus the mean log-probability of the labels, a scalar in nats."""
    return ops.mean(ops.sparse_categorical_crossentropy(labels, logits, from_logits=True))
