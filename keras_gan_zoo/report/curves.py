"""Loss curves as an SVG in the colours of the page around it."""

import io
import re
from collections.abc import Mapping, Sequence

import matplotlib
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

COLOURS = ("#3b82c4", "#dd7a2b", "#3a9b5c", "#b0559a", "#8a7a2b", "#7a6fd0")
# Stands for the page's text colour, which Matplotlib has no word for.
_TEXT_COLOUR = "#010203"
_PANEL_HEIGHT = 2.3
_PLAYERS = "loss of each player"
_WIDTH = 9.6


def loss_curves(history: Sequence[Mapping]) -> str:
    """Plots every loss over the steps, related losses in one panel.

    The thin line is the mean over each line of the log, the thick one is smoothed. An axis
    covers all but the most extreme values.

    Args:
        history: Lines of `history.jsonl`.

    Returns:
        An `<svg>` element; empty if there are not two lines to draw between.
    """
    if len(history) < 2:
        return ""
    # A term whose weight is 0 is 0 throughout and would say nothing.
    names = [
        name
        for name in history[-1]
        if name not in ("step", "seconds") and any(line.get(name) != 0 for line in history)
    ]
    if not names:
        return ""
    steps = np.array([line["step"] for line in history])
    panels = list(panel_names(names).items())
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)
    with matplotlib.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "losses",
            "font.size": 9,
            "text.color": _TEXT_COLOUR,
            "axes.edgecolor": _TEXT_COLOUR,
            "axes.labelcolor": _TEXT_COLOUR,
            "xtick.color": _TEXT_COLOUR,
            "ytick.color": _TEXT_COLOUR,
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    ):
        figure = Figure(figsize=(_WIDTH, _PANEL_HEIGHT * rows), layout="constrained")
        FigureCanvasSVG(figure)
        for index, (title, members) in enumerate(panels):
            axes = figure.add_subplot(rows, columns, index + 1)
            _draw_panel(axes, title, members, steps, history)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :].replace(_TEXT_COLOUR, "currentColor")
    # Without its fixed size the drawing takes the page's width.
    return re.sub(
        r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r' height="[\d.]+pt"', "", svg, count=1)
    )


def panel_names(names: Sequence[str]) -> dict[str, list[str]]:
    """Groups losses into panels: first the players' losses, then terms by their common name.

    Example:
        >>> panel_names(["g_loss", "d_loss", "cycle_x", "cycle_y"])
        {'loss of each player': ['g_loss', 'd_loss'], 'cycle': ['cycle_x', 'cycle_y']}
    """
    panels: dict[str, list[str]] = {}
    for name in names:
        stem, _, suffix = name.rpartition("_")
        if suffix == "loss":
            stem = _PLAYERS
        elif len(suffix) > 1 or not stem:
            stem = name
        panels.setdefault(stem, []).append(name)
    return {name: panels[name] for name in sorted(panels, key=lambda name: name != _PLAYERS)}


def smoothed(values: np.ndarray, span: int) -> np.ndarray:
    """Returns a bias-corrected exponential moving average.

    Args:
        values: (n,) floats; those that are not finite are passed over.
        span: About how many values an average covers.
    """
    decay = 1.0 - 2.0 / (span + 1.0)
    total = weight = 0.0
    means = np.empty(len(values))
    for index, value in enumerate(values):
        if np.isfinite(value):
            total = decay * total + (1.0 - decay) * value
            weight = decay * weight + (1.0 - decay)
        means[index] = total / weight if weight else np.nan
    return means


def _draw_panel(axes, title, members, steps, history):
    drawn = []
    for name, colour in zip(members, COLOURS * len(members), strict=False):
        values = np.array([line.get(name) for line in history], "float64")
        mean = smoothed(values, span=max(1, len(values) // 15))
        axes.plot(steps, values, color=colour, alpha=0.3, linewidth=0.8)
        axes.plot(steps, mean, color=colour, linewidth=1.8, label=name)
        drawn.extend(values[np.isfinite(values)])
    axes.set_title(title if len(members) > 1 else members[0], loc="left", fontsize=10)
    axes.set_xlabel("step")
    axes.grid(alpha=0.15)
    if drawn:
        low, high = np.percentile(drawn, [0.5, 99.5])
        margin = 0.08 * (high - low) or 0.1
        axes.set_ylim(low - margin, high + margin)
    if len(members) > 1:
        axes.legend(frameon=False, fontsize=8, loc="best")
