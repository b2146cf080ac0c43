"""How sure one may be that people prefer one model's pictures to another's."""

import dataclasses
import json
import math
import os
import statistics
from collections.abc import Iterable
from pathlib import Path

CHOICES = ("a", "b", "tie")


@dataclasses.dataclass(frozen=True)
class Preference:
    """What came of blind choices between two models.

    Attributes:
        names: The two models.
        chosen: How often each was chosen.
        ties: How often neither was.
        judges: How many results were put together.

    Example:
        >>> print(Preference(("ours", "theirs"), chosen=(30, 10), ties=2))
        'ours' was preferred in 30 of 40 choices, 75.0 %; 95 % interval 59.8 to 85.8 % (Wilson).
        It is preferred beyond chance. 2 ties are left out.
    """

    names: tuple[str, str]
    chosen: tuple[int, int]
    ties: int = 0
    judges: int = 1

    @property
    def decided(self) -> int:
        """Choices that were no ties."""
        return sum(self.chosen)

    @property
    def share(self) -> float:
        """Share of the decided choices that went to the first model."""
        return self.chosen[0] / self.decided if self.decided else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the first model's share."""
        return wilson_interval(self.chosen[0], self.decided)

    def __str__(self) -> str:
        if not self.decided:
            return f"No choice between {self.names[0]!r} and {self.names[1]!r} was decided."
        leader = int(self.chosen[1] > self.chosen[0])
        low, high = wilson_interval(self.chosen[leader], self.decided)
        text = (
            f"{self.names[leader]!r} was preferred in {self.chosen[leader]:,} of "
            f"{self.decided:,} choices, {self.chosen[leader] / self.decided:.1%}; 95 % interval "
            f"{100 * low:.1f} to {100 * high:.1f} % (Wilson).\n"
        ).replace("%;", " %;", 1)
        text += (
            "It is preferred beyond chance."
            if low > 0.5
            else "The interval holds 50 %: no preference can be told from so many choices."
        )
        if self.ties:
            text += f" {self.ties:,} tie{'s are' if self.ties > 1 else ' is'} left out."
        if self.judges > 1:
            text += (
                f" {self.judges} judges' choices are put together as if all were independent, "
                "which makes the interval too narrow if judges differ."
            )
        return text


def wilson_interval(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of a probability from successes among independent trials.

    Args:
        successes: How many.
        trials: Among how many; for 0 the interval is [0, 1].
        confidence: Probability with which such intervals hold the truth, about.

    Returns:
        Lower and upper end, in [0, 1].

    Raises:
        ValueError: If there are more successes than trials, or `confidence` is not between 0
            and 1.

    Example:
        >>> [round(end, 4) for end in wilson_interval(8, 10)]
        [0.4902, 0.9433]

    Reference:
        Wilson, "Probable inference, the law of succession, and statistical inference", JASA
        22(158), 1927.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"`successes` must be between 0 and {trials} trials, got {successes}.")
    if not 0 < confidence < 1:
        raise ValueError(f"`confidence` must be between 0 and 1, got {confidence!r}.")
    if trials == 0:
        return 0.0, 1.0
    z = statistics.NormalDist().inv_cdf(0.5 + confidence / 2)
    share, weight = successes / trials, z * z / trials
    centre = (share + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * math.sqrt(share * (1 - share) / trials + weight / (4 * trials))
    return max(0.0, centre - reach), min(1.0, centre + reach)


def read_preference(paths: Iterable[str | os.PathLike]) -> Preference:
    """Puts together the result files of one comparison, a judge each.

    Args:
        paths: Files that the page of `gan-zoo compare` let its judges download.

    Returns:
        The preference.

    Raises:
        ValueError: If a file is no such result, or of another comparison than the first.

    Example:
        >>> print(read_preference(["result.json"]))
    """
    results = [(path, _read(path)) for path in paths]
    if not results:
        raise ValueError("There is no result to read.")
    first_path, first = results[0]
    for path, result in results[1:]:
        if result["comparison"] != first["comparison"]:
            raise ValueError(
                f"{str(path)!r} is a result of another comparison than {str(first_path)!r}."
            )
    choices = [choice["chosen"] for _, result in results for choice in result["choices"]]
    return Preference(
        names=(first["models"]["a"], first["models"]["b"]),
        chosen=(choices.count("a"), choices.count("b")),
        ties=choices.count("tie"),
        judges=len(results),
    )


def _read(path):
    try:
        result = json.loads(Path(path).read_text(encoding="utf-8"))
        models, choices = result["models"], result["choices"]
        right = all(isinstance(models[model], str) for model in "ab")
        right = right and isinstance(result["comparison"], str)
        right = right and all(choice["chosen"] in CHOICES for choice in choices)
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{str(path)!r} cannot be read: {error}.") from None
    except (json.JSONDecodeError, KeyError, TypeError):
        right = False
    if not right:
        raise ValueError(f"{str(path)!r} is no result of a comparison.")
    return result
