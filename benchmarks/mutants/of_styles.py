"""The mutants of the GANs that grow or are driven by styles, and of their layers."""

from benchmarks.mutants.mutant import DETACHED, Mutant

_PROGRESSIVE = "keras_gan_zoo/families/image/progressive_gan"


def progressive(name, file, old, new, only=""):
    """Returns a mutant of the progressive GAN."""
    test = "tests/families/image/test_progressive_gan.py"
    return Mutant(f"progressive_gan: {name}", f"{_PROGRESSIVE}/{file}.py", old, new, test, only)


_STYLEGAN2 = "keras_gan_zoo/families/image/stylegan2"


def stylegan2(name, file, old, new, only=""):
    """Returns a mutant of StyleGAN2."""
    test = "tests/families/image/test_stylegan2.py"
    return Mutant(f"stylegan2: {name}", f"{_STYLEGAN2}/{file}.py", old, new, test, only)


def stylegan(name, file, old, new, only=""):
    """Returns a mutant of StyleGAN."""
    test = "tests/families/image/test_stylegan.py"
    path = f"keras_gan_zoo/families/image/stylegan/{file}.py"
    return Mutant(f"stylegan: {name}", path, old, new, test, only)


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
    stylegan2(
        "R1 is not as many times as strong as it is rare",
        "stylegan2",
        "+ self.r1_interval * r1",
        "+ r1",
        "with_them",
    ),
    stylegan2(
        "path lengths do not reach the mapping network",
        "stylegan2",
        "input_gradient(shown, w, detached=False)",
        "input_gradient(shown, w)",
        "with_them",
    ),
    stylegan2(
        "the mean of path lengths is drawn to them",
        "stylegan2",
        "PATH_DECAY * (ops.stop_gradient(ops.mean(lengths)) - a)",
        "0.5 * (ops.mean(lengths) - a)",
        "with_them",
    ),
    stylegan2(
        "the lazy terms come in every step",
        "stylegan2",
        "return ops.equal(self.steps_taken % interval, 0)",
        "return ops.equal(self.steps_taken % 1, 0)",
        "lazy and graph",
    ),
    stylegan2(
        "styles are truncated towards 0",
        "style_driven",
        "mean + truncation * (w - mean) if truncation",
        "truncation * w if truncation",
        "truncation",
    ),
    stylegan2(
        "the second style comes first",
        "style_driven",
        "ops.where(of_first[..., None], first, second)",
        "ops.where(of_first[..., None], second, first)",
        "mixed",
    ),
    layer(
        "no demodulation by the style",
        "modulated_convolution",
        'ops.matmul(ops.square(ops.cast(styles, "float32")), squares)',
        'ops.matmul(ops.ones_like(ops.cast(styles, "float32")), squares)',
        "modulated_convolution",
    ),
    layer(
        "noise of each channel's own",
        "learned_noise",
        "shape = (*ops.shape(inputs)[:3], 1)",
        "shape = ops.shape(inputs)",
        "learned_noise",
    ),
    stylegan(
        "maps are normalized before the leaky ReLU",
        "synthesis",
        "x = ops.leaky_relu(self.with_bias(self.noise(x, training=training)), 0.2)\n"
        "        return self.normalization(x, styles)",
        "x = self.with_bias(self.noise(x, training=training))\n"
        "        return ops.leaky_relu(self.normalization(x, styles), 0.2)",
        "before",
    ),
    stylegan(
        "scales begin about 0",
        "synthesis",
        "* (1.0 + scale) + offset",
        "* scale + offset",
        "scale",
    ),
    stylegan(
        "no R1",
        "stylegan",
        "                + r1\n",
        "",
        "loss",
    ),
    stylegan(
        "all layers take one style",
        "synthesis",
        "x = convolution(x, style, training=training)",
        "x = convolution(x, styles[0], training=training)",
        "w_plus",
    ),
)
