"""Writes the table of metrics in docs/metrics.md out of what each metric says of itself.

python docs/make_metrics.py
"""

from pathlib import Path

from keras_gan_zoo import metrics

PAGE = Path(__file__).resolve().parent / "metrics.md"
BEGIN = "<!-- The table is written by `python docs/make_metrics.py`. -->"
END = "<!-- The end of the table. -->"
_LOOKS_AT = {
    "generated": "pixels",
    "real": "pixels",
    "generated_features": "Inception features",
    "real_features": "Inception features",
    "training": "training pictures",
}


def page() -> str:
    """Returns the page, its table written anew."""
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise RuntimeError(f"{PAGE.name} has lost the two comments that its table stands between.")
    return "\n".join([f"{before}{BEGIN}", "", *table(), "", f"{END}{after}"])


def table() -> list[str]:
    """Returns the lines of the table: a row for each metric that is the zoo's own."""
    lines = [
        "| Metric | What it tells | Better | Looks at | Pictures, at least | Paper |",
        "|---|---|---|---|---|---|",
    ]
    for metric in map(metrics.find_metric, metrics.list_metrics()):
        if not metric.compute.__module__.startswith("keras_gan_zoo."):
            continue
        better = "; ".join(
            words if score == metric.name else f"`{score}`: {words}"
            for score, words in metric.better.items()
        )
        looks_at = dict.fromkeys(_LOOKS_AT[need] for need in metric.needs if need in _LOOKS_AT)
        neighbours = f", k = {metric.neighbours}" if metric.neighbours else ""
        least = max(metric.least, (metric.neighbours or 0) + 1)
        lines.append(
            f"| `{metric.name}` | {metric.summary} | {better} | "
            f"{', '.join(looks_at)}{neighbours} | {least} | {metric.paper or ''} |"
        )
    return lines


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
