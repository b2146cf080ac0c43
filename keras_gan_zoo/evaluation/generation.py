"""Scores a generator of pictures from latents against real pictures."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from keras_gan_zoo.evaluation.generation_judge import GenerationJudge
from keras_gan_zoo.evaluation.metric_names import parse_all
from keras_gan_zoo.evaluation.real_pictures import RealPictures, watched
from keras_gan_zoo.evaluation.score_table import ScoreTable
from keras_gan_zoo.metrics.catalogue import metric_of_score
from keras_gan_zoo.metrics.features.extractor import FeatureExtractor
from keras_gan_zoo.metrics.features.features import image_batches
from keras_gan_zoo.metrics.metric import TABLES
from keras_gan_zoo.metrics.score import Score
from keras_gan_zoo.metrics.value_range import STANDARD
from keras_gan_zoo.samples.sheets import grid
from keras_gan_zoo.storage.cache import cache_folder
from keras_gan_zoo.types import Images

DEFAULT_METRICS = (
    "fid",
    "kid",
    "precision",
    "recall",
    "density",
    "coverage",
    "sharpness",
    "colour",
)
DEFAULT_SAMPLES = 1000
_DRAWN_AT_ONCE = 250


def evaluate_generation(
    generators: Mapping[str, Callable], real: Images, *, seed: int = 0, **settings: Any
) -> list[ScoreTable]:
    """Scores fresh pictures of a generator against real ones, beside other real pictures.

    Args:
        generators: `{"generate": function}` from latents (n, latent_dim) to pictures (n, height,
            width, channels) in [-1, 1]. Its attribute `input_shape` is (None, latent_dim), or
            (None, height, width, latent_dim) of latents that are maps; its
            `latent_distribution` is "uniform" for latents in [-1, 1] and need not be there for
            standard normal ones. Or, of what draws in another way, `{"pictures": function}` of a
            number of pictures and a seed, to an iterable of batches of them.
        real: As for `score_pictures`.
        seed: Of the latents and of the choice of real pictures.
        **settings: As for `score_pictures`.

    Returns:
        A table for each kind of metric that was asked for.

    Raises:
        ValueError: As `score_pictures`, and if the generator does not say how long its latents
            are.

    Example:
        >>> tables = evaluate_generation(
        ...     {"generate": TFLiteGenerator("gan.tflite")}, photographs, metrics=["fid", "kid"]
        ... )
    """
    drawn = generators["pictures"] if "pictures" in generators else _drawn_by(generators)

    def pictures(count):
        # As bytes: what is drawn is in [-1, 1], however bright.
        return image_batches(drawn(count, seed), value_range=STANDARD)

    return score_pictures(pictures, real, seed=seed, **settings)


def generation_judged(gan: Any, networks: Callable) -> Mapping[str, Callable]:
    """Returns what `evaluate_generation` takes of a model: its networks, or what it draws itself.

    Args:
        gan: A model; one that draws by a search, as `energy_model`, has no network that draws.
        networks: A function that returns its networks as functions by signature name.
    """
    if "generate" in gan.export_networks() or gan.source_kinds():
        return networks()
    return {"pictures": lambda count, seed: gan.generate_batches(count, seed=seed)}


def _drawn_by(generators):
    """Returns the function of a number and a seed that draws by the network from latents."""
    network = generators.get("generate")
    shape = getattr(network, "input_shape", None)
    if shape is None or len(shape) not in (2, 4) or None in shape[1:]:
        raise ValueError(
            "The protocol 'generation' needs a network 'generate' from latents, whose attribute "
            f"`input_shape` is (None, latent_dim); got {', '.join(generators) or 'no network'} "
            f"with the shape {shape}."
        )
    return lambda count, seed: draw(network, shape[1:], count, seed)


def check_generation(settings: Mapping) -> None:
    """Checks the settings of the protocol "generation" before anything is trained or drawn.

    Args:
        settings: Some of the keyword arguments of `score_pictures`.

    Raises:
        ValueError: If a metric does not exist or lacks what it needs.
    """
    samples = settings.get("samples", DEFAULT_SAMPLES)
    if isinstance(samples, bool) or not isinstance(samples, int) or samples < 2:
        raise ValueError(f"`samples` must be a whole number of at least 2, got {samples!r}.")
    requests = parse_all(
        settings.get("metrics", DEFAULT_METRICS), samples, settings.get("resize", "legacy")
    )
    training_data = settings.get("training_data")
    for request in requests:
        if training_data is None and request.definition.needs_training:
            raise ValueError(
                f"`metrics` asks for {request.metric!r}, which compares with the pictures that the "
                "generator was trained on: give `training_data`."
            )
    if isinstance(training_data, Mapping) and "name" not in training_data:
        raise ValueError("`training_data` must have a `name`, as in {name: fashion_mnist}.")


def score_pictures(
    pictures: Callable,
    real: Images,
    *,
    metrics: Iterable[str] = DEFAULT_METRICS,
    samples: int = DEFAULT_SAMPLES,
    resize: str = "legacy",
    seed: int = 0,
    source: str = "",
    training_data: Mapping | None = None,
    features_dir: str | os.PathLike | None = None,
    shown: int = 32,
    extractor: FeatureExtractor | None = None,
    progress: bool = True,
) -> list[ScoreTable]:
    """Scores pictures against real ones, beside other real pictures.

    Every Inception feature is computed once and serves all metrics. The row of other real
    pictures is what a perfect generator would score with so many: a FID of 1,000 pictures is far
    from 0 even between two halves of one set.

    Args:
        pictures: Function of a number that gives so many pictures to judge, the same each time:
            an array (n, height, width, channels), or batches; in [-1, 1] or uint8.
        real: Real pictures: an array, or a `tf.data.Dataset` of single pictures or of batches;
            in [-1, 1] or uint8.
        metrics: Names such as `"fid10k_legacy"`, `"precision_k3_5k"`, `"kid"`; see
            `metric_names.parse`. A string may hold several between commas.
        samples: How many pictures, for metrics whose name does not say.
        resize: `"legacy"`, `"clean"` or `"pytorch"`, for metrics whose name does not say.
        seed: Of the choice of real pictures.
        source: Which real pictures: data set and split.
        training_data: Arguments of `keras_gan_zoo.data.load` for the pictures that the generator
            was trained on, or an array of them; needed for `"memorisation"`, and then `real` must
            not be among them.
        features_dir: Folder for features, where an interrupted extraction goes on and those of
            the real pictures stay; by default `features` in the cache of `keras_gan_zoo.data`.
        shown: How many of the pictures to show under the first table.
        extractor: Another feature extractor than the standard Inception.
        progress: Whether to report images/s and the time left.

    Returns:
        A table for each kind of metric that was asked for.

    Raises:
        ValueError: If a metric does not exist or lacks what it needs, there are too few pictures,
            or they look like pictures in [0, 1].

    Example:
        >>> for table in score_pictures(lambda n: gan.generate(n, seed=0), photographs):
        ...     print(table)

    Reference:
        Each metric's docstring in `keras_gan_zoo.metrics` names its paper.
    """
    check_generation(
        {"metrics": metrics, "samples": samples, "resize": resize, "training_data": training_data}
    )
    requests = parse_all(metrics, samples, resize)
    most = max(request.count for request in requests)
    real = RealPictures(real, seed)
    judge = GenerationJudge(
        real.sample,
        requests,
        source=source or "the real pictures",
        training=_training(training_data),
        extractor=extractor,
        features_dir=features_dir if features_dir is not None else cache_folder() / "features",
        progress=progress,
    )

    def judged(count):
        return watched(pictures(count), "pictures")

    rows = {"this model": judge(judged)}
    if real.has(2 * most):
        # Copying cannot be asked of real pictures: they are what copies are told by.
        comparable = [request for request in requests if not request.definition.needs_training]
        rows["other real pictures"] = judge.scores(
            lambda count: real.sample(count, after=most),
            "other real pictures",
            comparable,
            kept=True,
        )
    tables = score_tables(rows, _note(seed, source, real.has(2 * most)))
    if shown and tables:
        count = min(shown, most)
        first = np.concatenate(
            list(image_batches(judged(count), count=count, value_range=STANDARD))
        )
        caption = f"The first {count} of the judged pictures, not selected"
        tables[0].pictures[caption] = grid(first, columns=8)
    return tables


def score_tables(rows: Mapping[str, list[Score]], note: str) -> list[ScoreTable]:
    """Lays scores out in tables, a kind of metric each.

    Args:
        rows: By name of what was judged, its scores; the first one has all of them.
        note: Protocol, for under each table.

    Returns:
        The tables; a score that a row lacks is `None` in it.
    """
    first = next(iter(rows.values()))
    of = {score.name: metric_of_score(score.name) for score in first}
    titles = dict.fromkeys([*TABLES, *(metric.table for metric, _ in of.values())])
    tables = []
    for title in titles:
        names = [score.name for score in first if of[score.name][0].table == title]
        if not names:
            continue
        cells = []
        for name, scores in rows.items():
            values = {score.name: float(score.value) for score in scores}
            if any(column in values for column in names):
                cells.append([name, *(values.get(column) for column in names)])
        errors = [
            f"{score.name} {score.value:.4g} +- {score.error:.2g}"
            for score in first
            if score.name in names and score.error is not None
        ]
        counts = {score.samples for score in first if score.name in names}
        sizes = f"{' and '.join(f'{count:,}' for count in sorted(counts))} pictures of each set"
        # KID's standard error belongs beside it.
        parts = [sizes, *errors, note]
        tables.append(
            ScoreTable(
                title=title,
                columns=["", *(f"{name} ({of[name][0].better[of[name][1]]})" for name in names)],
                rows=cells,
                note="; ".join(parts) + ".",
            )
        )
    return tables


def draw(
    generator: Callable, latent_shape: Sequence[int], count: int, seed: int
) -> Iterator[np.ndarray]:
    """Yields batches of pictures from fresh latents.

    Args:
        generator: Function from latents to pictures; as for `evaluate_generation`.
        latent_shape: Shape of the latents of one picture, such as (100,).
        count: How many pictures.
        seed: The same seed draws the same pictures, and more after them for a larger `count`.
    """
    random = np.random.default_rng(seed)
    uniform = getattr(generator, "latent_distribution", "normal") == "uniform"
    for start in range(0, count, _DRAWN_AT_ONCE):
        shape = (min(_DRAWN_AT_ONCE, count - start), *latent_shape)
        latents = random.uniform(-1.0, 1.0, shape) if uniform else random.standard_normal(shape)
        yield generator(latents.astype("float32"))


def _training(training_data):
    if not isinstance(training_data, Mapping):
        return training_data
    from keras_gan_zoo.data import load

    return load(**training_data).batch(_DRAWN_AT_ONCE)


def _note(seed, source, has_floor):
    parts = [f"against {source or 'the real pictures'}", f"seed {seed}"]
    if has_floor:
        parts.append("other real pictures: what a perfect generator would score")
    return "; ".join(parts)
