"""The mutants of Adam whose moments are kept in half the bits."""

from benchmarks.mutants.mutant import of_file

adam = of_file("engine/speed/half_state_adam", "engine/test_half_state_adam")

MUTANTS = (
    adam(
        "half_state_adam: moments are rounded to the nearest",
        "self.assign(moment, rounded_by_chance(value, seed))",
        "self.assign(moment, tf.cast(value, tf.bfloat16))",
    ),
    adam(
        "half_state_adam: what is added never carries over",
        "chance, tf.constant(16, tf.uint32))",
        "chance, tf.constant(17, tf.uint32))",
    ),
    adam(
        "half_state_adam: each update rounds with the same chance",
        "tf.cast(updates, tf.int32)])",
        "tf.cast(0 * updates, tf.int32)])",
    ),
    adam(
        "half_state_adam: what is no number is rounded, to zero if it is all ones",
        "tf.where(tf.math.is_finite(value), rounded, value)",
        "rounded",
    ),
    adam(
        "half_state_adam: the second moment is not corrected for its start",
        "* tf.sqrt(1 - self.beta_2**t)",
        "* tf.sqrt(1 - 0 * self.beta_2**t)",
    ),
)
