"""Turns unfavourable opinions of films into favourable ones, and back, without a pair.

    python -m benchmarks.families.text_style [--rows ...] [--minutes 12] [--seed 0] [--threads 1]

Each row rewrites the held-out texts of both styles. What it writes is asked two things, which pull
apart: whether a classifier that was trained on the training texts of both styles, and on nothing
that any row wrote, finds it to be of the other style, and how much of the text it was made of is
still there, by BLEU-4 of each against its own. A copy keeps all and turns nothing; words that are
swapped one by one turn much of what the classifier looks at, as that knows words and pairs of
words alone. The first row is what the classifier finds of real texts.

A training goes on from its last checkpoint in --cells; the minutes are the processor's, those of
the stages before the game included. Texts of more than --length words are left out, and words
outside the vocabulary are read and written as unknown. Writes text_style.md and text_style.json
into --results, and prints a few texts of each row.
"""

import argparse
import os
import time
from pathlib import Path

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import RESULTS
from benchmarks.common.training_cell import TrainingCell, start_tensorflow

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

REAL, COPY, SWAP = "real texts of that style", "copy", "word swap"
TRAINED = {
    "text_style_gan, Gumbel softmax": {"gradient": "gumbel_softmax"},
    "text_style_gan, policy gradient": {"gradient": "policy_gradient"},
}
ROWS = (REAL, COPY, SWAP, *TRAINED)
NETWORKS = {"embedding_dim": 64, "units": 128, "discriminator_embedding_dim": 64}
BATCH = 32
OF_STAGES = {"generators": 0.4, "discriminators": 0.1}
"""Share of a training's minutes that each stage before the game has."""
SHOWN = 4


class Texts:
    """Training and held-out texts of both styles, in words, and the classifier of the former."""

    def __init__(self, options):
        from keras_gan_zoo.data import load_text_styles
        from keras_gan_zoo.layers import Tokenizer
        from keras_gan_zoo.metrics import train_style_classifier

        train, test = (load_text_styles("movie_snippets", part) for part in ("train", "test"))
        every = Tokenizer.from_texts([*train[0], *train[1]], length=100)
        kept = every.vocabulary[: options.vocabulary_size - 2]
        self.tokenizer = Tokenizer(kept, options.length)
        self.train = tuple(self._short(texts) for texts in train)
        self.test = tuple(self._short(texts) for texts in test)
        self.all_train = train
        self.classifier = train_style_classifier(*train)

    def _short(self, texts):
        counts = self.tokenizer.count(list(texts)).numpy()
        return [t for t, n in zip(texts, counts, strict=True) if 0 < n <= self.tokenizer.length]


def rewritten(row, texts: Texts, options):
    """Returns what a row makes of the held-out texts of X and of Y, and its steps."""
    from keras_gan_zoo.evaluation.style_baselines import copied, word_swap

    x, y = texts.test
    if row == REAL:
        return (y, x), 0
    if row == COPY:
        return (copied(x), copied(y)), 0
    if row == SWAP:
        X, Y = texts.all_train
        return (word_swap(x, X, Y), word_swap(y, Y, X)), 0
    gan, steps = trained(row, texts, options)
    return tuple(
        gan.answer(part, direction=direction, temperature=0)
        for part, direction in zip(texts.test, gan.directions, strict=True)
    ), steps


def trained(row, texts: Texts, options):
    """Trains a row's model for its minutes, or goes on where an earlier call was stopped."""
    import keras_gan_zoo

    cell = TrainingCell(options.cells, f"{row}-{options.seed}", row=row, seed=options.seed)
    gan = cell.model(
        lambda: keras_gan_zoo.get(
            "text_style_gan",
            tokenizer=texts.tokenizer,
            seed=options.seed,
            **NETWORKS,
            **TRAINED[row],
        )
    )
    cell.pretrain(gan, OF_STAGES, lambda _: texts.train, options.minutes, BATCH)
    batches = iter(gan.prepare_data(texts.train, BATCH, shuffle=True).repeat())
    steps = cell.train(gan, batches, options.minutes, 2.0, clock=time.process_time)
    cell.finish()
    return gan, steps


def measured(row, texts: Texts, options):
    """Returns the numbers of a row."""
    from keras_gan_zoo.metrics import chrf, paired_bleu, style_accuracy
    from keras_gan_zoo.metrics.text.texts import words_of

    (to_y, to_x), steps = rewritten(row, texts, options)
    found = {"steps": steps}
    for name, style, written, sources in (
        ("x_to_y", "y", to_y, texts.test[0]),
        ("y_to_x", "x", to_x, texts.test[1]),
    ):
        found[f"{name} style"] = float(style_accuracy(written, style, texts.classifier))
        if row != REAL:
            cut = ([words_of(text) for text in each] for each in (written, sources))
            found[f"{name} bleu"] = float(paired_bleu(*cut)[4])
            found[f"{name} chrf"] = float(chrf(written, sources))
        found[f"{name} texts"] = [list(pair) for pair in zip(sources, written, strict=False)][
            :SHOWN
        ]
    print(row, found, flush=True)
    return found


def table(rows, texts: Texts, options) -> str:
    """Returns the page."""
    counts = [len(part) for part in texts.test]
    asked = f"--minutes {options.minutes:g} --seed {options.seed}"
    lines = [
        "# Opinions of films, turned round",
        "",
        f"`python -m benchmarks.families.text_style {asked}`. {len(texts.train[0]):,} unfavourable "
        f"and {len(texts.train[1]):,} favourable texts of at most {options.length} words to learn "
        f"from, {counts[0]} and {counts[1]} held-out ones to rewrite; "
        f"{options.vocabulary_size:,} words are known. Style: the share that a classifier of the "
        "training texts finds to be of the other style; BLEU-4 of each text against the one it was "
        "made of, and chrF2 of all. Trained by the processor's minutes on one core, drawn "
        "greedily; one seed.",
        "",
        "| | to favourable: style | BLEU-4 | chrF2 | to unfavourable: style | BLEU-4 | chrF2 "
        "| steps |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row, seeds in rows.items():
        for one in seeds.values():
            cells = []
            for name in ("x_to_y", "y_to_x"):
                kept = (one.get(f"{name} {score}") for score in ("bleu", "chrf"))
                cells.append(f"{one[f'{name} style']:.1%}")
                cells += ["" if score is None else f"{score:.3f}" for score in kept]
            lines.append(f"| {row} | {' | '.join(cells)} | {one['steps'] or ''} |")
    for row, seeds in rows.items():
        if row in TRAINED or row == SWAP:
            one = next(iter(seeds.values()))
            lines += ["", f"The first texts by {row}:", ""]
            for name in ("x_to_y", "y_to_x"):
                lines += [f"- {before} *became* {after}" for before, after in one[f"{name} texts"]]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", nargs="*", default=list(ROWS), choices=ROWS, metavar="ROW")
    parser.add_argument("--minutes", type=float, default=12.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--length", type=int, default=16)
    parser.add_argument("--vocabulary_size", type=int, default=4500)
    parser.add_argument("--cells", type=Path, default=Path("runs/text_style"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    start_tensorflow(options.threads)
    options.cells.mkdir(parents=True, exist_ok=True)
    texts = Texts(options)
    found = {row: {options.seed: measured(row, texts, options)} for row in options.rows}
    rows = with_earlier(
        found, options.results / "text_style.json", options.minutes, ROWS, alike="minutes"
    )
    page = table(rows, texts, options)
    (options.results / "text_style.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
