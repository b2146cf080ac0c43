"""Two classifiers of the artist of an emoji, by which `families/domain_translation.py` judges.

    python -m benchmarks.judges.artist_classifiers

One learns from the pictures as they are. A translator may learn to please one network by what no
eye sees, so another learns from copies that are moved and mirrored and is harder to please so.
Prints what share of the held-out originals each tells.
"""

from pathlib import Path

from benchmarks.common.translation_scores import pictures_of

ARTISTS = {
    "noto": "noto_emoji",
    "twemoji": "twemoji",
    "fluent": "fluent_emoji",
    "openmoji": "openmoji",
}
"""The domains, and the source of each one's pictures."""

SIZE = 48
FOLDER = Path("build")
PASSES = 8
MOVES = {"jitter": 1.1, "mirror": True}


def emoji(split, limit=None, **moves):
    """Returns the pictures of each artist."""
    from keras_gan_zoo import data

    return {
        artist: pictures_of(data.load(source, split, image_size=SIZE, limit=limit, **moves))
        for artist, source in ARTISTS.items()
    }


def trained(folder=FOLDER, passes=PASSES):
    """Returns the classifiers by what they have learned from; each is trained once, then kept.

    Args:
        folder: Where they are kept.
        passes: How often each sees each training picture.
    """
    return {
        "pictures as they are": _trained(Path(folder) / f"artists-{passes}.keras", 1, passes),
        "moved copies": _trained(Path(folder) / f"artists-{passes}-moved.keras", passes, 1),
    }


def share_taken_for(classifier, images, artist):
    """Returns the share of pictures that a classifier takes for an artist's."""
    return sum(found == artist for found in classifier.classify(images)["artist"]) / len(images)


def accuracy(classifier, held_out):
    """Returns the mean over artists of the share of their pictures that is told."""
    return sum(share_taken_for(classifier, held_out[one], one) for one in ARTISTS) / len(ARTISTS)


def _trained(path, copies, epochs):
    import numpy as np

    from keras_gan_zoo.metrics import AttributeClassifier, train_attribute_classifier
    from keras_gan_zoo.samples.sheets import to_uint8

    if path.exists():
        return AttributeClassifier.load(path)
    images, attributes = [], []
    for _ in range(copies):
        for artist, pictures in emoji("train", **(MOVES if copies > 1 else {})).items():
            images.append(to_uint8(pictures))
            attributes += [{"artist": artist}] * len(pictures)
    classifier = train_attribute_classifier(
        np.concatenate(images), attributes, ["artist"], epochs=epochs, verbose=2
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    classifier.save(path)
    return classifier


if __name__ == "__main__":
    held_out = emoji("test")
    for learned_from, classifier in trained().items():
        print(f"{learned_from}: {accuracy(classifier, held_out):.1%}")
