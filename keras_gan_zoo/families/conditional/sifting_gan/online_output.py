"""Online output: labelled pictures of many states of a generator, as it is trained."""

from typing import Any

import keras
import numpy as np

from keras_gan_zoo.checks import check_seed


class OnlineOutput(keras.callbacks.Callback):
    """Takes labelled pictures out of a training of a `SiftingGAN`; see its `online_output`.

    They lie in memory: a training that is resumed in another process begins with none.

    Args:
        begin: Steps before the first.
        every: Steps from one to the next.
        n: Pictures of each class each time.
        loss_below: What the generator's loss on them has to be below, in nats, or `None`.
        most: Pictures after which no more are taken.
        seed: Of the latents, or `None`.

    Attributes:
        losses: The generator's loss at each state that was asked, by the step.
        given: The steps of the states that gave pictures.
    """

    def __init__(
        self,
        begin: int,
        every: int,
        n: int,
        loss_below: float | None,
        most: int,
        seed: int | None = None,
    ):
        super().__init__()
        self.begin, self.every, self.n = begin, every, n
        self.loss_below, self.most, self.seed = loss_below, most, check_seed(seed)
        self.losses: dict[int, float] = {}
        self.given: list[int] = []
        self._images: list[np.ndarray] = []
        self._labels: list[np.ndarray] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Asks the generator, if it is its turn."""
        gan = self.model
        step = int(gan.optimizer.iterations)
        full = sum(map(len, self._labels)) >= self.most
        if full or step <= self.begin or (step - self.begin) % self.every:
            return
        labels = np.repeat(np.arange(gan.classes, dtype="int32"), self.n)
        images = gan.generate(labels, seed=None if self.seed is None else self.seed + step)
        # As the generator's loss has it, -log D of what it draws.
        logits = gan.logits_of(images, labels, len(images))
        self.losses[step] = float(np.logaddexp(0, -logits).mean())
        if self.loss_below is None or self.losses[step] < self.loss_below:
            self.given.append(step)
            self._images.append(images)
            self._labels.append(labels)

    def samples(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns the pictures that were taken, not sifted yet, and their labels.

        Returns:
            Float32 (n, height, width, channels) in [-1, 1], and int32 (n,).

        Raises:
            ValueError: If no state has given any, with how low their losses came.
        """
        if not self._images:
            lowest = f"{min(self.losses.values()):.3f}" if self.losses else "never asked for"
            raise ValueError(
                f"No state of the generator has given pictures: its lowest loss was {lowest}, with "
                f"`loss_below`={self.loss_below}, `begin`={self.begin} and `every`={self.every}."
            )
        return np.concatenate(self._images), np.concatenate(self._labels)
