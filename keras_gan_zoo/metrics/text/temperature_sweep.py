"""Quality against diversity: the same generator at several temperatures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from keras_gan_zoo.metrics.text.ngrams import trimmed

TEMPERATURES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2)
"""From safe and alike to free and wild."""


def temperature_sweep(
    model: Any,
    judges: Mapping[str, Callable],
    count: int,
    temperatures: Sequence[float] = TEMPERATURES,
    seed: int = 0,
) -> list[dict[str, float]]:
    """Judges samples at each temperature.

    A point of one model says little, because a temperature trades quality for diversity in any
    model: a model is better where its whole curve is (1811.02549).

    Args:
        model: A text family.
        judges: From a name to a function of samples, token sequences without end tokens, that
            returns a number or a `Score`.
        count: Samples at each temperature.
        temperatures: Which, each above 0.
        seed: Seed of the samples, the same at each temperature.

    Returns:
        A dict for each temperature: `"temperature"`, and each judge's number.

    Raises:
        ValueError: If a temperature is not above 0.

    Example:
        >>> from keras_gan_zoo.metrics import bleu, self_bleu
        >>> temperature_sweep(
        ...     model,
        ...     {
        ...         "bleu": lambda y: bleu(y, references)[4],
        ...         "self_bleu": lambda y: self_bleu(y)[4],
        ...     },
        ...     count=1000,
        ... )
        [{'temperature': 0.5, 'bleu': 0.61, 'self_bleu': 0.72}, ...]
    """
    end_token = model.inference_network("generator").end_token
    points = []
    for temperature in temperatures:
        tokens = model.generate_tokens(count, temperature=temperature, seed=seed)
        samples = trimmed(tokens, end_token)
        points.append(
            {
                "temperature": float(temperature),
                **{name: float(judge(samples)) for name, judge in judges.items()},
            }
        )
    return points
