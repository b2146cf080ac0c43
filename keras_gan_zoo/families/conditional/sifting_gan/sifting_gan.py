"""SiftingGAN: generating and sifting labelled samples (Ma, Tang and Zhao 2019)."""

from typing import Any

import keras
import numpy as np
from scipy.special import expit

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.families.conditional.sifting_gan.online_output import OnlineOutput
from keras_gan_zoo.families.conditional.sifting_gan.sifting import chosen
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.models.label_gan import LabelGAN
from keras_gan_zoo.networks.label_networks import label_discriminator
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.picture_checks import check_images
from keras_gan_zoo.types import ArrayLike, Tensor


@register(
    "sifting_gan",
    paper="1809.04985",
    title="SiftingGAN: Generating and Sifting Labeled Samples to Improve the Remote Sensing Image "
    "Scene Classification Baseline in vitro",
    tags=("data augmentation", "labels", "sifting"),
)
class SiftingGAN(LabelGAN):
    r"""Draws labelled pictures for another network to learn from, and keeps what could be real.

    The game is that of a conditional GAN. What is new is what it gives: `online_output` takes
    pictures out of the training as it goes on, from many states of the generator, which are more
    various than one state's; of the generator's states it lets those give whose loss is below a
    threshold; and `sift` keeps of the pictures those to which the discriminator gives a
    probability \( D(x|y) \) above another one, or the best share of each class. `draw_sifted` does
    the same with the generator as it is at the end.

    Args:
        generator: Network from [latents (batch, latent_dim), labels (batch,)] to images in
            [-1, 1].
        discriminator: Network from [images, labels (batch,)] to logits (batch, 1).
        classes: Number of classes, numbered from 0.
        generator_steps: Steps of the generator for one of the discriminator.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If `generator_steps` is no whole number of at least 1.

    Example:
        >>> gan = keras_gan_zoo.get("sifting_gan", image_shape=(28, 28, 1), classes=10)
        >>> output = gan.online_output(begin=1000, every=50, loss_below=1.0)
        >>> gan.fit((images, labels), epochs=200, callbacks=[output])
        >>> more_images, more_labels = gan.sift(*output.samples(), threshold=0.5)

    Reference:
        https://arxiv.org/abs/1809.04985
    """

    objective = (
        "discriminator: max  E_{x,y} log D(x|y) + E_{z,y} log(1 - D(G(z|y)|y))",
        "generator:     max  E_{z,y} log D(G(z|y)|y)",
        "which states:  - E log D(G(z|y)|y) < loss_below",
        "which samples: D(G(z|y)|y) > threshold",
    )
    watch = (
        "A discriminator that knows few pictures by heart gives every drawn one a probability near "
        "0, and nothing is kept: sift by `share`, or slow it down by `generator_steps` or "
        "`augment`.",
        "What D takes for real need not be of its class; look at a row of each, or ask a "
        "classifier that was trained on real pictures.",
    )
    differs = (
        "the networks, the zoo's bodies at the data's size, where the paper's draw 256x256 pixels.",
        "the latents, standard normal, where the authors' are uniform in [-1, 1].",
        "how often the generator moves, as often all the time; the authors' moves twice a step "
        "after 25,000 steps.",
        "the thresholds: that of `sift` is 0.5 by default, where the authors' code has 0.9, and "
        "`loss_below` is left out, where it has 1.",
        "sifting by the best share of a class, which the paper has not: a threshold alone keeps "
        "hardly any of a class that the discriminator knows well.",
    )

    build_discriminator = staticmethod(label_discriminator)

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        classes: int = 10,
        generator_steps: int = 1,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, classes, **kwargs)
        self.generator_steps = check_whole(generator_steps, "generator_steps", least=1)

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of the discriminator, then those of the generator, both told the class."""
        x, y = data
        D = self.discriminator

        def G(z):
            return self.generator([z, y], training=True)

        z = self.sample_latents(x)

        def discriminator_loss():
            real, fake = D([x, y], training=True), D([G(z), y], training=True)
            return log_loss.real(real) + log_loss.fake(fake)

        self.minimize(discriminator_loss, player="discriminator")
        for step in range(self.generator_steps):
            z = self.sample_latents(x) if step else z

            def generator_loss(z=z):
                return log_loss.real(D([G(z), y], training=True))

            self.minimize(generator_loss, player="generator")
        return self.logs()

    # Sifting

    def probabilities(
        self, images: ArrayLike, labels: ArrayLike, *, batch_size: int = 256
    ) -> np.ndarray:
        """Returns the probability that the discriminator gives each picture of being real.

        Args:
            images: Float array (n, height, width, channels) in [-1, 1].
            labels: Class numbers (n,).
            batch_size: Pictures at once, at least 1.

        Returns:
            Float32 (n,) in [0, 1].

        Raises:
            keras_gan_zoo.data.DataMismatch: If pictures or labels do not fit the model.
            ValueError: If there are not as many labels as pictures.
        """
        images, labels = self._checked(images, labels)
        return expit(self.logits_of(images, labels, batch_size))

    def logits_of(self, images: np.ndarray, labels: np.ndarray, batch_size: int) -> np.ndarray:
        """Returns the discriminator's logits (n,) of pictures that need no check."""
        return self.draw(self.discriminator, [images, labels], batch_size)[:, 0]

    def sift(
        self,
        images: ArrayLike,
        labels: ArrayLike,
        *,
        threshold: float | None = None,
        share: float | None = None,
        batch_size: int = 256,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Returns the pictures that the discriminator takes for real, and their labels.

        Args:
            images: Float array (n, height, width, channels) in [-1, 1], such as
                `OnlineOutput.samples` gives.
            labels: Class numbers (n,).
            threshold: Those of a probability above it are kept; 0.5 if neither is given.
            share: In place of a threshold: which share of each class is kept, the most probable,
                in (0, 1]; at least one of each class that there is.
            batch_size: Pictures judged at once.

        Returns:
            Pictures and int32 labels that are kept, in their order; it may be none of a class.

        Raises:
            ValueError: If both a threshold and a share are given, or one is out of its range.
            keras_gan_zoo.data.DataMismatch: If pictures or labels do not fit the model.

        Example:
            >>> kept, of_class = gan.sift(drawn, labels, share=0.5)
        """
        images, labels = self._checked(images, labels)
        return self._sifted(images, labels, threshold, share, batch_size)

    def draw_sifted(
        self,
        n: int,
        *,
        threshold: float | None = None,
        share: float | None = None,
        seed: int | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draws n pictures of each class by the generator as it is, and sifts them.

        Args:
            n: Pictures of each class before they are sifted.
            threshold: As for `sift`.
            share: As for `sift`.
            seed: Of the latents.

        Returns:
            Pictures and int32 labels.

        Example:
            >>> more_images, more_labels = gan.draw_sifted(200, share=0.5, seed=0)
        """
        labels = np.repeat(np.arange(self.classes, dtype="int32"), check_whole(n, "n", least=1))
        images = self.generate(labels, seed=seed)
        return self._sifted(images, labels, threshold, share)

    def online_output(
        self,
        begin: int = 0,
        every: int = 50,
        n: int = 1,
        loss_below: float | None = None,
        most: int = 100_000,
        seed: int | None = None,
    ) -> OnlineOutput:
        """Returns a callback for `fit` that takes labelled pictures out of the training.

        Args:
            begin: Steps before the first.
            every: Steps from one to the next.
            n: Pictures of each class that one state of the generator gives.
            loss_below: The generator's loss on these pictures, in nats, has to be below it, or the
                state gives none; `None` lets all give.
            most: Pictures after which no more are taken, as they are kept in memory.
            seed: Of the latents, other ones each time.

        Raises:
            ValueError: If a number is out of its range.
        """
        return OnlineOutput(
            begin=check_whole(begin, "begin", least=0),
            every=check_whole(every, "every", least=1),
            n=check_whole(n, "n", least=1),
            loss_below=None
            if loss_below is None
            else check_number(loss_below, "loss_below", least=0),
            most=check_whole(most, "most", least=1),
            seed=seed,
        )

    def _sifted(self, images, labels, threshold, share, batch_size=256):
        found = expit(self.logits_of(images, labels, batch_size))
        kept = chosen(found, labels, threshold, share)
        return images[kept], labels[kept]

    def _checked(self, images: ArrayLike, labels: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        images = np.asarray(images, "float32")
        check_images(images, self.image_shape, name="images")
        encoded = self.encode(labels, name="labels")
        if len(images) != len(encoded):
            raise ValueError(
                f"`labels` must be as many as `images`, got {len(encoded):,} labels for "
                f"{len(images):,} pictures."
            )
        return images, encoded

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the classes and the generator's steps."""
        return {**super().get_config(), "generator_steps": self.generator_steps}
