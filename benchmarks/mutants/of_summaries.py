"""The mutants of summaries without pairs, of copying, and of ROUGE."""

from benchmarks.mutants.mutant import of, of_file

family = of("text", "summary_gan/summary_gan", "test_summary_gan")
scrambling = of("text", "summary_gan/scrambling", "test_scrambling")
base = of_file("models/text_autoencoder", "families/text/test_summary_gan")
copying = of_file("networks/attention_halves", "networks/test_attention_decoder")
rouge = of_file("metrics/text/rouge", "metrics/test_rouge")
index = of_file("data/sets/package_summaries", "data/test_package_summaries")

MUTANTS = (
    family(
        "summary_gan: no gradient through the distributions",
        "ops.mean(D(distributions, training=True))",
        "ops.mean(D(ops.stop_gradient(distributions), training=True))",
        "by_wasserstein",
    ),
    family(
        "summary_gan: the critic lowers human sentences",
        "return -wasserstein + self.penalty_weight * penalty",
        "return wasserstein + self.penalty_weight * penalty",
        "by_reinforce or by_wasserstein",
    ),
    family(
        "summary_gan: drawn words are judged where their distributions are",
        "ops.stop_gradient(self.written(x, y_s)[0]) if whole else self.sure(y_s)",
        "self.sure(y_s)",
        "by_wasserstein",
    ),
    family(
        "summary_gan: what fills a sentence up is judged",
        "return ops.sum(scores * counts, axis=1, keepdims=True) / ops.sum(\n"
        "            counts, axis=1, keepdims=True\n"
        "        )",
        "return ops.mean(scores, axis=1, keepdims=True)",
        "by_reinforce",
    ),
    family(
        "summary_gan: most probable words earn, drawn ones are the baseline",
        "self.reconstruction_loss(x, y_a) - self.reconstruction_loss(x, y_s) + b",
        "self.reconstruction_loss(x, y_s) - self.reconstruction_loss(x, y_a) + b",
        "by_wasserstein or exploration",
    ),
    family(
        "summary_gan: exploration has no end",
        "b = self.exploration * ops.maximum(1.0 - begun, 0.0)",
        "b = self.exploration * (1.0 - begun)",
        "exploration",
    ),
    family(
        "summary_gan: a word earns the score, and not its rise",
        "rewards = (scores - before) * counts",
        "rewards = scores * counts",
        "by_reinforce",
    ),
    family(
        "summary_gan: a word earns what came before it",
        "np.arange(self.length)[:, None] - np.arange(self.length)[None, :]",
        "np.arange(self.length)[None, :] - np.arange(self.length)[:, None]",
        "by_reinforce",
    ),
    family(
        "summary_gan: what stands behind the end is earned by",
        "rewards = (scores - before) * counts",
        "rewards = scores - before",
        "by_reinforce",
    ),
    family(
        "summary_gan: the critic sees the same texts at each of its steps",
        "self.discriminator_step(batch)",
        "self.discriminator_step(batches[0])",
        "texts_of_its_own",
    ),
    family(
        "summary_gan: the first stage shows the text as it is",
        "self.generator.given(source, training=True)",
        "self.generator.given(x, training=True)",
        "stages",
    ),
    base(
        "summary_gan: behind a drawn end anything may stand",
        "return counts[..., None] * ops.exp(log_p) + (1.0 - counts)[..., None] * end, chosen",
        "return ops.exp(log_p), chosen",
        "by_wasserstein",
    ),
    base(
        "summary_gan: a long text weighs more in the reconstruction",
        "return -ops.sum(log_probs, axis=1) / ops.sum(R.mask(x), axis=1)",
        "return -ops.sum(log_probs, axis=1)",
        "by_wasserstein",
    ),
    base(
        "summary_gan: the baseline is drawn, too",
        "most_probable(self.generator.given(x), ops.shape(x)[0])",
        "sample(self.generator.given(x), ops.full((ops.shape(x)[0], self.length), 0.5))",
        "greedy",
    ),
    scrambling(
        "summary_gan: the last place for a span is never taken",
        "ops.cast(counts - size + 1, uniforms.dtype)",
        "ops.cast(counts - size, uniforms.dtype)",
        "spans",
    ),
    scrambling(
        "summary_gan: words that stay are moved as well",
        "ops.where(moves, positions, stay)",
        "positions",
        "changes_places",
    ),
    copying(
        "copying: what is copied is weighed as what is written",
        "(1.0 - generates) * (",
        "generates * (",
        "copied_from",
    ),
    copying(
        "copying: a soft source is copied as if it were sure",
        'words = ops.cast(sources, "float32")',
        "words = ops.one_hot(ops.argmax(sources, axis=-1) + 1, self.vocabulary_size)",
        "soft_source_too",
    ),
    rouge(
        "rouge: counts are not clipped",
        "(counts[0] & counts[1]).total()",
        "sum(count for gram, count in counts[0].items() if gram in counts[1])",
        "rouge_score",
    ),
    rouge(
        "rouge: words in order are those in a row",
        "max(above, lengths[place - 1])",
        "0",
        "subsequence",
    ),
    index(
        "package_summaries: texts of one source come apart",
        '(("text", first), ("line", _ASIDE.sub("", synopsis).lower()))',
        '(("line", synopsis),)',
        "meet",
    ),
    index(
        "package_summaries: a held-out text is trained on, too",
        'parts["test"].append(f"{text}\\t{synopsis}")\n            continue',
        'parts["test"].append(f"{text}\\t{synopsis}")',
        "meet",
    ),
)
