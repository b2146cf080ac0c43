"""Sound to image (Wan, Chuang and Lee 2018)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.conditional.acgan import cross_entropy
from keras_gan_zoo.families.conditional.sound_to_image import networks as nets
from keras_gan_zoo.families.conditional.sound_to_image.from_sounds import FromSounds
from keras_gan_zoo.layers import LogMel
from keras_gan_zoo.losses import get as get_loss
from keras_gan_zoo.models.adaptive_augmentation import AdaptivelyAugmented
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "sound_to_image",
    paper="1808.04108",
    title="Towards Audio to Scene Image Synthesis using Generative Adversarial Network",
    tags=("auxiliary classifier", "hinge", "projection", "sound", "spectral normalization"),
)
class SoundToImage(FromSounds, AdaptivelyAugmented):
    r"""Draws what a sound is heard from: the sound's vector and latents make a picture.

    The discriminator compares the vector with the picture's features by an inner product,
    \( D(x, s) = (V E(s))^\top \phi(x) + \psi(\phi(x)) \), and has to name the picture's class: of
    true pictures it learns to, and the generator is paid where it can be done of drawn ones.

    Args:
        encoder: Network E from sounds (batch, samples) in [-1, 1] to vectors (batch, length).
        listener: Network from vectors to class logits (batch, classes).
        generator: Network G from [latents (batch, latent_dim), vectors] to images in [-1, 1].
        discriminator: Network D from [images, vectors] to a dict of `"logits"` (batch, 1) and
            `"class_logits"` (batch, classes).
        rate: Samples a second.
        class_weight: Weight of the pictures' classes, at least 0; 1 in the authors' code.
        listening_weight: Weight of the sounds' classes, at least 0.
        **kwargs: `ema_decay` (averages encoder and generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, or a number is out of range.

    Example:
        >>> gan = keras_gan_zoo.get("sound_to_image", image_shape=(64, 64, 3), classes=12)
        >>> gan.fit(keras_gan_zoo.data.load("sound_pictures", batch_size=32, shuffle=True))
        >>> sounds = keras_gan_zoo.data.load("recordings", rate=16000, samples=16384)
        >>> pictures = gan.generate(np.stack(list(sounds)), n=3)  # each drawn from three latents

    Reference:
        https://arxiv.org/abs/1808.04108
    """

    players: Mapping[str, Sequence[str]] = {
        "discriminator": ["discriminator", "encoder", "listener"],
        "generator": ["generator"],
    }
    terms: Sequence[str] = ("class_real", "class_fake", "class_heard")
    objective: Sequence[str] = (
        "score:         D(x, s) = (V E(s))' phi(x) + psi(phi(x)),  spectrally normalised",
        "discriminator: min  E max(0, 1 - D(x, s)) + E max(0, 1 + D(G(z, E(s)), s))",
        "                    - E log P(c | x) - E log P(c | E(s))",
        "generator:     min  - E D(G(z, E(s)), s) - E log P(c | G(z, E(s)))",
    )
    watch: Sequence[str] = (
        "`class_heard` tells whether the encoder can tell the sounds: it is to fall to near 0 "
        "first, and where it stays at log(classes) nothing else can be right.",
        "`class_fake` near 0 while pictures of one class all look alike: lower `class_weight`, "
        "which rewards what is easy to name.",
        "Draw one sound at several loudnesses, and several times: what the sound does not say is "
        "to differ with z, and what it says is not.",
    )
    differs: Sequence[str] = (
        "the sounds' vectors, which an encoder of log-mel spectra learns along with the "
        "discriminator, by its score and by the class heard; the authors take 256 numbers of a "
        "layer of SoundNet, which was trained on two million videos and stands still.",
        "the latents: the authors' code has none beside the vector, or noise of 0.01 on it; here "
        "the generator is given 16 numbers more.",
        "the steps: one of each player, where the authors' code has five of the generator.",
        "the discriminator's normalization, by spectral norms alone; the authors' code has batch "
        "normalisation as well, and dense layers without either.",
        "the width, 64 maps where the authors' code has 200.",
        "the generator's transposed convolutions of kernel 4, as in this package's DCGAN.",
    )
    smallest = {
        "image_shape": (16, 16, 3),
        "samples": 512,
        "rate": 4000,
        "classes": 4,
        "bands": 8,
        "window": 64,
        "hop": 32,
        "sound_dim": 12,
        "latent_dim": 6,
        "width": 4,
    }

    def __init__(
        self,
        encoder: keras.Model,
        listener: keras.Model,
        generator: keras.Model,
        discriminator: keras.Model,
        rate: int = 16_000,
        class_weight: float = 1.0,
        listening_weight: float = 1.0,
        **kwargs: Any,
    ):
        super().__init__(
            {
                "encoder": encoder,
                "listener": listener,
                "generator": generator,
                "discriminator": discriminator,
            },
            **kwargs,
        )
        self.adversarial = get_loss("hinge")
        self.samples = encoder.input_shape[-1]
        self.rate = check_whole(rate, "rate", least=1)
        self.classes = listener.output_shape[-1]
        self.latent_dim = generator.inputs[0].shape[-1]
        height, width, channels = generator.output_shape[1:]
        self.image_shape = (height, width, channels)
        self.class_weight = check_number(class_weight, "class_weight", least=0)
        self.listening_weight = check_number(listening_weight, "listening_weight", least=0)
        self._check_networks()

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        classes: int = 12,
        samples: int = 16_384,
        rate: int = 16_000,
        bands: int = 40,
        window: int = 512,
        hop: int = 256,
        sound_dim: int = 128,
        latent_dim: int = 16,
        width: int = 64,
        body: str = "dcgan",
        discriminator_normalization: str = "spectral",
        augment: str | Mapping | None = None,
        instance_noise: float | Sequence[float] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the authors' networks for the pictures, and an encoder of log-mel spectra.

        Args:
            image_shape: (height, width, channels) of the pictures.
            classes: Number of classes.
            samples: Samples of a sound.
            rate: Samples a second.
            bands: Bands of the mel spectra.
            window: Samples of a frame of the spectra.
            hop: Samples from one frame to the next.
            sound_dim: Length of a sound's vector.
            latent_dim: Length of the latent vectors.
            width: Maps of the generator's last hidden layer and of the discriminator's first; the
                encoder's first has half as many.
            body: The generator's: "dcgan", or another that `build_generator` knows.
            discriminator_normalization: "spectral"; another for comparison.
            augment: As for `LabelGAN.from_defaults`.
            instance_noise: As for `LabelGAN.from_defaults`.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If the networks cannot be built for sounds or pictures of this shape.
        """
        width = check_whole(width, "width", least=1)
        with seeded(seed):
            spectra = LogMel(rate, bands, window, hop, dtype="float32", name="spectra")
            return cls(
                nets.sound_encoder(samples, spectra, sound_dim, max(1, width // 2)),
                nets.listener(sound_dim, check_whole(classes, "classes", least=2)),
                nets.sound_generator(image_shape, sound_dim, latent_dim, width, body),
                nets.sound_discriminator(
                    image_shape,
                    sound_dim,
                    classes,
                    width,
                    normalization=discriminator_normalization,
                    before=front_layers(augment, instance_noise),
                ),
                rate=rate,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adams as in the authors' code."""
        return {player: keras.optimizers.Adam(2e-4, beta_1=0.5) for player in self.players}

    def train_step(self, data: tuple[Tensor, Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of the discriminator, which learns to hear as well, and one of the generator."""
        s, x, c = data
        z = self.sample_latents(s)
        hinge = self.adversarial
        # The generator is told, and paid for, what was heard when it drew.
        heard = ops.stop_gradient(self.encoder(s, training=True))
        drawn = self.shared_pass(lambda: self.generator([z, heard], training=True), "generator")

        def D(images, sound):
            judged = self.discriminator([images, sound], training=True)
            return judged["logits"], cross_entropy(c, judged["class_logits"])

        def discriminator_loss():
            E_s = self.encoder(s, training=True)
            (real, class_real), (fake, _) = D(x, E_s), D(drawn.outputs, E_s)
            class_heard = cross_entropy(c, self.listener(E_s, training=True))
            self.track("class_real", class_real)
            self.track("class_heard", class_heard)
            return (
                hinge.discriminator(real=real, fake=fake)
                + self.class_weight * class_real
                + self.listening_weight * class_heard
            )

        def generator_loss():
            fake, class_fake = D(drawn.outputs, heard)
            self.track("class_fake", class_fake)
            return hinge.generator(fake=fake) + self.class_weight * class_fake

        self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=drawn)
        return self.logs()

    def judge_real(self, data: tuple[Tensor, Tensor, Tensor]) -> Tensor:  # type: ignore[override]
        """Returns the discriminator's logits for the true pictures of a step, with their sounds."""
        s, x, _ = data
        return self.discriminator([x, self.encoder(s)])["logits"]

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the rate and the weights of the classes."""
        return {
            **super().get_config(),
            "rate": self.rate,
            "class_weight": self.class_weight,
            "listening_weight": self.listening_weight,
        }

    def _check_networks(self):
        length = self.encoder.output_shape[-1]
        wanted = {
            "listener": [(length,)],
            "generator": [(self.latent_dim,), (length,)],
            "discriminator": [self.image_shape, (length,)],
        }
        for name, takes in wanted.items():
            found = [tuple(each.shape[1:]) for each in getattr(self, name).inputs]
            if found != takes:
                raise ValueError(
                    f"`{name}` must take {takes}, as `encoder` and `generator` say, got a network "
                    f"for {found}."
                )
        named = self.discriminator.output["class_logits"].shape[-1]
        if named != self.classes:
            raise ValueError(
                f"`discriminator` must name {self.classes} classes, as many as `listener` does, "
                f"got {named}."
            )
