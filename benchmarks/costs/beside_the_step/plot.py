"""The curves as a log-log plot."""

from pathlib import Path

from benchmarks.costs.beside_the_step.curves import medians, slope
from benchmarks.costs.beside_the_step.settings import COSTS, TITLES

_COLUMNS = 4


def plot(results: dict, path: Path) -> None:
    """Draws the time of each cost over what was varied, both logarithmic, with the slopes.

    Args:
        results: What was measured, by cost.
        path: The picture to write.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    panels = [
        (cost, part, results[name])
        for name, cost in COSTS.items()
        if name in results and len(_points(results[name])) > 1
        for part in cost.parts
    ]
    rows = -(-len(panels) // _COLUMNS)
    figure, grid = pyplot.subplots(
        rows, _COLUMNS, figsize=(2.9 * _COLUMNS, 2.5 * rows), layout="constrained", squeeze=False
    )
    for axes in grid.flat[len(panels) :]:
        axes.set_axis_off()
    for axes, (cost, part, result) in zip(grid.flat, panels, strict=False):
        for competitor, times in result["seconds"][part].items():
            curve = {int(point): median for point, median in medians(times).items()}
            label = f"{TITLES[competitor]}, slope {slope(curve):.2f}"
            axes.loglog(list(curve), list(curve.values()), "o-", markersize=3, label=label)
        title = cost.parts[part]
        axes.set_title(f"{cost.title}:\n{title}" if title else cost.title, fontsize=8)
        axes.set_xlabel(cost.varied, fontsize=8)
        axes.set_ylabel("seconds", fontsize=8)
        axes.set_xticks(list(curve), [str(point) for point in curve])
        axes.minorticks_off()
        axes.tick_params(labelsize=7)
        axes.legend(fontsize=6)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=75)
    pyplot.close(figure)


def _points(result):
    return next(iter(next(iter(result["seconds"].values())).values()))
