"""Writes what the metrics saw of the planted faults: tables, and a picture to choose one by."""

from pathlib import Path

import numpy as np

from benchmarks.judges.planted_faults.faults import COUNT, FAULTS, HELD_OUT
from benchmarks.judges.planted_faults.panel import METRICS

SEEN = 4.0
"""Standard deviations of the healthy generators beyond which a fault counts as seen."""
_TITLES = {"cifar10": "CIFAR-10", "fashion_mnist": "Fashion-MNIST", "faces": "cartoon faces"}
_SEES, _BLIND, _MISLED = "#1f6f50", "#e9ecee", "#c8452d"


def write_tables(path: Path, measured: dict, found: dict) -> None:
    """Writes the values and how far out they are, a table a data set.

    Args:
        path: The Markdown file.
        measured: By data set, `accuracy` of the classifier, `healthy` and `faulty` values.
        found: By data set, deviations (metrics, faults).
    """
    from keras_gan_zoo.metrics.score import machine_class

    lines = [
        "# Which metric sees which fault",
        "",
        f"{COUNT} pictures of each generator against {COUNT} training pictures, Inception features "
        f"after the legacy resize; healthy generators are 20 draws from {HELD_OUT:,} held-out "
        f"pictures, of which the faulty ones are made. {machine_class()}. Written by `python "
        "-m benchmarks.judges.planted_faults`.",
        "",
        "Each cell has the metric's value and, in brackets, by how many standard deviations of the "
        f"healthy values it is worse. **Bold**: seen, more than {SEEN:g}. *Italic*: misled, the "
        "faulty generator scores better than real pictures by as much. The standard deviation is "
        "that of the 20 draws times the root of 2, because draws from one pool share half of "
        "their pictures. 99 stands for 99 or more. Support size is its decimal logarithm; copies "
        "are minus the logarithm of the p-value.",
    ]
    for name, values in measured.items():
        lines += [
            "",
            f"## {_TITLES[name]}",
            "",
            f"The classifier tells the classes of {values['accuracy']:.1%} of the held-out "
            "pictures.",
            "",
            "| | better | healthy | " + " | ".join(FAULTS) + " |",
            "|---" * (len(FAULTS) + 3) + "|",
        ]
        for i, metric in enumerate(METRICS):
            healthy = np.mean([of[metric] for of in values["healthy"]])
            cells = [
                _cell(values["faulty"][fault][metric], found[name][i, j])
                for j, fault in enumerate(FAULTS)
            ]
            lines.append(
                f"| {metric} | {METRICS[metric]} | {healthy:.3g} | " + " | ".join(cells) + " |"
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def _cell(value, deviation):
    digits = f"{deviation:.2g}" if abs(deviation) < 9.5 else f"{deviation:.0f}"
    text = f"{value:.3g} ({digits})"
    if deviation > SEEN:
        return f"**{text}**"
    return f"*{text}*" if deviation < -SEEN else text


def draw_matrix(path: Path, found: dict) -> None:
    """Draws the matrix of metrics and faults; each cell has a field for each data set.

    Args:
        path: The PNG file.
        found: By data set, deviations (metrics, faults).
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from matplotlib.patches import Patch, Rectangle

    figure, axes = pyplot.subplots(figsize=(11.5, 9.2), dpi=110)
    names, gap = list(found), 0.14
    width = (1 - gap) / len(names)
    for i in range(len(METRICS)):
        for j in range(len(FAULTS)):
            for k, name in enumerate(names):
                deviation = found[name][i, j]
                colour = _SEES if deviation > SEEN else _MISLED if deviation < -SEEN else _BLIND
                corner = (j + gap / 2 + k * width, i + gap / 2)
                axes.add_patch(
                    Rectangle(corner, width * 0.93, 1 - gap, facecolor=colour, linewidth=0)
                )
    axes.set_xlim(0, len(FAULTS))
    axes.set_ylim(len(METRICS), 0)
    axes.set_xticks(
        np.arange(len(FAULTS)) + 0.5, list(FAULTS), rotation=40, ha="left", rotation_mode="anchor"
    )
    axes.set_yticks(np.arange(len(METRICS)) + 0.5, list(METRICS))
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=10)
    axes.spines[:].set_visible(False)
    axes.legend(
        handles=[
            Patch(color=_SEES, label="sees the fault"),
            Patch(color=_BLIND, label="blind to it"),
            Patch(color=_MISLED, label="misled: scores it better than real pictures"),
        ],
        loc="upper center",
        bbox_to_anchor=(0.42, -0.01),
        ncols=3,
        frameon=False,
    )
    figure.text(
        0.5,
        0.012,
        "Left to right in each cell: "
        + ", ".join(_TITLES[name] for name in names)
        + f". {COUNT} pictures a side; seen: {SEEN:g} standard deviations from healthy generators.",
        ha="center",
        fontsize=9,
        color="#555555",
    )
    figure.tight_layout(rect=(0, 0.03, 1, 1))
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
    pyplot.close(figure)
