"""The model card of pretrained weights."""

from collections.abc import Mapping

from keras_gan_zoo.data.catalogue import find_source, list_sources, text_sources


def write_card(name: str, settings: Mapping, small_sample: Mapping, facts: Mapping) -> str:
    """Returns a model card as Markdown.

    Args:
        name: `family/name`.
        settings: What the run's `recipe.yaml` holds: the recipe, its score, and the run.
        small_sample: What `small_sample_scores` gave.
        facts: `known_failures`, Markdown; `files`, bytes by file name; `runtimes`, the oldest
            TensorFlow Lite of each TF-Lite file by its name; `bits` of a stored float;
            `quantize`, how its TF-Lite files are if not as the weights; `columns`, the texts that
            the columns of the samples are drawn for; `without`, networks of the training that are
            not stored; `description`, what its first TF-Lite file says of its inputs.

    Returns:
        The card.
    """
    family, _, weights = name.partition("/")
    score, run, training = settings["score"], settings["run"], settings["training"]
    machine = score["machine"]
    lines = [
        f"# {name}",
        "",
        settings["summary"].strip(),
        "",
        "```python",
        f'gan = keras_gan_zoo.get("{family}", weights="{weights}")',
        "```",
        "",
        *(
            ["[64 texts, not selected](samples.txt)"]
            if "samples.txt" in facts["files"]
            else ["![pictures, not selected](samples.png)"]
        ),
        *_columns(facts["columns"]),
        *may_be_asked(facts["description"]),
        "",
        "## Data",
        "",
        *(
            _data(settings[section], section)
            for section in ("data", "test_data")
            if settings.get(section)
        ),
        "",
        "## Training",
        "",
        "| | |",
        "|---|---|",
        f"| recipe | `{settings['name']}`, SHA-256 `{run['hash']}`; here as `recipe.yaml` |",
        f"| steps | {score['steps']:,} of batch size {training['batch_size']} |",
        f"| seed | {score['seed']} |",
        *_precision(run.get("precision", "float32")),
        f"| wall time | {score['seconds']['training']:,.0f} s of training |",
        f"| machine | {machine['cores']} cores of {machine['processor']}"
        f"{''.join(f', {device}' for device in machine['accelerators'])} |",
        f"| versions | {', '.join(f'{key} {value}' for key, value in score['versions'].items())} |",
        f"| finished | {score['finished']} |",
        f"| stored | weights of {facts['bits']} bits{_HALVED if facts['bits'] < 32 else ''}"
        f"{_left_out(facts['without'])}{_QUANTIZED[facts['quantize']]} |",
        "",
        "## Scores",
        "",
        *_tables(score["tables"]),
        "To know the weights again by; no measure of quality:",
        "",
        "| score | value |",
        "|---|---|",
        *(f"| {key} | {value:.4f} |" for key, value in small_sample.items()),
        "",
        "## Known failures",
        "",
        facts["known_failures"].strip(),
        "",
        *_files(facts["files"], facts["runtimes"]),
    ]
    return "\n".join(lines) + "\n"


_HALVED = ", rounded from those that the scores below are of"

_QUANTIZED = {
    None: "",
    "float16": "; TF-Lite with weights of 16 bits",
    "dynamic": "; TF-Lite with weights of 8 bits (dynamic range)",
    "int8": "; TF-Lite with weights and activations of 8 bits",
}


def _columns(texts):
    if not texts:
        return []
    numbered = (f"{number}. {text}" for number, text in enumerate(texts, start=1))
    return ["", "What was asked for, column by column:", "", *numbered]


def may_be_asked(description: Mapping) -> list[str]:
    """Returns the lines of a card on what a condition may be: classes, or words.

    Args:
        description: What the model's TF-Lite file says, as `export.read_metadata` returns it.

    Returns:
        The lines; none for a model that takes no condition.
    """
    lines = []
    for tensor in description["inputs"]:
        if names := tensor.get("names"):
            listed = ", ".join(f"{number} {name}" for number, name in enumerate(names))
            lines += ["", "## What may be asked for", "", f"{listed}."]
        elif tensor["meaning"] == "tokens":
            cut = description["tokenizer"]
            title = f"Texts of up to {cut['length']} {cut['split']} out of these"
            words = " ".join(cut["vocabulary"])
            lines += ["", "## What may be asked for", "", f"{title}: {words}"]
    return lines


def _left_out(networks):
    named = ", ".join(f"`{name}`" for name in networks)
    return f"; without {named}, which only training asks" if networks else ""


def licence_of(source: str) -> str:
    """Returns the licence of a data source, where it is one of the zoo's.

    Example:
        >>> licence_of("fashion_mnist")
        'MIT'
    """
    known = _source(source)
    return known.licence if known else "see the data's owner"


def _source(name):
    return find_source(name) if name in list_sources() else text_sources().get(name)


def _data(settings, section):
    source = settings["name"]
    known = _source(source)
    description = f" {known.description}" if known else ""
    purpose = "Trained on" if section == "data" else "Scored on"
    split = f", split `{settings['split']}`" if settings.get("split") else ""
    return f"{purpose} `{source}`{split}. Licence of the data: {licence_of(source)}.{description}"


def _precision(name):
    """Returns the line that says what a training computed in, if not in float32."""
    if name == "float32":
        return []
    return [f"| precision | {name}: weights, losses and optimizers in float32 |"]


def _files(sizes, runtimes):
    return [
        "## Files",
        "",
        "| file | bytes | runs on |",
        "|---|---|---|",
        *(
            f"| `{file}` | {size:,} | {_runs_on(runtimes.get(file))} |"
            for file, size in sizes.items()
        ),
    ]


def _runs_on(runtime):
    return f"TensorFlow Lite {runtime} and newer" if runtime else ""


def _tables(tables):
    if not tables:
        return ["The recipe names no protocol of evaluation, so that nothing was scored.", ""]
    lines = []
    for table in tables:
        lines += [
            f"**{table['title']}**",
            "",
            f"| {' | '.join(table['columns'])} |",
            "|" + "---|" * len(table["columns"]),
            *(f"| {' | '.join(map(_cell, row))} |" for row in table["rows"]),
            "",
            table["note"],
            "",
        ]
    return lines


def _cell(value):
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
