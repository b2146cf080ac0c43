"""The mutants of translation without pairs, of BLEU of a corpus, and of chrF."""

from benchmarks.mutants.mutant import of, of_file

_FOLDER, _TESTS = "unsupervised_translation", "test_unsupervised_translation"

family = of("text", f"{_FOLDER}/unsupervised_translation", _TESTS)
base = of("text", f"{_FOLDER}/two_languages", _TESTS)
noise = of("text", f"{_FOLDER}/noise", _TESTS)
words = of("text", f"{_FOLDER}/dictionary", _TESTS)
networks = of("text", f"{_FOLDER}/networks", _TESTS)
score = of_file("metrics/text/corpus_bleu", "metrics/test_corpus_bleu")
letters = of_file("metrics/text/chrf", "metrics/test_chrf")
apart = of_file("data/sets/spanish_english", "data/test_english_and_spanish")

MUTANTS = (
    family(
        "unsupervised_translation: no gradient of the adversary through the encoder",
        "fooled = self.says(D, (0.0, z_x), (1.0, z_y))",
        "fooled = ops.stop_gradient(self.says(D, (0.0, z_x), (1.0, z_y)))",
        "each_player",
    ),
    family(
        "unsupervised_translation: the encoder helps the discriminator",
        "self.says(D, (0.0, z_x), (1.0, z_y))",
        "self.says(D, (1.0, z_x), (0.0, z_y))",
        "each_player",
    ),
    family(
        "unsupervised_translation: the discriminator's labels are not smooth",
        'self.says(D, (1.0 - s, e.encode(C_x, "x")), (s, e.encode(C_y, "y")))',
        'self.says(D, (1.0, e.encode(C_x, "x")), (0.0, e.encode(C_y, "y")))',
        "each_player",
    ),
    family(
        "unsupervised_translation: states behind the end are judged",
        "losses.append(ops.sum(counts * each) / count)",
        "losses.append(ops.mean(each))",
        "each_player",
    ),
    family(
        "unsupervised_translation: texts are learned by heart, without noise",
        "denoising = self.denoising_terms((z_x, x), (z_y, y))",
        'denoising = self.denoising_terms((e.encode(x, "x"), x), (e.encode(y, "y"), y))',
        "each_player",
    ),
    family(
        "unsupervised_translation: the model learns to write its own translations",
        "losses = denoising | self.back_terms((C_M_x, x), (C_M_y, y))",
        "losses = denoising | self.back_terms((C_M_x, x), (C_M_y, C_M_x))",
        "each_player",
    ),
    family(
        "unsupervised_translation: back-translations are of the average",
        'e = self.encoder\n        to_y = most_probable(self.decoder_y.after(e.encode(x, "x"))',
        'e = self.inference_network("encoder")\n'
        '        to_y = most_probable(self.decoder_y.after(e.encode(x, "x"))',
        "back_translations",
    ),
    family(
        "unsupervised_translation: the first stage reads texts and not their words' translations",
        'self.C(self.by_words(x, "x_to_y")), self.C(self.by_words(y, "y_to_x"))',
        'self.C(self.by_words(x, "x_to_y")), self.C(y[:, : x.shape[1]])',
        "stage",
    ),
    noise(
        "unsupervised_translation: words move one place less",
        "q = positions + (k + 1) *",
        "q = positions + k *",
        "drops_words",
    ),
    noise(
        "unsupervised_translation: all words may be dropped",
        "ops.logical_or(of_drop >= drop, likeliest)",
        "of_drop >= drop",
        "drops_words",
    ),
    noise(
        "unsupervised_translation: what fills a text up is shuffled into it",
        "ops.argsort(ops.where(kept, q, positions + 2.0 * (length + k + 1)), axis=1)",
        "ops.argsort(q, axis=1)",
        "drops_words",
    ),
    words(
        "unsupervised_translation: full stops are translated",
        "if found[token] == UNKNOWN or any(map(str.isalpha, reads.vocabulary[token - 2])):",
        "if True:",
        "word_vectors",
    ),
    base(
        "unsupervised_translation: vectors are not mapped",
        "check_vectors((words, mapping.generate(vectors)), name, dim)",
        "check_vectors((words, vectors), name, dim)",
        "word_vectors",
    ),
    base(
        "unsupervised_translation: the last of several translations stays",
        "for one, other in reversed(both):",
        "for one, other in both:",
        "dictionary",
    ),
    base(
        "unsupervised_translation: averages keep the old beginning",
        "            getattr(self, average).set_weights(getattr(self, name).get_weights())",
        "            getattr(self, average)",
        "word_vectors",
    ),
    networks(
        "unsupervised_translation: both languages are read by one's words",
        'embedding = self.embedding_x if language == "x" else self.embedding_y',
        "embedding = self.embedding_x",
        "each_language",
    ),
    score(
        "corpus_bleu: counts are not clipped",
        "sum((mine & right).values())",
        "sum(count for gram, count in mine.items() if gram in right)",
    ),
    score(
        "corpus_bleu: long translations pay as well",
        "min(1.0, np.exp(1.0 - r / c))",
        "np.exp(-abs(1.0 - r / c))",
    ),
    letters(
        "chrf: what is too much costs more than what is missing",
        "(beta**2 * precision + recall)",
        "(precision + beta**2 * recall)",
        "letter_left_out",
    ),
    letters(
        "chrf: spaces are characters",
        '"".join(text.split())',
        "text",
        "sacrebleu",
    ),
    letters(
        "chrf: counts are not clipped",
        "(ours & theirs).total()",
        "sum(count for gram, count in ours.items() if gram in theirs)",
        "sacrebleu",
    ),
    letters(
        "chrf: an n for which all are too short counts as nothing",
        "counts[(counts[:, :2] > 0).all(axis=1)].T",
        "np.maximum(counts, 1e-9).T",
        "sacrebleu",
    ),
    letters(
        "chrf: a mark is a part of its word",
        "if len(word) > 1 and word[-1] in string.punctuation:",
        "if False:",
        "sacrebleu",
    ),
    apart(
        "english_and_spanish: held-out English is known",
        "if es not in known and en not in known]",
        "if es not in known]",
    ),
)
