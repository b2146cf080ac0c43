"""The base class of adversarial families: games between players."""

from typing import Any, NoReturn

import keras

from keras_gan_zoo.engine.zoo_model import ZooModel


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class AdversarialModel(ZooModel):
    """A game between players, each with its own networks and its own optimizer.

    A family subclasses this, names its `players`, and writes its paper's algorithm as
    `train_step` in terms of `minimize` (or `reinforce`, where samples are discrete). Those two
    are the only ways to a gradient, so that mixed precision, replicas, averaging and logging
    are right in every family without any family knowing of them.

    Args:
        networks: A mapping from attribute name to built network: `self.<name>` gives it back.
        ema_decay: If set, the networks named in `averaged` get a moving average with this
            decay, in [0, 1), and `generate` uses it.
        seed: Whole number, the seed of this model's own random draws (latents), or `None`.
        **kwargs: `name` and `dtype`, as for `keras.Model`.

    Raises:
        TypeError: If a network is not a Keras model or is not built.
        ValueError: If `ema_decay` is not a number in [0, 1), or `seed` is not a whole number.

    Example:
        >>> class HingeGAN(AdversarialModel):
        ...     players = {"critic": ["critic"], "generator": ["generator"]}
        ...
        ...     def train_step(self, images):
        ...         shape = (len(images), 64)
        ...         latents = random_rows(keras.random.normal, shape, seed=self.seed_generator)
        ...
        ...         def critic_loss():
        ...             fakes = self.generator(latents, training=True)
        ...             return ops.mean(ops.relu(1 - self.critic(images))) + ops.mean(
        ...                 ops.relu(1 + self.critic(fakes))
        ...             )
        ...
        ...         def generator_loss():
        ...             return -ops.mean(self.critic(self.generator(latents, training=True)))
        ...
        ...         self.minimize(critic_loss, player="critic")
        ...         self.minimize(generator_loss, player="generator")
        ...         return self.logs()
    """

    def evaluate(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises an error: adversarial losses do not measure the quality of samples."""
        raise NotImplementedError(
            "An adversarial loss does not measure quality; use keras_gan_zoo.metrics."
        )
