"""The mutants of the families that enlarge photographs, and of their degradations."""

from benchmarks.mutants.mutant import DETACHED, Mutant

FAMILIES = "keras_gan_zoo/families/upscaling"
DEGRADATION = "keras_gan_zoo/layers/degradation"
OF_FAMILIES = "tests/families/upscaling/test_upscaling.py"
OF_DEGRADATIONS = "tests/layers/test_degradation.py"

MUTANTS = (
    Mutant(
        "esrgan: a judge that is not relative",
        f"{FAMILIES}/esrgan.py",
        "return C_r - mean_f, C_f - mean_r",
        "return C_r, C_f",
        OF_FAMILIES,
        "each_player",
    ),
    Mutant(
        "esrgan: only enlarged pictures teach the generator",
        f"{FAMILIES}/esrgan.py",
        "judged = log_loss.fake(real) + log_loss.real(fake)",
        f"judged = log_loss.fake({DETACHED}(real)) + log_loss.real(fake)",
        OF_FAMILIES,
        "each_player",
    ),
    Mutant(
        "srgan: a saturating generator",
        f"{FAMILIES}/srgan.py",
        "self.adversarial_weight * log_loss.real(D(I_SR.outputs))",
        "-self.adversarial_weight * log_loss.fake(D(I_SR.outputs))",
        OF_FAMILIES,
        "each_player",
    ),
    Mutant(
        "srgan: no gradient of the features",
        f"{FAMILIES}/srgan.py",
        'ops.cast(phi(I_SR.outputs), "float32")',
        f'{DETACHED}(ops.cast(phi(I_SR.outputs), "float32"))',
        OF_FAMILIES,
        "each_player",
    ),
    Mutant(
        "esrgan: interpolated the wrong way round",
        "keras_gan_zoo/models/upscaler.py",
        "(1 - alpha) * b + alpha * a",
        "(1 - alpha) * a + alpha * b",
        OF_FAMILIES,
        "mixed",
    ),
    Mutant(
        "upscaling: tiles keep their edges",
        "keras_gan_zoo/models/tiles.py",
        "lasts = [start + size - overlap for",
        "lasts = [start + size for",
        OF_FAMILIES,
        "tiles",
    ),
    Mutant(
        "degradation: a kernel that does not grow when a picture shrinks",
        f"{DEGRADATION}/resampling.py",
        "shrinks = ops.maximum(old / new, 1.0)",
        "shrinks = ops.ones_like(old)",
        OF_DEGRADATIONS,
        "resampling",
    ),
    Mutant(
        "degradation: JPEG in steps of half the table",
        f"{DEGRADATION}/jpeg.py",
        "200 - 2 * quality)",
        "100 - quality)",
        OF_DEGRADATIONS,
        "jpeg",
    ),
)
