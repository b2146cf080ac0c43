"""What was measured, as tables and a plot."""

import statistics

from benchmarks.common.marked_text import write_between
from benchmarks.common.places import DOCS, PICTURES, RESULTS
from benchmarks.costs.throughput.settings import SETTINGS

FILE = RESULTS / "throughput.json"
_TITLES = {
    "ours": "`fit`",
    "ours_side_by_side": "`fit`, operations side by side",
    "keras": "plain Keras",
    "torch": "PyTorch, eager",
    "torch_channels_last": "PyTorch, channels last",
    "torch_compile": "PyTorch, `torch.compile`",
}


def best(result: dict, kind: str) -> str | None:
    """Returns the fastest variant of a kind, "ours" or "torch", if any took part."""
    variants = [name for name in result["seconds"] if name.startswith(kind)]
    return min(variants, key=lambda name: statistics.median(result["seconds"][name]), default=None)


def ratio(result: dict, other: str) -> float:
    """Returns the median of how much faster the best of ours was than another, turn by turn."""
    pairs = zip(result["seconds"][other], result["seconds"][best(result, "ours")], strict=True)
    return statistics.median(theirs / ours for theirs, ours in pairs)


def share_of_peak(result: dict, name: str) -> float | None:
    """Returns which share of the machine's peak a competitor reached, if the work was counted."""
    if not result["operations"]:
        return None
    return result["operations"] / statistics.median(result["seconds"][name]) / result["peak"]


def speed_table(results: dict) -> list[str]:
    """Returns units a second of everyone, and the ratios."""
    lines = [
        "| Network | " + " | ".join(_TITLES.values()) + " | over the best PyTorch | "
        "over plain Keras |",
        "|---" * (len(_TITLES) + 3) + "|",
    ]
    for network, result in _in_order(results):
        setting = SETTINGS[network]
        cells = []
        for name in _TITLES:
            times = result["seconds"].get(name)
            rate = times and setting.units / statistics.median(times)
            missing = "fails" if name in result.get("failed", ()) else ""
            cells.append(f"{rate:,.{0 if rate >= 20 else 2}f}" if times else missing)
        torch = best(result, "torch")
        cells.append(f"{ratio(result, torch):.2f}" if torch else "")
        cells.append(f"{ratio(result, 'keras'):.2f}" if "keras" in result["seconds"] else "")
        lines.append(f"| {network}, {setting.unit}/s | " + " | ".join(cells) + " |")
    return lines


def work_table(results: dict) -> list[str]:
    """Returns the operations of a step, and the share of the machine's peak."""
    lines = [
        "| Network | GFLOP a step | peak, GFLOP/s | `fit`'s share | best PyTorch's share | "
        "load of the machine |",
        "|---|---|---|---|---|---|",
    ]
    for network, result in _in_order(results):
        torch = best(result, "torch")
        shares = [
            share_of_peak(result, name) if name else None for name in (best(result, "ours"), torch)
        ]
        work = result["operations"]
        cells = [
            f"{work / 1e9:.1f}" if work else "",
            f"{result['peak'] / 1e9:.0f}",
            *("" if share is None else f"{share:.0%}" for share in shares),
            "{:.1f} to {:.1f}".format(*sorted(result["load"])),
        ]
        lines.append(f"| {network} | " + " | ".join(cells) + " |")
    return lines


def cost_table(results: dict) -> list[str]:
    """Returns what it costs to begin, and the memory."""
    lines = [
        "| Network | Competitor | import, s | build, s | first step, s | peak memory, MiB |",
        "|---|---|---|---|---|---|",
    ]
    for network, result in _in_order(results):
        for name, costs in result["costs"].items():
            times = [f"{costs[part]:.1f}" for part in ("import", "build", "first_step")]
            memory = f"{result['memory'][name]:,.0f}"
            lines.append(f"| {network} | {_TITLES[name]} | " + " | ".join([*times, memory]) + " |")
    return lines


def write_report(results: dict) -> None:
    """Writes the results, and the table and the plot of docs/performance.md."""
    _plot(results, PICTURES / "throughput.png")
    threads = sorted({result["threads"] for result in results.values()})
    intro = (
        f"Training steps, {' and '.join(map(str, threads))} threads, float32; medians of turns "
        "that the competitors took one after the other, and medians of the ratios turn by turn. "
        "Written by `python -m benchmarks.costs.throughput`."
    )
    work = (
        "The operations are those of the convolutions and matrix products of PyTorch's step, two "
        "for a multiply-add; the peak is the faster of TensorFlow's and PyTorch's float32 product "
        "of 2048x2048 matrices in the same turns. A machine that did other things at the time "
        "shows in its load: above its number of cores, less the one that trained, compare ratios "
        "only."
    )
    begin = (
        "`import keras_gan_zoo` imports no TensorFlow, which our first build does. The first step "
        "includes tracing or compiling. Memory is the most a process held resident."
    )
    sections = {
        "Speed": speed_table(results),
        "Share of the machine's peak": [*work_table(results), "", work],
        "To begin": [*cost_table(results), "", begin],
    }
    text = ["# Training speed", "", intro, ""]
    for title, lines in sections.items():
        text += [f"## {title}", "", *lines, ""]
    FILE.with_suffix(".md").write_text("\n".join(text), encoding="utf-8")
    lines = [*speed_table(results), "", *work_table(results), "", work]
    write_between(DOCS / "performance.md", "benchmarks/costs/throughput", lines)


def _in_order(results):
    return [(network, results[network]) for network in SETTINGS if network in results]


def _plot(results, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    others = [name for name in _TITLES if not name.startswith("ours")]
    networks = _in_order(results)
    figure, axes = pyplot.subplots(figsize=(9, 4), layout="constrained")
    width = 0.8 / len(others)
    for index, name in enumerate(others):
        bars = [
            (place + index * width, ratio(result, name))
            for place, (_, result) in enumerate(networks)
            if name in result["seconds"]
        ]
        if bars:
            axes.bar(*zip(*bars, strict=True), width=width, label=_TITLES[name].replace("`", ""))
    axes.axhline(1.0, color="black", linewidth=0.8)
    centre = 0.4 - width / 2
    axes.set_xticks([place + centre for place in range(len(networks))])
    axes.set_xticklabels([network for network, _ in networks], rotation=20)
    axes.set_ylabel("how much faster fit is (ratio)")
    axes.legend(fontsize="small")
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
