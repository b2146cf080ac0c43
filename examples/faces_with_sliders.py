"""Writes the generator of cartoon faces with directions that have names, for the page in browser/.

    python examples/faces_with_sliders.py examples/browser/gan.tflite

The generator was told nothing of hair or glasses. A classifier, which learns from drawn faces whose
attributes are known, labels what it draws, and each direction is the one along which a label
appears. Some five minutes on two cores.
"""

import os
import sys

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

FACES, SAMPLES, SEED = 4000, 6000, 0
WANTED = {
    "blue hair": ("hair_colour", "blue"),
    "blonde hair": ("hair_colour", "blonde"),
    "long hair": ("long_hair", True),
    "glasses": ("glasses", True),
    "dark skin": ("skin", "dark"),
}
"""A slider's name, and the attribute and value it leads to."""


def main(path):
    """Writes the file."""
    import numpy as np

    import keras_gan_zoo
    from keras_gan_zoo.data import render_faces
    from keras_gan_zoo.data.sets.faces.drawing import SHORT_HAIR
    from keras_gan_zoo.latent import attribute_direction
    from keras_gan_zoo.metrics import train_attribute_classifier

    images, known = render_faces("colour", 50_000, FACES, size=64)
    known = [{**face, "long_hair": face["hair"] not in SHORT_HAIR} for face in known]
    names = sorted({name for name, _ in WANTED.values()})
    classifier = train_attribute_classifier(images, known, names, epochs=6, verbose=2)

    gan = keras_gan_zoo.get("dcgan", weights="faces")
    latents = np.random.default_rng(SEED).standard_normal((SAMPLES, gan.latent_dim))
    told = classifier.classify(gan.generate(latents=latents))
    directions = {
        slider: attribute_direction(latents, [found == value for found in told[name]])
        for slider, (name, value) in WANTED.items()
    }
    said = {"name": "Faces by a DCGAN"}
    print(keras_gan_zoo.export.tflite(gan, path, directions=directions, metadata=said))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/faces_with_sliders.py OUTPUT.tflite")
    main(sys.argv[1])
