"""Flows go down the negative log-likelihood: value and gradient held against differences."""

import numpy as np
import pytest
from flows import log_normal, numpy
from keras import ops
from moves import check_moves, descend, moves_in, restore
from small_families import small, values

from keras_gan_zoo.engine.state_guard import FrozenState

X = np.random.default_rng(0).uniform(-1, 1, (6, 4, 4, 1)).astype("float32")
SIZES = {
    "glow": {"levels": 1, "steps": 2, "width": 4},
    "real_nvp": {"levels": 2, "blocks": 1, "width": 4},
}


@pytest.mark.parametrize("family", SIZES)
def test_the_flow_goes_down_its_bits(family):
    flow = small(family, image_shape=(4, 4, 1), seed=5, **SIZES[family])
    flow.flow(X, training=True)  # which begins what is begun by a first batch
    descend(flow)
    random = np.random.default_rng(1)
    for variable in flow.trainable_variables:
        if not np.any(variable.numpy()):  # the last convolutions, behind which nothing would move
            variable.assign(0.1 * random.normal(size=variable.shape))
    flow.dequantize = ops.convert_to_tensor  # the same pictures each time
    state = flow.flow.non_trainable_variables
    before = values(state)

    def bits():
        with FrozenState(state):
            z, log_det = flow.flow(X, training=True)
        nats = log_normal(z) + numpy(log_det) + 16 * np.log(2 / 255)
        return -nats.mean() / (16 * np.log(2))

    moves = moves_in(flow, X)
    restore(state, before)
    check_moves(flow, moves, [("flow", bits)])
