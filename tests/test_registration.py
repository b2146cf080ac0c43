import os
import subprocess
import sys
from pathlib import Path

import pytest

import keras_gan_zoo

IMPORTS = {
    "keras first": "import keras\nimport keras_gan_zoo",
    "the zoo first": "import keras_gan_zoo\nimport keras",
    "another family first": "import keras_gan_zoo\nkeras_gan_zoo.get('cyclegan', "
    "image_shape=(16, 16, 1), width=2, blocks=1, discriminator_width=2, "
    "discriminator_downsamplings=1)\nimport keras",
}


@pytest.mark.parametrize("imports", IMPORTS.values(), ids=IMPORTS.keys())
def test_keras_loads_a_saved_model_in_a_new_process(imports, tmp_path):
    path = tmp_path / "gan.keras"
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=2, latent_dim=4, seed=0)
    gan.save(path)
    script = f"{imports}\nprint(keras.models.load_model({str(path)!r}).generate(1, seed=0).sum())"
    root = str(Path(keras_gan_zoo.__file__).parents[1])
    printed = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": root},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert float(printed.split()[-1]) == pytest.approx(
        float(gan.generate(1, seed=0).sum()), abs=1e-4
    )


@pytest.mark.parametrize("module", ["layers", "losses", "metrics.inception", "models.cyclegan"])
def test_each_module_can_be_the_first_to_import_keras(module):
    root = str(Path(keras_gan_zoo.__file__).parents[1])
    subprocess.run(
        [sys.executable, "-c", f"import keras_gan_zoo.{module}"],
        env={**os.environ, "PYTHONPATH": root},
        check=True,
    )
