"""A kind of sample that the zoo has not: short sounds; and an auto-encoder of them.

All that a new kind of model takes is here, as whoever adds one would write it: the kind, a base
that is no game at all, and a data set. Nothing of the package knows of it.
"""

import wave

import keras
import numpy as np
from keras import layers, ops

from keras_gan_zoo import register
from keras_gan_zoo.data import register_source
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.sheets import save_png

RATE = 8000


class Sounds(Kind):
    """Short sounds, float in [-1, 1], of one length."""

    name = "sounds"
    unit = "sound"
    sheet_suffix = ".png"
    file_suffix = ".wav"
    value_range = (-1.0, 1.0)

    def examples(self, count, seed=0):
        """Returns tones."""
        pitches = np.random.default_rng(seed).uniform(200, 2000, (count, 1))
        return np.sin(2 * np.pi * pitches * np.arange(self.shape[0]) / RATE).astype("float32")

    def numbers(self, samples):
        """Returns the loudness and how often the sound crosses zero."""
        samples = np.asarray(samples, "float64")
        return {
            "loudness": float(np.sqrt(np.mean(samples**2))),
            "crossings": float(np.mean(np.diff(samples > 0, axis=1))),
        }

    def save_sheet(self, path, groups, columns=8, smallest_side=0):
        """Draws each sound as a curve in a strip of its own."""
        sounds = np.concatenate([samples for group in groups for _, samples in group])
        sheet = np.full((len(sounds) * 16, self.shape[0], 1), 255, "uint8")
        for index, sound in enumerate(sounds):
            heights = np.clip(np.round(7.5 - 7.5 * sound), 0, 15).astype(int)
            sheet[index * 16 + heights, np.arange(self.shape[0])] = 0
        save_png(path, sheet)

    def write_file(self, path, sample):
        """Writes a sound of 16 bits."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(np.round(np.asarray(sample) * 32767).astype("<i2").tobytes())

    def write(self, output, count, batches):
        """Writes a folder with a file for each sound."""
        files = [output / f"{index:03d}.wav" for index in range(count)]
        unwritten = iter(files)
        for batch in batches:
            for sound in batch:
                self.write_file(next(unwritten), sound)
        return files


@keras.saving.register_keras_serializable(package="third_kind")
class SoundModel(ZooModel):
    """The base of models that make sounds from codes."""

    kind = Sounds
    wants = "sounds"

    def __init__(self, encoder, decoder, **kwargs):
        super().__init__({"encoder": encoder, "decoder": decoder}, **kwargs)
        self.length = encoder.input_shape[-1]
        self.code_dim = decoder.input_shape[-1]

    @property
    def takes(self):
        """Sounds of one length."""
        return (Sounds((self.length,)),)

    def call(self, sounds, training=False):
        """Returns the sounds as they come back."""
        return self.decoder(self.encoder(sounds, training=training), training=training)

    def export_networks(self):
        """Returns the decoder, averaged if an average is kept."""
        return {"generate": self.inference_network("decoder")}

    def generate(self, n, *, seed=None, batch_size=64):
        """Returns sounds (n, length) of random codes."""
        codes = np.random.default_rng(seed).standard_normal((n, self.code_dim), "float32")
        return self.draw(self.inference_network("decoder"), codes, batch_size)


@register("toy_sound_coder", task="image", title="An auto-encoder of short sounds")
class SoundCoder(SoundModel):
    """An auto-encoder with noise on its codes: one player, no adversary."""

    players = {"coder": ["encoder", "decoder"]}
    averaged = ("decoder",)
    terms = ("distance", "size")
    smallest = {"length": 32, "code_dim": 4, "width": 8}

    @classmethod
    def from_defaults(cls, length=64, code_dim=8, width=32, seed=None, **kwargs):
        """Builds two small networks.

        Args:
            length: Numbers in a sound.
            code_dim: Numbers in its code.
            width: Units of the hidden layers.
            seed: What the weights are drawn from.
            **kwargs: As for the class.
        """
        with seeded(seed):
            encoder = keras.Sequential(
                [keras.Input((length,)), layers.Dense(width, "tanh"), layers.Dense(code_dim)]
            )
            decoder = keras.Sequential(
                [
                    keras.Input((code_dim,)),
                    layers.Dense(width, "tanh"),
                    layers.Dense(length, "tanh"),
                ]
            )
            return cls(encoder, decoder, seed=seed, **kwargs)

    def default_optimizers(self):
        """Returns an Adam that is quick enough for a test."""
        return {"coder": keras.optimizers.Adam(1e-2)}

    def train_step(self, sounds):
        """Moves both networks towards the sounds that went in."""
        noise = random_rows(
            keras.random.normal, (ops.shape(sounds)[0], self.code_dim), seed=self.seed_generator
        )

        def loss():
            codes = self.encoder(sounds, training=True)
            back = self.decoder(codes + 0.1 * ops.cast(noise, codes.dtype), training=True)
            return {
                "distance": ops.mean(ops.square(ops.cast(back, "float32") - sounds)),
                "size": 1e-3 * ops.mean(ops.square(ops.cast(codes, "float32"))),
            }

        self.minimize(loss, player="coder")
        return self.logs()


@register_source("toy_tones", kind="samples", licence="CC0", description="Made-up tones.")
def tones(options):
    """Returns 64 tones of 64 numbers each."""
    return Sounds((64,)).examples(64, seed=1)
