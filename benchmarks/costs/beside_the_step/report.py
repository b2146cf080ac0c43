"""What was measured, as tables of docs/performance.md."""

from benchmarks.common.marked_text import write_between
from benchmarks.common.places import DOCS, PICTURES, RESULTS
from benchmarks.costs.beside_the_step.curves import callback_shares, median_ratio, medians, slope
from benchmarks.costs.beside_the_step.plot import plot
from benchmarks.costs.beside_the_step.settings import COSTS, TITLES

FILE = RESULTS / "costs.json"


def curve_table(results: dict) -> list[str]:
    """Returns time, speed, ratio, slope and memory of every cost that is a curve."""
    lines = [
        "| Cost | at | | time, s | images/s | times ours | slope | peak memory, MiB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, cost in COSTS.items():
        if name not in results or name in ("beginning", "callbacks"):
            continue
        for part, title in cost.parts.items():
            lines += _curve_rows(cost, title, results[name], results[name]["seconds"][part])
    return lines


def beginning_table(result: dict) -> list[str]:
    """Returns what it costs to come to the first step."""
    cost = COSTS["beginning"]
    lines = [
        "| Beginning | " + " | ".join(f"{title}, s" for title in cost.parts.values()) + " | "
        "together, times ours | peak memory, MiB |",
        "|---" * (len(cost.parts) + 3) + "|",
    ]
    for competitor in result["memory"]:
        cells = []
        for part in cost.parts:
            (median,) = medians(result["seconds"][part][competitor]).values()
            cells.append(f"{median:.2f}")
        (theirs,), (ours,) = (
            result["seconds"]["all"][each].values() for each in (competitor, "ours")
        )
        cells += [_ratio(competitor, theirs, ours), _memory(result, competitor)]
        lines.append(f"| {TITLES[competitor]} | " + " | ".join(cells) + " |")
    return lines


def callback_table(result: dict) -> list[str]:
    """Returns what callbacks add to a step, each with the period of `gan-zoo train`."""
    from keras_gan_zoo.recipes.recipe import Training

    usual = Training()
    periods = {"picture": usual.picture_every, "checkpoint": usual.checkpoint_every}
    seconds = {
        (part, competitor): turns
        for part, competitors in result["seconds"].items()
        for competitor, points in competitors.items()
        for turns in points.values()
    }
    bare = seconds["step", "bare"]
    occasional = {name: seconds[name, "callbacks"] for name in periods}
    shares = callback_shares(bare, seconds["step", "callbacks"], occasional, periods)
    middle = {name: medians({0: turns})[0] for name, turns in occasional.items()}
    rows = {
        f"at each step, and a line of the log every {usual.log_every}": (None, shares["step"]),
        **{
            f"a {name} every {period} steps": (middle[name], shares[name])
            for name, period in periods.items()
        },
        "together": (None, shares["all"]),
    }
    return [
        f"| Callbacks, on a step of {1000 * medians({0: bare})[0]:.0f} ms | time, s | share |",
        "|---|---|---|",
        *(
            f"| {what} | {'' if time is None else f'{time:.3f}'} | {share:+.2%} |"
            for what, (time, share) in rows.items()
        ),
    ]


def report(results: dict) -> list[str]:
    """Returns everything as lines of Markdown."""
    tables = {
        "beginning": beginning_table,
        "callbacks": callback_table,
    }
    lines = [*curve_table(results), "", _notes(results)]
    for name, table in tables.items():
        if name in results:
            lines += ["", *table(results[name])]
    return lines


def write_report(results: dict) -> None:
    """Writes the tables into docs/performance.md, and the plot.

    Raises:
        RuntimeError: If the page has lost the marks between which they stand.
    """
    plot(results, PICTURES / "costs.png")
    picture = "![How each cost grows](pictures/costs.png)"
    lines = [*report(results), "", picture]
    write_between(DOCS / "performance.md", "benchmarks/costs/beside_the_step", lines)


def _curve_rows(cost, title, result, seconds):
    rows = []
    for competitor, times in seconds.items():
        curve = {float(point): median for point, median in medians(times).items()}
        last = list(times)[-1]
        pictures = cost.pictures(int(last))
        cells = [
            f"{cost.title}: {title}" if title else cost.title,
            f"{cost.varied} {int(last):,}",
            TITLES[competitor],
            f"{curve[float(last)]:.3g}",
            f"{pictures / curve[float(last)]:,.0f}" if pictures else "",
            _ratio(competitor, times[last], seconds["ours"][last]),
            f"{slope(curve):.2f}" if len(curve) > 1 else "",
            _memory(result, competitor),
        ]
        rows.append("| " + " | ".join(cells) + " |")
    return rows


def _ratio(competitor, theirs, ours):
    return "" if competitor == "ours" else f"{median_ratio(theirs, ours):.2f}"


def _span(memory):
    """Returns the memory at the first and at the last point."""
    values = [f"{value:,.0f}" for value in memory.values()]
    return values[0] if len(values) == 1 else f"{values[0]} to {values[-1]}"


def _memory(result, competitor):
    """Returns the memory, and how much of it the libraries took before anything was built."""
    span = _span(result["memory"][competitor])
    imported = result.get("imported", {}).get(competitor)
    return f"{span} ({imported:,.0f})" if imported else span


def _notes(results):
    threads, repeats = (
        " and ".join(map(str, sorted({result[key] for result in results.values()})))
        for key in ("threads", "repeats")
    )
    low, high = (
        function(load for result in results.values() for load in result["load"])
        for function in (min, max)
    )
    return (
        f"Medians of {repeats} turns, {threads} threads, load of the machine {low:.1f} to "
        f"{high:.1f}. *At*: the last point of the curve, whose time, speed and ratio are given. "
        "*Times ours*: the median over the turns of how many times as long as ours it took. "
        "*Slope*: by which power of what is varied the time grows, fitted through all points. "
        "*Peak memory*: the most that the process held resident, at the first and at the last "
        "point, and in brackets what it held of that when its libraries were imported and nothing "
        "was built; of DataLoader's own processes nothing is counted. The files of a folder are "
        "pieces of photographs; ours looks whether each is whole, and keeps the decoded pictures "
        "for later passes. Reference FID: `numpy.cov` and `scipy.linalg.sqrtm`."
    )
