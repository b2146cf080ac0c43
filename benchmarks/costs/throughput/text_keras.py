"""SeqGAN in plain Keras, for benchmarks/costs/throughput."""

import keras
import tensorflow as tf
from keras import layers, ops

from benchmarks.costs.throughput.settings import SEQUENCE
from benchmarks.costs.throughput.steps_keras import Game

_VOCABULARY, _LENGTH, _ROLLOUTS = (
    SEQUENCE[name] for name in ("vocabulary_size", "length", "rollouts")
)
_UNITS = 32
_LAG = 0.8


class Decoder(keras.Model):
    """Embedding, LSTM, logits; the embedding's last row begins a sequence."""

    def __init__(self):
        super().__init__()
        self.embedding = layers.Embedding(_VOCABULARY + 1, _UNITS)
        self.lstm = layers.LSTM(_UNITS, return_sequences=True)
        self.output_layer = layers.Dense(_VOCABULARY)
        self(ops.zeros((1, _LENGTH), "int32"))

    def call(self, tokens):
        """Returns the logits of what follows each token."""
        return self.output_layer(self.lstm(self.embedding(tokens)))

    def step(self, token, state):
        """Goes on by one token."""
        x, state = self.lstm.cell(self.embedding(token), list(state))
        return self.output_layer(x), tuple(state)


class Highway(layers.Layer):
    """1505.00387."""

    def build(self, shape):
        """Creates the transform and its gate."""
        self.transform = layers.Dense(shape[-1], activation="relu")
        self.gate = layers.Dense(shape[-1], activation="sigmoid")
        self.transform.build(shape)
        self.gate.build(shape)

    def call(self, x):
        """Lets through what the gate lets through."""
        gate = self.gate(x)
        return gate * self.transform(x) + (1.0 - gate) * x


def discriminator(filters):
    """Convolutions of some widths, their maxima, a highway, one logit (1609.05473)."""
    tokens = keras.Input((_LENGTH,), dtype="int32")
    embedded = layers.Embedding(_VOCABULARY + 1, 64)(tokens)
    maxima = [
        layers.GlobalMaxPooling1D()(layers.Conv1D(count, width, activation="relu")(embedded))
        for width, count in filters.items()
    ]
    x = layers.Dropout(0.25)(Highway()(layers.Concatenate()(maxima)))
    half_squares = keras.regularizers.L2(0.1)
    x = layers.Dense(1, kernel_regularizer=half_squares, bias_regularizer=half_squares)(x)
    return keras.Model(tokens, x)


class SeqGAN(Game):
    """1609.05473, Algorithm 1: the loops over positions in Python, as one writes them first."""

    def __init__(self, setting):
        nets = {"G": Decoder(), "D": discriminator(setting.arguments["filters"])}
        super().__init__(setting, nets, {"g": ("G",), "d": ("D",)}.items())
        self.policy = Decoder()
        self.policy.set_weights(self.G.get_weights())

    def train_step(self, real):
        """One policy gradient by rollouts, one step of the discriminator."""
        rows = ops.shape(real)[0]
        tokens = self.sample(rows)
        values = self.action_values(tokens)
        count = ops.cast(rows, "float32")
        expected = (ops.sum(values, axis=0, keepdims=True) - values) / (count - 1.0)
        read = ops.concatenate([self.begin(rows)[:, None], tokens[:, :-1]], axis=1)
        with tf.GradientTape() as tape:
            losses = ops.sparse_categorical_crossentropy(tokens, self.G(read), from_logits=True)
            loss = ops.sum(losses * (values - expected)) / count
        self.move("g", tape, loss)
        fake = self.sample(rows)
        with tf.GradientTape() as tape:
            loss = ops.mean(ops.softplus(-self.D(real, training=True)))
            loss += ops.mean(ops.softplus(self.D(fake, training=True))) + sum(self.D.losses)
        self.move("d", tape, loss)
        for followed, moved in zip(self.policy.weights, self.G.weights, strict=True):
            followed.assign(_LAG * followed + (1.0 - _LAG) * moved)
        return self.results()

    def begin(self, rows):
        """Returns what stands before a sequence."""
        return ops.full((rows,), _VOCABULARY, dtype="int32")

    def write(self, decoder, tokens, previous, state):
        """Goes on with sequences, a list of tokens, until they are whole."""
        tokens = list(tokens)
        while len(tokens) < _LENGTH:
            logits, state = decoder.step(previous, state)
            previous = ops.cast(keras.random.categorical(logits, 1)[:, 0], "int32")
            tokens.append(previous)
        return ops.stack(tokens, axis=1)

    def sample(self, rows):
        """Writes sequences."""
        state = (ops.zeros((rows, _UNITS)),) * 2
        return self.write(self.G, [], self.begin(rows), state)

    def action_values(self, tokens):
        """Returns the mean score of what each token can become."""
        rows = ops.shape(tokens)[0]
        state, previous, values = (ops.zeros((rows, _UNITS)),) * 2, self.begin(rows), []
        for position in range(_LENGTH - 1):
            _, state = self.policy.step(previous, state)
            previous = tokens[:, position]
            whole = self.write(
                self.policy,
                ops.unstack(ops.repeat(tokens[:, : position + 1], _ROLLOUTS, axis=0), axis=1),
                ops.repeat(previous, _ROLLOUTS, axis=0),
                tuple(ops.repeat(part, _ROLLOUTS, axis=0) for part in state),
            )
            scores = ops.sigmoid(self.D(whole, training=False))
            values.append(ops.mean(ops.reshape(scores, (rows, _ROLLOUTS)), axis=1))
        values.append(ops.sigmoid(self.D(tokens, training=False))[:, 0])
        return ops.stack(values, axis=1)


def build(setting):
    """Returns the model that trains a setting."""
    return SeqGAN(setting)
