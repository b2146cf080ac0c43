"""SeUDA: semantic-aware GANs for unsupervised domain adaptation (Chen, Dou, Chen, Heng 2018)."""

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo import losses
from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.translation.seuda.segmenter import (
    check_networks,
    mask_cross_entropy,
    three_sets,
)
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.models.picture_pairs import paired_batches
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.networks.patchgan import patchgan
from keras_gan_zoo.networks.resnet_translator import resnet_translator
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.networks.unet import unet
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.loaders import as_tf_data
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import ArrayLike, Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "seuda",
    paper="1806.00600",
    title="Semantic-Aware GANs for Unsupervised Domain Adaptation in Chest X-ray Segmentation",
    tags=("domain adaptation", "masks", "segmentation", "unpaired"),
)
class SeUDA(Translator):
    r"""Shows pictures of a target domain as the source's, for the source's segmenter.

    The segmenter \( f^s \) is trained on the source's pictures and masks, by
    `pretrain(x, "segmenter")`, and stands still afterwards. Two generators translate between the
    domains and back, as CycleGAN's do. A third discriminator, of masks, judges what the segmenter
    finds in translated pictures: pictures that look like the source's and have lost the
    shape of a lung are told by their masks. No mask of the target is ever seen.

    Masks are pictures in [-1, 1]: 1 within, -1 outside, a channel for each structure.

    Args:
        generator_ts: Network \( G_{t \to s} \) from the target's pictures to the source's, both
            in [-1, 1].
        generator_st: Network \( G_{s \to t} \) back.
        discriminator_s: Network \( D_s \) from pictures like the source's to logits.
        discriminator_t: Network \( D_t \) from pictures like the target's to logits.
        discriminator_m: Network \( D_m \) from masks to logits.
        segmenter: Network \( f^s \) from the source's pictures to masks.
        adversarial_weight: \( \alpha \), weight of \( D_s \)'s game.
        cycle_weight: \( \beta \), weight of both cycles.
        semantic_weight: \( \lambda \), weight of \( D_m \)'s game; 0 adapts pictures alone, and
            \( D_m \) then does not move.
        loss: An adversarial loss by name (see `keras_gan_zoo.losses.list_losses`).
        **kwargs: `ema_decay` (averages both generators), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, or a weight is below 0.

    Example:
        >>> gan = keras_gan_zoo.get("seuda", image_shape=(64, 64, 1))
        >>> source = keras_gan_zoo.data.load("chest_xrays", image_size=64)
        >>> gan.pretrain(source, "segmenter", epochs=60)
        >>> target = keras_gan_zoo.data.load("chest_xrays_device_b", image_size=64)
        >>> pictures, masks = source.map(lambda x, y: x), source.map(lambda x, y: y)
        >>> gan.fit((target.map(lambda x, y: x), pictures, masks), epochs=60)
        >>> lungs = gan.segment(xrays_of_the_target) > 0

    Reference:
        https://arxiv.org/abs/1806.00600
    """

    players = {
        "generators": ["generator_ts", "generator_st"],
        "discriminators": ["discriminator_s", "discriminator_t"],
        "semantic_discriminator": ["discriminator_m"],
    }
    stages = ("segmenter",)
    terms = ("adversarial_s", "adversarial_t", "cycle", "semantic")
    averaged = ("generator_ts", "generator_st")
    directions = ("t_to_s", "s_to_t")
    default_batch_size = 4
    wants = "three image sets (target, source, masks of the source), not aligned"
    objective = (
        "L_GAN(G, D):  E log D(real) + E log(1 - D(G(.)))",
        "L_cyc:        E |G_st(G_ts(x_t)) - x_t| + E |G_ts(G_st(x_s)) - x_s|",
        "L_sem:        E log D_m(y_s) + E log(1 - D_m(f(G_ts(x_t))))",
        "all players:  min_G max_D  L_GAN(G_st, D_t) + alpha L_GAN(G_ts, D_s)",
        "                           + beta L_cyc + lambda L_sem",
        "before:       min_f  the cross-entropy of f(x_s) and y_s",
    )
    watch = (
        "Train the segmenter first, with `pretrain`: of one that finds nothing D_m learns to tell "
        "nothing, and the generators nothing of lungs.",
        "`semantic` near 0 while `cycle` is large says that pictures were made whose masks are "
        "right and that are no longer the patient's: raise `cycle_weight`.",
        "D_m tells drawn masks by their sharpness alone where the segmenter is unsure; to train it "
        "on gan.segment(source, adapted=False) in the place of drawn masks leaves it the shape.",
    )
    differs = (
        "the segmenter, a U-Net, where the paper has a residual network with dilated convolutions.",
        "masks of one structure a channel, judged by a cross-entropy each, where the paper's left "
        "and right lung and background are classes of one softmax.",
        "the discriminator of masks, a PatchGAN of the others' depth.",
        "the optimizer, Adam(2e-4, 0.5) at a constant rate, as CycleGAN's begins.",
    )
    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "blocks": 1,
        "discriminator_width": 4,
        "discriminator_downsamplings": 1,
        "segmenter_width": 4,
        "segmenter_downsamplings": 2,
    }

    def __init__(
        self,
        generator_ts: keras.Model,
        generator_st: keras.Model,
        discriminator_s: keras.Model,
        discriminator_t: keras.Model,
        discriminator_m: keras.Model,
        segmenter: keras.Model,
        adversarial_weight: float = 0.5,
        cycle_weight: float = 10.0,
        semantic_weight: float = 0.5,
        loss: str | AdversarialLoss = "non_saturating",
        **kwargs: Any,
    ):
        networks = {
            "generator_ts": generator_ts,
            "generator_st": generator_st,
            "discriminator_s": discriminator_s,
            "discriminator_t": discriminator_t,
            "discriminator_m": discriminator_m,
            "segmenter": segmenter,
        }
        super().__init__(networks, **kwargs)
        self.shape_t, self.shape_s, self.mask_shape = check_networks(networks)
        self.adversarial_weight = check_number(adversarial_weight, "adversarial_weight", least=0)
        self.cycle_weight = check_number(cycle_weight, "cycle_weight", least=0)
        self.semantic_weight = check_number(semantic_weight, "semantic_weight", least=0)
        self.adversarial = losses.get(loss)
        segmenter.trainable = False  # it learns in `pretrain` alone
        self.segmenter_epochs = self.add_weight(
            shape=(), initializer="zeros", dtype="int64", trainable=False, name="segmenter_epochs"
        )

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (256, 256, 1),
        structures: int = 1,
        width: int = 64,
        blocks: int = 6,
        skips: bool = False,
        discriminator_width: int = 64,
        discriminator_downsamplings: int = 3,
        segmenter_width: int = 32,
        segmenter_downsamplings: int | None = None,
        segmenter_normalization: str = "batch",
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds CycleGAN's networks, a PatchGAN for masks and a U-Net that segments.

        Args:
            image_shape: (height, width, channels) of both domains.
            structures: Channels of the masks, 2 for left and right lung.
            width: Channels of the generators' first map.
            blocks: Residual blocks of each generator.
            skips: Whether the generators pass the maps on the way down across to the way up.
            discriminator_width: Channels of the discriminators' first map.
            discriminator_downsamplings: 3 judges patches of 70 pixels, 2 of 34, 1 of 16.
            segmenter_width: Channels of the segmenter's first map.
            segmenter_downsamplings: How often it halves the picture; `None` for as often as can be.
            segmenter_normalization: "batch", "instance", "layer" or "none".
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said.
        """
        shape = check_image_shape(image_shape)
        structures = check_whole(structures, "structures", 1)
        check_whole(discriminator_width, "discriminator_width", 1)
        check_whole(segmenter_width, "segmenter_width", 1)

        def generator(name):
            return resnet_translator(shape, shape[-1], width, blocks, skips=skips, name=name)

        def discriminator(name, channels):
            judged = (*shape[:2], channels)
            return patchgan(judged, discriminator_width, discriminator_downsamplings, name=name)

        with seeded(seed):
            return cls(
                generator("generator_ts"),
                generator("generator_st"),
                discriminator("discriminator_s", shape[-1]),
                discriminator("discriminator_t", shape[-1]),
                discriminator("discriminator_m", structures),
                unet(
                    shape,
                    structures,
                    segmenter_width,
                    segmenter_downsamplings,
                    segmenter_normalization,
                    dropout=0.0,
                    name="segmenter",
                ),
                seed=seed,
                **kwargs,
            )

    # The segmenter, before the game

    def pretrain(
        self,
        x: Data,
        player: str = "segmenter",
        *,
        batch_size: int = 16,
        epochs: int = 1,
        shuffle: bool = True,
        learning_rate: float = 1e-3,
        **kwargs: Any,
    ) -> keras.callbacks.History:
        """Trains the segmenter on pictures of the source and their masks, before the game.

        Args:
            x: (pictures, masks), aligned, or a dataset of such pairs.
            player: "segmenter".
            batch_size: Pictures a step.
            epochs: Passes over the data.
            shuffle: Whether to shuffle, anew at each epoch.
            learning_rate: Adam's.
            **kwargs: As in `keras.Model.fit`: `callbacks`, `verbose`.

        Returns:
            A `keras.callbacks.History` of `loss`, the cross-entropy of a pixel in nats.

        Raises:
            ValueError: If there is no such stage, or `epochs` is less than 1.
            keras_gan_zoo.data.DataMismatch: If pictures and masks do not fit the model.

        Example:
            >>> gan.pretrain(keras_gan_zoo.data.load("chest_xrays", image_size=64), epochs=60)
        """
        if player != "segmenter":
            raise ValueError(
                f"`player` must be 'segmenter', which alone is trained before the game, got "
                f"{player!r}."
            )
        epochs = check_whole(epochs, "epochs", least=1)
        data = as_tf_data(x, shuffle, self.seed)
        shapes = (self.shape_s, self.mask_shape)
        names = ("picture", "mask")
        batches = paired_batches(data, shapes, batch_size, shuffle, self.seed, names)
        f = keras.Model(self.segmenter.input, self.segmenter.output)
        self.segmenter.trainable = True
        try:
            f.compile(keras.optimizers.Adam(learning_rate), mask_cross_entropy)
            history = f.fit(batches, epochs=epochs, shuffle=False, **kwargs)
        finally:
            self.segmenter.trainable = False
        self.segmenter_epochs.assign(self.segmenter_epochs + epochs)
        return history

    def foresee(self, batch: Any, steps: int) -> None:
        """Tells of a segmenter that has learned nothing yet."""
        if self.semantic_weight and not int(self.segmenter_epochs):
            warnings.warn(
                "The segmenter has not been trained, and the discriminator of masks judges what it "
                'finds: call `pretrain(x, "segmenter")` before `fit`, unless it was trained '
                "elsewhere.",
                stacklevel=4,
            )

    # The game

    def train_step(self, data: tuple[Tensor, Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of both generators, then of the discriminators."""
        x_t, x_s, y_s = data
        G_ts, G_st, D_s, D_t, D_m, _ = (getattr(self, name) for name in self.network_names)
        alpha, beta, lambda_ = self.adversarial_weight, self.cycle_weight, self.semantic_weight
        L_GAN = self.adversarial
        drawn: dict[str, Tensor] = {}

        def f(pictures):
            return self.segmenter(pictures, training=False)

        def generators_loss():
            x_ts, x_st = G_ts(x_t, training=True), G_st(x_s, training=True)
            drawn.update(x_ts=ops.stop_gradient(x_ts), x_st=ops.stop_gradient(x_st))
            cycle = mean_absolute(G_st(x_ts, training=True) - x_t)
            cycle += mean_absolute(G_ts(x_st, training=True) - x_s)
            loss = {
                "adversarial_t": L_GAN.generator(fake=D_t(x_st, training=True)),
                "adversarial_s": alpha * L_GAN.generator(fake=D_s(x_ts, training=True)),
                "cycle": beta * cycle,
            }
            if lambda_:
                loss["semantic"] = lambda_ * L_GAN.generator(fake=D_m(f(x_ts), training=True))
            return loss

        def discriminators_loss():
            def judged(D, real, fake):
                return L_GAN.discriminator(real=D(real, training=True), fake=D(fake, training=True))

            return judged(D_t, x_t, drawn["x_st"]) + alpha * judged(D_s, x_s, drawn["x_ts"])

        def semantic_loss():
            real, fake = D_m(y_s, training=True), D_m(f(drawn["x_ts"]), training=True)
            return lambda_ * L_GAN.discriminator(real=real, fake=fake)

        self.minimize(generators_loss, player="generators")
        self.minimize(discriminators_loss, player="discriminators")
        if lambda_:
            self.minimize(semantic_loss, player="semantic_discriminator")
        return self.logs()

    # What it is for

    def segment(
        self, images: ArrayLike, *, adapted: bool = True, batch_size: int = 64
    ) -> np.ndarray:
        """Returns the masks that the segmenter finds in pictures.

        Args:
            images: Float array (n, height, width, channels) in [-1, 1]: of the target, if they
                are to be adapted, of the source else.
            adapted: Whether pictures are shown as the source's first.
            batch_size: Pictures at once, at least 1.

        Returns:
            Float32 (n, height, width, structures) in [-1, 1]: above 0 is within.

        Raises:
            ValueError: If `batch_size` is less than 1.
            keras_gan_zoo.data.DataMismatch: If the pictures do not fit.

        Example:
            >>> lungs = gan.segment(xrays_of_the_target) > 0
        """
        if adapted:
            images = self.generate(images, direction="t_to_s", batch_size=batch_size)
        images = np.asarray(images, "float32")
        Pictures(self.shape_s).check(images, name="images")
        return self.draw(self.segmenter, images, batch_size)

    @property
    def takes(self) -> tuple[Kind, ...]:
        """Pictures of the target, pictures of the source, and masks of the source."""
        return Pictures(self.shape_t), Pictures(self.shape_s), Pictures(self.mask_shape)

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks three sets and gives batches of (x_t, x_s, y_s), drawn independently."""
        return three_sets(x, self.data_shapes(), batch_size, shuffle, self.seed)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns both generators, averaged if averages are kept."""
        return {
            "t_to_s": self.inference_network("generator_ts"),
            "s_to_t": self.inference_network("generator_st"),
        }

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the weights of the terms and the loss."""
        return {
            **super().get_config(),
            "adversarial_weight": self.adversarial_weight,
            "cycle_weight": self.cycle_weight,
            "semantic_weight": self.semantic_weight,
            "loss": losses.saved_name(self.adversarial),
        }
