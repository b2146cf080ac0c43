"""The text of a recipe, as its tokenizer and as batches of tokens."""

import tensorflow as tf

from keras_gan_zoo.data import load_text
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.recipes.recipe import Recipe


def make_tokenizer(recipe: Recipe) -> Tokenizer:
    """Returns the tokenizer of a text recipe: the most frequent words of its training data.

    Raises:
        ValueError: If the data cannot be loaded, or a setting is out of range.
    """
    return Tokenizer.from_texts(load_text(**recipe.data), **recipe.tokenizer)


def token_batches(tokenizer: Tokenizer, recipe: Recipe) -> tf.data.Dataset:
    """Returns one epoch of tokens (batch, length), in an order that the recipe's seed decides.

    Texts that are too long, or have words outside the vocabulary, are left out.

    Raises:
        ValueError: If the data cannot be loaded, or no text fits.
    """
    tokens = tokenizer.encode_fitting(load_text(**recipe.data), name="data")
    training = recipe.training
    sequences = tf.data.Dataset.from_tensor_slices(tokens)
    return (
        sequences.shuffle(len(tokens), seed=training.seed)
        .batch(training.batch_size, drop_remainder=True)
        .prefetch(tf.data.AUTOTUNE)
    )
