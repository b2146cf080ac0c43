"""Translates English into Spanish and back, from sentences of each that are no pairs.

    python -m benchmarks.families.unsupervised_translation [--rows ...] [--minutes 30] [--seed 0]

Each row translates held-out pairs both ways, and is judged by BLEU of the corpus. The sentences are
short, of at most --length words and punctuation marks of which all are among the --vocabulary_size
most frequent of their language, so that half an hour of one core shows something: what is reached
here is not what the papers reach on news. English sentences are of one half of Tatoeba's pairs,
Spanish ones of the other (`english_and_spanish`).

The beginning is word vectors of each language, counted on those sentences, and a mapping of the one
to the other by `word_translation`. Its game does not find the alignment of so few sentences
(`word_translation.md`), so that the mapping is solved from the --dictionary most frequent words
whose translation is told (Procrustes); the row "no dictionary" begins with what the game finds.
Each further row leaves one ingredient out. Word by word is the dictionary of that beginning: the
nearest by CSLS. The ceiling is `mle_seq2seq` on the pairs themselves, a model each way of half the
minutes.

The minutes are the processor's, those of the stage before the game included. A training goes on
from its last checkpoint in --cells. Writes unsupervised_translation.md and .json into --results.
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import RESULTS
from benchmarks.common.training_cell import TrainingCell, start_tensorflow

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

COPY, WORDS, FAMILY = "copy", "word by word", "unsupervised_translation"
UNTOLD, SUPERVISED = f"{FAMILY}, no dictionary", "mle_seq2seq, on pairs"
BLANK = f"{FAMILY}, without the beginning"
CHANGES = {
    FAMILY: {},
    f"{FAMILY}, without denoising": {"denoising_weight": 0.0},
    f"{FAMILY}, without back-translation": {"back_translation_weight": 0.0},
    f"{FAMILY}, without the adversary": {"adversarial_weight": 0.0},
    BLANK: {},
    UNTOLD: {},
}
ROWS = (COPY, WORDS, *CHANGES, SUPERVISED)
DIMENSIONS = 100
NETWORKS = {"embedding_dim": DIMENSIONS, "units": 128}
BATCH, SHOWN = 64, 5
OF_STAGE = 0.25
"""Share of the minutes that the stage before the game has."""
CHUNK = 3200
"""Sentences of a checkpoint of that stage."""


class Languages:
    """Sentences to learn from, held-out pairs, word vectors, and the words that are told."""

    def __init__(self, options):
        from keras_gan_zoo.data import load_text_pairs, load_text_styles
        from keras_gan_zoo.layers import Tokenizer
        from keras_gan_zoo.models.text_pairs import fitting_pairs

        self.options = options
        self.texts = [part[: options.sentences] for part in load_text_styles("english_and_spanish")]
        sizes = {"vocabulary_size": options.vocabulary_size, "length": options.length}
        self.tokenizers = tuple(Tokenizer.from_texts(part, **sizes) for part in self.texts)
        self.train = tuple(
            tokenizer.encode_fitting(part)
            for tokenizer, part in zip(self.tokenizers, self.texts, strict=True)
        )
        pairs = load_text_pairs("english_and_spanish", "test")
        tested = fitting_pairs(self.tokenizers, pairs)
        rows = np.random.default_rng(0).permutation(len(tested[0]))[: options.tested]
        self.test = tuple(
            tokenizer.decode(part[np.sort(rows)])
            for tokenizer, part in zip(self.tokenizers, tested, strict=True)
        )

    def pairs(self):
        """Returns the tokens of the training pairs that fit, English and Spanish."""
        from keras_gan_zoo.data import load_text_pairs
        from keras_gan_zoo.models.text_pairs import fitting_pairs

        spanish, english = load_text_pairs("spanish_english", limit=self.options.pairs)
        return fitting_pairs(self.tokenizers, (english, spanish))

    def cut(self, texts):
        """Returns the words and marks of each text, as the tokenizers cut it."""
        from keras_gan_zoo.layers import Tokenizer

        every = Tokenizer.from_texts(texts)
        return [text.split() for text in every.decode(every.encode(texts))]

    def vectors(self):
        """Returns words and vectors of each language, counted once."""
        from benchmarks.families.word_translation import vectors_of

        path = self.options.cells / "vectors.npz"
        if not path.exists():
            found = [vectors_of(self.cut(part), DIMENSIONS) for part in self.texts]
            names = ("x_words", "x"), ("y_words", "y")
            arrays = {}
            for pair, (words, vectors) in zip(names, found, strict=True):
                arrays |= {pair[0]: np.array(words), pair[1]: vectors}
            np.savez(path, **arrays)
        kept = np.load(path)
        return [(list(map(str, kept[f"{name}_words"])), kept[name]) for name in "xy"]

    def told(self):
        """Returns the most frequent English words and a Spanish one of each, by the alignment."""
        from benchmarks.families.word_translation import dictionary_of
        from keras_gan_zoo.data import load_text_pairs

        path = self.options.cells / "dictionary.json"
        if not path.exists():
            spanish, english = load_text_pairs("spanish_english", limit=self.options.pairs)
            known = dictionary_of(self.cut(english), self.cut(spanish))
            path.write_text(json.dumps({word: sorted(others) for word, others in known.items()}))
        known = json.loads(path.read_text())
        (x_words, _), (y_words, _) = self.vectors()
        number = {word: row for row, word in enumerate(y_words)}
        pairs = [
            (row, min(number[other] for other in known[word] if other in number))
            for row, word in enumerate(x_words)
            if any(character.isalpha() for character in word)
            and any(other in number for other in known.get(word, ()))
        ]
        return np.array(pairs[: self.options.dictionary])

    def mapping(self, row):
        """Returns a `word_translation` model that takes English vectors to Spanish ones."""
        import keras_gan_zoo
        from keras_gan_zoo.families.translation.word_translation.refinement import procrustes

        (_, x), (_, y) = self.vectors()
        words = keras_gan_zoo.get(
            "word_translation",
            dimensions=DIMENSIONS,
            width=256,
            discriminator_steps=2,
            choose_every=20,
            seed=self.options.seed,
        )
        if row == UNTOLD:
            top = slice(3000)
            words.fit((x[top], y[top]), epochs=self.options.epochs, verbose=0)
            words.refine(x, y)
        else:
            rows, theirs = self.told().T
            (W,) = words.mapping.trainable_variables
            W.assign(procrustes(x[rows], y[theirs]).T)
        return words

    def family(self, row):
        """Returns the family as a row begins."""
        import keras_gan_zoo

        gan = keras_gan_zoo.get(
            "unsupervised_translation",
            source_tokenizer=self.tokenizers[0],
            tokenizer=self.tokenizers[1],
            seed=self.options.seed,
            **NETWORKS,
            **CHANGES.get(row, {}),
        )
        if row != BLANK:
            gan.begin_with_vectors(*self.vectors(), self.mapping(row))
        return gan


def trained(row, languages: Languages, options):
    """Trains a row's model for its minutes, or goes on where an earlier call was stopped."""
    name = f"{row}-{options.minutes:g}-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    gan = cell.model(lambda: languages.family(row))

    def chunk(number):
        return tuple(np.roll(part, -number * CHUNK, axis=0)[:CHUNK] for part in languages.train)

    cell.pretrain(gan, {"translator": OF_STAGE}, chunk, options.minutes, BATCH)
    batches = iter(gan.prepare_data(languages.train, BATCH, shuffle=True).repeat())
    steps = cell.train(gan, batches, options.minutes, 2.0, clock=time.process_time)
    cell.finish()
    return gan, steps


def supervised(languages: Languages, options):
    """Returns what `mle_seq2seq` makes of the held-out sentences, a model each way."""
    import keras_gan_zoo

    written, steps, pairs = [], 0, languages.pairs()
    for place, direction in enumerate(("x_to_y", "y_to_x")):
        way = slice(None, None, -1 if place else 1)
        name = f"{SUPERVISED}-{direction}-{options.minutes:g}-{options.seed}"
        cell = TrainingCell(options.cells, name, row=SUPERVISED, seed=options.seed)
        reads, writes = languages.tokenizers[way]
        model = cell.model(
            lambda reads=reads, writes=writes: keras_gan_zoo.get(
                "mle_seq2seq",
                source_tokenizer=reads,
                tokenizer=writes,
                seed=options.seed,
                **NETWORKS,
            )
        )
        batches = iter(model.prepare_data(pairs[way], BATCH, shuffle=True).repeat())
        clock = time.process_time
        steps += cell.train(model, batches, options.minutes / 2, 2.0, clock=clock)
        cell.finish()
        written.append(model.answer(languages.test[place], temperature=0))
    return written, steps


def translated(row, languages: Languages, options):
    """Returns what a row makes of the English and of the Spanish sentences, and facts of it."""
    english, spanish = languages.test
    if row == COPY:
        return (english, spanish), {"steps": 0}
    if row == SUPERVISED:
        written, steps = supervised(languages, options)
        return written, {"steps": steps}
    if row == WORDS:
        gan, facts = languages.family(row), {"steps": 0}
        write = gan.word_by_word
    else:
        gan, steps = trained(row, languages, options)
        facts = {"steps": steps, "round trip": 100 * gan.round_trip_bleu(english, spanish)}

        def write(texts, direction):
            return gan.answer(texts, direction=direction, temperature=0)

    return [
        write(part, direction=direction)
        for part, direction in zip(languages.test, gan.directions, strict=True)
    ], facts


def measured(row, languages: Languages, options):
    """Returns the numbers of a row."""
    from keras_gan_zoo.metrics import chrf, corpus_bleu

    written, found = translated(row, languages, options)
    ways = ("x_to_y", "y_to_x")
    for name, ours, theirs in zip(ways, written, languages.test[::-1], strict=True):
        cut = [[text.split() for text in each] for each in (ours, theirs)]
        score = corpus_bleu(*cut)
        found[name] = [100 * float(score), 100 * score.error]
        found[f"{name} words"] = 100 * float(corpus_bleu(*cut, largest=1))
        found[f"{name} chrf"] = 100 * float(chrf(ours, theirs))
        found[f"{name} texts"] = list(ours[:SHOWN])
    print(row, found, flush=True)
    return found


def table(rows, languages: Languages, options) -> str:
    """Returns the page."""
    asked = f"--minutes {options.minutes:g} --seed {options.seed}"
    counts = [len(part) for part in languages.train]
    lines = [
        "# English and Spanish, without pairs",
        "",
        f"`python -m benchmarks.families.unsupervised_translation {asked}`. {counts[0]:,} English "
        f"and {counts[1]:,} Spanish sentences to learn from, {len(languages.test[0]):,} held-out "
        f"pairs to translate, all of at most {options.length} words and marks of which all are "
        f"among {options.vocabulary_size:,}; {options.dictionary} words are told. BLEU-4 of the "
        "corpus in percent, with its standard error, BLEU-1 and chrF2; there and back, of the same "
        "sentences against themselves. Trained by the processor's minutes on one core, written "
        "greedily; one seed.",
        "",
        "| | into Spanish | BLEU-1 | chrF2 | into English | BLEU-1 | chrF2 | there and back "
        "| steps |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        if row not in rows:
            lines.append(f"| {row} | not yet run | | | | | | | |")
        for one in rows.get(row, {}).values():
            cells = []
            for name in ("x_to_y", "y_to_x"):
                value, error = one[name]
                cells += [f"{value:.1f} ± {error:.1f}", f"{one[f'{name} words']:.1f}"]
                cells.append(f"{one[f'{name} chrf']:.1f}" if f"{name} chrf" in one else "")
            back = f"{one['round trip']:.1f}" if "round trip" in one else ""
            lines.append(f"| {row} | {' | '.join(cells)} | {back} | {one['steps'] or ''} |")
    for row, seeds in rows.items():
        if row == COPY:
            continue
        one = next(iter(seeds.values()))
        lines += ["", f"The first sentences by {row}:", ""]
        for place, name in enumerate(("x_to_y", "y_to_x")):
            sources = languages.test[place]
            for before, after in zip(sources, one[f"{name} texts"], strict=False):
                lines.append(f"- {before} *became* {after}")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", nargs="*", default=list(ROWS), choices=ROWS, metavar="ROW")
    parser.add_argument("--minutes", type=float, default=30.0, help="of the processor, a row")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--length", type=int, default=10, help="words and marks of a sentence")
    parser.add_argument("--vocabulary_size", type=int, default=3000, help="of each language")
    parser.add_argument("--dictionary", type=int, default=300, help="words that are told")
    parser.add_argument("--epochs", type=int, default=60, help="of the game of words")
    parser.add_argument("--sentences", type=int, default=None, help="of each language, at most")
    parser.add_argument("--pairs", type=int, default=None, help="of the ceiling, at most")
    parser.add_argument("--tested", type=int, default=1000, help="held-out pairs")
    parser.add_argument("--cells", type=Path, default=Path("runs/unsupervised_translation"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    start_tensorflow(options.threads)
    options.cells.mkdir(parents=True, exist_ok=True)
    options.results.mkdir(parents=True, exist_ok=True)
    languages = Languages(options)
    page = ""
    for row in options.rows:
        found = {row: {options.seed: measured(row, languages, options)}}
        path = options.results / "unsupervised_translation.json"
        rows = with_earlier(found, path, options.minutes, ROWS, alike="minutes")
        page = table(rows, languages, options)
        page_path = options.results / "unsupervised_translation.md"
        page_path.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
