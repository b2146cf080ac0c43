"""A classifier of Fashion-MNIST, by which benchmarks tell which garment a generator has drawn.

    python -m benchmarks.judges.garment_classifier

Trains it in some ten minutes and prints its accuracy on the 10,000 test pictures: 93% or more.
"""

import os
from pathlib import Path

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

FOLDER = Path("build/garment_classifier")
NAME = "a convolutional network of ours on Fashion-MNIST"


def build(seed):
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    blocks = []
    for filters in (32, 64, 128):
        for _ in range(2):
            blocks += [
                layers.Conv2D(filters, 3, padding="same", use_bias=False),
                layers.BatchNormalization(),
                layers.ReLU(),
            ]
        blocks += [layers.MaxPooling2D(2), layers.Dropout(0.2)]
    # A shoe points one way in all pictures, but a mirrored garment is still that garment.
    mirrored = layers.RandomFlip("horizontal")
    head = [layers.GlobalAveragePooling2D(), layers.Dropout(0.3), layers.Dense(10, name="logits")]
    return keras.Sequential([keras.Input((28, 28, 1)), mirrored, *blocks, *head])


def trained(folder=FOLDER, seed=0, epochs=12, examples=60_000, verbose=2):
    """Returns the classifier and its test accuracy; trained once, then from the folder."""
    import keras

    from keras_gan_zoo import data

    path = Path(folder) / f"garments-{seed}-{epochs}-{examples}.keras"
    if path.exists():
        classifier = keras.models.load_model(path)
    else:
        classifier = build(seed)
        images, labels = next(
            iter(data.load("fashion_mnist", "train", labels=True, batch_size=examples))
        )
        rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * examples // 128)
        classifier.compile(
            keras.optimizers.Adam(rate),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )
        classifier.fit(
            images.numpy(), labels.numpy(), batch_size=128, epochs=epochs, verbose=verbose
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        classifier.save(path)
    images, labels = next(iter(data.load("fashion_mnist", "test", labels=True, batch_size=10_000)))
    return classifier, float((garments_of(classifier, images) == labels.numpy()).mean())


def garments_of(classifier, images):
    """Returns the class of each picture (n, 28, 28, 1), in [-1, 1]."""
    return classifier.predict(images, batch_size=500, verbose=0).argmax(axis=1)


if __name__ == "__main__":
    print(f"{trained()[1]:.2%} of the test garments are told")
