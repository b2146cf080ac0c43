"""Model files that would do harm, or are broken, for benchmarks/reliability/fuzz.py."""

import io
import json
import pickle
import random
import zipfile

import keras
import numpy as np
from hypothesis import strategies as st

from benchmarks.reliability.worker import small
from keras_gan_zoo.cli.picture_sources import open_source

_KINDS = ("lambda", "call", "layer", "pickled", "outside", "deep", "empty", "cut", "flipped")


class _Harm:
    """Makes a folder when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        import os

        return os.mkdir, (str(self.path),)


def models(folder):
    """Returns a strategy of .keras files, and a function that opens one."""
    file, harm = folder / "model.keras", folder.parent / "harm"
    gan = small("gan", seed=0)
    gan.save(file)
    whole = file.read_bytes()
    layer = keras.layers.Lambda(lambda x: x + 1.0)
    keras.Sequential([keras.Input((2,)), layer]).save(file)
    with_lambda = file.read_bytes()

    def read(value):
        kind, seed = value
        file.write_bytes(_content(kind, random.Random(seed), whole, with_lambda, harm))
        open_source(file)
        assert kind == "flipped", f"{kind} was loaded"  # a bit of the archive that means nothing

    return st.tuples(st.sampled_from(_KINDS), st.integers(0, 2**32 - 1)), read


def _content(kind, chance, whole, with_lambda, harm):
    if kind in ("empty", "cut"):
        return whole[: 0 if kind == "empty" else chance.randrange(len(whole))]
    if kind == "flipped":
        content = bytearray(whole)
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        return bytes(content)
    if kind == "lambda":
        return with_lambda
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(parts["config.json"])
    if kind == "call":
        # An argument that is a function of another module, which loading would call.
        module, name = chance.choice(
            [("os", "system"), ("builtins", "eval"), ("pickle", "loads"), ("shutil", "rmtree")]
        )
        called = {"module": module, "class_name": "function", "config": name}
        config["config"][chance.choice(["seed", "ema_decay", "generator"])] = {
            **called,
            "registered_name": chance.choice([name, "function", None]),
        }
    elif kind == "layer":
        module, name = chance.choice([("subprocess", "Popen"), ("os", "mkdir"), ("keras", "Model")])
        config = {
            "module": module,
            "class_name": name,
            "config": chance.choice([{"args": "true"}, {"path": str(harm)}, {}]),
            "registered_name": None,
        }
    elif kind == "deep":
        parts["config.json"] = b'{"config":' * 5000 + b"1" + b"}" * 5000
        config = None
    elif kind == "pickled":
        del parts["model.weights.h5"]
        harmful = pickle.dumps(_Harm(harm))
        weights = io.BytesIO()
        np.savez(weights, __root__=np.array([_Harm(harm)], object))
        parts["model.weights.npz"] = chance.choice([weights.getvalue(), harmful])
        parts["assets/data.pkl"] = harmful
    elif kind == "outside":
        parts[f"../../{harm.name}"] = b"x"
        parts["assets/../../../harm"] = b"x"
        config["config"]["generator"] = None
    if config is not None:
        parts["config.json"] = json.dumps(config).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
