"""Stacked GAN (Huang, Li, Poursaeed, Hopcroft and Belongie 2017)."""

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.conditional.stacked_gan.networks import (
    CLASSES,
    FEATURES,
    feature_discriminator,
    stacked_encoder,
    stacked_generator,
)
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.models.conditional_gan import ConditionalGAN
from keras_gan_zoo.models.label_gan import LabelGAN
from keras_gan_zoo.networks.bodies import build_discriminator
from keras_gan_zoo.networks.heads import add_heads
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.loaders import as_tf_data
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "stacked_gan",
    paper="1612.04357",
    title="Stacked Generative Adversarial Networks",
    tags=("classifier", "features", "levels"),
    aliases=("sgan",),
)
class StackedGAN(LabelGAN):
    r"""Turns a classifier around: from a class to its features, and from features to a picture.

    An encoder is trained on the labels beforehand, by `pretrain(x, "encoder")`, and stands still
    afterwards. Of its levels \( x \to h_1 \to y \) a stack of generators inverts each:
    \( \hat h_1 = G_1(z_1, y) \) and \( \hat x = G_0(z_0, h_1) \). Each has a discriminator of
    what it draws, a conditional loss, that the encoder finds its condition again, and an entropy
    loss, that a network Q, which shares the discriminator's layers, reads its latents off what it
    draws. At first each generator is trained by itself, on features of real pictures; then on
    those that the one above it draws.

    Args:
        generator: Network from [latents (batch, latent_dim), labels (batch,)] to images in
            [-1, 1], which holds two networks: "feature_generator" from [z_1, labels] to features,
            and "image_generator" from [z_0, features] to images; each z is half of the latents.
        discriminator: Network from images to a dict of `"logits"` (batch, 1) and `"latents"`,
            what it reads of z_0.
        feature_discriminator: Network from features to the same, of z_1.
        encoder: Network from images to a dict of `"features"` and `"class_logits"`, whose last
            layer, of that name, leads from the one to the other.
        classes: Number of classes.
        independent_steps: Steps in which each generator is trained by itself.
        adversarial_weight: \( \lambda_1 \), at least 0.
        conditional_weight: \( \lambda_2 \), at least 0.
        entropy_weight: \( \lambda_3 \), at least 0.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If a number is out of its range, or the latents cannot be halved.

    Example:
        >>> gan = keras_gan_zoo.get("stacked_gan", image_shape=(28, 28, 1))
        >>> gan.pretrain((images, labels), "encoder", epochs=3)
        >>> gan.fit((images, labels), epochs=30)
        >>> threes = gan.generate(3, n=8, seed=0)

    Reference:
        https://arxiv.org/abs/1612.04357
    """

    players = {
        "discriminator": ["discriminator", "feature_discriminator"],
        "generator": ["generator"],
    }
    stages = ("encoder",)
    terms = ("adversarial", "conditional", "entropy")
    logit_boundary = 0.0
    objective = (
        "levels:        x -> h_1 = E_0(x) -> y = E_1(h_1);   H_1 = G_1(z_1, y),  X = G_0(z_0, h)",
        "conditions:    h = h_1 of a real picture at first, then H_1",
        "discriminator: min  sum over levels  - E log D(real) - E log(1 - D(drawn)) + l_3 L_ent",
        "generator:     min  sum over levels  l_1 L_adv + l_2 L_cond + l_3 L_ent",
        "adversarial:   L_adv = - log D_1(H_1),  - log D_0(X)",
        "conditional:   L_cond = - log E_1(y | H_1),  |E_0(X) - h|^2",
        "entropy:       L_ent = |Q_1(H_1) - z_1|^2,  |Q_0(X) - z_0|^2",
    )
    watch = (
        "Train the encoder first, with `pretrain`: of one that knows no class the stack learns "
        "none, however its losses fall.",
        "`conditional` should fall: while it stays at log(classes) or above, the features of a "
        "class are not told from others'.",
        "`entropy` at twice its weight says that no latents can be read: a class has one picture. "
        "Near 0 with pictures full of fine noise it says that they are written there: lower "
        "`entropy_weight`.",
    )
    differs = (
        "two levels, as on MNIST; on other pictures the paper has three.",
        "the encoder, convolutions of stride 2, where the paper's has pooling.",
        "the latents, standard normal, where the authors' are uniform in [0, 1]: their squares are "
        "twelve times as large, and `entropy_weight` is 1 where theirs is 10.",
        "the joint training: the losses of the lower level do not reach the upper generator, as in "
        "the authors' code, where the text calls it end to end.",
        "the rates of learning, 1e-3 and 2e-4, where the authors' are 1e-4 for both.",
        "when the joint training begins: after a number of steps, where the authors train twice.",
        "the discriminators' two terms, real and drawn, which are added; the authors' code halves "
        "them.",
        "the class, told by a vector that is learned, where the authors' code has it one-hot; and "
        "what Q reads, which has no sigmoid as the latents have no bounds.",
    )
    settled = ("conditioning", "body")
    smallest = {"units": 8, "features": 8, "width": 2, "entropy_weight": 0.1}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        feature_discriminator: keras.Model,
        encoder: keras.Model,
        classes: int = 10,
        independent_steps: int = 10_000,
        adversarial_weight: float = 1.0,
        conditional_weight: float = 1.0,
        entropy_weight: float = 1.0,
        **kwargs: Any,
    ):
        # Not LabelGAN's own, which knows of two networks.
        ConditionalGAN.__init__(
            self,
            {
                "generator": generator,
                "discriminator": discriminator,
                "feature_discriminator": feature_discriminator,
                "encoder": encoder,
            },
            **kwargs,
        )
        self.classes = check_whole(classes, "classes", least=2)
        self.independent_steps = check_whole(independent_steps, "independent_steps", least=0)
        self.adversarial_weight = check_number(adversarial_weight, "adversarial_weight", least=0)
        self.conditional_weight = check_number(conditional_weight, "conditional_weight", least=0)
        self.entropy_weight = check_number(entropy_weight, "entropy_weight", least=0)
        encoder.trainable = False  # it learns in `pretrain` alone
        self.steps_taken, self.encoder_epochs = (
            self.add_weight(
                shape=(), initializer="zeros", dtype="int64", trainable=False, name=name
            )
            for name in ("steps_taken", "encoder_epochs")
        )

    @classmethod
    def from_defaults(  # type: ignore[override]  # taken by name
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        classes: int = 10,
        latent_dim: int = 100,
        embedding_dim: int = 50,
        features: int = 256,
        units: int = 512,
        width: int = 64,
        generator_normalization: str = "batch",
        discriminator_normalization: str = "none",
        augment: str | Mapping | None = None,
        instance_noise: float | Sequence[float] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds networks after the authors', for MNIST.

        Args:
            image_shape: (height, width, channels), height equal to width, 12 pixels or more.
            classes: Number of classes.
            latent_dim: Length of the latents of both levels together, an even number.
            embedding_dim: Length of the vector that the upper generator is told each class by.
            features: Length of the encoder's vector of features.
            units: Of the upper generator's layers; its discriminator's have half as many.
            width: Channels of the widest maps of the lower level; the encoder has half as many.
            generator_normalization: "batch", "layer" or "none".
            discriminator_normalization: Of the discriminator of pictures: "batch", "layer",
                "none" or "spectral".
            augment: As for `LabelGAN.from_defaults`; of pictures alone.
            instance_noise: As for `LabelGAN.from_defaults`; of pictures alone.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            generator = stacked_generator(
                image_shape,
                classes,
                latent_dim,
                features,
                embedding_dim,
                units,
                width,
                generator_normalization,
            )
            judge = build_discriminator(
                "dcgan",
                image_shape,
                width,
                discriminator_normalization,
                before=front_layers(augment, instance_noise),
            )
            half = latent_dim // 2
            return cls(
                generator,
                add_heads(judge, {"latents": half}, units // 2, discriminator_normalization),
                feature_discriminator(features, half, units // 2),
                stacked_encoder(image_shape, classes, features, max(1, width // 2)),
                classes=classes,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adam, by which the discriminators learn five times as fast as the generators."""
        rates = {"discriminator": 1e-3, "generator": 2e-4}
        return {player: keras.optimizers.Adam(rates[player], beta_1=0.5) for player in rates}

    # The encoder, before the game

    def pretrain(
        self,
        x: Data,
        player: str = "encoder",
        *,
        batch_size: int | None = None,
        epochs: int = 1,
        shuffle: bool = True,
        learning_rate: float = 1e-3,
        **kwargs: Any,
    ) -> keras.callbacks.History:
        """Trains the encoder to tell the classes, before the game.

        Args:
            x: As for `fit`: images and their labels.
            player: "encoder".
            batch_size: Pictures a step; default the family's.
            epochs: Passes over the data.
            shuffle: Whether to shuffle, anew at each epoch.
            learning_rate: Adam's.
            **kwargs: As in `keras.Model.fit`: `callbacks`, `verbose`.

        Returns:
            A `keras.callbacks.History` of `loss`, in nats, and `accuracy`.

        Raises:
            ValueError: If there is no such stage, or `epochs` is less than 1.
            keras_gan_zoo.data.DataMismatch: If images and labels do not fit the model.

        Example:
            >>> gan.pretrain((images, labels), "encoder", epochs=3)
        """
        if player != "encoder":
            raise ValueError(
                f"`player` must be 'encoder', which alone is trained before the game, got "
                f"{player!r}."
            )
        epochs = check_whole(epochs, "epochs", least=1)
        batch_size = self.default_batch_size if batch_size is None else batch_size
        batches = self.prepare_data(as_tf_data(x, shuffle, self.seed), batch_size, shuffle)
        classifier = keras.Model(self.encoder.inputs, self.encoder.output[CLASSES])
        self.encoder.trainable = True
        try:
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
            adam = keras.optimizers.Adam(learning_rate)
            classifier.compile(adam, loss, metrics=["accuracy"])
            history = classifier.fit(batches, epochs=epochs, shuffle=False, **kwargs)
        finally:
            self.encoder.trainable = False
        self.encoder_epochs.assign(self.encoder_epochs + epochs)
        return history

    def foresee(self, batch: Any, steps: int) -> None:
        """Tells of an encoder that has learned nothing yet."""
        if not int(self.encoder_epochs):
            warnings.warn(
                "The encoder has not been trained, and the stack inverts what it knows: call "
                '`pretrain(x, "encoder")` before `fit`, unless it was trained elsewhere.',
                stacklevel=4,
            )

    # The game

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of all discriminators and Qs, then one of all generators."""
        x, y = data
        z_1, z_0 = ops.split(self.sample_latents(x), 2, axis=-1)
        G_1 = self.generator.get_layer("feature_generator")
        G_0 = self.generator.get_layer("image_generator")
        D_1, D_0 = self.feature_discriminator, self.discriminator
        E_1 = self.encoder.get_layer(CLASSES)
        h_1 = self.encoder(x, training=False)[FEATURES]
        alone = self.steps_taken < self.independent_steps

        def draw():
            H_1 = G_1([z_1, y], training=True)
            h = ops.where(alone, h_1, ops.stop_gradient(H_1))
            return H_1, h, G_0([z_0, h], training=True)

        def judge(D, drawn, z):
            judged = D(drawn, training=True)
            return judged["logits"], ops.mean(ops.square(judged["latents"] - z))

        def discriminator_loss():
            H_1, _, X = draw()
            (fake_1, L_ent_1), (fake_0, L_ent_0) = judge(D_1, H_1, z_1), judge(D_0, X, z_0)
            real = log_loss.real(D_1(h_1, training=True)["logits"])
            real += log_loss.real(D_0(x, training=True)["logits"])
            L_adv = real + log_loss.fake(fake_1) + log_loss.fake(fake_0)
            return self.adversarial_weight * L_adv + self.entropy_weight * (L_ent_1 + L_ent_0)

        def generator_loss():
            H_1, h, X = draw()
            (fake_1, L_ent_1), (fake_0, L_ent_0) = judge(D_1, H_1, z_1), judge(D_0, X, z_0)
            found = self.encoder(X, training=False)[FEATURES]
            of_class = ops.sparse_categorical_crossentropy(y, E_1(H_1), from_logits=True)
            L_cond = ops.mean(of_class) + ops.mean(ops.square(found - h))
            return {
                "adversarial": self.adversarial_weight
                * (log_loss.real(fake_1) + log_loss.real(fake_0)),
                "conditional": self.conditional_weight * L_cond,
                "entropy": self.entropy_weight * (L_ent_1 + L_ent_0),
            }

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator")
        self.steps_taken.assign(self.steps_taken + 1)
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the classes, the steps alone and the losses' weights."""
        return {
            **super().get_config(),
            "independent_steps": self.independent_steps,
            "adversarial_weight": self.adversarial_weight,
            "conditional_weight": self.conditional_weight,
            "entropy_weight": self.entropy_weight,
        }
