"""The mutants of the GANs that grow or are driven by styles, and of their layers."""

from benchmarks.mutants.mutant import DETACHED, Mutant

_PROGRESSIVE = "keras_gan_zoo/families/image/progressive_gan"


def progressive(name, file, old, new, only=""):
    """Returns a mutant of the progressive GAN."""
    test = "tests/families/image/test_progressive_gan.py"
    return Mutant(f"progressive_gan: {name}", f"{_PROGRESSIVE}/{file}.py", old, new, test, only)


def layer(name, file, old, new, test):
    """Returns a mutant of a layer."""
    test = f"tests/layers/test_{test}.py"
    return Mutant(f"styles: {name}", f"keras_gan_zoo/layers/{file}.py", old, new, test)


MUTANTS = (
    progressive(
        "a fade begins with the new layers",
        "schedule",
        "(2 * stage - 1) * self.pictures_per_stage",
        "(2 * stage - 2) * self.pictures_per_stage",
        "schedule",
    ),
    progressive(
        "the generator fades the other way",
        "networks",
        "images = smaller + ops.cast(alpha",
        "images = images + ops.cast(alpha",
        "loss",
    ),
    progressive(
        "real pictures are not faded",
        "networks",
        "return smaller + alpha * (images - smaller)",
        "return images",
        "faded",
    ),
    progressive(
        "drift of the scores themselves",
        "progressive_gan",
        "return distance, steepness, ops.mean(ops.square(real))",
        "return distance, steepness, ops.mean(real)",
        "loss",
    ),
    progressive(
        "no gradient of the penalty",
        "progressive_gan",
        "self.gradient_penalty_weight * steepness\n",
        f"self.gradient_penalty_weight * {DETACHED}(steepness)\n",
        "loss",
    ),
    progressive(
        "what is drawn is always the last stage",
        "progressive_gan",
        "if self.is_grown():\n            return super()",
        "if True:\n            return super()",
        "grown",
    ),
    layer(
        "the kernel's constant is not He's",
        "equalized",
        "/ math.sqrt(math.prod(shape[:-1]))",
        "/ math.sqrt(math.prod(shape[:-2]))",
        "equalized",
    ),
    layer(
        "groups of neighbours",
        "minibatch_stddev",
        "ops.tile(deviations, (members,))",
        "ops.repeat(deviations, members)",
        "minibatch_stddev",
    ),
)
