"""The mutants of text style transfer."""

from benchmarks.mutants.mutant import Mutant, of

style = of("text", "text_style_gan", "test_text_style_gan")

MUTANTS = (
    style(
        "text_style_gan: no gradient through the words that G writes",
        "to_y = self.written(G, x, noise_x)",
        "to_y = ops.stop_gradient(self.written(G, x, noise_x))",
        "relaxed_words_move",
    ),
    style(
        "text_style_gan: nothing is learned of how a text of G is turned back",
        '"style_f": self.style_weight * style(fake=D_X(to_x, training=True)),\n'
        '                "cycle_x": self.cycle_weight * self.negative_log_likelihood(F, to_y, x),',
        '"style_f": self.style_weight * style(fake=D_X(to_x, training=True)),\n'
        '                "cycle_x": self.cycle_weight * self.negative_log_likelihood(\n'
        "                    F, ops.stop_gradient(to_y), x),",
        "turned_back",
    ),
    style(
        "text_style_gan: a text is to pass for the style that it has",
        "style(fake=D_Y(to_y, training=True))",
        "style(fake=D_X(to_y, training=True))",
        "relaxed_words_move",
    ),
    style(
        "text_style_gan: texts of the other style pass for real",
        "ops.concatenate([own, kept, other, turned])",
        "ops.concatenate([own, other, kept, turned])",
        "relaxed_words_move",
    ),
    style(
        "text_style_gan: turned texts of G are taken for kept ones",
        "told_apart(D_Y, sure_y, by_g[rows:], sure_x, by_g[:rows])",
        "told_apart(D_Y, sure_y, by_g[:rows], sure_x, by_g[rows:])",
        "relaxed_words_move",
    ),
    style(
        "text_style_gan: words behind the end are read",
        "return counts * soft + (1.0 - counts) * end",
        "return soft",
        "relaxed_words_move or written",
    ),
    style(
        "text_style_gan: what fills a text up is blanked",
        "ops.logical_and(self.generator_g.source_mask(tokens), uniforms < self.word_drop)",
        "uniforms < self.word_drop",
        "blanks",
    ),
    style(
        "text_style_gan: F keeps texts of X by reading them whole",
        "self.negative_log_likelihood(F, *pair_x)",
        "self.negative_log_likelihood(F, pair_x[1], pair_x[1])",
        "relaxed_words_move or stages",
    ),
    style(
        "text_style_gan: a drawn text earns by the wrong way back",
        "earned_x = self.earned(logits_y, F, to_y, x)",
        "earned_x = self.earned(logits_y, G, to_y, x)",
        "drawn_words_earn",
    ),
    style(
        "text_style_gan: the two directions are one another's baseline",
        "ops.concatenate([mean_of_others(earned_x), mean_of_others(earned_y)])",
        "mean_of_others(ops.concatenate([earned_x, earned_y]))",
        "drawn_words_earn",
    ),
    Mutant(
        "text_style_gan: a soft source is read behind its end",
        "keras_gan_zoo/networks/conditional_decoder.py",
        'return ops.equal(ops.cumsum(ops.cast(ends, "int32"), axis=1), 0)',
        "return ops.logical_not(ends)",
        "tests/networks/test_attention_decoder.py",
        "soft_source",
    ),
)
