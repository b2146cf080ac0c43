import subprocess
import sys

import pytest
from new_process import output_of

import keras_gan_zoo
from keras_gan_zoo.training import LinearDecay

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
    printed = output_of(script)
    assert float(printed.split()[-1]) == pytest.approx(
        float(gan.generate(1, seed=0).sum()), abs=1e-4
    )


@pytest.mark.parametrize("between", ["import tensorflow", "", "import tensorflow_datasets"])
def test_a_process_that_has_imported_nothing_loads_it_too(between, tmp_path):
    """As a user's: what `new_process` runs in has imported TensorFlow already."""
    path = tmp_path / "gan.keras"
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=2, latent_dim=4, seed=0)
    gan.save(path)
    script = f"import keras_gan_zoo\n{between}\nimport keras\n"
    script += f"print(type(keras.models.load_model({str(path)!r})).__name__)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["DCGAN"]


def test_asking_where_keras_is_does_not_use_the_registration_up():
    script = """
import importlib.util, sys
import keras_gan_zoo
for _ in range(2):
    assert importlib.util.find_spec("keras").origin.endswith("__init__.py")
assert "keras" not in sys.modules
import keras
classes = keras.saving.get_custom_objects()
print(sum(name.startswith("keras_gan_zoo>") for name in classes))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > len(keras_gan_zoo.list_models())


ALONE = """
import sys
import keras, keras_gan_zoo
heavy = ("keras_gan_zoo.models", "keras_gan_zoo.families.")
assert not [name for name in sys.modules if name.startswith(heavy)]
loaded = keras.models.load_model(sys.argv[1])
print(sorted(name for name in sys.modules if name.startswith("keras_gan_zoo.families.")))
print(type(loaded).__name__)
"""


def small_translator(**arguments):
    return keras_gan_zoo.get(
        "cyclegan",
        image_shape=(16, 16, 1),
        width=2,
        blocks=1,
        discriminator_width=2,
        discriminator_downsamplings=1,
        **arguments,
    )


def test_a_file_imports_its_own_family_and_its_learning_rate(tmp_path):
    decay = {"learning_rate": LinearDecay(1e-3, 1, 2)}
    small_translator(optimizers={"generators": decay}).save(tmp_path / "gan.keras")
    modules, name = output_of(ALONE, tmp_path / "gan.keras").splitlines()
    assert "keras_gan_zoo.families.translation.cyclegan" in modules
    assert "keras_gan_zoo.families.image.dcgan" not in modules
    assert name == "CycleGAN"


def test_a_network_by_itself_needs_no_family(tmp_path):
    small_translator().generator_g.save(tmp_path / "network.keras")
    assert output_of(ALONE, tmp_path / "network.keras").splitlines() == ["[]", "Functional"]


def test_get_imports_no_other_family():
    script = "import sys, keras_gan_zoo\nkeras_gan_zoo.get('dcgan', width=2, latent_dim=2)"
    script += "\nprint('keras_gan_zoo.families.translation.cyclegan' in sys.modules)"
    assert output_of(script).split()[-1] == "False"


@pytest.mark.parametrize(
    "module", ["layers", "losses", "metrics.judges.inception", "families.translation.cyclegan"]
)
def test_each_module_can_be_the_first_to_import_keras(module):
    output_of(f"import keras_gan_zoo.{module}")
