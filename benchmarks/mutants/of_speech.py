"""The mutants of speech: of who hears it, of what is written, and of the set that is spoken."""

from benchmarks.mutants.mutant import Mutant, of

asr = of("text", "unsupervised_asr/unsupervised_asr", "test_unsupervised_asr")
segments = of("text", "unsupervised_asr/segments", "test_unsupervised_asr")
decoding = of("text", "unsupervised_asr/decoding", "test_unsupervised_asr")
front = of("text", "unsupervised_asr/front", "test_unsupervised_asr")
LOSS = "papers_loss"

MUTANTS = (
    asr(
        "unsupervised_asr: true sequences and relaxed ones change places",
        "return score(y) - score(p) + self.penalty_weight * penalty",
        "return score(p) - score(y) + self.penalty_weight * penalty",
        LOSS,
    ),
    asr(
        "unsupervised_asr: nothing holds the discriminator's slope",
        "score(y) - score(p) + self.penalty_weight * penalty",
        "score(y) - score(p) + 0 * penalty",
        LOSS,
    ),
    asr(
        "unsupervised_asr: two frames of a segment need not be alike",
        "+ self.intra_weight * apart",
        "- self.intra_weight * apart",
        LOSS,
    ),
    asr(
        "unsupervised_asr: the second draw is not judged",
        "-0.5 * (score(y) + score(y2))",
        "-score(y)",
        LOSS,
    ),
    asr(
        "unsupervised_asr: what fills up counts among the segments",
        "ops.maximum(ops.sum(segments.present(ends)), 1.0)",
        "ops.cast(ops.size(ends), 'float32')",
        LOSS,
    ),
    asr(
        "unsupervised_asr: the noise is as warm as the logits",
        "(logits + noise) / self.temperature",
        "logits / self.temperature + noise",
        LOSS,
    ),
    asr(
        "unsupervised_asr: what fills up is a phoneme",
        "return y * segments.present(ends)[..., None]",
        "return y",
        "fills_up",
    ),
    segments(
        "unsupervised_asr: a frame of the next segment is drawn",
        "ops.minimum(start + inside, ends - 1)",
        "ops.minimum(start + inside, ends)",
        "drawn_within",
    ),
    segments(
        "unsupervised_asr: ends wherever anything changes",
        "least = _LEAST * change.mean() if count else 0.0",
        "least = 0.0",
        "ends_are_found",
    ),
    decoding(
        "unsupervised_asr: pairs are counted the other way round",
        "np.add.at(counts, (before, after), 1)",
        "np.add.at(counts, (after, before), 1)",
        "pairs_are_counted",
    ),
    decoding(
        "unsupervised_asr: the path ends anywhere",
        "np.argmax(best + end)",
        "np.argmax(best)",
        "best_path",
    ),
    front(
        "unsupervised_asr: silence behind a sound counts in its mean",
        "heard = ops.cast(loudest > float(np.log(self.floor)) + 1e-3, x.dtype)",
        "heard = ops.ones_like(loudest)",
        "normalised",
    ),
    Mutant(
        "phoneme_error_rate: each utterance counts as much",
        "keras_gan_zoo/metrics/text/phoneme_error_rate.py",
        "rate, count = edits.sum() / said.sum(), len(pairs)",
        "rate, count = np.mean(edits / np.maximum(said, 1)), len(pairs)",
        "tests/metrics/test_phoneme_error_rate.py",
        "together",
    ),
    Mutant(
        "spoken_sentences: a phoneme between two frames is none",
        "keras_gan_zoo/data/sets/spoken_sentences/sources.py",
        "before + 1, last - (len(ends) - 1 - place)",
        "before, last",
        "tests/data/test_spoken_sentences.py",
        "has_a_frame",
    ),
)
