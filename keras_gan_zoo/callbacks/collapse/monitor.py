"""A callback that watches a training for collapse and keeps the model from before it."""

import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TextIO

import numpy as np

from keras_gan_zoo.callbacks.collapse.rules import Alarm, CollapseRules
from keras_gan_zoo.callbacks.collapse.signs import Reading, SampleSigns, separation
from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.callbacks.recent_means import RecentMeans
from keras_gan_zoo.types import Logs

_READINGS_A_RUN = 200
_CHECKPOINTS_A_RUN = 10
_WARM_UP, _WARM_UP_SHARE = 300, 0.05


class CollapseMonitor(EverySteps):
    """Detects the collapse of a GAN within a few readings, and explains it in words.

    At each reading it draws the same latents anew, compares the samples with real pictures
    (`SampleSigns`), asks the discriminator to tell them apart, and takes in how the losses went
    and how fast each player's weights moved. `CollapseRules` decides. It reads the generator in
    training, and not its average, which would notice a collapse long after it.

    About 200 readings are taken in a run, however long it is. One took 50 ms for a DCGAN of width
    8 on a shared core, so they cost some ten seconds in all: less than 3 % of any run of six
    minutes or more. An alarm is certain three readings after what it tells of began, 1.5 % of the
    run.

    Given a directory, it keeps there the model of the best healthy reading so far, the one whose
    samples were nearest to the data, looked at ten times a run. Once anything looks wrong nothing
    is saved until all is well again, so what is kept comes from before the collapse. Only files
    that this monitor wrote are ever replaced.

    Args:
        real: Real pictures, float (n, height, width, channels) in [-1, 1], or points (n,
            dimensions); 8 or more, 64 do well. Best of all they are not trained on.
        directory: Folder of the kept model, `before_collapse_step_000400.keras`; `None` keeps
            none.
        stop: Whether to end the training at an alarm.
        every: Steps from one reading to the next; by default a 200th of this fit, at least 5.
        draw: Function of the model that gives pictures, the same ones as long as the model is
            the same; needed for models that do not draw from latents.
        rules: What counts as a collapse; by default `CollapseRules` whose warm-up is 300 steps or
            5 % of this fit, whichever is more.
        count: How many samples to draw.
        seed: Seed of the latents.
        stream: Where alarms are written; standard error by default, `False` for nowhere.

    Attributes:
        alarms: Every `Alarm` so far.
        readings: Every `Reading` so far.
        kept: Path of the kept model, or `None`.

    Raises:
        ValueError: If `real` has no different pictures, or `every` or `count` is too small;
            in `fit`, if the model does not draw from latents and there is no `draw`, or if the
            samples are not of the real pictures' shape.

    Example:
        >>> monitor = CollapseMonitor(test_images[:64], "runs/best", stop=True)
        >>> gan.fit(images, epochs=20, callbacks=[monitor])
        >>> if monitor.alarms:
        ...     gan = keras.models.load_model(monitor.kept)

    Reference:
        Brock, Donahue and Simonyan, "Large scale GAN training for high fidelity natural image
        synthesis", arXiv 1809.11096, section 4, where training ends in a collapse and the
        samples are taken from a checkpoint before it.
    """

    def __init__(
        self,
        real: np.ndarray,
        directory: str | os.PathLike | None = None,
        *,
        stop: bool = False,
        every: int | None = None,
        draw: Callable | None = None,
        rules: CollapseRules | None = None,
        count: int = 64,
        seed: int = 0,
        stream: TextIO | Literal[False] | None = None,
    ):
        super().__init__(1 if every is None else every)
        if isinstance(count, bool) or not isinstance(count, int) or count < 8:
            raise ValueError(f"`count` must be a whole number of at least 8, got {count!r}.")
        self.directory = None if directory is None else Path(directory)
        self.stop = stop
        self.seed = seed
        self.count = count
        self.rules = rules
        self.alarms: list[Alarm] = []
        self.readings: list[Reading] = []
        self.kept: Path | None = None
        self._automatic = every is None
        self._draw = draw
        self._real = np.asarray(real, "float32")
        self._signs = SampleSigns(self._real)
        self._stream = sys.stderr if stream is None else stream
        self._means = RecentMeans()
        self._weights = None
        self._weights_step = self._looked_at = 0
        self._best = np.inf

    def on_train_begin(self, logs: Logs = None) -> None:
        """Chooses the interval of readings, and takes the first one."""
        super().on_train_begin(logs)
        steps = (self.params.get("steps") or 0) * (self.params.get("epochs") or 1)
        if self._automatic and steps:
            self.every = max(5, steps // _READINGS_A_RUN)
        if self.rules is None:
            self.rules = CollapseRules(max(_WARM_UP, round(_WARM_UP_SHARE * steps)))
        self._save_every = max(self.every, steps // _CHECKPOINTS_A_RUN)
        self._means = RecentMeans()
        self._looked_at = self.step
        self._remember_weights(self.step)
        self._take_reading(self.step)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Resets the means, as Keras does at each epoch."""
        self._means.begin_epoch()

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Adds the losses, and takes a reading if one is due."""
        self._means.add(batch, logs)
        super().on_train_batch_end(batch, logs)

    def act(self, step: int, logs: Logs) -> None:
        """Takes a reading, prints alarms, and keeps the model if it is the best so far."""
        for alarm in self._take_reading(step):
            self.alarms.append(alarm)
            self._print_alarm(alarm)
            if self.stop:
                self.model.stop_training = True
        rules = self.rules
        if self.directory and rules and rules.begun and not rules.suspicious:
            self._keep_if_best(step)

    def read(self, step: int) -> Reading:
        """Returns a reading of the present model."""
        samples = self._samples()
        discriminator = self._discriminator(samples.shape[1:])
        return Reading(
            step=step,
            **self._signs(samples),
            separation=None
            if discriminator is None
            else separation(
                discriminator.predict_on_batch(self._real[: len(samples)]),
                discriminator.predict_on_batch(samples),
            ),
            losses=self._means.take(),
            movement=self._movement(step),
        )

    def _take_reading(self, step):
        reading = self.read(step)
        self.readings.append(reading)
        return self.rules.feed(reading)

    def _samples(self):
        if self._draw is not None:
            samples = np.asarray(self._draw(self.model), "float32")
        else:
            samples = self.model.samples_as_trained(self.count, self.seed)
        if samples.shape[1:] != self._real.shape[1:] or len(samples) < 8:
            raise ValueError(
                f"`real` has pictures of shape {self._real.shape[1:]}, but the model drew "
                f"{len(samples)} of shape {samples.shape[1:]}; at least 8 of one shape are needed."
            )
        return samples

    def _discriminator(self, shape):
        """Returns the network that judges single pictures, if the model has one."""
        for name in ("discriminator", "critic"):
            network = getattr(self.model, name, None)
            taken = getattr(network, "input_shape", None)
            # One that is also told the class, or tells it, is not asked about pictures alone.
            tells_more = isinstance(getattr(network, "output_shape", None), dict)
            if isinstance(taken, tuple) and taken[1:] == shape and not tells_more:
                return network
        return None

    def _remember_weights(self, step):
        self._weights_step = step
        self._weights = {
            player: [variable.numpy() for variable in self.model.player_variables(player)]
            for player in getattr(self.model, "players", {})
        }

    def _movement(self, step):
        before, steps = self._weights, step - self._weights_step
        self._remember_weights(step)
        if steps < 1:
            return {}
        movement = {}
        for player, now in self._weights.items():
            moved = sum(
                float(np.square(b - a).sum()) for a, b in zip(before[player], now, strict=True)
            )
            length = sum(float(np.square(a).sum()) for a in now)
            movement[player] = (moved / max(length, 1e-12)) ** 0.5 / steps
        return movement

    def _print_alarm(self, alarm):
        if self._stream is False:
            return
        message = (
            f"keras_gan_zoo: {alarm.kind} (noticed at step {alarm.noticed:,}). {alarm.message}"
        )
        if self.kept is not None:
            message += f" The model from before is {self.kept}."
        if self.stop:
            message += " Training stops."
        print(message, file=self._stream, flush=True)

    def _keep_if_best(self, step):
        if step - self._looked_at < self._save_every:
            return
        self._looked_at = step
        # One reading is noisy; its neighbours tell how good this stretch is.
        distance = float(np.median([reading.distance for reading in self.readings[-3:]]))
        if distance >= self._best:
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.directory / f"before_collapse_step_{step:06d}.keras"
        if path.exists() and path != self.kept:
            path = _unused_path(path)
        partial = path.with_name(f".{path.stem}.partial.keras")
        self.model.save(partial)
        os.replace(partial, path)
        if self.kept is not None and self.kept != path:
            self.kept.unlink(missing_ok=True)
        self.kept, self._best = path, distance


def _unused_path(path: Path) -> Path:
    """Returns a name beside `path` that nothing has yet."""
    names = (path.with_stem(f"{path.stem}_{number}") for number in itertools.count(2))
    return next(name for name in names if not name.exists())
