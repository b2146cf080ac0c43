"""Every example in a docstring of `keras_gan_zoo.metrics` runs, and prints what it says.

An example may speak of what its reader has: a model, pictures, texts. Here small ones stand in for
them; what such an example prints must have the form that it says, with other numbers and words.
"""

import doctest
import functools
import importlib
import math
import pkgutil
import re
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import data, metrics
from keras_gan_zoo.metrics import metric
from keras_gan_zoo.metrics.features import inputs
from keras_gan_zoo.metrics.judges.inception import STANDARD_EXTRACTOR
from keras_gan_zoo.metrics.pictures import fid

SIDE = 16


def examples():
    """Every docstring of the package that has an example, by its name within the package."""
    finder, found = doctest.DocTestFinder(exclude_empty=True), {}
    modules = [metrics]
    for module in pkgutil.walk_packages(metrics.__path__, f"{metrics.__name__}."):
        modules.append(importlib.import_module(module.name))
    for module in modules:
        for test in finder.find(module):
            if test.examples:
                found[test.name.removeprefix(f"{metrics.__name__}.")] = (module, test)
    return found


EXAMPLES = examples()

# Those that need trained weights, which have to be fetched; test_inception.py and test_lpips.py run
# these networks where the weights are to be had.
NEED_WEIGHTS = {
    "judges.inception.inception_pool3",
    "judges.inception.load_torchscript_weights",
    "judges.lpips_networks.load_lpips_weights",
    "judges.weights.inception_archive",
    "judges.weights.lpips_weights",
    "pictures.lpips.lpips",
}


def pictures(count, seed):
    return np.random.default_rng(seed).integers(0, 256, (count, SIDE, SIDE, 3), "uint8")


def inception_pool3(method="legacy"):
    """A few means of pixels in place of Inception, under its name."""
    return metrics.FeatureExtractor(
        STANDARD_EXTRACTOR,
        method,
        12,
        lambda x: x.reshape(len(x), 4, -1, 3).mean(2).reshape(-1, 12),
    )


class Decoder:
    """Finds each of 5,000 tokens equally probable."""

    end_token = None

    def log_probs(self, tokens):
        return np.full(tokens.shape, -math.log(5000))

    def mask(self, tokens):
        return np.ones(tokens.shape)


class Model:
    """What an example calls `gan` or `model`: it draws pictures, finds them likely, and writes."""

    players = ()

    def generate(self, n, seed=0):
        return pictures(n, seed) / np.float32(127.5) - 1

    def generate_tokens(self, n, temperature=1.0, seed=0):
        return np.random.default_rng(seed).integers(0, 50, (n, 8))

    def inference_network(self, name):
        return Decoder()

    def log_likelihood(self, images, draws=1, seed=0):
        return -np.arange(900.0, 900.0 + len(images))

    def decoder_and_tokenizer(self):
        return Decoder(), None

    def importance_weighted_bound(self, images, samples, seed, batch_size):
        return np.random.default_rng(seed).normal(-70.1, 20.2, len(images))


@functools.cache
def stand_ins():
    return {
        "captions": [[1, 2, 3]] * 9,
        "extractor": inception_pool3(),
        "faces": np.zeros((8, 64, 64, 3), "uint8"),
        "flow": Model(),
        "gan": Model(),
        "generated_images": pictures(10_000, 4),
        "images": pictures(10_000, 0),
        "inception_pool3": inception_pool3,
        "model": Model(),
        "oracle": Decoder(),
        "photographs": pictures(4, 1),
        "photos": pictures(10_000, 1),
        "real_images": pictures(10_000, 5),
        "references": [[1, 2, 3, 4, 5, 6]] * 9,
        "sequences": np.zeros((4, 20), "int32"),
        "test_images": pictures(100, 2),
        "tokenizer": None,
        "train_images": pictures(600, 3),
        "uniform_decoder": Decoder(),
    }


def rendered_faces(style, first, count, size):
    """Eight random pictures in place of 4,000 drawn faces."""
    faces = [
        {"skin": ("pale", "tan")[i % 2], "glasses": i % 3 == 0, "hair_colour": "red"}
        for i in range(8)
    ]
    return pictures(8, 0), faces


class SameForm(doctest.OutputChecker):
    """Takes any number for any other, and any word in quotes."""

    def check_output(self, want, got, optionflags):
        number = r"\d+(?:,\d+)*(?:\.\d+)?(?:e[-+]\d+)?"
        form = [re.sub(r"'\w+'", "'_'", re.sub(number, "#", text)) for text in (want, got)]
        return super().check_output(*form, optionflags)


@pytest.fixture
def surroundings(tmp_path, monkeypatch):
    """A folder to write in, and small things where an example would fetch or train for minutes."""
    monkeypatch.chdir(tmp_path)
    for module in (inputs, fid):
        monkeypatch.setattr(module, "inception_pool3", inception_pool3)
    monkeypatch.setattr(data, "render_faces", rendered_faces)
    monkeypatch.setattr(data, "word_vectors", lambda tokenizer: np.ones((10, 50)))
    before = dict(metric.METRICS)
    # To trace a classifier takes longer than to train one on so few pictures.
    tf.config.run_functions_eagerly(True)
    yield stand_ins()
    tf.config.run_functions_eagerly(False)
    metric.METRICS.clear()
    metric.METRICS.update(before)


def test_the_examples_left_out_are_there():
    assert set(EXAMPLES) > NEED_WEIGHTS


# The tf.data functions of Keras stay graphs, which is as well.
@pytest.mark.filterwarnings("ignore:Even though the `tf.config:UserWarning")
@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in NEED_WEIGHTS])
def test_the_example_runs_and_prints_what_it_says(name, surroundings):
    module, test = EXAMPLES[name]
    if "HaarFaceDetector" in test.docstring:
        pytest.importorskip("cv2")
    if name == "features.statistics.FeatureStatistics.load":
        earlier = metrics.feature_statistics(surroundings["images"], inception_pool3())
        earlier.save("cifar10_test.npz")
    own = {**vars(module), "np": np, "keras_gan_zoo": keras_gan_zoo}
    source = "".join(example.source for example in test.examples)
    used = {word for word in surroundings if re.search(rf"\b{word}\b(?!=)", source)}
    # A name that the example itself makes is not the reader's.
    used -= set(re.findall(r"^(\w+) =", source, re.MULTILINE))
    told = SimpleNamespace(text="")
    runner = doctest.DocTestRunner(
        checker=SameForm() if used else None,
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    test.globs = {**own, **{word: surroundings[word] for word in used}}
    results = runner.run(
        test, out=lambda text: setattr(told, "text", told.text + text), clear_globs=False
    )
    assert results.failed == 0, told.text
