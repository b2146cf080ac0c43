"""A classifier of digits that has seen blends of two, and takes them for no digit.

One that knows digits alone is sure of what is none: that of `benchmarks.judges.digit_classifier`
takes three of four means of two pictures for a digit, with a probability of 0.9 and more.
"""

import numpy as np

CLASSES = 10
STEPS, BATCH = 1000, 64


def blended(images, labels, random):
    """Returns means of two pictures of two classes each, at most as many as there are pictures.

    Args:
        images: Digits (n, height, width, 1).
        labels: Their classes, (n,).
        random: NumPy's generator. One picture counts for 0.35 to 0.65 of the mean.
    """
    other = random.permutation(len(images))
    both = labels != labels[other]
    share = random.uniform(0.35, 0.65, (len(images), 1, 1, 1)).astype("float32")
    return (share * images + (1 - share) * images[other])[both]


def trained(folder, seed=0):
    """Returns the classifier, of ten digits and of none; trained once, then from the folder.

    Args:
        folder: Where it is kept.
        seed: Of its weights and of what it sees.
    """
    import keras
    from keras import layers

    from keras_gan_zoo import data

    path = folder / f"blends-{STEPS}-{seed}.keras"
    if not path.exists():
        keras.utils.set_random_seed(seed)
        classifier = keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                layers.Conv2D(32, 3, strides=2, padding="same", activation="relu"),
                layers.Conv2D(64, 3, strides=2, padding="same", activation="relu"),
                layers.Flatten(),
                layers.Dropout(0.3),
                layers.Dense(CLASSES + 1, name="logits"),
            ]
        )
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        classifier.compile(keras.optimizers.Adam(1e-3), loss)
        random = np.random.default_rng(seed)
        digits = data.load("mnist", labels=True, shuffle=True, seed=seed, batch_size=BATCH)
        for images, labels in digits.repeat().take(STEPS).as_numpy_iterator():
            # As many each time, or every step would be traced anew.
            blends = blended(images, labels, random)[: BATCH // 2]
            shown = np.concatenate([images, blends])
            told = np.concatenate([labels, np.full(len(blends), CLASSES)])
            classifier.train_on_batch(shown, told)
        classifier.save(path)
    return keras.models.load_model(path)
