"""The mutants of the video GAN, and of what it is built of."""

from benchmarks.mutants.mutant import DETACHED, Mutant

FAMILY = "keras_gan_zoo/families/video/video_gan"
TEST = "tests/families/video/test_video_gan.py"
PATCHES = "tests/families/video/test_moving_patches.py"

MUTANTS = (
    Mutant(
        "video_gan: the furthest guess is held against the true frame",
        f"{FAMILY}/video_gan.py",
        "ops.argmin(lp + gdl, axis=1)",
        "ops.argmax(lp + gdl, axis=1)",
        TEST,
        "guesses or loss",
    ),
    Mutant(
        "video_gan: the discriminators judge the largest size alone",
        f"{FAMILY}/video_gan.py",
        "return sum(log_loss.real(r) + log_loss.fake(f) for r, f in pairs)",
        "return [log_loss.real(r) + log_loss.fake(f) for r, f in pairs][0]",
        TEST,
        "goes_down_its_loss",
    ),
    Mutant(
        "video_gan: no gradient of the judgement",
        f"{FAMILY}/video_gan.py",
        "fake = self.discriminator([Xs, *fakes.outputs], training=True)\n                judged",
        f"fake = self.discriminator([Xs, *map({DETACHED}, fakes.outputs)], training=True)\n"
        "                judged",
        TEST,
        "goes_down_its_loss",
    ),
    Mutant(
        "video_gan: the clipping stops the gradient",
        f"{FAMILY}/clipping.py",
        "return clipped + (inputs - ops.stop_gradient(inputs))",
        "return clipped + 0 * (inputs - ops.stop_gradient(inputs))",
        TEST,
        "goes_down_its_loss or clipping",
    ),
    Mutant(
        "video_gan: signed differences of gradients",
        "keras_gan_zoo/losses/gradient_difference.py",
        "steps = ops.abs(_steps(images, axis)) - ops.abs(_steps(others, axis))",
        "steps = _steps(images, axis) - _steps(others, axis)",
        "tests/losses/test_gradient_difference.py",
    ),
    Mutant(
        "video_gan: what was predicted is not known for the next frame",
        "keras_gan_zoo/models/video_predictor.py",
        "video = np.concatenate([video[:, 1:], predicted[-1]], axis=1)",
        "video = np.concatenate([video[:, 1:], video[:, -1:]], axis=1)",
        TEST,
        "known_for_the_next",
    ),
    Mutant(
        "video_gan: patches where nothing moves",
        f"{FAMILY}/moving_patches.py",
        "ops.where(motion >= least, chance",
        "ops.where(motion < least, chance",
        PATCHES,
        "likely",
    ),
    Mutant(
        "video_gan: rows and columns of a place are taken for each other",
        f"{FAMILY}/moving_patches.py",
        "_cut(videos, 2, place // columns, size[0])",
        "_cut(videos, 2, place % columns, size[0])",
        PATCHES,
        "likely or alike or most",
    ),
)
