"""The mutants of the steerable GAN and of its contrasts and angiograms."""

from benchmarks.mutants.mutant import DETACHED, Mutant, of

FAMILY = "steerable_gan"
SET = "keras_gan_zoo/data/sets/angiograms"
SET_TEST = "tests/data/test_angiograms.py"

game = of("translation", f"{FAMILY}/steerable_gan", "test_steerable_gan")
filters = of("translation", f"{FAMILY}/steerable_filters", "test_steerable_gan")

MUTANTS = (
    game(
        "steerable_gan: no gradient of the filters' term",
        "self.steerable_loss(y, fake)",
        f"self.steerable_loss(y, {DETACHED}(fake))",
        "each_player or alone",
    ),
    game(
        "steerable_gan: the filters answer to what was made alone",
        "            y - fake, self.orientations",
        "            fake, self.orientations",
        "each_player or terms",
    ),
    game(
        "steerable_gan: the discriminator judges the contrasts beside nothing",
        "judged = ops.concatenate([x, y], axis=-1) if",
        "judged = ops.concatenate([x, 0 * y], axis=-1) if",
        "each_player",
    ),
    game(
        "steerable_gan: no gradient of the discriminator's judgement",
        "self.adversarial.generator(fake=D(x, fake))",
        f"self.adversarial.generator(fake=D(x, {DETACHED}(fake)))",
        "each_player",
    ),
    game(
        "steerable_gan: the two weights are the wrong way round",
        "lambda_1, lambda_2 = self.adversarial_weight, self.l1_weight",
        "lambda_2, lambda_1 = self.adversarial_weight, self.l1_weight",
        "each_player",
    ),
    Mutant(
        "pix2pix: said to give what it takes",
        "keras_gan_zoo/families/translation/pix2pix.py",
        "return Pictures(self.target_image_shape)\n",
        "return self.takes[0]\n",
        "tests/families/translation/test_pix2pix.py",
        "other_channels",
    ),
    filters(
        "steerable_gan: steered by all frequencies, not by those of one parity",
        "np.arange(-order, order + 1, 2)",
        "np.arange(-order, order + 1)",
        "sums_of_the_basis",
    ),
    filters(
        "steerable_gan: steered the other way round",
        "[:, None] - basis_angles(order)",
        "[:, None] + basis_angles(order)",
        "sums_of_the_basis",
    ),
    filters(
        "steerable_gan: each kernel of its own strength, so that none steers",
        "return kernel - gaussian * kernel.sum() / gaussian.sum()",
        "kernel -= gaussian * kernel.sum() / gaussian.sum()\n"
        "        return kernel / np.sqrt(np.square(kernel).sum())",
        "sums_of_the_basis",
    ),
    filters(
        "steerable_gan: filters that see brightness",
        "return kernel - gaussian * kernel.sum() / gaussian.sum()",
        "return kernel",
        "no_brightness",
    ),
    filters(
        "steerable_gan: across and along change places",
        "hermite(x * np.cos(angle) + y * np.sin(angle))",
        "hermite(y * np.cos(angle) + x * np.sin(angle))",
        "line or turned",
    ),
    filters(
        "steerable_gan: the channels are mixed up",
        'ops.transpose(ops.cast(pictures, "float32"), (0, 3, 1, 2))',
        'ops.cast(pictures, "float32")',
        "bank_answers",
    ),
    filters(
        "steerable_gan: Huber's function goes on too steeply",
        "return within * (ops.abs(differences) - within / 2)",
        "return within * ops.abs(differences) / 2",
        "huber",
    ),
    Mutant(
        "angiograms: the last axis fastest",
        f"{SET}/atlas.py",
        'values.reshape(sides[:3], order="F")',
        "values.reshape(sides[:3])",
        SET_TEST,
        "first_axis",
    ),
    Mutant(
        "angiograms: holes in the brain are left out",
        f"{SET}/atlas.py",
        "brain = ndimage.binary_fill_holes(closed)",
        "brain = closed",
        SET_TEST,
        "fluid",
    ),
    Mutant(
        "angiograms: branches wider than what they leave",
        f"{SET}/vessels.py",
        "tree.radii[at] * random.uniform(0.85, 0.97)",
        "tree.radii[at] / random.uniform(0.85, 0.97)",
        SET_TEST,
        "gets_thinner",
    ),
    Mutant(
        "angiograms: vessels cut off at the next pixel",
        f"{SET}/vessels.py",
        "np.floor(tree.radii + 1).astype(int)",
        "np.floor(tree.radii).astype(int)",
        SET_TEST,
        "breadth",
    ),
    Mutant(
        "angiograms: tissue that never saturates",
        f"{SET}/contrasts.py",
        "(1 - left) / (1 - left * np.cos(flip))",
        "1.0",
        SET_TEST,
        "pulses",
    ),
    Mutant(
        "angiograms: no flow voids",
        f"{SET}/contrasts.py",
        'signal * (1 - VOIDS[name] * seen["flow"])',
        "signal",
        SET_TEST,
        "equations",
    ),
    Mutant(
        "angiograms: the front at the bottom",
        f"{SET}/contrasts.py",
        "np.stack([right, -back, up], axis=-1)",
        "np.stack([right, back, up], axis=-1)",
        SET_TEST,
        "equations",
    ),
    Mutant(
        "angiograms: the test's heads are those of training",
        f"{SET}/sources.py",
        "list(HEADS).index(split))",
        "0)",
        SET_TEST,
        "of_its_own",
    ),
)
