"""Installs a wheel away from its repository, and tries what a user tries first.

    python .ci/try_wheel.py dist/keras_gan_zoo-0.2.0-py3-none-any.whl

Of this Python's packages it takes those that the wheel asks for, TensorFlow among them; the package
itself comes from the wheel alone, which every step checks.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

MAX_BYTES = 100_000_000

LIBRARY = """
import pathlib, sys
import numpy as np
import keras_gan_zoo
from keras_gan_zoo import recipes

assert pathlib.Path(keras_gan_zoo.__file__).is_relative_to(sys.argv[1]), keras_gan_zoo.__file__
families, weights = keras_gan_zoo.list_models(), keras_gan_zoo.list_weights()
names = sum(map(len, weights.values()))
assert len(families) > 50 and names > 30 and len(recipes.list_recipes()) > 30
assert (pathlib.Path(sys.argv[1]) / "keras_gan_zoo" / "py.typed").is_file()
new = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=4)
assert new.generate(2, seed=0).shape == (2, 16, 16, 1)
stored = keras_gan_zoo.get("dcgan", weights="fashion_mnist")
garments = stored.generate(16, seed=0)
assert garments.shape == (16, 28, 28, 1) and np.ptp(garments, axis=0).mean() > 0.5
print(len(families), "families,", names, "stored weights")
"""


def main(wheel: Path) -> None:
    """Tries the wheel."""
    if wheel.stat().st_size > MAX_BYTES:
        sys.exit(f"{wheel} takes {wheel.stat().st_size:,} bytes, where {MAX_BYTES:,} are allowed")
    with tempfile.TemporaryDirectory() as scratch:
        place, here = Path(scratch, "installed").resolve(), Path(scratch, "somewhere")
        here.mkdir()
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
        subprocess.run([*pip, "--target", place, wheel], check=True)
        environment = {**os.environ, "PYTHONPATH": str(place), "TF_CPP_MIN_LOG_LEVEL": "3"}

        def run(*command):
            done = subprocess.run(
                command, cwd=here, env=environment, capture_output=True, text=True
            )
            if done.returncode:
                sys.exit(f"{' '.join(map(str, command))} ended with {done.stdout}{done.stderr}")
            return done.stdout

        program = [sys.executable, place / "bin" / "gan-zoo"]
        print(run(sys.executable, "-c", LIBRARY, place).strip())
        assert "generate MODEL" in run(*program, "--help")
        assert "cyclegan" in run(*program, "list", "*cycle*")
        assert "dcgan_fashion_mnist" in run(
            *program, "train", "--recipe", "dcgan_fashion_mnist", "--dry_run"
        )
        run(*program, "generate", "dcgan/fashion_mnist", "--n", "4", "--output", "garments.png")
        assert (here / "garments.png").stat().st_size > 1000
    print(f"{wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB, works away from its repository")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
