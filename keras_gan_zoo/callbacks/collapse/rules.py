"""The rules by which a training counts as collapsed, and the messages of their alarms."""

import collections
import dataclasses
import math
import statistics

from keras_gan_zoo.callbacks.collapse.signs import Reading

SAME_PICTURES, LEFT_THE_DATA = "mode collapse", "samples left the data"
NEVER_BEGAN, RUNAWAY = "no start", "runaway loss"
BEATEN, FOOLED = "generator beaten", "discriminator fooled"

_PAST = 100


@dataclasses.dataclass(frozen=True)
class Alarm:
    """One sign of collapse.

    Attributes:
        kind: What, in a word or three.
        since: Step of the first reading of which this can be said.
        noticed: Step at which it was certain.
        message: The same in a sentence, with numbers and, where the signs tell, why.

    Example:
        >>> print(Alarm("mode collapse", 400, 430, "The samples have become alike.").message)
        The samples have become alike.
    """

    kind: str
    since: int
    noticed: int
    message: str


@dataclasses.dataclass(frozen=True)
class _Verdict:
    """What one rule says of a reading.

    Attributes:
        bad: Whether it is past the rule's mark.
        good: Whether it is well clear of it.
        needed: Readings that make an alarm.
        rebounds: Whether a reading that is neither continues what a bad one began.
        severe: Whether it is twice past the mark.
    """

    bad: bool
    good: bool
    needed: int
    rebounds: bool = False
    severe: bool = False


class CollapseRules:
    """Raises alarms from readings, which are fed in the order of their steps.

    Each rule has a mark at which a reading is bad, another, better one at which it is good
    again, and is certain only after `patience` bad readings; so noise around one mark neither
    raises an alarm nor ends it. The marks are shares of what real pictures have, or of what this
    game had at its best, and never values of a loss, which mean something else in each game.

    The samples of a game that breaks down often swing back half-way before they are lost. So for
    the first two rules only a good reading ends what a bad one began, and a reading twice past
    the mark makes the next ones count even if they are merely not good.

    - *mode collapse*: `spread` or `duplicates` fell below half of what it was at its best (or of
      what real pictures have, if that is less). Healthy games keep four fifths of it, and a
      generator that draws a few pictures again and again has next to no `duplicates`, so half is
      far from both.
    - *samples left the data*: the energy distance passed 0.3 and four times its best. That is
      what a generator does that chases a discriminator which no longer looks at the data: its
      samples are varied, and are noise. A jolt that a game survives stays below.
    - *runaway loss*: a loss is not finite, or a hundred times what it used to be.
    - *generator beaten*: past the warm-up, for `10 * patience` readings, the discriminator
      has preferred the real picture in practically every pair while the distance was above 0.25
      and got no smaller. Either half alone is common in good health: a discriminator that tells
      everything apart is still a good teacher while the samples improve, and one that has
      learnt a small data set by heart beside samples as good as they get does no harm.
    - *discriminator fooled*: it used to prefer real pictures, and for `2 * patience` readings has
      preferred the sample in nearly every pair. It teaches nothing any more, and the generator
      drifts away, slowly at first. Short of that a discriminator that cannot tell is what every
      game hopes for, and a fast generator may be a little ahead for some steps.
    - *no start*: past the warm-up the samples are still about as far from the data as the
      untrained network's.

    The first two and the fooled discriminator count only once the game has begun: once the
    samples had half the spread of real pictures and were nearer to them than noise, for
    `patience` readings. Every untrained generator draws one grey picture, and how long it does
    says nothing.

    Args:
        warm_up: Steps after which a game should have begun.
        patience: Bad readings that make an alarm, and good ones in a row that end it.

    Raises:
        ValueError: If either is not a whole number of at least 1.

    Example:
        >>> rules = CollapseRules(warm_up=300)
        >>> for step in range(10, 200, 10):
        ...     spread = 0.9 if step < 100 else 0.1
        ...     for alarm in rules.feed(Reading(step, spread, spread, distance=0.1)):
        ...         print(alarm.kind, alarm.since, alarm.noticed)
        mode collapse 100 120

    Reference:
        Brock, Donahue and Simonyan, "Large scale GAN training for high fidelity natural image
        synthesis", arXiv 1809.11096, section 4: going back to before the collapse.
    """

    def __init__(self, warm_up: int = 300, patience: int = 3):
        for name, value in (("warm_up", warm_up), ("patience", patience)):
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise ValueError(f"`{name}` must be a whole number of at least 1, got {value!r}.")
        self.warm_up = warm_up
        self.patience = patience
        self._readings: list[Reading] = []
        self._records: dict[str, list[float]] = {"spread": [], "duplicates": [], "distance": []}
        self._begun_for = 0
        self._bad: dict[str, list[Reading]] = {}
        self._counted: dict[str, int] = collections.Counter()
        self._severe: dict[str, bool] = collections.defaultdict(bool)
        self._good_for: dict[str, int] = {}
        self.active: dict[str, Alarm] = {}

    @property
    def begun(self) -> bool:
        """Whether the samples have been varied and near the data."""
        return self._begun_for >= self.patience

    @property
    def suspicious(self) -> bool:
        """Whether an alarm is on, or the latest reading was bad by some rule."""
        return bool(self.active) or any(self._bad.values())

    def feed(self, reading: Reading) -> list[Alarm]:
        """Takes the next reading and returns the alarms that it confirms."""
        if not self.begun:
            started = reading.spread >= 0.5 and reading.distance <= 0.5
            self._begun_for = self._begun_for + 1 if started else 0
        self._readings.append(reading)
        for sign, record in self._records.items():
            record.append(getattr(reading, sign))
            record.sort(reverse=sign != "distance")
            del record[self.patience :]
        alarms = []
        for kind, verdict in self._verdicts(reading).items():
            streak = self._bad.setdefault(kind, [])
            if verdict.bad or (streak and verdict.rebounds and not verdict.good):
                streak.append(reading)
                self._counted[kind] += verdict.bad or self._severe[kind]
                self._severe[kind] |= verdict.severe
            else:
                streak.clear()
                self._counted[kind], self._severe[kind] = 0, False
            self._good_for[kind] = self._good_for.get(kind, 0) + 1 if verdict.good else 0
            if kind in self.active:
                if self._good_for[kind] >= self.patience:
                    del self.active[kind]
            elif self._counted[kind] >= verdict.needed:
                alarm = Alarm(kind, streak[0].step, reading.step, self._message(kind, streak))
                self.active[kind] = alarm
                alarms.append(alarm)
        return alarms

    def _verdicts(self, now):
        """Returns the verdict of each rule that applies."""
        needed = 1 if _not_finite(now) else self.patience
        verdicts = {RUNAWAY: _Verdict(*self._runaway(now), needed)}
        if self.begun:
            spread, duplicates, distance = self._best()
            share = min(now.spread / spread, now.duplicates / duplicates)
            verdicts[SAME_PICTURES] = _Verdict(
                share < 0.5, share > 0.7, self.patience, rebounds=True, severe=share < 0.25
            )
            mark = max(0.3, 4 * distance)
            verdicts[LEFT_THE_DATA] = _Verdict(
                now.distance > mark,
                now.distance < max(0.2, 2.5 * distance),
                self.patience,
                rebounds=True,
                severe=now.distance > 2 * mark,
            )
            if now.separation is not None:
                verdicts[FOOLED] = _Verdict(*self._fooled(now), 2 * self.patience)
        if now.step > self.warm_up:
            untrained = self._readings[0].distance
            if not self.begun:
                stuck = now.distance > 0.8 * untrained
                verdicts[NEVER_BEGAN] = _Verdict(stuck, not stuck, self.patience)
            elif NEVER_BEGAN in self.active:
                verdicts[NEVER_BEGAN] = _Verdict(False, True, self.patience)
            if now.separation is not None:
                verdicts[BEATEN] = _Verdict(*self._beaten(now))
        return verdicts

    def _best(self):
        """Returns each sign at its best so far, less outliers: the best but `patience - 1`."""
        spread, duplicates, distance = (record[-1] for record in self._records.values())
        return max(1e-6, min(1.0, spread)), max(1e-6, min(1.0, duplicates)), distance

    def _runaway(self, now):
        if _not_finite(now):
            return True, False
        growth = max((times for _, times in self._growth(now)), default=0.0)
        return growth > 100, growth < 30

    def _growth(self, now):
        """Yields each loss and by how much it is larger than it used to be."""
        for name, value in now.losses.items():
            past = [abs(r.losses[name]) for r in self._healthy_readings() if name in r.losses]
            if past:
                yield name, abs(value) / max(1.0, statistics.median(past))

    def _beaten(self, now):
        window = 10 * self.patience
        before = self._readings[-1 - window : -1]
        lowest = min((r.distance for r in before), default=now.distance)
        beaten = now.separation >= 0.999 and now.distance > 0.25
        bad = beaten and len(before) == window and now.distance > 0.95 * lowest
        return bad, not beaten, window

    def _fooled(self, now):
        past = [r.separation for r in self._healthy_readings() if r.separation is not None]
        # An energy-based discriminator prefers, by its numbers, the samples throughout.
        meant_otherwise = past and statistics.median(past) > 0.6
        return bool(meant_otherwise and now.separation < 0.05), now.separation > 0.2

    def _healthy_readings(self):
        """Returns the latest readings before the first that is bad now."""
        bad = [streak[0].step for streak in self._bad.values() if streak]
        bad += [alarm.since for alarm in self.active.values()]
        first = min(bad, default=math.inf)
        return [r for r in self._readings[-_PAST:-1] if r.step < first]

    def _message(self, kind, streak):
        now = streak[-1]
        if kind == SAME_PICTURES:
            spread, duplicates, _ = self._best()
            if now.spread / spread < 0.5:
                what = (
                    f"the samples have become alike: their spread is {now.spread:.0%} of that of "
                    f"real pictures, and was {spread:.0%}"
                )
            else:
                what = (
                    "the generator draws a few pictures again and again: a sample is "
                    f"{now.duplicates:.0%} as far from the next as real pictures are, and was "
                    f"{duplicates:.0%}"
                )
        elif kind == LEFT_THE_DATA:
            what = (
                f"the samples have left the data: their distance to real pictures is "
                f"{now.distance:.2f}, and was {self._best()[2]:.2f} at best"
            )
        elif kind == RUNAWAY:
            what = self._runaway_message(now)
        elif kind == BEATEN:
            what = (
                "the discriminator tells every sample from every real picture and the generator "
                f"no longer improves: its distance to the data stays at {now.distance:.2f}"
            )
        elif kind == FOOLED:
            what = (
                "the discriminator takes nearly every sample for more real than a real picture "
                f"(in {1 - now.separation:.1%} of pairs): it no longer keeps up"
            )
        else:
            what = (
                f"after {now.step:,} steps the samples are about as far from the data as those of "
                f"the untrained network ({now.distance:.2f} and {self._readings[0].distance:.2f})"
            )
        why = "" if kind in (RUNAWAY, BEATEN, FOOLED) else self._cause(streak)
        return f"Since step {streak[0].step:,} {what}{why}."

    def _runaway_message(self, now):
        infinite = [name for name, value in now.losses.items() if not math.isfinite(value)]
        if infinite:
            return f"{infinite[0]} is not finite"
        name, times = max(self._growth(now), key=lambda pair: pair[1])
        return f"{name} has run away: {now.losses[name]:.3g}, about {times:.0f} times its usual"

    def _cause(self, streak):
        now, past = streak[-1], self._healthy_readings()
        # What set it off may be over by now: a jump of the weights often comes first.
        lately = [*past[-1:], *streak]
        for player in now.movement:
            usual = [r.movement[player] for r in past[:-1] if player in r.movement]
            if len(usual) < self.patience:
                continue
            middle = statistics.median(usual)
            fastest = max(r.movement.get(player, 0.0) for r in lately)
            if fastest > 5 * middle > 0:
                return (
                    f"; the {player}'s weights moved {fastest / middle:.0f} times as fast as "
                    "before, so its learning rate may be too high"
                )
            if now.movement[player] < 0.01 * middle:
                return f"; the {player}'s weights hardly move any more"
        if now.separation is not None and now.separation >= 0.999:
            return "; the discriminator tells every sample from every real picture: it is winning"
        if now.separation is not None and now.separation <= 0.6:
            return "; the discriminator cannot tell samples from real pictures: it is too weak"
        return ""


def _not_finite(reading):
    return not all(math.isfinite(value) for value in reading.losses.values())
