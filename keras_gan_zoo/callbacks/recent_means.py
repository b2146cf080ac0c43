"""The mean of each loss over the latest steps, from Keras's running means of the epoch."""

from collections.abc import Mapping

import numpy as np


class LoggedScore(float):
    """A number among a step's logs that is no mean over the epoch's steps."""


class RecentMeans:
    r"""Means over the steps since the last `take`.

    Keras hands callbacks the running mean \( m_k \) of the epoch's first k steps, which hides
    what happens late in a long epoch. The sum over steps j+1 to k is \( k\,m_k - j\,m_j \).

    Example:
        >>> means = RecentMeans()
        >>> means.add(0, {"loss": 4.0})  # after the first step
        >>> _ = means.take()
        >>> means.add(1, {"loss": 3.0})  # the mean of 4 and 2
        >>> means.take()
        {'loss': 2.0}
    """

    def __init__(self) -> None:
        self._epoch_sums: dict[str, float] = {}
        self._epoch_steps = 0
        self._sums: dict[str, float] = {}
        self._steps = 0

    def begin_epoch(self) -> None:
        """Starts a new epoch, at which Keras resets its means."""
        self._epoch_sums, self._epoch_steps = {}, 0

    def add(self, batch: int, logs: Mapping[str, float] | None) -> None:
        """Adds what `on_train_batch_end` was given.

        Args:
            batch: Index, within the epoch, of the latest step.
            logs: Means over the epoch so far, by name.
        """
        for name, mean in (logs or {}).items():
            if isinstance(mean, LoggedScore):
                continue
            # One of several workers gives a scalar, a worker that is the only one an array of it.
            epoch_sum = float(np.mean(mean)) * (batch + 1)
            latest = epoch_sum - self._epoch_sums.get(name, 0.0)
            self._sums[name] = self._sums.get(name, 0.0) + latest
            self._epoch_sums[name] = epoch_sum
        self._steps += batch + 1 - self._epoch_steps
        self._epoch_steps = batch + 1

    def get_state(self) -> dict:
        """Returns the state of the next means, as plain values."""
        return {
            "epoch_sums": dict(self._epoch_sums),
            "epoch_steps": self._epoch_steps,
            "sums": dict(self._sums),
            "steps": self._steps,
        }

    def set_state(self, state: Mapping) -> None:
        """Restores what `get_state` returned."""
        self._epoch_sums, self._epoch_steps = dict(state["epoch_sums"]), state["epoch_steps"]
        self._sums, self._steps = dict(state["sums"]), state["steps"]

    def take(self) -> dict[str, float]:
        """Returns the means over the steps since the last call, and starts anew."""
        means = {name: total / max(1, self._steps) for name, total in self._sums.items()}
        self._sums, self._steps = {}, 0
        return means
