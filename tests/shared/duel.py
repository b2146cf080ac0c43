"""A game small enough to work out by hand: each player is one dense layer without a bias."""

import keras

import keras_gan_zoo


@keras.saving.register_keras_serializable(package="tests")
class Duel(keras_gan_zoo.AdversarialModel):
    players = {"first": ["a"], "second": ["b"]}
    terms = ("attack", "defence")
    averaged = ("b",)

    def __init__(self, a, b, **kwargs):
        super().__init__({"a": a, "b": b}, **kwargs)

    def default_optimizers(self):
        return {"first": keras.optimizers.SGD(0.1), "second": keras.optimizers.SGD(0.5)}

    def train_step(self, x):
        self.minimize(lambda: keras.ops.mean((self.a(x) - self.b(x)) ** 2), "first")
        self.minimize(lambda: keras.ops.mean((self.b(x) - 1.0) ** 2), "second")
        return self.logs()


def linear(weights, **kwargs):
    """Returns a network x -> x @ weights."""
    layer = keras.layers.Dense(
        len(weights[0]), use_bias=False, kernel_initializer="zeros", name="dense", **kwargs
    )
    network = keras.Sequential([keras.Input((len(weights),)), layer])
    network.set_weights([keras.ops.convert_to_numpy(weights)])
    return network


def duel(a=((1.0,), (2.0,)), b=((3.0,), (-1.0,)), **kwargs):
    """Returns a compiled `Duel` with these weights."""
    optimizers = kwargs.pop("optimizers", None)
    model = Duel(linear(a), linear(b), **kwargs)
    model.compile(optimizers)
    return model
