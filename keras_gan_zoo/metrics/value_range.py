"""Notices pictures that are in another value range than they are passed for.

Floats do not say their range. Read in the wrong one, pictures are scored all the same: those in
[0, 1] read as [-1, 1] have half the contrast, and FID, SSIM and PSNR are of other pictures.
"""

import numpy as np

STANDARD = (-1.0, 1.0)
"""The range of the zoo's pictures, which is assumed where none is given."""

# Images after which a range is told before the last one was seen: one bright picture may well
# have no dark pixel.
_ENOUGH_IMAGES = 32
# Bicubic resizing overshoots a little.
_OVERSHOOT = 0.05
# Among pictures in [0, 1] some pixel is nearly black and some is light. Pictures in [-1, 1] without
# a pixel below their middle grey have no reason to begin at just that grey.
_NEARLY_BLACK, _LIGHT = 0.1, 0.5
# So many levels of bytes are not found by chance.
_LEVELS = 8
_BYTES = 256


class RangeWatch:
    """Watches the values of pictures as they come, and refuses those of another range.

    Where no range is given, [-1, 1] is assumed and pictures that look like [0, 1] are refused. What
    tells them apart are values below 0, which pictures in [0, 1] have none of. Bright pictures have
    none either. If they come from bytes their levels tell: byte / 127.5 - 1 is an odd multiple of
    1/255, byte / 255 is odd or even. Else it tells that they begin at 0.

    Where a range as wide as that of bytes is given, fractions within [-1, 1] are refused. Any other
    range that is given is believed, `(-1, 1)` among them, and so are integers.

    Args:
        name: The argument's name, for the sentence.
        value_range: Lowest and highest value, as the user gave them; `None` if not.
        advice: What to do about pictures in [0, 1]; by default what the functions of
            `keras_gan_zoo.metrics` understand, which take a `value_range`.
        beside: Whether that function takes other pictures too, which may be in another range.

    Example:
        >>> watch = RangeWatch("real")
        >>> watch.see(np.linspace(0, 1, 48).reshape(1, 4, 4, 3))
        >>> watch.finish()
        Traceback (most recent call last):
        ValueError: real has values from 0 to 1 where [-1, 1] is expected, so it looks like ...
    """

    def __init__(
        self,
        name: str,
        value_range: tuple[float, float] | None = None,
        *,
        advice: str | None = None,
        beside: bool = False,
    ):
        self._name = name
        self._advice = advice or _advice(name, beside)
        self._assumed = value_range is None
        self._range = STANDARD if value_range is None else value_range
        wide = self._range[1] - self._range[0] >= (_BYTES - 1) / 2
        self._settled = not (self._assumed or wide)
        self._low, self._high, self._count = np.inf, -np.inf, 0
        self._fractions = False
        # Which levels of bytes in [0, 1] were seen, None once a value was none of them.
        self._levels: np.ndarray | None = np.zeros(_BYTES, bool)

    def see(self, images: np.ndarray) -> None:
        """Looks at a batch.

        Args:
            images: Array `(batch, height, width, channels)`; bytes are let pass.

        Raises:
            ValueError: If enough was seen and it is plainly of another range.
        """
        if self._settled or images.dtype == np.uint8 or not images.size:
            return
        self._low = min(self._low, float(images.min()))
        self._high = max(self._high, float(images.max()))
        self._count += len(images)
        beyond = _OVERSHOOT if self._assumed else 1 + _OVERSHOOT
        if self._low < -beyond or self._high > 1 + _OVERSHOOT:
            self._settled = True
        elif self._assumed:
            self._note_levels(images)
        else:
            self._fractions |= bool(np.any(images != np.rint(images)))
        if self._count >= _ENOUGH_IMAGES:
            self.finish()

    def finish(self) -> None:
        """Judges by what was seen, few pictures or many.

        Raises:
            ValueError: If it is plainly of another range.
        """
        if self._settled or not self._low < self._high:
            return
        low, high = self._range
        came = (
            f"{self._name} has values from {self._low:.4g} to {self._high:.4g} where "
            f"[{low:g}, {high:g}] is expected, so it looks like images in"
        )
        if self._assumed and self._is_of_unit_range():
            raise ValueError(f"{came} [0, 1]: {self._advice}.")
        if not self._assumed and self._fractions:
            signed = self._low < -_OVERSHOOT
            factor = (high - low) / 2 if signed else high - low
            scaled = f"{self._name} * {factor:g}"
            offset = low + factor if signed else low
            scaled += f" + {offset:g}" if offset else ""
            raise ValueError(f"{came} {'[-1, 1]' if signed else '[0, 1]'}: pass {scaled}.")

    def _note_levels(self, images: np.ndarray) -> None:
        if self._levels is None:
            return
        levels = np.asarray(images, np.float64) * (_BYTES - 1)
        whole = np.rint(levels)
        if np.abs(levels - whole).max() < 0.01 and 0 <= whole.min() <= whole.max() < _BYTES:
            self._levels[np.unique(whole).astype(int)] = True
        else:
            self._levels = None

    def _is_of_unit_range(self) -> bool:
        if self._levels is not None:
            seen = np.flatnonzero(self._levels)
            if np.all(seen % 2 == 1):
                return False
            if len(seen) >= _LEVELS:
                return True
        return self._low <= _NEARLY_BLACK and self._high > _LIGHT


def _advice(name: str, beside: bool) -> str:
    if not beside:
        return "pass value_range=(0, 1), or value_range=(-1, 1) if they are indeed so bright"
    return (
        f"pass value_range=(0, 1) if all images are, {name} * 2 - 1 if only these are, or "
        "value_range=(-1, 1) if they are indeed so bright"
    )
