"""Translates Spanish words into English ones, without a dictionary and with one.

    python -m benchmarks.families.word_translation [--seeds 0 1 2]

The vectors of each language are of sentences that the other has no translation of: pairs of Tatoeba
that share a sentence are kept together, and half of these groups give their Spanish, the other half
their English. A word's vector is its positive pointwise mutual information with the words around
it, brought to some dimensions by a singular value decomposition: of so few sentences that needs
seconds, no seed and SciPy alone. The dictionary is of the pairs' own alignment, by IBM's model 1
in both directions. P@1 is by CSLS, of the 1,000 most frequent words that the dictionary has.

Supervised Procrustes learns from the further words of the dictionary and is judged on the same
words, of which it knows none. Writes benchmarks/results/word_translation.md and .json.
"""

import argparse
import json
import os
import time
from collections import Counter

import numpy as np

from benchmarks.common.places import RESULTS
from benchmarks.common.training_cell import start_tensorflow

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

TESTED, LEAST, WINDOW = 1000, 5, 8


def words_of(texts):
    """Returns the words of each text, lower-cased, without punctuation marks."""
    kept = (
        "".join(c if c.isalnum() or c == "'" else " " for c in text.lower().replace("\u2019", "'"))
        for text in texts
    )
    return [text.split() for text in kept]


def vectors_of(sentences, dimensions):
    """Returns the words of sentences, the most frequent first, and their vectors of length 1."""
    from scipy import sparse
    from scipy.sparse.linalg import svds

    counts = Counter(word for sentence in sentences for word in sentence)
    words = sorted((w for w, n in counts.items() if n >= LEAST), key=lambda w: (-counts[w], w))
    numbers = {word: number for number, word in enumerate(words)}
    near = Counter()
    for sentence in sentences:
        found = [numbers.get(word) for word in sentence]
        for i, a in enumerate(found):
            for j in range(i + 1, min(len(found), i + 1 + WINDOW)):
                if a is not None and found[j] is not None:
                    near[a, found[j]] += 1 / (j - i)
    places = np.array(list(near))
    counted = sparse.csr_matrix((list(near.values()), places.T), shape=(len(words),) * 2)
    counted = (counted + counted.T).tocoo()
    of_word = np.asarray(counted.sum(axis=1)).ravel()
    of_context = of_word**0.75 / np.sum(of_word**0.75)
    information = np.log(counted.data / (of_word[counted.row] * of_context[counted.col]))
    positive = information > 0
    matrix = sparse.csr_matrix(
        (information[positive], (counted.row[positive], counted.col[positive])), counted.shape
    )
    left, sizes, _ = svds(matrix, dimensions, random_state=0)
    vectors = unit(left * np.sqrt(sizes))
    return words, unit(vectors - vectors.mean(axis=0)).astype("float32")


def unit(vectors):
    """Returns vectors of length 1."""
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def alignment(sources, targets, passes=5):
    """Returns t(target | source) of IBM's model 1, by pairs of words."""
    rows = [[*source, ""] for source in sources]
    places = {}
    key, group, number = [], [], 0
    for source, target in zip(rows, targets, strict=True):
        for word in target:
            for other in source:
                key.append(places.setdefault((other, word), len(places)))
                group.append(number)
            number += 1
    key, group = np.array(key), np.array(group)
    names = {}
    of_source = np.array([names.setdefault(source, len(names)) for source, _ in places])
    t = np.ones(len(places))
    for _ in range(passes):
        share = t[key] / np.bincount(group, t[key], minlength=number)[group]
        counted = np.bincount(key, share, minlength=len(places))
        t = counted / np.bincount(of_source, counted)[of_source]
    return dict(zip(places, t, strict=True))


def dictionary_of(spanish, english):
    """Returns for each Spanish word the English ones that both alignments know."""
    there, back = alignment(spanish, english), alignment(english, spanish)
    found = {}
    for (es, en), share in there.items():
        if share >= 0.15 and back.get((en, es), 0) >= 0.05:
            found.setdefault(es, set()).add(en)
    return found


def measured(options):
    """Returns the rows of the table."""
    import keras_gan_zoo
    from keras_gan_zoo.data import load_text_pairs
    from keras_gan_zoo.data.sets.spanish_english import apart
    from keras_gan_zoo.metrics import csls_criterion, csls_nearest, dictionary_precision

    spanish, english = load_text_pairs("spanish_english")
    halves = [words_of(half) for half in apart(spanish, english)]
    (es, x), (en, y) = (vectors_of(half, options.dimensions) for half in halves)
    known = dictionary_of(words_of(spanish), words_of(english))
    number = {word: row for row, word in enumerate(en)}
    known = {word: known[word] & set(en) for word in es if known.get(word, set()) & set(en)}
    tested = dict(list(known.items())[:TESTED])

    def precision(nearest):
        told = {word: [en[row] for row in nearest[i]] for i, word in enumerate(es)}
        return float(dictionary_precision(told, tested))

    pairs = [
        (i, number[min(known[word], key=number.get)])
        for i, word in enumerate(es)
        if word in known and word not in tested
    ]
    from keras_gan_zoo.families.translation.word_translation.refinement import procrustes

    rows, theirs = map(list, zip(*pairs, strict=True))
    turned = x @ procrustes(x[rows], y[theirs]).T
    same = {word: [word] for word in tested}
    found = [
        ("identical spelling", None, float(dictionary_precision(same, tested)), 0.0),
        (
            f"supervised Procrustes, {len(rows):,} other words",
            csls_criterion(turned, y),
            precision(csls_nearest(turned, y)[0]),
            0.0,
        ),
    ]
    print(found, len(es), len(en), flush=True)
    for seed in options.seeds:
        began = time.perf_counter()
        gan = keras_gan_zoo.get(
            "word_translation",
            dimensions=options.dimensions,
            width=options.width,
            discriminator_steps=2,
            choose_every=20,
            seed=seed,
        )
        top = slice(options.most_frequent)
        gan.fit((x[top], y[top]), epochs=options.epochs, verbose=0)
        for stage in ("adversarial", "refined"):
            if stage == "refined":
                gan.refine(x, y)
            score = precision(gan.translations(x, y))
            seconds = time.perf_counter() - began
            found.append((f"seed {seed}, {stage}", gan.criterion(x, y), score, seconds))
            print(found[-1], flush=True)
    return found, (len(es), len(en))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--dimensions", type=int, default=150)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--most_frequent", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    start_tensorflow(options.threads)
    found, sizes = measured(options)
    asked = " ".join(map(str, options.seeds))
    lines = [
        "# Spanish words into English ones",
        "",
        f"`python -m benchmarks.families.word_translation --seeds {asked}`. Vectors of"
        f" {options.dimensions} dimensions, of {sizes[0]:,} Spanish and {sizes[1]:,} English words,"
        f" of sentences that do not meet; P@1 by CSLS of the {TESTED:,} most frequent words that"
        f" the pairs' own alignment translates. {options.epochs} epochs of the"
        f" {options.most_frequent:,} most frequent words. The criterion is of the mapping that is"
        " judged.",
        "",
        "| mapping | criterion | P@1 | seconds |",
        "|---|---|---|---|",
        *(
            f"| {name} | {'' if criterion is None else f'{criterion:.3f}'} | {score:.1%} | "
            f"{seconds:.0f} |"
            for name, criterion, score, seconds in found
        ),
    ]
    (RESULTS / "word_translation.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (RESULTS / "word_translation.json").write_text(json.dumps(found, indent=1) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
