"""Gradient clipping on several replicas that equals clipping of the whole batch's gradient."""

from collections.abc import Sequence

import keras
import tensorflow as tf


def clipped_over_replicas(optimizer: keras.optimizers.Optimizer, gradients: Sequence) -> list:
    """Clips the sum of the replicas' gradients, and returns each replica's share.

    A Keras optimizer clips what it is given and then adds the replicas' gradients up: each
    replica's, for its part of the batch, which is another thing than the whole batch's. Here they
    are added up first. What the optimizer then does to the shares changes nothing, as none is
    larger than their sum was allowed to be.

    Args:
        optimizer: The optimizer, or the `LossScaleOptimizer` around one.
        gradients: Those of one replica, of the loss divided by the number of replicas; `None`
            where there is none.

    Returns:
        The shares; the gradients as they are if nothing is clipped or there is one replica.
    """
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    clips = inner.clipnorm or inner.global_clipnorm or inner.clipvalue
    if not clips or replicas == 1:
        return list(gradients)
    scale = optimizer.dynamic_scale if inner is not optimizer else inner.loss_scale_factor or 1.0
    present = [tf.convert_to_tensor(each) for each in gradients if each is not None]
    context = tf.distribute.get_replica_context()
    total = context.all_reduce(tf.distribute.ReduceOp.SUM, present)
    clipped = iter(inner._clip_gradients([each / scale for each in total]))
    return [None if each is None else next(clipped) * (scale / replicas) for each in gradients]
