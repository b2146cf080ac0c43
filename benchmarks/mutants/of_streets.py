"""The mutants of the semantic-aware Grad-GAN, and of the streets that it learns from."""

from benchmarks.mutants.mutant import DETACHED, Mutant, of

FAMILY = "semantic_grad_gan"
SET = "keras_gan_zoo/data/sets/streets"
SET_TEST = "tests/data/test_streets.py"

game = of("translation", f"{FAMILY}/semantic_grad_gan", "test_semantic_grad_gan")
terms = of("translation", f"{FAMILY}/semantic_terms", "test_semantic_grad_gan")
mapped = of("translation", f"{FAMILY}/mapped_pictures", "test_semantic_grad_gan")

MUTANTS = (
    game(
        "semantic_grad_gan: what is drawn of x is judged by the map of y",
        "score_of_class(D_Y(fake_y, training=True), s_x, self.cell_y)",
        "score_of_class(D_Y(fake_y, training=True), s_y, self.cell_y)",
        "each_player",
    ),
    game(
        "semantic_grad_gan: the discriminators judge what is drawn by the wrong map",
        'remembered(self.history_y, fakes["y"], s_x)',
        'remembered(self.history_y, fakes["y"], s_y)',
        "each_player",
    ),
    game(
        "semantic_grad_gan: boundaries of the other picture's map",
        'loss["gradient_y"] = lambda_g * L_g(y, fake_x, s_y)',
        'loss["gradient_y"] = lambda_g * L_g(y, fake_x, s_x)',
        "each_player",
    ),
    game(
        "semantic_grad_gan: no gradient of the gradient-sensitive objective",
        "return soft_gradient_loss(picture, drawn, alpha",
        f"return soft_gradient_loss(picture, {DETACHED}(drawn), alpha",
        "each_player or alone_reaches",
    ),
    game(
        "semantic_grad_gan: the two weights are the wrong way round",
        "alpha * class_boundaries(maps) + beta)",
        "beta * class_boundaries(maps) + alpha)",
        "each_player",
    ),
    game(
        "semantic_grad_gan: a game that is turned around",
        "mean_square(judged_x - 1.0)",
        "mean_square(judged_x)",
        "each_player",
    ),
    game(
        "semantic_grad_gan: an older picture with the newest map",
        "return mixed[..., :-1], ops.cast(ops.round(mixed[..., -1]), ",
        "return mixed[..., :-1], ops.cast(ops.round(numbers[..., -1]), ",
        "history_keeps",
    ),
    terms(
        "semantic_grad_gan: an edge has to be as dark on the same side",
        "ops.mean(ops.abs(ops.abs(one) - ops.abs(other)), axis=-1)",
        "ops.mean(ops.abs(one - other), axis=-1)",
        "other_way_round or each_player",
    ),
    terms(
        "semantic_grad_gan: boundaries across alone",
        "ops.logical_or(across, down)",
        "ops.logical_or(across, across)",
        "neighbours",
    ),
    terms(
        "semantic_grad_gan: the edge of a picture is a boundary",
        'ops.pad(ops.cast(maps, "int32"), ((0, 0), (1, 1), (1, 1)), mode="reflect")',
        'ops.pad(ops.cast(maps, "int32"), ((0, 0), (1, 1), (1, 1)))',
        "neighbours",
    ),
    terms(
        "semantic_grad_gan: the scores of all classes count",
        "ops.sum(class_shares(maps, scores.shape[-1], side) * scores, axis=-1",
        "ops.sum(ops.mean(class_shares(maps, scores.shape[-1], side), axis=(1, 2), keepdims=True)"
        " * scores, axis=-1",
        "each_player or judged_as",
    ),
    terms(
        "semantic_grad_gan: a shared place belongs to one class",
        "ops.average_pool(one_hot, side,",
        "ops.max_pool(one_hot, side,",
        "judged_as or each_player",
    ),
    mapped(
        "semantic_grad_gan: maps are shuffled away from their pictures",
        "return tf.data.Dataset.zip((as_examples(pictures), maps))",
        "return tf.data.Dataset.zip((as_examples(pictures), maps.shuffle(9, seed=1)))",
        "unaligned or form",
    ),
    mapped(
        "semantic_grad_gan: numbers that are no class go unnoticed",
        'x = check_numbers(x, kind.classes, which=place, name=name, what="class")',
        "pass",
        "told",
    ),
    Mutant(
        "streets: what is farther hides what is nearer",
        f"{SET}/scenes.py",
        "(first > _NEAREST) & (first < distance[seen])",
        "(first > _NEAREST) & (first > -distance[seen])",
        SET_TEST,
        "each_ray",
    ),
    Mutant(
        "streets: boxes are looked for in too few columns",
        f"{SET}/scenes.py",
        "columns = sideways / ahead\n",
        "columns = 0.9 * sideways / ahead\n",
        SET_TEST,
        "each_ray",
    ),
    Mutant(
        "streets: colours hang on what is visible",
        f"{SET}/looks.py",
        "        own = seen.thing == thing\n",
        "        own = seen.thing == thing\n        random.random(own.sum())\n",
        SET_TEST,
        "another_size or few_colours",
    ),
    Mutant(
        "streets: each look has a map of its own",
        f"{SET}/scenes.py",
        "random = np.random.default_rng([number, 1])",
        "random = np.random.default_rng()",
        SET_TEST,
        "both_looks",
    ),
    Mutant(
        "streets: training shows the same streets in both looks",
        f"{SET}/sources.py",
        '"train": (0, 100_000)',
        '"train": (0, 0)',
        SET_TEST,
        "different_streets",
    ),
    Mutant(
        "streets: far surfaces are as fine as near ones",
        f"{SET}/looks.py",
        "np.log2(np.maximum(fine, 1))",
        "np.log2(np.minimum(fine, 1) + 1) * 0",
        SET_TEST,
        "coarse",
    ),
    Mutant(
        "worker processes: records in the workers' order, not the numbers'",
        "keras_gan_zoo/machine/worker_processes.py",
        "zip(numbers, itertools.cycle(workers), strict=False)",
        "zip(numbers, itertools.cycle(workers[::-1]), strict=False)",
        SET_TEST,
        "processes_draw",
    ),
)
