"""The mutants of speech: of who hears it, of what is written, and of the set that is spoken."""

from benchmarks.mutants.mutant import Mutant, of

asr = of("text", "unsupervised_asr/unsupervised_asr", "test_unsupervised_asr")
segments = of("text", "unsupervised_asr/segments", "test_unsupervised_asr")
decoding = of("text", "unsupervised_asr/decoding", "test_unsupervised_asr")
matching = of("text", "unsupervised_asr/distribution_matching", "test_distribution_matching")
front = of("text", "unsupervised_asr/front", "test_unsupervised_asr")
hmm = of("text", "unsupervised_asr/hmm", "test_phoneme_hmm")
rows = of("text", "unsupervised_asr/decoding", "test_phoneme_hmm")
turn = of("text", "unsupervised_asr/unsupervised_asr", "test_phoneme_hmm")
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
    asr(
        "unsupervised_asr: text is never cut as segments are",
        "p = self.certain(self.as_cut(tokens))",
        "p = self.certain(tokens)",
        LOSS,
    ),
    segments(
        "unsupervised_asr: a window begins with its frame",
        "+ ops.arange(width) - width // 2",
        "+ ops.arange(width)",
        "windows_hold",
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
    hmm(
        "hidden Markov models: a state is left as often as it stays",
        "share = 1.0 - visits[state] / counts[state]",
        "share = visits[state] / counts[state]",
        "first_estimates",
    ),
    hmm(
        "hidden Markov models: a variance is a mean square",
        "np.square(x) / total[:, None] - np.square(mean)",
        "np.square(x) / total[:, None]",
        "first_estimates",
    ),
    hmm(
        "hidden Markov models: pairs of phonemes count the other way round",
        "steps[states - 1 :: states, ::states] = out[:, None] + pairs[1:, 1:]",
        "steps[states - 1 :: states, ::states] = out[:, None] + pairs[1:, 1:].T",
        "unknown_phonemes",
    ),
    hmm(
        "hidden Markov models: speech may end within a phoneme",
        "begin[::states], end[states - 1 :: states] = pairs[0, 1:], out + pairs[1:, 0]",
        "begin[::states], end[:] = pairs[0, 1:], np.repeat(out + pairs[1:, 0], states)",
        "unknown_phonemes",
    ),
    hmm(
        "hidden Markov models: a component is put apart whatever its frames",
        "enough = counts >= 2 * _ENOUGH * self.means.shape[2]",
        "enough = counts >= 0",
        "components_come",
    ),
    rows(
        "hidden Markov models: to stay in a state costs nothing",
        "best = best + stay",
        "best = best + 0",
        "known_phonemes_end",
    ),
    turn(
        "unsupervised_asr: a turn hears what fills up the speech",
        "heard = [each[:count] for each, count in zip(x, self.frames_heard(sounds), strict=True)]",
        "heard = list(x)",
        "a_turn",
    ),
    front(
        "unsupervised_asr: silence behind a sound counts in its mean",
        "heard = ops.cast(loudest > float(np.log(self.floor)) + 1e-3, x.dtype)",
        "heard = ops.ones_like(loudest)",
        "normalised",
    ),
    matching(
        "distribution matching: shares are averaged outside of the logarithm",
        "ln_sum = ops.logsumexp(ops.where(whole[..., None] > 0, ln_z, _NEVER), axis=(0, 1))",
        "return ops.sum(whole[..., None] * ln_z, axis=(0, 1)) / ops.sum(whole)",
        "papers_cost or all_rows",
    ),
    matching(
        "distribution matching: each replica matches the text by itself",
        "ops.logsumexp(whole_batch(ln_sum[None]), axis=0)",
        "ops.logsumexp(ln_sum[None], axis=0)",
        "all_replicas",
    ),
    matching(
        "distribution matching: rows go on behind the last segment",
        "ops.where(whole[..., None] > 0, ln_z, _NEVER)",
        "ln_z",
        "papers_cost or all_rows",
    ),
    matching(
        "distribution matching: n-grams are read backwards",
        "(1, 2, 0))",
        "(1, 2, 0))[::-1]",
        "papers_cost or right_reading",
    ),
    matching(
        "distribution matching: every n-gram is as likely in text",
        "shares = counts[first] / max(1, len(rows))",
        "shares = np.full(len(first), 1 / max(1, len(first)))",
        "papers_cost or are_counted",
    ),
    matching(
        "distribution matching: shares are of the kept n-grams alone",
        "shares = counts[first] / max(1, len(rows))",
        "shares = counts[first] / max(1, counts[first].sum())",
        "papers_cost",
    ),
    matching(
        "distribution matching: n-grams reach into what fills texts up",
        "rows = rows[(rows > 0).all(axis=1)]",
        "rows = rows[(rows > 0).any(axis=1)]",
        "papers_cost or are_counted",
    ),
    matching(
        "distribution matching: the first frame of a segment is to be like the last one's end",
        "ops.logical_and(second[None] < ends[:, -1:], ops.logical_not(new))",
        "ops.broadcast_to(second[None] < ends[:, -1:], ops.shape(new))",
        "papers_cost or one_segment",
    ),
    matching(
        "distribution matching: silence behind the last segment is to be smooth",
        "ops.logical_and(second[None] < ends[:, -1:], ops.logical_not(new))",
        "ops.logical_not(new)",
        "papers_cost or one_segment",
    ),
    matching(
        "distribution matching: frames of a segment need not be alike",
        "return J_ODM + self.intra_weight * J_FS",
        "return J_ODM - self.intra_weight * J_FS",
        "papers_cost",
    ),
    matching(
        "distribution matching: no gradient through the output distribution",
        "p_tau = ops.take_along_axis(ln_p, tau[..., None], axis=1)",
        "p_tau = ops.take_along_axis(ops.stop_gradient(ln_p), tau[..., None], axis=1)",
        "papers_cost",
    ),
    matching(
        "distribution matching: the middle frame of each segment",
        "return segments.frames_within(ends, shares)",
        "return segments.frames_within(ends, 0.0 * shares + 0.5)",
        "any_frame",
    ),
    matching(
        "distribution matching: the text's n-grams are of whole phonemes where segments are cut",
        "self.as_cut(self.tokens_of(phonemes), seed=0)",
        "self.tokens_of(phonemes)",
        "are_counted",
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
