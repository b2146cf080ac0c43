"""The mutants of the families that write a text in answer to another, and of their network."""

from benchmarks.mutants.mutant import Mutant, of

_NETWORK = "tests/networks/test_attention_decoder.py"


def _of_network(name, file, old, new, only):
    return Mutant(f"seq2seq: {name}", f"keras_gan_zoo/{file}.py", old, new, _NETWORK, only)


dialogue = of("text", "dialogue_gan/dialogue_gan", "test_dialogue_gan")
words = of("translation", "word_translation/word_translation", "test_word_translation")
judge = of("text", "dialogue_gan/discriminator", "test_dialogue_gan")

MUTANTS = (
    _of_network(
        "attention to what fills up a source",
        "layers/global_attention",
        "hidden = ops.where(mask, 0.0, _HIDDEN)[:, None]",
        "hidden = ops.where(mask, 0.0, 0.0)[:, None]",
        "fills_up or softmax",
    ),
    _of_network(
        "the backward reader begins in what fills up",
        "networks/attention_halves",
        "self.backward(embedded, mask=mask)",
        "self.backward(embedded)",
        "fills_up",
    ),
    _of_network(
        "what was read backwards stays in that order",
        "networks/attention_halves",
        "ops.flip(back, axis=1)",
        "back",
        "fills_up",
    ),
    Mutant(
        "seq2seq: tokens after the end count",
        "keras_gan_zoo/networks/decoder.py",
        "return -losses * self.mask(tokens)",
        "return -losses",
        "tests/families/text/test_mle_seq2seq.py",
        "mean_log_probability",
    ),
    dialogue(
        "dialogue_gan: human answers and others change places",
        "cross_entropy.discriminator(real=real, fake=fake)",
        "cross_entropy.discriminator(real=fake, fake=real)",
        "papers_loss",
    ),
    dialogue(
        "dialogue_gan: an answer is compared with itself",
        "baseline=mean_of_others(values),",
        "baseline=ops.mean(values, axis=0, keepdims=True),",
        "papers_loss",
    ),
    dialogue(
        "dialogue_gan: beginnings of what follows the end",
        "ops.floor(uniforms * counts), counts - 1",
        "ops.floor(uniforms * self.length), self.length - 1",
        "beginnings",
    ),
    dialogue(
        "dialogue_gan: rollouts are judged by other questions",
        "told = ops.repeat(x, ops.shape(answers)[0] // rows, axis=0)",
        "told = ops.tile(x, (ops.shape(answers)[0] // rows, 1))",
        "rollouts",
    ),
    judge(
        "dialogue_gan: what fills up a question is read",
        "of_source(sources), mask=mask",
        "of_source(sources), mask=None",
        "discriminator",
    ),
    words(
        "word_translation: the mapping helps the discriminator",
        'self.minimize(lambda: says(s, W(x)), player="mapping")',
        'self.minimize(lambda: says(1.0 - s, W(x)), player="mapping")',
        "papers_loss",
    ),
    words(
        "word_translation: away from the orthogonal matrices",
        "(1.0 + self.beta) * W - self.beta * cubed",
        "(1.0 - self.beta) * W + self.beta * cubed",
        "orthogonal",
    ),
    words(
        "word_translation: the matrix of a refinement is turned the other way",
        "W.assign(procrustes(x[rows], y[theirs]).T)",
        "W.assign(procrustes(x[rows], y[theirs]))",
        "refining",
    ),
    words(
        "word_translation: the last mapping is kept",
        "if found > float(self.best_criterion):",
        "if found > _UNKNOWN:",
        "best_by",
    ),
)
