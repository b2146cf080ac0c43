"""What adaptive augmentation asks of a model: to say how its discriminator judges real pictures."""

from collections.abc import Mapping
from typing import Any

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.state_guard import FrozenState
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.networks.discriminator_parts import logits_of
from keras_gan_zoo.networks.tricks import adaptive_layers
from keras_gan_zoo.replicas.whole_batch import replica_count
from keras_gan_zoo.types import Batch, Tensor

PROBABILITY = "augment_probability"


class AdaptivelyAugmented(AdversarialModel):
    """A game whose discriminator may begin with `keras_gan_zoo.layers.AdaptiveAugment`.

    Before every so many steps the discriminator is shown the step's real pictures, and the layer is
    told what it says of them (2006.06676, section 3.1). The probability is logged as
    `augment_probability`.
    """

    adversarial: AdversarialLoss

    def __init__(self, networks: Mapping, **kwargs: Any):
        super().__init__(networks, **kwargs)
        if self._adapted():
            self.terms = (*self.terms, PROBABILITY)
            self._means[PROBABILITY] = keras.metrics.Mean(name=PROBABILITY)

    # No attribute: Keras would save the layers a second time.
    def _adapted(self):
        return adaptive_layers(self.discriminator)

    @property  # where a family has another loss, it says this itself
    def logit_boundary(self) -> float | None:
        """The logit above which a picture is taken for real; `None` where they are compared."""
        loss = getattr(self, "adversarial", None)
        return loss.boundary if loss else None

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Compiles, once it is known that the logits say what is real, if that is needed.

        Raises:
            ValueError: If the discriminator augments adaptively and its logits do not say.
        """
        if self._adapted() and self.logit_boundary is None:
            raise ValueError(
                f"`augment`='adaptive' goes by how many real pictures a {type(self).__name__} is "
                "right about, but its discriminator compares pictures and calls none real: give "
                "a policy, such as augment='color,translation,cutout'."
            )
        super().compile(*args, **kwargs)

    def judge_real(self, data: Batch) -> Tensor:
        """Returns the discriminator's logits for the real pictures that a step is trained on."""
        given = data if isinstance(data, (tuple, list)) else (data,)
        inputs = [*given] if len(self.discriminator.inputs) > 1 else given[0]
        return logits_of(self.discriminator, inputs)

    def before_step(self, data: Batch) -> None:
        """Moves the probability of augmentation, every so many steps."""
        super().before_step(data)
        for layer in self._adapted():
            pictures = ops.shape(tf.nest.flatten(data)[0])[0] * replica_count()
            due = self.optimizer.iterations % layer.every == layer.every - 1

            def adapt(layer=layer, pictures=pictures):
                # Batch statistics and power iterations belong to the player's own steps.
                with FrozenState(self.discriminator.non_trainable_variables):
                    logits = self.judge_real(data)
                layer.adapt(logits - self.logit_boundary, pictures)

            if replica_count() == 1:
                tf.cond(due, adapt, lambda: None)
            else:  # a branch cannot wait for other replicas
                before = tf.identity(layer.probability.value)
                adapt()
                layer.probability.assign(ops.where(due, layer.probability, before))
            self.track(PROBABILITY, layer.probability)
