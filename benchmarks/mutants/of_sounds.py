"""The mutants of sounds, of their spectra, and of what draws and what is drawn by them."""

from benchmarks.mutants.mutant import DETACHED, Mutant

FAMILY = "keras_gan_zoo/families/conditional/sound_to_image"
TEST = "tests/families/conditional/test_sound_to_image.py"
LOSS = "goes_down_its_loss"
SPECTRA_TEST = "tests/layers/test_spectra.py"
SET = "keras_gan_zoo/data/sets/sound_pictures"
SET_TEST = "tests/data/test_sound_pictures.py"

MUTANTS = (
    Mutant(
        "sound_to_image: the encoder learns nothing of the discriminator's score",
        f"{FAMILY}/sound_to_image.py",
        "D(x, E_s), D(drawn.outputs, E_s)",
        f"D(x, {DETACHED}(E_s)), D(drawn.outputs, {DETACHED}(E_s))",
        TEST,
        LOSS,
    ),
    Mutant(
        "sound_to_image: true pictures are judged without what is heard",
        f"{FAMILY}/sound_to_image.py",
        "D(x, E_s), D(drawn.outputs, E_s)",
        "D(x, 0 * E_s), D(drawn.outputs, E_s)",
        TEST,
        LOSS,
    ),
    Mutant(
        "sound_to_image: the discriminator learns the classes of what was drawn",
        f"{FAMILY}/sound_to_image.py",
        "(real, class_real), (fake, _) =",
        "(real, _), (fake, class_real) =",
        TEST,
        LOSS,
    ),
    Mutant(
        "sound_to_image: the generator is not paid for the class",
        f"{FAMILY}/sound_to_image.py",
        "hinge.generator(fake=fake) + self.class_weight * class_fake",
        "hinge.generator(fake=fake)",
        TEST,
        LOSS,
    ),
    Mutant(
        "sound_to_image: the class heard is not learned",
        f"{FAMILY}/sound_to_image.py",
        "+ self.listening_weight * class_heard",
        "+ 0 * class_heard",
        TEST,
        LOSS,
    ),
    Mutant(
        "sound_to_image: fakes are said to be real",
        f"{FAMILY}/sound_to_image.py",
        "hinge.discriminator(real=real, fake=fake)",
        "hinge.discriminator(real=fake, fake=real)",
        TEST,
        LOSS,
    ),
    Mutant(
        "sound_to_image: the score knows nothing of the sound",
        f"{FAMILY}/networks.py",
        'matching = layers.Dot(axes=1, dtype="float32")([told, features])',
        'matching = layers.Dot(axes=1, dtype="float32")([features, features])',
        TEST,
        "inner_product",
    ),
    Mutant(
        "sound_to_image: what is heard depends on when",
        f"{FAMILY}/networks.py",
        "x = layers.AveragePooling2D((x.shape[1], 1))(x)",
        "x = layers.Flatten()(x)",
        TEST,
        "louder",
    ),
    Mutant(
        "sound_to_image: of several pictures of a sound each has another sound's vector",
        f"{FAMILY}/from_sounds.py",
        "inputs = [z, np.repeat(heard, copies, axis=0)]",
        "inputs = [z, np.tile(heard, (copies, 1))]",
        TEST,
        "latents_say",
    ),
    Mutant(
        "advice: of a dataset's parts all are changed",
        "keras_gan_zoo/samples/typed_calls.py",
        "done.format(one) if at == place else one for",
        "done.format(one) for",
        "tests/samples/test_typed_calls.py",
        "alone or only_the_part",
    ),
    Mutant(
        "LogMel: magnitudes in the place of powers",
        "keras_gan_zoo/layers/log_mel.py",
        "ops.matmul(ops.square(real) + ops.square(imaginary), self._filters)",
        "ops.matmul(ops.sqrt(ops.square(real) + ops.square(imaginary)), self._filters)",
        SPECTRA_TEST,
        "scipy",
    ),
    Mutant(
        "LogMel: a symmetric window",
        "keras_gan_zoo/layers/log_mel.py",
        "np.cos(2 * np.pi * time / window)",
        "np.cos(2 * np.pi * time / (window - 1))",
        SPECTRA_TEST,
        "scipy",
    ),
    Mutant(
        "MFCC: slopes run backwards",
        "keras_gan_zoo/layers/mfcc.py",
        "n * (padded[:, reach + n : reach + n + frames]",
        "-n * (padded[:, reach + n : reach + n + frames]",
        SPECTRA_TEST,
        "cepstra",
    ),
    Mutant(
        "sounds: another rate without a filter",
        "keras_gan_zoo/samples/sound_files.py",
        'return resample_poly(np.asarray(sound, "float64"), new_rate // common, rate // common)',
        "return np.repeat(sound, new_rate // common)[:: rate // common]",
        "tests/samples/test_sounds.py",
        "folds",
    ),
    Mutant(
        "sounds: a file's classes are counted by its sounds",
        "keras_gan_zoo/data/sound_folder.py",
        "labels[places[indices, 0]]",
        "labels[indices % len(labels)]",
        "tests/data/test_sound_folder.py",
        "their_classes",
    ),
    Mutant(
        "sound_pictures: the test hears recordings of the training",
        f"{SET}/sources.py",
        "choices = list(recordings[number][split].items())",
        'choices = list(recordings[number]["train"].items())',
        SET_TEST,
        "test_alone",
    ),
    Mutant(
        "sound_pictures: a figure's size is drawn by itself",
        f"{SET}/sources.py",
        "pictures.picture_of(figures[number, artist], loudness, random)",
        "pictures.picture_of(figures[number, artist], random.uniform(), random)",
        SET_TEST,
        "what_is_seen",
    ),
    Mutant(
        "sound_pictures: a loop leaves out its last sample",
        f"{SET}/patches.py",
        "np.tile(self.wave[start:end], times)",
        "np.tile(self.wave[start : end - 1], times)",
        SET_TEST,
        "loop",
    ),
)
