"""The zoo's training steps on pictures in plain Keras, for benchmarks/costs/throughput."""

import keras
import tensorflow as tf
from keras import ops

from benchmarks.costs.throughput.nets_keras import networks


class Game(keras.Model):
    """What the examples write in each model: an optimizer a player, and means of the losses."""

    def __init__(self, setting, nets, players):
        super().__init__()
        self.setting, self.nets = setting, nets
        for name, net in nets.items():
            setattr(self, name, net)
        self.player_networks = {player: [nets[name] for name in names] for player, names in players}
        self.players_adam = {
            player: keras.optimizers.Adam(setting.rate, setting.beta_1, setting.beta_2)
            for player in self.player_networks
        }
        self.means = {player: keras.metrics.Mean(name=player) for player in self.player_networks}

    def move(self, player, tape, loss):
        """Applies the gradients of a loss to a player's weights."""
        weights = [w for net in self.player_networks[player] for w in net.trainable_weights]
        gradients = tape.gradient(loss, weights)
        self.players_adam[player].apply_gradients(zip(gradients, weights, strict=True))
        self.means[player].update_state(loss)

    def results(self):
        """Returns the means, as `train_step` does."""
        return {name: mean.result() for name, mean in self.means.items()}

    def latents(self, like):
        """Returns latents, as many as there are pictures."""
        return keras.random.normal((ops.shape(like)[0], self.setting.latent_dim))

    @property
    def metrics(self):
        """The means, which Keras resets at each epoch."""
        return list(self.means.values())


def _likely(logits):
    return ops.mean(ops.softplus(-logits))


def _unlikely(logits):
    return ops.mean(ops.softplus(logits))


class DCGAN(Game):
    """1511.06434."""

    def train_step(self, real):
        """One step of each player."""
        fake = self.G(self.latents(real), training=True)
        with tf.GradientTape() as tape:
            loss = _likely(self.D(real, training=True)) + _unlikely(self.D(fake, training=True))
        self.move("d", tape, loss)
        latents = self.latents(real)
        with tf.GradientTape() as tape:
            loss = _likely(self.D(self.G(latents, training=True), training=True))
        self.move("g", tape, loss)
        return self.results()


class SNGAN(Game):
    """1802.05957."""

    def train_step(self, real):
        """Several steps of the discriminator, one of the generator."""
        for batch in ops.split(real, self.setting.batches):
            fake = self.G(self.latents(batch), training=True)
            with tf.GradientTape() as tape:
                loss = ops.mean(ops.relu(1.0 - self.D(batch, training=True))) + ops.mean(
                    ops.relu(1.0 + self.D(fake, training=True))
                )
            self.move("d", tape, loss)
        latents = self.latents(batch)
        with tf.GradientTape() as tape:
            loss = -ops.mean(self.D(self.G(latents, training=True), training=True))
        self.move("g", tape, loss)
        return self.results()


class WGANGP(Game):
    """1704.00028."""

    def train_step(self, real):
        """Several steps of the critic, one of the generator."""
        for batch in ops.split(real, self.setting.batches):
            fake = self.G(self.latents(batch), training=True)
            with tf.GradientTape() as tape:
                cost = ops.mean(self.D(fake, training=True)) - ops.mean(
                    self.D(batch, training=True)
                )
                loss = cost + 10.0 * self.gradient_penalty(batch, fake)
            self.move("d", tape, loss)
        latents = self.latents(batch)
        with tf.GradientTape() as tape:
            loss = -ops.mean(self.D(self.G(latents, training=True), training=True))
        self.move("g", tape, loss)
        return self.results()

    def gradient_penalty(self, real, fake):
        """How far the critic's slope between real and generated pictures is from 1."""
        place = keras.random.uniform((ops.shape(real)[0], 1, 1, 1))
        between = real + place * (fake - real)
        with tf.GradientTape() as tape:
            tape.watch(between)
            judged = self.D(between, training=True)
        slope = tape.gradient(judged, between)
        norm = ops.sqrt(ops.sum(ops.square(slope), axis=(1, 2, 3)) + 1e-12)
        return ops.mean(ops.square(norm - 1.0))


class Pix2Pix(Game):
    """1611.07004."""

    def train_step(self, data):
        """One step of each player; the pictures are drawn once."""
        x, y = data
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            fake = self.G(x, training=True)
            judged_real = self.D(ops.concatenate([x, y], axis=-1), training=True)
            judged_fake = self.D(ops.concatenate([x, fake], axis=-1), training=True)
            g_loss = _likely(judged_fake) + 100.0 * ops.mean(ops.abs(y - fake))
            d_loss = 0.5 * (_likely(judged_real) + _unlikely(judged_fake))
        self.move("g", g_tape, g_loss)
        self.move("d", d_tape, d_loss)
        return self.results()


class CycleGAN(Game):
    """1703.10593; without the history of pictures, which the documentation's example has not."""

    def train_step(self, data):
        """One step of both generators and of both discriminators."""
        x, y = data
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            fake_y, fake_x = self.G(x, training=True), self.F(y, training=True)
            judged_x, judged_y = self.D_X(fake_x, training=True), self.D_Y(fake_y, training=True)
            g_loss = (
                ops.mean(ops.square(judged_y - 1.0))
                + ops.mean(ops.square(judged_x - 1.0))
                + 10.0 * ops.mean(ops.abs(self.F(fake_y, training=True) - x))
                + 10.0 * ops.mean(ops.abs(self.G(fake_x, training=True) - y))
                + 5.0 * ops.mean(ops.abs(self.F(x, training=True) - x))
                + 5.0 * ops.mean(ops.abs(self.G(y, training=True) - y))
            )
            d_loss = 0.5 * (
                ops.mean(ops.square(self.D_X(x, training=True) - 1.0))
                + ops.mean(ops.square(judged_x))
                + ops.mean(ops.square(self.D_Y(y, training=True) - 1.0))
                + ops.mean(ops.square(judged_y))
            )
        self.move("g", g_tape, g_loss)
        self.move("d", d_tape, d_loss)
        return self.results()


_GAMES = {
    "dcgan": DCGAN,
    "sngan": SNGAN,
    "wgan_gp": WGANGP,
    "pix2pix": Pix2Pix,
    "cyclegan": CycleGAN,
}


def build(setting):
    """Returns the model that trains a setting."""
    pair = setting.family == "cyclegan"
    players = {"g": ("G", "F"), "d": ("D_X", "D_Y")} if pair else {"g": ("G",), "d": ("D",)}
    return _GAMES[setting.family](setting, networks(setting), players.items())
