"""The mutants of what helps where pictures are few: augmentation and lazy penalties."""

from benchmarks.mutants.mutant import Mutant

LAYER = "keras_gan_zoo/layers/adaptive_augment.py"
PLACES = "keras_gan_zoo/layers/random_affine.py"
MODEL = "keras_gan_zoo/models/adaptive_augmentation.py"
OF_LAYER = "tests/layers/test_adaptive_augment.py"
OF_PENALTIES = "tests/penalties/test_lazy_penalties.py"
OF_MODEL = "tests/models/test_adaptive_augmentation.py"

MUTANTS = (
    Mutant(
        "ada: the probability falls where it should rise",
        LAYER,
        "ops.sign(r_t - self.target)",
        "ops.sign(self.target - r_t)",
        OF_LAYER,
        "overfitting_says",
    ),
    Mutant(
        "ada: a step forgets how seldom it is taken",
        LAYER,
        '"float32") * self.every / self.pictures',
        '"float32") / self.pictures',
        OF_LAYER,
        "overfitting_says",
    ),
    Mutant(
        "ada: a map of places is not undone but done",
        PLACES,
        "ops.matmul(inverse(matrix), ",
        "ops.matmul(matrix, ",
        OF_LAYER,
        "scipy",
    ),
    Mutant(
        "ada: luma is flipped halfway",
        PLACES,
        "identity - 2 * inverted * grey",
        "identity - 1 * inverted * grey",
        OF_LAYER,
        "papers",
    ),
    Mutant(
        "ada: to be judged moves batch statistics",
        MODEL,
        "FrozenState(self.discriminator.non_trainable_variables)",
        "FrozenState([])",
        OF_MODEL,
        "changes_nothing",
    ),
    Mutant(
        "ada: least squares is judged about 0",
        MODEL,
        "logits - self.logit_boundary",
        "logits - 0.0",
        OF_MODEL,
        "p_moves",
    ),
    Mutant(
        "few: a lazy penalty counts once",
        "keras_gan_zoo/penalties/penalty.py",
        "self.weight * self.every * term",
        "self.weight * term",
        OF_PENALTIES,
        "third",
    ),
    Mutant(
        "few: lecam anchors each side to itself",
        "keras_gan_zoo/penalties/lecam.py",
        'said["real"] - anchors["fake"]',
        'said["real"] - anchors["real"]',
        OF_PENALTIES,
        "lecam",
    ),
    Mutant(
        "few: lecam's anchors count their beginning as zeros",
        "keras_gan_zoo/penalties/lecam.py",
        "ops.stop_gradient(total / weights)",
        "ops.stop_gradient(total)",
        OF_PENALTIES,
        "lecam",
    ),
)
