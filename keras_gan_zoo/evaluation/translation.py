"""Scores a translator between two domains on held-out pictures whose counterparts are known."""

import functools
from collections.abc import Callable, Mapping

import numpy as np

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.evaluation.baselines import grey_and_threshold, mean_colour_fill
from keras_gan_zoo.evaluation.score_table import ScoreTable
from keras_gan_zoo.metrics import colour_distance, edge_ssim, l1, lpips, ssim
from keras_gan_zoo.metrics.value_range import STANDARD, RangeWatch

_PERCEPTUAL = {"lpips_vgg": "vgg", "lpips_alex": "alex"}
_DIRECTIONS = {"x_to_y": "y_to_x", "y_to_x": "x_to_y"}


def evaluate_translation(
    generators: Mapping[str, Callable],
    x: np.ndarray,
    y: np.ndarray,
    *,
    one_answer: str,
    names: tuple[str, str] = ("X", "Y"),
    shown: int = 12,
    perceptual: str | None = None,
) -> list[ScoreTable]:
    """Scores a translation in both directions, or in the one there is, each as it can be scored.

    The direction with one right answer is compared with that answer. In the other there are
    many right answers, so its pictures are asked whether they keep the lines of the input and
    whether their colours are distributed as in the target domain.

    Args:
        generators: `{"x_to_y": ..., "y_to_x": ...}`, or one of them, or `{"refine": ...}`, which
            counts as "x_to_y"; each a function from float pictures (n, height, width, 3) in
            [-1, 1] to as many.
        x: Held-out pictures of X, float (n, height, width, 3) in [-1, 1].
        y: Their true counterparts in Y, in the same order.
        one_answer: Which direction has one right answer, `"x_to_y"` or `"y_to_x"`.
        names: What X and Y are, for the titles.
        shown: How many pictures to show.
        perceptual: `"lpips_vgg"` or `"lpips_alex"` adds that distance to the right answer, of
            pictures of at least 16 or 32 pixels a side; its weights are fetched once, 64 MB.

    Returns:
        A table for each direction, that with one answer first.

    Raises:
        ValueError: If `one_answer` is no direction, x and y differ in number or look like pictures
            in [0, 1], there is no such perceptual distance, or nothing translates between X and Y.

    Example:
        >>> tables = evaluate_translation(
        ...     {"x_to_y": lambda x: x, "y_to_x": lambda y: y}, x, y, one_answer="y_to_x"
        ... )
    """
    if one_answer not in _DIRECTIONS:
        raise ValueError(f"`one_answer` must be 'x_to_y' or 'y_to_x', got {one_answer!r}.")
    if len(x) != len(y):
        raise ValueError(f"`x` and `y` must be counterparts, got {len(x)} and {len(y)} pictures.")
    generators = {"x_to_y" if name == "refine" else name: generators[name] for name in generators}
    if not set(generators) & set(_DIRECTIONS):
        raise ValueError(
            f"`generators` must be for {listed(_DIRECTIONS)}, got {listed(generators)}."
        )
    check_translation({"perceptual": perceptual})
    for name, images in (("x", x), ("y", y)):
        # The user's pictures; what a network translates is in [-1, 1], however it looks.
        watch = RangeWatch(name, advice=f"pass {name} * 2 - 1")
        watch.see(np.asarray(images))
        watch.finish()
    many_answers = _DIRECTIONS[one_answer]
    domains = {"x": (x, names[0]), "y": (y, names[1])}
    tables = []
    # From all over: neighbours in a set are often alike.
    of_pictures = np.linspace(0, len(x) - 1, min(shown, len(x)), dtype=int)
    to_the_answer = functools.partial(_to_the_answer, perceptual=perceptual)
    for direction, score in ((one_answer, to_the_answer), (many_answers, _to_the_domain)):
        if direction not in generators:
            continue
        (source, source_name), (target, target_name) = (
            domains[direction[0]],
            domains[direction[-1]],
        )
        translated = generators[direction](source)
        columns, rows, note = score(source, translated, target)
        title = f"{source_name} to {target_name}"
        tables.append(
            ScoreTable(
                title=title[0].upper() + title[1:],
                columns=columns,
                rows=rows,
                note=f"{len(source)} held-out pictures of {source.shape[1]}x{source.shape[2]}. "
                + note,
                pictures={
                    f"Top to bottom: {source_name}, translated, true counterpart": _rows(
                        source[of_pictures], translated[of_pictures], target[of_pictures]
                    )
                },
            )
        )
    return tables


def check_translation(settings: Mapping) -> None:
    """Checks the settings of the protocol "translation" before anything is trained or drawn.

    Args:
        settings: Some of the keyword arguments of `evaluate_translation`.

    Raises:
        ValueError: If there is no such perceptual distance.
    """
    perceptual = settings.get("perceptual")
    if perceptual is not None and perceptual not in _PERCEPTUAL:
        raise ValueError(
            f"`perceptual` must be {listed(_PERCEPTUAL)}, got {perceptual!r}."
            f"{nearest(perceptual, _PERCEPTUAL)}"
        )


def _to_the_answer(source, translated, target, perceptual):
    candidates = {
        "this model": translated,
        "baseline: input unchanged": source,
        "baseline: best grey-and-threshold": grey_and_threshold(source, target),
    }
    rows = [
        # On the [-1, 1] scale of the pictures: twice the metric's share of the range.
        [
            name,
            2 * float(l1(images, target, STANDARD).mean()),
            float(ssim(images, target, STANDARD).mean()),
        ]
        for name, images in candidates.items()
    ]
    columns = ["", "L1 to the answer (lower is better)", "SSIM to the answer (higher is better)"]
    if perceptual is not None:
        columns.append(f"{perceptual} to the answer (lower is better)")
        for row, images in zip(rows, candidates.values(), strict=True):
            row.append(float(lpips(images, target, _PERCEPTUAL[perceptual], STANDARD).mean()))
    return (
        columns,
        rows,
        "L1 in units of the [-1, 1] scale. The thresholds of the baseline were chosen on the "
        "answers themselves, so no thresholding can do better.",
    )


def _to_the_domain(source, translated, target):
    candidates = {
        "this model": translated,
        "baseline: input unchanged": source,
        "baseline: filled with the mean colour": mean_colour_fill(source, target),
        "the true counterparts": target,
    }
    rows = [
        [
            name,
            float(edge_ssim(images, source, STANDARD).mean()),
            float(colour_distance(images, target, STANDARD)),
        ]
        for name, images in candidates.items()
    ]
    return (
        ["", "edge SSIM with the input (higher)", "colour distance to the domain (lower)"],
        rows,
        "Lines kept: SSIM of Sobel edges with the input; the true counterparts show what a "
        "perfect translation reaches. Colours: sliced Wasserstein distance of the two sets' "
        "pixels in CIELAB, in Delta E. One input has many right colourings, so there is no "
        "distance to the answer here.",
    )


def _rows(*rows: np.ndarray) -> np.ndarray:
    picture = np.concatenate([np.concatenate(list(row), axis=1) for row in rows], axis=0)
    return ((picture + 1.0) * 127.5).round().clip(0, 255).astype("uint8")
