"""Cartoon faces with captions, some combinations of attributes held out of training by name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.faces.captions import face_caption, named_combination, shows
from keras_gan_zoo.data.sets.faces.drawing import face_attributes
from keras_gan_zoo.data.sets.faces.sources import drawn_faces
from keras_gan_zoo.data.sources import register_source

if TYPE_CHECKING:
    from keras_gan_zoo.data.examples import Examples

HELD_OUT = (
    "blue hair, red eyes",
    "green hair, purple eyes",
    "pink hair, brown eyes",
    "black hair, green eyes",
    "orange hair, blue eyes",
)
"""Combinations that no face of the "train" split of "captioned_faces" shows."""

WORDINGS = 4
"""Captions of each face."""

IDENTITIES = {"train": range(10_000, 20_000), "test": range(8_000, 9_000)}
"""Identities of each split; those of the other sources of faces are others."""


@register_source(
    "captioned_faces",
    kind="captioned",
    splits=("train", "test"),
    image_shape=(64, 64, 3),
    licence="CC0 1.0 (art), MIT (renderer)",
    description=(
        "Cartoon faces with four captions each, in varied wording: some 9,000 for training, "
        "without the combinations of hair and eyes in "
        "`keras_gan_zoo.data.sets.faces.captioned.HELD_OUT`, and 1,000 for testing."
    ),
)
def _captioned_faces(options: LoadOptions) -> "Examples":
    held_out = HELD_OUT if options.split == "train" else ()
    return captioned_examples(options, held_out)


def captioned_examples(options: LoadOptions, held_out: Sequence[str] = HELD_OUT) -> "Examples":
    """Returns the faces of a split with their captions, four examples a face.

    Args:
        options: `split`, `image_size`, `limit` (in examples) and `cache_dir` count.
        held_out: Names of combinations, as `named_combination` takes them; faces that show one of
            them are left out.

    Returns:
        The examples, each (image, caption).

    Raises:
        ValueError: If a combination has a part that is no attribute.

    Example:
        >>> examples = captioned_examples(LoadOptions(limit=40), ["glasses"])
    """
    # Here, because to list the sources is to import this file, and takes no TensorFlow.
    import tensorflow as tf

    from keras_gan_zoo.data.examples import Examples

    combinations = [named_combination(name) for name in held_out]
    identities = IDENTITIES[options.split]
    rows, captions = [], []
    for row, identity in enumerate(identities):
        attributes = face_attributes(identity)
        if any(shows(attributes, combination) for combination in combinations):
            continue
        rows.append(row)
        captions += [face_caption(attributes, variant) for variant in range(WORDINGS)]
        if options.limit and len(captions) >= options.limit:
            break
    images = drawn_faces(
        "colour", identities[: rows[-1] + 1], options, f"captioned-{options.split}"
    )
    with tf.device("CPU:0"):
        pixels, texts = tf.constant(images[rows]), tf.constant(captions)

    def read(key):
        return tf.gather(pixels, key // WORDINGS), tf.gather(texts, key)

    return Examples(tf.data.Dataset.range(len(captions)), read, vectorised=True)
