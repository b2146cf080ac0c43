"""Spectral normalization with the gradient through the norm (1802.05957)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class SpectralNormalization(keras.layers.Wrapper):
    r"""Applies a layer with \( W / \sigma(W) \) in place of its kernel W.

    The norm is that of the kernel as a matrix of (everything else) rows and (last axis) columns,
    \( \sigma = v^\top W u \), where u and v come from the power iteration of 1802.05957,
    Algorithm 1. They are held constant in the gradient and the norm is not, so the optimizer
    moves W along the gradient of 1802.05957, eq. 10, and W itself is never assigned.
    `keras.layers.SpectralNormalization` assigns the quotient to the kernel at each training call:
    its gradient lacks the term of the norm, and a generator's step changes the discriminator.

    Each training call makes `power_iterations` iterations and keeps u for the next; inference
    takes u as it is. A discriminator that is called on real and then on fake images has thus made
    two iterations a step where Algorithm 1 makes one: the two calls differ by one iteration of
    a norm that has converged after the first steps. `AdversarialModel.minimize` holds u
    still while another player moves.

    A dense layer is made 1-Lipschitz. A convolution is so up to the overlap of its patches: its
    kernel's matrix has norm 1, and the map it computes at most the root of the number of
    patches that a pixel lies in (1802.05957, section 2.2 takes the same matrix).

    Args:
        layer: A Dense, Conv1D to 3D, transposed convolution, or Embedding layer: one without
            state of its own besides its weights.
        power_iterations: Iterations a training call.
        **kwargs: `name`, as for any layer.

    Input and output shape: those of `layer`.

    Raises:
        TypeError: If `layer` is not a layer.
        ValueError: If `power_iterations` is not a whole number of at least 1, or, when it is built,
            if the layer has neither a `kernel` nor `embeddings`.

    Example:
        >>> SpectralNormalization(keras.layers.Dense(3))(keras.random.normal((2, 5))).shape
        TensorShape([2, 3])

    Reference:
        https://arxiv.org/abs/1802.05957
    """

    def __init__(self, layer: keras.layers.Layer, power_iterations: int = 1, **kwargs: Any):
        if not isinstance(layer, keras.layers.Layer):
            raise TypeError(f"`layer` must be a Keras layer, got {type(layer).__name__}.")
        super().__init__(layer, **kwargs)
        self.power_iterations = check_whole(power_iterations, "power_iterations", least=1)

    def build(self, input_shape: Shape) -> None:
        """Builds the layer, and u as a random unit vector."""
        super().build(input_shape)
        if not hasattr(self.layer, "kernel") and not hasattr(self.layer, "embeddings"):
            raise ValueError(
                f"`layer` must have a kernel or embeddings to normalize, but "
                f"{type(self.layer).__name__} has neither; wrap a Dense, convolutional or "
                "Embedding layer."
            )
        self.u = self.add_weight(
            shape=(self.kernel.shape[-1], 1),
            initializer=_unit_vector,
            dtype="float32",
            autocast=False,
            trainable=False,
            aggregation="only_first_replica",
            name="u",
        )

    @property
    def kernel(self) -> keras.Variable:
        """The kernel W of the wrapped layer, which the optimizer updates."""
        return self.layer.kernel if hasattr(self.layer, "kernel") else self.layer.embeddings

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Applies the layer with its normalized kernel; training calls update u."""
        kernel = ops.cast(self.kernel, "float32")
        matrix = ops.reshape(kernel, (-1, kernel.shape[-1]))
        constant = ops.stop_gradient(matrix)
        u = ops.convert_to_tensor(self.u)
        v = _unit(constant @ u)
        if training:
            for _ in range(self.power_iterations):
                u = _unit(ops.transpose(constant) @ v)
                v = _unit(constant @ u)
            self.u.assign(u)
        sigma = ops.sum(v * (matrix @ u))
        normalized = kernel / ops.maximum(sigma, keras.config.epsilon())
        # Every variable with its present value, or the biases' values of a scope around this one,
        # such as that of `stateless_call`, would be forgotten.
        values = [(variable, variable) for variable in self.layer.variables]
        values.append((self.kernel, normalized))
        with keras.StatelessScope(values, initialize_variables=False):
            return self.layer(inputs)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the output shape of the wrapped layer."""
        return self.layer.compute_output_shape(input_shape)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "power_iterations": self.power_iterations}


def _unit(vector):
    # A kernel of zeros gives the zero vector, not NaN.
    return vector * ops.rsqrt(ops.maximum(ops.sum(ops.square(vector)), 1e-24))


def _unit_vector(shape, dtype):
    return _unit(keras.initializers.RandomNormal(stddev=1.0)(shape, dtype))
