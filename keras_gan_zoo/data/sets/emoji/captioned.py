"""Emoji by four artists, each with texts made of its name, its keywords and its artist."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.emoji import drawing as emoji
from keras_gan_zoo.data.sets.emoji.sources import ALL_LICENCES, by_artists
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.storage.cache import prepared_arrays

if TYPE_CHECKING:
    from keras_gan_zoo.data.examples import Examples

WORDINGS = 4
"""Captions of each picture."""

_KEYWORDS = 3


@register_source(
    "captioned_emoji",
    kind="captioned",
    splits=("train", "test"),
    image_shape=(64, 64, 3),
    licence=f"{ALL_LICENCES}; names and keywords CC-BY-SA 4.0",
    description=(
        "About 1,600 emoji by four artists with four captions each: the name, alone and with the "
        "artist, and keywords; of the test subjects no variant in skin, hair or sex is trained on."
    ),
)
def _captioned_emoji(options: LoadOptions) -> "Examples":
    # Here, because to list the sources is to import this file, and takes no TensorFlow.
    import tensorflow as tf

    from keras_gan_zoo.data.examples import Examples

    pictures, points = by_artists(options, list(emoji.ARTISTS))
    texts = _texts(options)
    captions = [
        emoji_caption(*texts.get(one, (one, ())), artist, variant)  # type: ignore[call-arg]  # two
        for artist in emoji.ARTISTS
        for one in points
        for variant in range(WORDINGS)
    ]
    with tf.device("CPU:0"):
        pixels, words = tf.constant(np.concatenate(pictures)), tf.constant(captions)

    def read(key):
        return tf.gather(pixels, key // WORDINGS), tf.gather(words, key)

    return Examples(tf.data.Dataset.range(len(captions)), read, vectorised=True)


def emoji_caption(name: str, keywords: Sequence[str], artist: str, variant: int = 0) -> str:
    """Describes an emoji, in one of four wordings.

    Args:
        name: What it is called, such as "cat face".
        keywords: What it is found by; the first few are said.
        artist: Who drew it, such as "twemoji".
        variant: 0 for the name, 1 for the name and the artist, 2 for the keywords, or the name
            again where there are none, and 3 for keywords and the artist.

    Returns:
        A lower-case text.

    Raises:
        ValueError: If there is no such variant.

    Example:
        >>> emoji_caption("cat face", ["cat", "face", "pet"], "twemoji", 3)
        'an emoji by twemoji of cat, face, pet'
    """
    variant = check_whole(variant, "variant", least=0)
    if variant >= WORDINGS:
        raise ValueError(f"`variant` must be a wording from 0 to {WORDINGS - 1}, got {variant}.")
    said = ", ".join(keywords[:_KEYWORDS]) or name
    return (name, f"{name} by {artist}", said, f"an emoji by {artist} of {said}")[variant]


def _texts(options):
    """Returns (name, keywords) by code points, from the cache or the package."""

    def build():
        texts = emoji.fetch_texts()
        origin = {"packages": [str(emoji.LINE_AND_COLOUR)], "counts": {"all": len(texts)}}
        return {"texts": np.frombuffer(json.dumps(texts).encode(), "uint8")}, origin

    made_from = {"packages": [str(emoji.LINE_AND_COLOUR)], "layout": 1}
    arrays = prepared_arrays(options.cache_dir / "emoji_texts", ["texts"], build, made_from)
    return json.loads(arrays["texts"].tobytes())
