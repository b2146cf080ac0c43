"""What benchmarks/costs/throughput trains: the networks, their sizes and their data, for everyone.

Imports neither TensorFlow nor PyTorch: the competitors read it, each in a process of its own.
"""

import dataclasses

import numpy as np

EXAMPLES = 512
"""Pictures or sequences in memory that the trainings go round."""


@dataclasses.dataclass(frozen=True)
class Setting:
    """One training.

    Attributes:
        family: Its name in the zoo.
        batch: Examples of one pass through a network.
        batches: Batches that one step takes (critic steps).
        side: Pixels of a picture's side, 0 for text.
        width: Channels of the networks' first map.
        latent_dim: Length of the latents, 0 where there are none.
        beta_1: Of every player's Adam.
        beta_2: Of every player's Adam.
        rate: Of every player's Adam.
        arguments: What `keras_gan_zoo.get` is given beyond that.
        counted: What one step is worth, in units a second.
        unit: "images" or "tokens".
    """

    family: str
    batch: int
    batches: int = 1
    side: int = 0
    width: int = 64
    latent_dim: int = 0
    beta_1: float = 0.5
    beta_2: float = 0.999
    rate: float = 2e-4
    arguments: dict = dataclasses.field(default_factory=dict)
    counted: int = 0
    unit: str = "images"

    @property
    def units(self) -> int:
        """What one step is worth."""
        return self.counted or self.batch * self.batches

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of a picture."""
        return (self.side, self.side, 3)

    def model_arguments(self) -> dict:
        """Returns what `keras_gan_zoo.get` is given."""
        arguments = dict(self.arguments)
        if self.side:
            arguments |= {"image_shape": self.image_shape, "width": self.width}
        if self.latent_dim:
            arguments["latent_dim"] = self.latent_dim
        return arguments


SEQUENCE = {"vocabulary_size": 1000, "length": 20, "rollouts": 8}
_FILTERS = {2: 64, 3: 64}
_SEQUENCES = 32
# After t tokens of a sequence, its rollouts have length - t tokens left to draw.
_ROLLED_OUT = _SEQUENCES * SEQUENCE["rollouts"] * sum(range(1, SEQUENCE["length"]))

SETTINGS = {
    "dcgan_32": Setting("dcgan", batch=64, side=32, latent_dim=100),
    "dcgan_64": Setting("dcgan", batch=32, side=64, latent_dim=100),
    "sngan_resnet_32": Setting(
        "sngan", batch=16, batches=5, side=32, width=16, latent_dim=128, beta_1=0.0, beta_2=0.9
    ),
    "wgan_gp_32": Setting(
        "wgan_gp", batch=32, batches=5, side=32, latent_dim=100, beta_1=0.0, beta_2=0.9, rate=1e-4
    ),
    "pix2pix_64": Setting("pix2pix", batch=4, side=64),
    "cyclegan_64": Setting("cyclegan", batch=1, side=64, width=32),
    "seqgan": Setting(
        "seqgan",
        batch=_SEQUENCES,
        rate=1e-3,
        beta_1=0.9,
        counted=_ROLLED_OUT,
        unit="tokens",
        arguments={
            **SEQUENCE,
            "filters": _FILTERS,
            "discriminator_steps": 1,
            "discriminator_epochs": 1,
        },
    ),
}
"""By name: width and batch are such that a step takes about a second on two cores."""


def find_setting(text: str) -> Setting:
    """Returns a setting by its name, or one like it but for some of its numbers.

    Args:
        text: `"dcgan_32"`, or `"dcgan_32:batch=8"`, or `"dcgan_32:batch=8,side=16"`.
    """
    name, _, changes = text.partition(":")
    pairs = (change.split("=") for change in changes.split(",") if change)
    return dataclasses.replace(SETTINGS[name], **{key: int(value) for key, value in pairs})


def pictures(setting: Setting, seed: int = 0) -> np.ndarray:
    """Returns pictures of noise, (EXAMPLES, height, width, 3) float32 in [-1, 1]."""
    generator = np.random.default_rng(seed)
    return generator.uniform(-1, 1, (EXAMPLES, *setting.image_shape)).astype("float32")


def sequences(seed: int = 0) -> np.ndarray:
    """Returns random sequences, (EXAMPLES, length) int32."""
    generator = np.random.default_rng(seed)
    shape = (EXAMPLES, SEQUENCE["length"])
    return generator.integers(0, SEQUENCE["vocabulary_size"], shape).astype("int32")


def examples(setting: Setting):
    """Returns what a training goes round: an array, or a pair of them for translation."""
    if not setting.side:
        return sequences()
    if setting.family in ("pix2pix", "cyclegan"):
        return pictures(setting, 0), pictures(setting, 1)
    return pictures(setting)
