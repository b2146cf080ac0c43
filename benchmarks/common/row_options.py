"""The arguments that benchmarks of rows share, how each begins, and how rows are trained."""

import time
from pathlib import Path

from benchmarks.common.training_cell import TrainingCell, start_tensorflow


def add_shared(parser, name, rows, minutes=None, every=4, steps=None, trained="row"):
    """Adds the arguments that all have.

    Args:
        parser: One of argparse's.
        name: The family's; its trainings are kept in a folder of that name.
        rows: Those that there are, all of which are found by default.
        minutes: Of training a row, where rows are trained by the clock: one seed a call.
        every: Minutes between checkpoints then.
        steps: Of training a row, where rows are trained by steps: some seeds a call.
        trained: What the minutes are of, in a word.
    """
    parser.add_argument("--rows", nargs="+", default=list(rows), choices=rows, metavar="ROW")
    if minutes is not None:
        told = f"of the processor, a {trained}"
        parser.add_argument("--minutes", type=float, default=minutes, help=told)
        parser.add_argument("--checkpoint_every", type=float, default=every, help="minutes")
        parser.add_argument("--seed", type=int, default=0)
    if steps is not None:
        parser.add_argument("--steps", type=int, default=steps)
        parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cells", type=Path, default=Path(f"build/slide_{name}"))


def begun(parser):
    """Returns what was asked for, with its folder made and TensorFlow started."""
    options = parser.parse_args()
    options.cells.mkdir(parents=True, exist_ok=True)
    start_tensorflow(options.threads)
    return options


def trained_for(options, cell: TrainingCell, model, batches):
    """Trains a row for the minutes of the processor that it has, and returns how many steps it had.

    Args:
        options: With `minutes` and `checkpoint_every`.
        cell: The row's.
        model: As the cell's last checkpoint has it.
        batches: An iterator that does not end.
    """
    every, clock = options.checkpoint_every, time.process_time
    return cell.train(model, batches, options.minutes, every, clock=clock)
