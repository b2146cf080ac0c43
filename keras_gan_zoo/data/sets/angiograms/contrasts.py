"""What a scanner shows of a brain: three contrasts of spin echoes, and an angiogram."""

import numpy as np

from keras_gan_zoo.data.sets.angiograms import vessels
from keras_gan_zoo.data.sets.angiograms.atlas import TISSUES

SIDE = 128
"""Pixels of each side of a picture."""

SPACING = 1.5
"""Millimetres from pixel to pixel."""

HEIGHTS = (-24.0, -17.0, -10.0, -3.0, 4.0, 11.0, 18.0, 25.0)
"""Of a head's slices, in millimetres above the brain's middle, less or more two."""

RELAXATION = {"grey": (1.3, 0.09, 0.85), "white": (0.83, 0.07, 0.7), "fluid": (4.2, 2.0, 1.0)}
"""T1 and T2 in seconds, at 3 T, and the density of protons as a share of water's."""

SEQUENCES = {"T1": (0.35, 0.01), "T2": (4.0, 0.1), "PD": (4.0, 0.02)}
"""Repetition and echo time of each contrast, in seconds."""

VOIDS = {"T1": 0.5, "T2": 0.9, "PD": 0.6}
"""What share of a signal the fastest blood takes with it out of the slice."""

ANGIOGRAM = (0.025, np.radians(25.0))
"""Repetition time in seconds and flip angle of the angiogram."""

SLOWEST = 0.4
"""How bright blood that stands still is in an angiogram, as a share of the fastest."""

_BLOOD = 0.9  # density of its protons
_VARIED = 0.04  # standard deviation of a head's times and densities, as a share
_NOISE = {"T1": 0.03, "T2": 0.03, "PD": 0.03, "angiogram": 0.02}  # as a share of white
_BRIGHTEST = 1.15  # white, in the signal of the brightest tissue
_TURNED, _STRETCHED, _BENT = 5.0, 0.03, 3.0  # degrees, share, millimetres: standard deviations
_SHADED = 0.08  # standard deviation of the coils' gain
_FIELD = 100.0  # millimetres from the middle to where bending and shading end
_KNOTS = {"bent": 6, "shaded": 4}  # of a field, along each axis
_WITHIN = 2  # each pixel is the mean of so many places squared


def spin_echo(repetition: float, echo: float, t1: float, t2: float, density: float) -> float:
    r"""Returns the signal of a tissue, \( \rho (1 - e^{-TR / T_1}) e^{-TE / T_2} \).

    Args:
        repetition: TR, in seconds.
        echo: TE, in seconds.
        t1: In seconds.
        t2: In seconds.
        density: Of the protons, 1 for water.

    Example:
        >>> round(spin_echo(4.0, 0.1, 4.2, 2.0, 1.0), 3)
        0.584
    """
    return float(density * (1 - np.exp(-repetition / t1)) * np.exp(-echo / t2))


def gradient_echo(repetition: float, flip: float, t1: float, density: float) -> float:
    r"""Returns the signal of tissue that stays, and is saturated by one pulse after the other.

    \( \rho \sin\alpha (1 - E) / (1 - E \cos\alpha) \) with \( E = e^{-TR / T_1} \); of blood that
    is new at each pulse it is \( \rho \sin\alpha \).

    Args:
        repetition: TR, in seconds.
        flip: The angle alpha, in radians.
        t1: In seconds; 0 for what is new.
        density: Of the protons.

    Example:
        >>> round(gradient_echo(0.025, np.pi / 2, 0.0, 1.0), 3)
        1.0
    """
    left = np.exp(-repetition / t1) if t1 else 0.0
    return float(density * np.sin(flip) * (1 - left) / (1 - left * np.cos(flip)))


def head(volumes: dict[str, np.ndarray], seed: list[int]) -> dict[str, np.ndarray]:
    """Returns the slices of one head: the average brain, bent in its own way, with its own vessels.

    Args:
        volumes: The shares of tissues, as `keras_gan_zoo.data.sets.angiograms.atlas.tissues` has
            them.
        seed: Decides everything.

    Returns:
        "contrasts", uint8 (slices, 128, 128, 3), T1, T2 and PD; "angiograms", uint8 (slices, 128,
        128, 1); "vessels", bool (slices, 128, 128, 1), where at least half of a pixel is vessel.
        The front is at the top.
    """
    random = np.random.default_rng(seed)
    shares = {name: volumes[name] for name in TISSUES}
    brain = np.any([share > 0 for share in shares.values()], axis=0)
    lumen, flow = vessels.as_volumes(vessels.grow(brain, random), brain.shape)
    axes = _axes(random)
    within = _bent(axes, random) + _middle(brain)
    seen = {name: _looked_up(volume, within) / 255 for name, volume in shares.items()}
    seen |= {"lumen": _looked_up(lumen, within), "flow": _looked_up(flow, within)}
    mask = sum(seen[name] for name in TISSUES) > 0.5
    own = {
        name: np.array(values) * random.normal(1, _VARIED, 3) for name, values in RELAXATION.items()
    }
    pictures = []
    for name, (repetition, echo) in SEQUENCES.items():
        signal = sum(spin_echo(repetition, echo, *own[tissue]) * seen[tissue] for tissue in TISSUES)
        signal = signal * (1 - VOIDS[name] * seen["flow"])
        white = _BRIGHTEST * max(spin_echo(repetition, echo, *RELAXATION[one]) for one in TISSUES)
        pictures.append(_taken(signal / white, name, axes, random) * mask)
    still = sum(
        gradient_echo(*ANGIOGRAM, own[tissue][0], own[tissue][2]) * seen[tissue]
        for tissue in TISSUES
    )
    new = gradient_echo(*ANGIOGRAM, 0.0, _BLOOD)
    bright = SLOWEST * seen["lumen"] + (1 - SLOWEST) * seen["flow"]
    signal = still / new * (1 - seen["lumen"]) + bright
    angiogram = _taken(signal, "angiogram", axes, random) * mask
    return {
        "contrasts": _in_bytes(np.stack(pictures, axis=-1)),
        "angiograms": _in_bytes(angiogram[..., None]),
        "vessels": (seen["lumen"] >= 0.5)[..., None] & mask[..., None],
    }


def _middle(brain):
    """Returns the middle of the box around the brain."""
    sides = [np.flatnonzero(brain.any(axis=tuple({0, 1, 2} - {axis}))) for axis in range(3)]
    return np.array([(side[0] + side[-1]) / 2 for side in sides])


def _axes(random):
    """Returns where the slices look, in millimetres up, back and to the right of the middle."""
    fine = SIDE * _WITHIN
    steps = (np.arange(fine) - (fine - 1) / 2) * SPACING / _WITHIN
    return np.array(HEIGHTS) + random.uniform(-2, 2, len(HEIGHTS)), steps, steps


def _bent(axes, random):
    """Returns where in the average brain a head has its places: turned, stretched and bent.

    Float64 (slices, 256, 256, 3): to the right, to the front and up of the middle.
    """
    turn = np.eye(3)
    for axis, angle in enumerate(np.radians(random.normal(0, _TURNED, 3))):
        one, other = (axis + 1) % 3, (axis + 2) % 3
        about = np.eye(3)
        about[[one, other], [one, other]] = np.cos(angle)
        about[one, other], about[other, one] = -np.sin(angle), np.sin(angle)
        turn = turn @ about
    stretch = np.diag(random.normal(1, _STRETCHED, 3))
    up, back, right = np.meshgrid(*axes, indexing="ij")
    places = np.stack([right, -back, up], axis=-1) @ (turn @ stretch).T
    return places + _BENT * np.stack([_smooth(axes, _KNOTS["bent"], random) for _ in range(3)], -1)


def _smooth(axes, knots, random):
    """Returns a smooth random field over three axes, of a standard deviation of 1 at its knots."""
    from scipy.interpolate import make_interp_spline

    field = random.normal(size=(knots,) * 3)
    between = make_interp_spline(np.linspace(-_FIELD, _FIELD, knots), np.eye(knots))
    for axis in axes:  # each turns the first of those that are left into places, and puts it last
        field = np.tensordot(field, between(np.clip(axis, -_FIELD, _FIELD)), axes=(0, 1))
    return field


def _looked_up(volume, places):
    """Returns a volume at some places, the mean of those within a pixel: (slices, 128, 128)."""
    from scipy.ndimage import map_coordinates

    found = map_coordinates(volume, np.moveaxis(places, -1, 0), "float32", order=1)
    return found.reshape(len(found), SIDE, _WITHIN, SIDE, _WITHIN).mean(axis=(2, 4))


def _taken(signal, name, axes, random):
    """Returns a signal as a coil takes it: more of it here than there, and the size of it noisy."""
    up, back, right = axes
    corners = (up, back[::_WITHIN], right[::_WITHIN])
    gain = 1 + _SHADED * _smooth(corners, _KNOTS["shaded"], random)
    real, other = random.normal(0, _NOISE[name], (2, *signal.shape))
    return np.hypot(signal * gain + real, other)


def _in_bytes(pictures):
    return np.round(255 * np.clip(pictures, 0, 1)).astype("uint8")
