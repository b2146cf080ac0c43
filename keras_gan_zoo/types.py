"""The types that annotations share; importing them imports neither TensorFlow nor NumPy."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, Union

if TYPE_CHECKING:
    import keras
    import numpy as np
    import numpy.typing
    import tensorflow as tf

# `Union` of names in quotes: what they name is imported by a type checker alone, and `X | "Y"` is
# no type while the program runs.

Tensor: TypeAlias = Union["tf.Tensor", "keras.KerasTensor"]
"""A tensor of TensorFlow, or a symbolic one of Keras's functional API."""

ArrayLike: TypeAlias = Union["np.typing.ArrayLike", "tf.Tensor"]
"""What `np.asarray` or `keras.ops.convert_to_tensor` makes an array of."""

Data: TypeAlias = Union["tf.data.Dataset", ArrayLike, Sequence["tf.data.Dataset"]]
"""What `fit` takes: a dataset or an array; of several sets, a sequence of these."""

Images: TypeAlias = ArrayLike | Iterable[ArrayLike]
"""What a metric takes pictures by: an array, or an iterable of batches such as a dataset."""

TokenSequences: TypeAlias = Union["np.ndarray", Sequence[Sequence]]
"""Token sequences of any lengths; a token is a whole number or a word."""

Batch: TypeAlias = Tensor | tuple[Tensor, ...] | Mapping[str, Tensor]
"""What `train_step` takes: a tensor, or several."""

Shape: TypeAlias = tuple[int | Any, ...]
"""The shape of a tensor, batch axis first: a number, or `None` where any will do, for each axis.

`Any` and not `None`, as which axes are known is for each layer to say.
"""

Seed: TypeAlias = Union[int, "keras.random.SeedGenerator", None]
"""A seed, or a generator of seeds; `None` for one that Keras chooses."""

Rate: TypeAlias = Union[float, "keras.optimizers.schedules.LearningRateSchedule"]
"""A learning rate, or its schedule."""

Logs: TypeAlias = Mapping[str, float] | None
"""The losses and metrics that Keras hands to a callback."""

PathLike: TypeAlias = str | os.PathLike
"""The path of a file or a folder."""
