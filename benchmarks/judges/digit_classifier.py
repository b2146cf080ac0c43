"""A classifier of MNIST's digits, by which benchmarks tell which digit a generator has drawn.

    python -m benchmarks.judges.digit_classifier

Trains it in a few minutes and prints its accuracy on the 10,000 test digits.
"""

import os
from pathlib import Path

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

FOLDER = Path("build/digit_classifier")
NAME = "a convolutional network of ours on MNIST"


def build(seed):
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    blocks = []
    for filters in (32, 64, 128):
        blocks += [
            layers.Conv2D(filters, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(filters, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(2),
        ]
    # What a hand does to a digit: a little turned, moved and stretched.
    written_otherwise = [
        layers.RandomRotation(0.03, fill_mode="constant", fill_value=-1.0),
        layers.RandomTranslation(0.07, 0.07, fill_mode="constant", fill_value=-1.0),
        layers.RandomZoom(0.1, 0.1, fill_mode="constant", fill_value=-1.0),
    ]
    head = [layers.GlobalAveragePooling2D(), layers.Dropout(0.3), layers.Dense(10, name="logits")]
    return keras.Sequential([keras.Input((28, 28, 1)), *written_otherwise, *blocks, *head])


def trained(folder=FOLDER, seed=0, epochs=4, verbose=2):
    """Returns the classifier and its test accuracy; trained once, then from the folder."""
    import keras

    from keras_gan_zoo import data

    path = Path(folder) / f"digits-{seed}-{epochs}.keras"
    (images, labels), (test_images, test_labels) = (
        next(iter(data.load("mnist", split, labels=True, batch_size=count)))
        for split, count in (("train", 60_000), ("test", 10_000))
    )
    if path.exists():
        classifier = keras.models.load_model(path)
    else:
        classifier = build(seed)
        rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * 60_000 // 128)
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
    _, accuracy = classifier.evaluate(test_images, test_labels, batch_size=500, verbose=0)
    return classifier, accuracy


def digits_of(classifier, images):
    """Returns the digit in each picture (n, 28, 28, 1), in [-1, 1]."""
    return classifier.predict(images, batch_size=500, verbose=0).argmax(axis=1)


if __name__ == "__main__":
    print(f"{trained()[1]:.2%} of the test digits are told")
