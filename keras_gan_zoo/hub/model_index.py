"""The scores of a run, as the model index of a Hugging Face card has them."""

import re
from collections.abc import Mapping

OURS = "this model"
"""The row of a table of scores that is the model's; others are what it is held against."""


def model_index(name: str, task: str | None, settings: Mapping) -> list[dict]:
    """Returns the model index of a run's scores; nothing where there are none.

    Args:
        name: The model's.
        task: Hugging Face's word for what it does, or `None`.
        settings: What the run's `recipe.yaml` holds, `score` among it.

    Returns:
        A list of one model, whose metrics are named as in the run's tables, with their protocol:
        the number of samples is part of a metric's name.

    Example:
        >>> model_index("dcgan", "unconditional-image-generation", settings)[0]["results"][0]
        {'task': {'type': 'unconditional-image-generation'}, 'dataset': {...}, 'metrics': [...]}
    """
    tables = (settings.get("score") or {}).get("tables") or []
    metrics = [metric for table in tables for metric in _metrics(table, len(tables) > 1)]
    if not metrics:
        return []
    data = settings.get("test_data") or settings["data"]
    dataset = {"type": data["name"], "name": data["name"]}
    if data.get("split"):
        dataset["split"] = data["split"]
    result = {"task": {"type": task or "other"}, "dataset": dataset, "metrics": metrics}
    return [{"name": name, "results": [result]}]


def own_scores(table: Mapping) -> list[tuple[str, float]]:
    """Returns the model's own numbers in a table of scores, each behind its column's title."""
    row = next((row for row in table["rows"] if row[0] == OURS), None)
    columns = zip(table["columns"][1:], row[1:], strict=True) if row else ()
    return [
        (column, value)
        for column, value in columns
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    ]


def _metrics(table, several):
    return [
        {
            "type": _slug(re.sub(r"\s*\(.*\)$", "", column)),
            "name": f"{table['title']}: {column}" if several else column,
            "value": value,
        }
        for column, value in own_scores(table)
    ]


def _slug(words):
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
