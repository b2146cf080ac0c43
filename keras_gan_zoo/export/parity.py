"""The error of a converted network against the Keras network."""

from dataclasses import dataclass

import numpy as np

from keras_gan_zoo.export.errors import ExportError
from keras_gan_zoo.samples.by_shape import kind_of_shape
from keras_gan_zoo.types import Shape

MAX_ERROR = 1e-4
"""Largest error of a float32 file, as `Parity.max_error` has it."""

MIN_PSNR = {"float16": 50.0, "dynamic": 30.0, "int8": 30.0}
"""Least peak signal-to-noise ratio of a quantized file, in decibels."""

EXAMPLES = 64
"""Inputs compared."""


@dataclass(frozen=True)
class Parity:
    """The error between two arrays: pictures in [-1, 1], or numbers without a bound, as codes are.

    Attributes:
        max_error: Largest absolute difference; where the reference goes beyond 1, as a share of
            its largest value, since a float32 has the same digits for it.
        psnr: Peak signal-to-noise ratio over all of them, in decibels, with a peak of 2, or of
            twice that largest value.
    """

    max_error: float
    psnr: float


def parity(reference: np.ndarray, converted: np.ndarray) -> Parity:
    """Measures the error of `converted` against `reference`.

    Example:
        >>> parity(np.full((1, 8, 8, 3), -1.0), np.full((1, 8, 8, 3), 1.0))
        Parity(max_error=2.0, psnr=0.0)
    """
    reference = np.asarray(reference, "float64")
    largest = max(1.0, float(np.abs(reference).max(initial=0.0)))
    error = np.abs(np.asarray(converted, "float64") - reference) / largest
    with np.errstate(divide="ignore"):
        psnr = 10 * np.log10(4 / np.mean(np.square(error)))
    return Parity(float(error.max()), float(psnr))


def check_parity(measured: Parity, quantize: str | None) -> None:
    """Raises an error if a file's output differs too much from that of Keras.

    Args:
        measured: What `parity` gave.
        quantize: How the file is quantized, which says what is asked of it: a maximum error of
            1e-4 in float32, a PSNR of 50 dB in float16 and of 30 dB in 8 bits.

    Raises:
        ExportError: If it strays further, with by how much. Not a number counts as further.
    """
    if quantize is None:
        close = measured.max_error <= MAX_ERROR
        wanted = f"a maximum error of at most {MAX_ERROR:g}"
    else:
        close = measured.psnr >= MIN_PSNR[quantize]
        wanted = f"a PSNR of at least {MIN_PSNR[quantize]:g} dB"
    if not close:
        raise ExportError(
            f"The converted network differs from Keras by {measured.max_error:.3g} at most and "
            f"{measured.psnr:.1f} dB PSNR, where {quantize or 'float32'} asks for {wanted}; "
            "nothing was written."
        )


def sample_inputs(input_shape: Shape, count: int = EXAMPLES, seed: int = 0) -> np.ndarray:
    """Returns inputs for the comparison, where the user gives none.

    Args:
        input_shape: The network's, batch axis first. (None, n) are latents: standard normal.
            (None, height, width, channels) are pictures in [-1, 1]: random squares of 1, 2, 4
            and 8 pixels, from noise to flat, as normalization by a picture's own variance is
            least forgiving on flat ones.
        count: How many.
        seed: Seed of the draws.

    Returns:
        A float32 array (count, ...).
    """
    return kind_of_shape(tuple(input_shape[1:])).examples(count, seed)
