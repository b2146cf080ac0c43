"""Random arrays, and files of arrays, for benchmarks/reliability/fuzz.py."""

import io
import random

import numpy as np
from hypothesis import strategies as st

from benchmarks.reliability.worker import small
from keras_gan_zoo import data

_DTYPES = (
    *("float32",) * 8,
    *("float32", "float64", "float16", "uint8", "uint16", "int8", "int32", "int64", "bool"),
    *("complex64", "object", "U3", "S2", "datetime64[s]"),
)
_SHAPES = (
    *((6, 16, 16, 1),) * 8,
    *((6, 16, 16, 1), (6, 16, 16, 3), (6, 16, 16), (16, 16, 1), (6, 1, 16, 16), (6, 256), (6,)),
    *((), (0, 16, 16, 1), (6, 0, 0, 1), (6, 16, 16, 2), (1, 2, 3, 4, 5), (6, 6), (6, 1), (6, 8)),
)
_RANGES = (
    (-1, 1),
    (-1, 1),
    (-1, 1),
    (0, 1),
    (0, 255),
    (-1e3, 1e30),
    (0, 8),
    (0, 0),
    (0.2, 0.3),
    (-1, 7),
)
_SPOILT = (None, None, None, np.nan, np.inf, -np.inf)
_VALUE_RANGES = (None, None, (0, 1), (0, 255), (1, 0), (0,), (0, np.nan), ("a", "b"), 3)
_families = st.sampled_from(["gan", "simgan", "acgan", "seqgan"])
_arrays = st.tuples(
    st.sampled_from(_SHAPES),
    st.sampled_from(_DTYPES),
    st.sampled_from(_RANGES),
    st.sampled_from(_SPOILT),
    st.integers(0, 2**32 - 1),
)
_others = st.sampled_from([None, "x", 3, [], [[1, 2], [3]], {}, [None], [["a"]], b"x", (1, "b")])


def arrays(folder):
    """Returns a strategy of arrays for one of four doors, and a function that takes them there."""
    made = {family: small(family) for family in ("gan", "simgan", "acgan", "seqgan")}

    def read(value):
        door, *arguments = value
        if door == "from_arrays":
            images, labels, value_range = arguments
            labels = labels and _array(labels)
            _check(data.from_arrays(_made(images), labels, value_range=value_range), labels)
        elif door == "fit":
            family, first, second = arguments
            x = _made(first) if second is None else (_made(first), _made(second))
            batches = made[family].prepare_data(x, 2, shuffle=False)
            next(iter(batches))
        elif door == "tokens":
            tokens = data.check_tokens(_made(arguments[0]), vocabulary_size=8, length=6)
            assert tokens.shape[1:] == (6,) and tokens.min() >= 0 and tokens.max() < 8
        else:
            array, suffix, seed = arguments
            path = folder / f"array{suffix}"
            path.write_bytes(_file(_array(array), suffix, random.Random(seed)))
            _check(data.load(path), None)

    some = st.one_of(_arrays, _others)
    values = st.one_of(
        st.tuples(
            st.just("from_arrays"),
            some,
            st.one_of(st.none(), _arrays),
            st.sampled_from(_VALUE_RANGES),
        ),
        st.tuples(st.just("fit"), _families, some, st.one_of(st.none(), some)),
        st.tuples(st.just("tokens"), some),
        st.tuples(
            st.just("load"), _arrays, st.sampled_from([".npy", ".npz"]), st.integers(0, 2**32 - 1)
        ),
    )
    return values, read


def _made(value):
    """Returns an array for what describes one, and anything else as it is."""
    return _array(value) if isinstance(value, tuple) and len(value) == 5 else value


def _array(description):
    shape, dtype, (low, high), spoilt, seed = description
    values = np.random.default_rng(seed).uniform(low, high, shape)
    if dtype.startswith("datetime"):
        values = np.abs(values).astype("int64")
    with np.errstate(all="ignore"):
        array = np.asarray(values).astype(dtype)
    if spoilt is not None and array.dtype.kind == "f" and array.size:
        array.reshape(-1)[seed % array.size] = spoilt
    return array


def _file(array, suffix, moment):
    """Returns the bytes of a file of an array, pickled if need be, half of them damaged."""
    file = io.BytesIO()
    if suffix == ".npy":
        np.save(file, array, allow_pickle=True)
    else:
        names = moment.choice([["images"], ["x_train"], ["x_test"], ["images", "labels"], ["a"]])
        np.savez(file, **dict.fromkeys(names, array))
    content = bytearray(file.getvalue())
    if moment.random() < 0.5:
        for _ in range(moment.randrange(1, 4)):
            content[moment.randrange(min(200, len(content)))] = moment.randrange(256)
        del content[moment.choice((0, moment.randrange(len(content)), len(content))) :]
    return bytes(content)


def _check(dataset, labels):
    """Looks at what was accepted: finite pictures in range, or nothing."""
    for element in dataset.batch(2).take(1):
        images = (element[0] if labels is not None else element).numpy()
        assert images.dtype == "float32" and images.ndim == 4, images.shape
        if images.size:
            assert np.isfinite(images).all() and np.abs(images).max() < 1.2, images.max()
