import subprocess
import sys

import numpy as np
import pytest

from keras_gan_zoo.export import TFLiteGenerator, tflite

RUN_ALONE = """
import sys
import numpy as np
from keras_gan_zoo.export import TFLiteGenerator
images = TFLiteGenerator(sys.argv[1], threads=1)(np.zeros((2, 8)))
assert images.shape == (2, 16, 16, 1), images.shape
assert not {"tensorflow", "keras"} & set(sys.modules)
"""


@pytest.fixture(scope="module")
def path(dcgan, tmp_path_factory):
    return tflite(dcgan, tmp_path_factory.mktemp("file") / "gan.tflite", batch_size=4).path


def test_pads_the_last_batch_and_drops_the_padding(path, dcgan):
    generator = TFLiteGenerator(path)
    assert (generator.input_shape, generator.output_shape) == ((4, 8), (4, 16, 16, 1))
    latents = np.random.default_rng(0).standard_normal((9, 8))
    images = generator(latents)
    assert images.dtype == np.float32
    np.testing.assert_allclose(images, dcgan.generate(latents=latents), atol=1e-4)
    assert generator(latents[:0]).shape == (0, 16, 16, 1)


def test_threads_do_not_change_what_is_drawn(path):
    latents = np.random.default_rng(0).standard_normal((4, 8))
    one, two = (TFLiteGenerator(path, threads=threads)(latents) for threads in (1, 2))
    np.testing.assert_allclose(one, two, atol=1e-5)


def test_runs_without_tensorflow_and_without_noise(path):
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALONE, path], capture_output=True, text=True, check=True
    )
    assert done.stdout + done.stderr == ""


@pytest.mark.parametrize("shape", [(2, 7), (8,), (2, 8, 1)])
def test_wrong_shape_is_named(path, shape):
    with pytest.raises(ValueError, match=r"`inputs` must have shape \(n, 8\), got"):
        TFLiteGenerator(path)(np.zeros(shape))


def test_what_is_not_a_file_is_named(tmp_path, path):
    with pytest.raises(FileNotFoundError, match="`path` must be a TF-Lite file"):
        TFLiteGenerator(tmp_path / "missing.tflite")
    for name, content in {"empty": b"", "text": b"hello", "cut": path.read_bytes()[:500]}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=f"`path` must be a TF-Lite file, but .*{name}"):
            TFLiteGenerator(tmp_path / name)


@pytest.mark.parametrize("threads", [0, -1, 1.5])
def test_wrong_threads_are_named(path, threads):
    with pytest.raises(ValueError, match="`threads` must be a positive whole number"):
        TFLiteGenerator(path, threads=threads)


def test_missing_interpreter_is_named(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    with pytest.raises(ImportError, match="pip install ai-edge-litert"):
        TFLiteGenerator(path)
