"""What a notebook shows of a model: who plays, with what networks, and how far it is."""

from html import escape

from keras_gan_zoo.engine.in_words import (
    optimizer_in_words,
    parameters_of,
    shape_in_words,
    without_batch,
)
from keras_gan_zoo.engine.players_model import PlayersModel
from keras_gan_zoo.engine.steps_taken import steps_taken


def model_in_html(model: PlayersModel, takes: str) -> str:
    """Returns a model as HTML: its steps, its objective, and a row for each network.

    Args:
        model: The model, compiled or not.
        takes: What `fit` trains on, in words.

    Returns:
        A heading, the objective as the family gives it, and a table of the networks with their
        player, shapes, trainable parameters and the player's optimizer.
    """
    policy = model.dtype_policy.name
    taken = steps_taken(model) if model.compiled else 0
    facts = [
        f"{taken:,} step{'s' * (taken != 1)} taken" if model.compiled else "not compiled",
        f"trains on {takes}",
        *([] if policy == "float32" else [policy]),
    ]
    lines = [f"<b>{escape(type(model).__name__)}</b> ({escape(', '.join(facts))})"]
    if model.objective:
        lines.append(f"<pre>{escape(chr(10).join(model.objective))}</pre>")
    rows = [_row(("network", "player", "takes", "gives", "parameters", "optimizer"), "th")]
    owner = {name: player for player, names in model.players.items() for name in names}
    for name in model.network_names:
        network = getattr(model, name)
        player = owner.get(name, "")
        rows.append(
            _row(
                (
                    name,
                    player,
                    shape_in_words(without_batch(network.input_shape)),
                    shape_in_words(without_batch(network.output_shape)),
                    f"{parameters_of(network):,}",
                    optimizer_in_words(model.optimizer[player])
                    if model.compiled and player
                    else "",
                ),
                "td",
            )
        )
    lines.append(f"<table>{''.join(rows)}</table>")
    return "".join(lines)


def _row(cells, tag):
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
