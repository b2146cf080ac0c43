"""Unsupervised speech recognition: how many phonemes are wrong of a voice that nobody has heard?

    python -m benchmarks.families.unsupervised_asr [--rows ...] [--minutes 25] [--seed 0]

600 sentences by three voices and the phonemes of 600 others are learned from; 120 sentences by a
fourth voice are transcribed. A GAN learns from segments whose true ends are given, one from those
that are found where the sound changes; then come three turns, in each of which hidden Markov models
are trained on the last GAN's transcripts, and a new GAN on the segments that they find. One row has
no discriminator: it matches how often three phonemes follow each other, on true ends. Beside these
stands what needs no sequences, clusters of segments that are named by how frequent they are, and
what no unpaired training can be asked to reach, the generator's network trained on true phonemes.

Phoneme error rates, silence left out: of the model with the true ends of the test's segments, which
are used for that alone, of the model from sounds alone, and of hidden Markov models that are
trained on what the model writes of its training's speech. What it makes of the three voices it has
heard, whose phonemes it was not told, stands beside: the fourth is of another accent. The
boundaries are those that the training was given: one is right within 20 ms of a true one.

The minutes are the processor's, of each GAN. A training goes on from its last checkpoint in
--cells; the turns are of the rows before them, which are trained where they are not yet. Writes
unsupervised_asr.md and .json into --results, with the first transcripts of each row.
"""

import argparse
import os
import time
from pathlib import Path

import numpy as np

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import RESULTS
from benchmarks.common.training_cell import TrainingCell, start_tensorflow

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

FREQUENCY, SUPERVISED = "frequency matching", "supervised, the same network"
GIVEN, FOUND = "unsupervised_asr, given boundaries", "unsupervised_asr, found boundaries"
MATCHED = "unsupervised_asr, distribution matching, given boundaries"
TURNS = tuple(f"unsupervised_asr, turn {number} with the HMM" for number in (1, 2, 3))
ROWS = (FREQUENCY, GIVEN, MATCHED, FOUND, *TURNS, SUPERVISED)
NETWORKS = {
    "context": 7,
    "width": 128,
    "embedding_dim": 32,
    "discriminator_width": 128,
    "kernels": ((5,), (3,)),
    "pooled": True,
    "discriminator_steps": 2,
}
"""Smaller than the paper's, for one core, and with scores of the mean over places."""
MATCHING = {
    "objective": "distribution_matching",
    "ngram": 3,
    "most_frequent": 2000,
    "intra_weight": 10.0,
}
"""Three in a row, as of the 8,400 rows of five, the paper's N, three in four stand there once; the
weight is the better of 1 and 10 (docs/decisions.md)."""
BATCHES_MATCHED = 2
"""As many at once as the discriminator has of batches: an n-gram's share is of one batch."""
REPEATS = (0.04, 0.78, 0.17, 0.01)
"""Of text for found boundaries, as in the authors' code."""
EPOCHS = 60
"""Of the supervised training, each with another frame of each segment."""
TOLERANCE = 2
"""Frames of 10 ms by which a boundary may be off."""
SILENCE = "pau"
SHOWN = 5
TIMIT = (
    ("1804.00316, a GAN on clusters", "64"),
    ("1812.09323, output distribution matching", "41.6"),
    ("1812.09323, true boundaries and matching text", "32.5"),
    ("1904.04100, GAN and HMM in turn", "33.1"),
)
"""Phoneme error rates in percent that the papers' abstracts give; the first says 36% are right."""


class Speech:
    """Features, true segments and phonemes of who is heard and who is not, and other text."""

    def __init__(self, options):
        from keras_gan_zoo.data.options import LoadOptions
        from keras_gan_zoo.data.sets.spoken_sentences import sources

        self.phonemes = sources.PHONEMES
        self.gan = lambda **changes: self._gan(options.seed, **changes)
        front = self.gan()
        for split in ("train", "test"):
            held = sources.spoken(LoadOptions(split, limit=options.sounds))
            parts = np.array_split(held["sounds"], max(1, len(held["sounds"]) // 60))
            features = [front.features(part.astype("float32") / 32768) for part in parts]
            setattr(self, split, {**held, "features": np.concatenate(features)})
        self.text = self.train["other"]

    def _gan(self, seed, **changes):
        import keras_gan_zoo

        return keras_gan_zoo.get(
            "unsupervised_asr", phonemes=self.phonemes, seed=seed, **NETWORKS, **changes
        )

    def named(self, rows):
        """Returns tokens as names with spaces between."""
        return [" ".join(self.phonemes[token - 1] for token in row if token) for row in rows]

    def error_rate(self, written, held=None):
        """Returns the phoneme error rate of transcripts in percent, and its error.

        Args:
            written: Names of phonemes with spaces between.
            held: The speech, by default the test's.
        """
        from keras_gan_zoo.metrics import phoneme_error_rate

        said = self.named((held or self.test)["said"][: len(written)])
        score = phoneme_error_rate(written, said, [SILENCE])
        return [100 * float(score), 100 * score.error]


def ends_for(row, speech: Speech, options):
    """Returns the segments that a row's GAN is trained on."""
    if row not in TURNS:
        return speech.train["ends"] if row in (GIVEN, MATCHED) else found_ends(speech)
    path = options.cells / f"{row.replace(' ', '_')}-{options.minutes:g}-{options.seed}.npy"
    if not path.exists():
        before = (FOUND, *TURNS)[TURNS.index(row)]
        gan, _ = played(before, speech, options)
        _, ends = gan.refine(speech.train["features"], ends_for(before, speech, options))
        np.save(path, ends)
    return np.load(path)


def found_ends(speech: Speech):
    """Returns segments that end where the features change."""
    return speech.gan().find_ends(speech.train["features"])


def played(row, speech: Speech, options):
    """Trains a row's GAN for its minutes, or goes on where an earlier call was stopped."""
    name = f"{row}-{options.minutes:g}-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    settings = {GIVEN: {}, MATCHED: MATCHING}.get(row, {"text_repeats": REPEATS})
    gan = cell.model(lambda: speech.gan(**settings))
    data = speech.train["features"], ends_for(row, speech, options), speech.text
    gan.learn_language(speech.text)
    size = options.batch_size * (BATCHES_MATCHED if row == MATCHED else 1)
    batches = iter(gan.prepare_data(data, size, shuffle=True).repeat())
    steps = cell.train(gan, batches, options.minutes, 2.0, clock=time.process_time)
    cell.finish()
    return gan, steps


def supervised(speech: Speech, options):
    """Trains the generator's network on the phonemes of the very speech."""
    import keras

    from keras_gan_zoo.families.text.unsupervised_asr import segments

    gan = speech.gan()
    gan.learn_language(speech.text)
    x, ends = speech.train["features"], speech.train["ends"]
    there = np.asarray(segments.present(ends))
    answers = np.maximum(speech.train["said"] - 1, 0)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    gan.generator.compile(keras.optimizers.Adam(1e-3), loss)
    for _ in range(options.epochs):
        frames, _ = gan.draw_frames(ends)
        seen = np.asarray(segments.windows_at(x, frames, gan.windows.width))
        gan.generator.fit(seen, answers, options.batch_size, sample_weight=there, verbose=0)
    return gan, options.epochs * -(-len(x) // options.batch_size)


def by_frequency(speech: Speech, options):
    """Returns the test's transcripts by clusters, the most frequent one named as the text's is."""
    from scipy.cluster.vq import kmeans2, vq

    from keras_gan_zoo.families.text.unsupervised_asr.decoding import without_repeats
    from keras_gan_zoo.families.text.unsupervised_asr.segments import segment_means

    def means(held):
        return [segment_means(*pair) for pair in zip(held["features"], held["ends"], strict=True)]

    count = len(speech.phonemes)
    random = np.random.default_rng(options.seed)
    known = np.concatenate(means(speech.train)).astype("float64")
    centres, numbers = kmeans2(known, count, iter=50, minit="++", seed=random)
    clusters = np.argsort(-np.bincount(numbers, minlength=count), kind="stable")
    names = np.zeros(count, int)
    often = np.bincount(speech.text.ravel(), minlength=count + 1)[1:]
    names[clusters] = 1 + np.argsort(-often, kind="stable")
    rows = [names[vq(each.astype("float64"), centres)[0]] for each in means(speech.test)]
    return speech.named([without_repeats(row, row)[0] for row in rows])


def boundaries(ends, true):
    """Returns the shares of ends that are true, and of true ones that were found, in percent."""
    right = found = said = 0
    for ours, theirs in zip(ends, true, strict=True):
        ours, theirs = (np.unique(each)[:-1] for each in (ours, theirs))
        near = np.abs(ours[:, None] - theirs) <= TOLERANCE
        right = right + np.array([near.any(axis=1).sum(), near.any(axis=0).sum()])
        found, said = found + len(ours), said + len(theirs)
    return [100 * float(each) for each in right / np.maximum([found, said], 1)]


def measured(row, speech: Speech, options):
    """Returns the numbers of a row."""
    if row == FREQUENCY:
        written = by_frequency(speech, options)
        found = {"given": speech.error_rate(written), "written": written[:SHOWN], "steps": 0}
    else:
        if row == SUPERVISED:
            (gan, steps), ends = supervised(speech, options), speech.train["ends"]
        else:
            (gan, steps), ends = played(row, speech, options), ends_for(row, speech, options)
        x = speech.test["features"]
        # Segments here as well: frame by frame, a GAN's names change too often to be read.
        written = gan.transcribe(x, gan.find_ends(x))
        hmm, _ = gan.refine(speech.train["features"], ends)
        heard = [each[:count] for each, count in zip(x, gan.frames_heard(x), strict=True)]
        said, _ = hmm.decode(heard, gan.language)
        known = {name: part[: len(x)] for name, part in speech.train.items()}
        found = {
            "known": speech.error_rate(gan.transcribe(known["features"], known["ends"]), known),
            "given": speech.error_rate(gan.transcribe(x, speech.test["ends"])),
            "sounds": speech.error_rate(written),
            "hmm": speech.error_rate(speech.named(said)),
            "boundaries": boundaries(ends, speech.train["ends"]),
            "written": written[:SHOWN],
            "steps": steps,
        }
    print(row, found, flush=True)
    return found


def table(rows, speech: Speech, options) -> str:
    """Returns the page."""
    count = len(speech.train["features"])
    lines = [
        "# Phonemes of a voice that nobody has heard",
        "",
        f"`python -m benchmarks.families.unsupervised_asr --minutes {options.minutes:g} --seed "
        f"{options.seed}`. {count} spoken sentences to learn from, {len(speech.text)} texts of "
        f"other sentences, {len(speech.test['features'])} sentences of another voice, and as many "
        "of those learned from, whose phonemes only the supervised row was told. Phoneme error "
        "rates in percent, silence left out, with their standard errors over sentences; of "
        "the boundaries that a training is given the share that is true, and of true ones the "
        "share that is among them.",
        "",
        "| | voices heard, true ends told | true ends told | from sounds alone | HMM of its "
        "transcripts | boundaries | steps |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        if row not in rows:
            lines.append(f"| {row} | not yet run | | | | | |")
        for one in rows.get(row, {}).values():
            rates = [
                f"{one[name][0]:.1f} ± {one[name][1]:.1f}" if name in one else ""
                for name in ("known", "given", "sounds", "hmm")
            ]
            cut = "{:.0f}, {:.0f}".format(*one["boundaries"]) if "boundaries" in one else ""
            lines.append(f"| {row} | {' | '.join(rates)} | {cut} | {one['steps'] or ''} |")
    lines += [
        "",
        "On TIMIT, of 39 phonemes and many speakers, the papers say in their abstracts:",
        "",
        "| | phoneme error rate |",
        "|---|---|",
        *(f"| {paper} | {rate} |" for paper, rate in TIMIT),
    ]
    said = speech.named(speech.test["said"][:SHOWN])
    for row, seeds in rows.items():
        written = next(iter(seeds.values()))["written"]
        lines += ["", f"The first {SHOWN} sentences by {row}, below what was said:", ""]
        for theirs, ours in zip(said, written, strict=True):
            lines += [f"- {theirs}", f"  - {ours}"]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", nargs="*", default=list(ROWS), choices=ROWS, metavar="ROW")
    parser.add_argument("--minutes", type=float, default=25.0, help="of the processor, a GAN")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="of the supervised training")
    parser.add_argument("--batch_size", type=int, default=48)
    parser.add_argument("--sounds", type=int, default=None, help="of each split, at most")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cells", type=Path, default=Path("runs/unsupervised_asr"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    start_tensorflow(options.threads)
    options.cells.mkdir(parents=True, exist_ok=True)
    options.results.mkdir(parents=True, exist_ok=True)
    speech = Speech(options)
    page = ""
    for row in options.rows:
        found = {row: {options.seed: measured(row, speech, options)}}
        path = options.results / "unsupervised_asr.json"
        rows = with_earlier(found, path, options.minutes, ROWS, alike="minutes")
        page = table(rows, speech, options)
        (options.results / "unsupervised_asr.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
