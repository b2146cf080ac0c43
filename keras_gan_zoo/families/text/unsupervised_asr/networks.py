"""The networks of unsupervised speech recognition: who names phonemes, and who judges them."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole


def phoneme_classifier(
    numbers: int, phonemes: int, width: int = 512, name: str = "generator"
) -> keras.Model:
    """Builds a perceptron of one hidden layer, which names the phoneme of each frame.

    Args:
        numbers: How many a frame has, with its neighbours'.
        phonemes: How many phonemes there are.
        width: Units of the hidden layer.
        name: Name of the network.

    Returns:
        A network from (batch, frames, numbers), of any number of frames, to logits (batch, frames,
        phonemes), float32.

    Raises:
        ValueError: If a number is too small.

    Example:
        >>> phoneme_classifier(429, phonemes=39).output_shape
        (None, None, 39)
    """
    frames = keras.Input((None, check_whole(numbers, "numbers", least=1)), name="frames")
    x = layers.Dense(check_whole(width, "width", least=1), activation="relu")(frames)
    logits = layers.Dense(check_whole(phonemes, "phonemes", least=2), dtype="float32")(x)
    return keras.Model(frames, logits, name=name)


def phoneme_discriminator(
    length: int,
    phonemes: int,
    embedding_dim: int = 256,
    width: int = 256,
    kernels: Sequence[Sequence[int]] = ((3, 5, 7, 9), (3, 3, 3, 3)),
    pooled: bool = False,
    name: str = "discriminator",
) -> keras.Model:
    """Builds layers of convolutions of several reaches over sequences of distributions.

    Args:
        length: Phonemes of a sequence.
        phonemes: How many phonemes there are.
        embedding_dim: Length of a phoneme's vector.
        width: Maps of each convolution.
        kernels: Of each layer how many phonemes each of its convolutions sees; by default four in
            each of two layers, as in the authors' code.
        pooled: Whether the score is of the mean over places, which are all told apart alike. Else
            each place has weights of its own, as in the authors' code, for which little text is
            too little.
        name: Name of the network.

    Returns:
        A network from (batch, length, phonemes), zeros behind a sequence's end, to scores (batch,
        1), float32.

    Raises:
        ValueError: If a number is too small.

    Example:
        >>> phoneme_discriminator(75, phonemes=48).output_shape
        (None, 1)
    """
    sequences = keras.Input((length, phonemes), name="sequences")
    width = check_whole(width, "width", least=1)
    dim = check_whole(embedding_dim, "embedding_dim", least=1)
    x = layers.Dense(dim, use_bias=False, name="embedding")(sequences)
    for layer in kernels:
        maps = [layers.Conv1D(width, kernel, padding="same")(x) for kernel in layer]
        joined = layers.Concatenate()(maps) if len(maps) > 1 else maps[0]
        x = layers.LeakyReLU(negative_slope=0.1)(joined)
    x = (layers.GlobalAveragePooling1D() if pooled else layers.Flatten())(x)
    scores = layers.Dense(1, dtype="float32", name="score")(x)
    return keras.Model(sequences, scores, name=name)
