"""Sums up package descriptions in a line, learned from lines that people wrote for other packages.

    python -m benchmarks.families.summary [--rows ...] [--minutes 30] [--seed 0] [--threads 1]

Each row writes a line for each held-out description, which ROUGE holds against the line that a
person wrote. The first words of a text are much to beat: 1810.02851's own margin over them on
Gigaword stands in the table's last lines. A reconstructor alone shows what two networks agree on
that nobody else has to read, a discriminator alone what is said of no text; the generator by
likelihood, of the same network and of pairs, is what no unpaired training can be asked to reach.

A training goes on from its last checkpoint in --cells; the minutes are the processor's, those of
the stages before the game included. Of a text the first --source_length words and marks are read;
words outside the vocabulary are read and written as unknown. Writes summary.md and summary.json
into --results, and 20 summaries of each row, which nobody picked: those of the first texts.
"""

import argparse
import os
import time
from pathlib import Path

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import RESULTS
from benchmarks.common.training_cell import TrainingCell, start_tensorflow

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

FIRST, SUPERVISED = "first eight words", "mle_seq2seq, of pairs"
GAMES = {
    "summary_gan, Wasserstein": {"adversarial": "wasserstein"},
    "summary_gan, REINFORCE": {"adversarial": "reinforce"},
    "reconstructor alone": {"adversarial": "reinforce", "adversarial_weight": 0.0},
    "discriminator alone": {"adversarial": "wasserstein", "reconstruction_weight": 0.0},
}
ROWS = (FIRST, *GAMES, SUPERVISED)
NETWORKS = {"embedding_dim": 96, "units": 160, "copying": True}
DISCRIMINATOR_UNITS = 128
BATCH = 32
OF_STAGES = {"generator": 0.3, "reconstructor": 0.15, "discriminator": 0.05}
"""Share of a training's minutes that each stage before the game has."""
OF_A_STAGE = 8000
"""Texts of a stage between two looks at the clock."""
BEAM = 5  # as in the paper
SHOWN = 20
GIGAWORD = {
    FIRST: (21.86, 7.66, 20.45),
    "summary_gan, Wasserstein": (28.09, 9.88, 25.06),
    "summary_gan, REINFORCE": (28.11, 9.97, 25.41),
    SUPERVISED: (33.19, 14.21, 30.50),
}
"""ROUGE-1, -2 and -L of 1810.02851, table 1, rows B-1, C-2, C-3 and A-1."""


class Texts:
    """Descriptions and synopses, as text and as tokens, and what is held out."""

    def __init__(self, options):
        import tensorflow as tf

        from keras_gan_zoo.data import load_text_pairs, load_text_styles
        from keras_gan_zoo.layers import Tokenizer

        texts, lines = load_text_styles("package_summaries")
        size = options.vocabulary_size
        self.short = Tokenizer.from_texts([*texts, *lines], "words", size, options.length)
        self.long = Tokenizer(self.short.vocabulary, options.source_length)
        self.read = lambda those: self.long(tf.constant(list(those))).numpy()
        self.cut = lambda those: self.short(tf.constant(list(those))).numpy()
        self.unpaired = self.read(texts), self.short.encode_fitting(lines)
        pairs = load_text_pairs("package_summaries", "train_pairs")
        counts = self.short.count(list(pairs[1])).numpy()
        fits = [index for index, count in enumerate(counts) if count <= options.length]
        self.pairs = tuple([part[index] for index in fits] for part in pairs)
        self.test = load_text_pairs("package_summaries", "test", limit=options.limit)


def summaries(row, texts: Texts, options):
    """Returns what a row writes for the held-out texts, what it reads out of that, its steps."""
    from keras_gan_zoo.evaluation.summaries import first_words

    if row == FIRST:
        return first_words(texts.test[0]), None, 0
    model, steps = (supervised if row == SUPERVISED else played)(row, texts, options)
    written = model.generate(texts.read(texts.test[0]), beam=BEAM)
    if row == SUPERVISED:
        return written, None, steps
    # As tokens: text that is empty, or has no known word, would be refused.
    back = model.reconstruct(texts.cut(written[:SHOWN]))
    return written, back, steps


def played(row, texts: Texts, options):
    """Trains a row's game for its minutes, or goes on where an earlier call was stopped."""
    import numpy as np

    import keras_gan_zoo

    cell = TrainingCell(options.cells, f"{row}-{options.seed}", row=row, seed=options.seed)
    gan = cell.model(
        lambda: keras_gan_zoo.get(
            "summary_gan",
            tokenizer=texts.short,
            source_tokenizer=texts.long,
            discriminator_units=DISCRIMINATOR_UNITS,
            seed=options.seed,
            **NETWORKS,
            **GAMES[row],
        )
    )

    def epoch(number):
        long, lines = texts.unpaired
        some = np.random.default_rng(number).permutation(len(long))[: options.of_a_stage]
        return long[some], lines[: len(some)]

    cell.pretrain(gan, OF_STAGES, epoch, options.minutes, BATCH)
    batches = iter(gan.prepare_data(texts.unpaired, BATCH, shuffle=True).repeat())
    steps = cell.train(gan, batches, options.minutes, 2.0, clock=time.process_time)
    cell.finish()
    return gan, steps


def supervised(row, texts: Texts, options):
    """Trains the generator's network on pairs, which the games do not see."""
    import keras_gan_zoo

    cell = TrainingCell(options.cells, f"{row}-{options.seed}", row=row, seed=options.seed)
    model = cell.model(
        lambda: keras_gan_zoo.get(
            "mle_seq2seq",
            tokenizer=texts.short,
            source_tokenizer=texts.long,
            seed=options.seed,
            **NETWORKS,
        )
    )
    tokens = texts.read(texts.pairs[0]), texts.short.encode(texts.pairs[1])
    batches = iter(model.prepare_data(tokens, BATCH, shuffle=True).repeat())
    steps = cell.train(model, batches, options.minutes, 2.0, clock=time.process_time)
    cell.finish()
    return model, steps


def measured(row, texts: Texts, options):
    """Returns the numbers of a row."""
    from keras_gan_zoo.metrics import chrf, rouge

    written, back, steps = summaries(row, texts, options)
    scores = {**rouge(written, texts.test[1]), "chrf": chrf(written, texts.test[1])}
    found = {
        "steps": steps,
        **{name: [100 * float(score), 100 * score.error] for name, score in scores.items()},
        "texts": written[:SHOWN],
        "read back": back and list(back[:5]),
    }
    print(row, found, flush=True)
    return found


def table(rows, texts: Texts, options) -> str:
    """Returns the page."""
    from keras_gan_zoo.data.sets.package_summaries import RELEASE, SHA256

    asked = f"--minutes {options.minutes:g} --seed {options.seed}"
    lines = [
        "# Descriptions of packages in a line",
        "",
        f"`python -m benchmarks.families.summary {asked}`. {len(texts.unpaired[0]):,} descriptions "
        f"and {len(texts.unpaired[1]):,} lines of other packages to learn from without pairs, "
        f"{len(texts.pairs[0]):,} pairs for the row that has them, {len(texts.test[0]):,} held-out "
        f"descriptions; {options.vocabulary_size:,} words are known, "
        f"{options.source_length} of a text are read. Mean F1 in percent, with its standard error "
        "over texts; lower-case words, no stemming; chrF2 of all texts. Trained by the "
        f"processor's minutes on one core, written by a beam of {BEAM}. The index: Debian "
        f"{RELEASE}, main, Translation-en of the SHA-256 {SHA256}.",
        "",
        "| | ROUGE-1 | ROUGE-2 | ROUGE-L | chrF2 | seed | steps "
        "| ROUGE-L of Gigaword in 1810.02851 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        theirs = f"{GIGAWORD[row][2]:.2f}" if row in GIGAWORD else ""
        if row not in rows:
            lines.append(f"| {row} | not yet run | | | | | | {theirs} |")
        for seed, one in rows.get(row, {}).items():
            cells = " | ".join(
                f"{one[name][0]:.2f} ± {one[name][1]:.2f}" if name in one else ""
                for name in ("rouge1", "rouge2", "rougeL", "chrf")
            )
            seed, steps = (seed, one["steps"]) if row != FIRST else ("", "")
            lines.append(f"| {row} | {cells} | {seed} | {steps} | {theirs} |")
    lines += [
        "",
        f"Gigaword's {GIGAWORD[FIRST][2]} of the first eight words and "
        f"{GIGAWORD['summary_gan, REINFORCE'][2]} of the better training are of other texts, of "
        "3.8 million of them: a margin of 5, to be compared with the margin here, and not with "
        "the numbers.",
    ]
    for row, seeds in rows.items():
        one = next(iter(seeds.values()))
        lines += ["", f"The first {SHOWN} texts by {row}, beside what a person wrote:", ""]
        pairs = zip(texts.test[1], one["texts"], strict=False)
        lines += [f"- {theirs} / *{ours or '(nothing)'}*" for theirs, ours in pairs]
        if one["read back"]:
            lines += ["", "What the reconstructor reads out of the first of them:", ""]
            lines += [f"- {text}" for text in one["read back"]]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", nargs="*", default=list(ROWS), choices=ROWS, metavar="ROW")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--length", type=int, default=12)
    parser.add_argument("--source_length", type=int, default=48)
    parser.add_argument("--vocabulary_size", type=int, default=8000)
    parser.add_argument("--of_a_stage", type=int, default=OF_A_STAGE)
    parser.add_argument("--limit", type=int, help="held-out texts, the first ones; by default all")
    parser.add_argument("--cells", type=Path, default=Path("runs/summary"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    start_tensorflow(options.threads)
    options.cells.mkdir(parents=True, exist_ok=True)
    options.results.mkdir(parents=True, exist_ok=True)
    texts = Texts(options)
    found = {row: {options.seed: measured(row, texts, options)} for row in options.rows}
    rows = with_earlier(
        found, options.results / "summary.json", options.minutes, ROWS, alike="minutes"
    )
    page = table(rows, texts, options)
    (options.results / "summary.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
