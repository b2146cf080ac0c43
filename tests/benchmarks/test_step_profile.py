"""The work of a step is counted as on paper, and the profile's operations sorted by kind."""

import tensorflow as tf

from benchmarks.costs.step_profile.profile_worker import KINDS, kind_of, operation_seconds
from benchmarks.costs.step_profile.report import TITLES, notes, table
from benchmarks.costs.step_profile.step_work import Work, floor_seconds, step_work


def test_the_work_of_a_convolution_its_gradients_and_a_product():
    kernel, matrix = tf.ones((4, 4, 3, 8)), tf.ones((8, 5))

    @tf.function
    def step(images):
        with tf.GradientTape() as tape:
            tape.watch((images, kernel, matrix))
            maps = tf.nn.conv2d(images, kernel, 2, "SAME")
            loss = tf.reduce_sum(tf.reshape(maps, (-1, 8)) @ matrix)
        return loss, *tape.gradient(loss, (images, kernel))

    works = step_work(step.get_concrete_function(tf.TensorSpec((2, 6, 6, 3))).graph)
    # 18 pixels of 8 channels, each of 48 weights; 4 bytes a number; a shape of 4 is a number more.
    images, maps, weights, sums = 2 * 6 * 6 * 3, 18 * 8, 48 * 8, 2 * 18 * 8 * 48
    assert [work.operations for work in works] == [sums, 2 * 18 * 8 * 5, 2 * 18 * 8 * 5, sums, sums]
    assert works[0].bytes == 4 * (images + maps + weights)
    assert works[3].bytes == works[4].bytes == works[0].bytes + 16
    assert floor_seconds([Work(60, 10), Work(6, 10)], 10.0, 5.0) == 6.0 + 2.0


def test_operations_are_sorted_by_kind():
    assert set(TITLES) == set(KINDS)
    assert kind_of("_MklNativeFusedConv2D") == "products"
    assert kind_of("_MklNativeFusedBatchNormGradV3") == "normalisation"
    assert kind_of("ResourceApplyAdam") == "optimizers"
    assert kind_of("LeakyReluGrad") == "arithmetic"


def test_a_profile_tells_what_the_operations_took(tmp_path):
    product = tf.function(lambda matrix: tf.reduce_sum(matrix @ matrix))
    matrix = tf.ones((256, 256))
    product(matrix)
    tf.profiler.experimental.start(str(tmp_path))
    product(matrix).numpy()
    tf.profiler.experimental.stop()
    seconds = operation_seconds(tmp_path)
    assert any("MatMul" in operation for operation in seconds)
    assert all(0 < taken < 60 for taken in seconds.values())


def test_the_table_tells_shares_and_the_floor():
    kinds = {"products": 0.06, "normalisation": 0.0, "moving": 0.01, "optimizers": 0.01}
    result = {
        "seconds": 0.1,
        "kinds": kinds | {"random": 0.0, "arithmetic": 0.005},
        "operations_a_second": 1e11,
        "bytes_a_second": 1e10,
        "operations": 4e9,
        "bytes": 2e8,
        "floor": 0.05,
    }
    row = table({"dcgan_32": result})[-1]
    assert row.startswith("| dcgan_32 | 100 | 60.0% | 0.0% | 10.0% | 10.0% | 0.0% | 5.0% |")
    assert row.endswith("| 4.0 | 0.20 | 50 | 50% |")
    assert "100 to 100 GFLOP/s" in notes({"dcgan_32": result})
