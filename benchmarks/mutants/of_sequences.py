"""The mutants of families that answer a text by another, of their network, and of their judge."""

from benchmarks.mutants.mutant import Mutant, of, of_file

_NETWORK = "tests/networks/test_attention_decoder.py"


def _of_network(name, file, old, new, only):
    return Mutant(f"seq2seq: {name}", f"keras_gan_zoo/{file}.py", old, new, _NETWORK, only)


dialogue = of("text", "dialogue_gan/dialogue_gan", "test_dialogue_gan")
words = of("translation", "word_translation/word_translation", "test_word_translation")
judge = of("text", "dialogue_gan/discriminator", "test_dialogue_gan")
passing = of_file("metrics/text/adversarial_success", "metrics/test_adversarial_success")
ratios = of_file("metrics/text/log_ratios", "metrics/test_style_metrics")

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
    passing(
        "adversarial_success: the judge has seen a held-out question",
        "if (asked in chosen) == wanted]",
        "if wanted <= (asked in chosen)]",
    ),
    passing(
        "adversarial_success: only generated answers are judged",
        "return np.concatenate(found)",
        "return found[1]",
    ),
    passing(
        "adversarial_success: who is undecided is right",
        "np.where(p == 0.5, 0.5, wrong(p))",
        "np.where(p == 0.5, 0.0, wrong(p))",
    ),
    passing(
        "adversarial_success: the judge does not read the question",
        "for asked in question for said in answer}",
        "for asked in question[:0] for said in answer}",
    ),
    passing(
        "judge_reliability: another's answer may be one's own",
        "np.roll(order, 1)",
        "np.roll(order, 0)",
    ),
    passing(
        "judge_reliability: words stay in their order",
        'mixed.append((asked, " ".join(order)))',
        'mixed.append((asked, " ".join(words)))',
    ),
    passing(
        "judge_reliability: a coin is as wrong as it errs",
        "abs(float(score) - CASES[case])",
        "abs(float(score))",
    ),
    ratios(
        "log_ratios: what is frequent weighs as much as what tells",
        "sizes = has @ sparse.diags(ratio)",
        "sizes = has @ sparse.diags(np.ones_like(ratio))",
        "penalised_loss",
    ),
)
