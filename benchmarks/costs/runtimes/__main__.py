"""What runs a file: every kind of export of three stored models, in runtimes old and new.

    python -m benchmarks.costs.runtimes [--runtimes litert onnx_runtime] [--venvs FOLDER]

The models draw from latents, from latents and a class, and from a picture. Their files are made
first: float32, float16, dynamic and int8 for TF-Lite, a SavedModel, ONNX by tf2onnx and by Keras's
own `export`, and a Core ML package, which only a Mac can run. Every runtime has a virtual
environment of its own with pinned versions, and runs each file in a process of its own, on four
inputs, one at a time; the pictures are compared with Keras's. `--venvs` keeps the environments,
`--files` the files; after a change of the export, delete the files. Old runtimes need a Python of
another version, which must be on the PATH, such as `python3.9`.

`--stored` also looks for the oldest runtime that draws from each of saved_models/*/*/*.tflite what
the newest one draws.

Writes benchmarks/results/runtimes.json, of which a run replaces the columns it was asked for, and
from that benchmarks/results/runtimes.md.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.common.places import ROOT, environment
from benchmarks.costs.runtimes.settings import (
    CONVERTERS,
    FILES,
    LITE,
    MODELS,
    RUNTIMES,
    Runtime,
)
from benchmarks.costs.runtimes.table import cell, key, reason, write_table

WORKER = Path(__file__).with_name("worker.py")
SECONDS = 120
"""A file may take."""

SAME = 40.0
"""Decibels of PSNR: so close are two versions that round the activations of 8-bit weights apart."""


class NotHere(Exception):
    """What a runtime, or a converter, needs is not to be had; the message is its cell."""


def interpreter_of(version: str | None) -> str:
    """Returns the Python of a version.

    Raises:
        NotHere: If there is none.
    """
    if version in (None, f"{sys.version_info.major}.{sys.version_info.minor}"):
        return sys.executable
    found = shutil.which(f"python{version}")
    if found is None or subprocess.run([found, "-c", ""], capture_output=True).returncode:
        raise NotHere(f"not tried: needs Python {version}")
    return found


def install(python: str | Path, packages: tuple[str, ...], *arguments: str) -> None:
    """Installs wheels.

    Raises:
        NotHere: If there is none of a package.
    """
    command = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
    done = subprocess.run([*command, *arguments, *packages], capture_output=True, text=True)
    if done.returncode:
        why = "no wheel" if "No matching distribution" in done.stderr else "does not install"
        raise NotHere(f"{why} for Python {python_version(python)}")


def python_version(python: str | Path) -> str:
    """Returns the version of an interpreter, such as `3.11`."""
    asked = "import sys; print('{}.{}'.format(*sys.version_info[:2]))"
    return subprocess.run([python, "-c", asked], capture_output=True, text=True).stdout.strip()


def environment_of(runtime: Runtime, folder: Path) -> Path:
    """Returns the interpreter of a runtime's environment, which is made if it is not there."""
    if not runtime.packages:
        return Path(sys.executable)
    place = folder / "-".join(runtime.packages).replace("=", "").replace("<", "_below_")
    if not (place / "complete").exists():
        subprocess.run([interpreter_of(runtime.python), "-m", "venv", place], check=True)
        install(place / "bin" / "python", runtime.packages)
        (place / "complete").touch()
    return place / "bin" / "python"


def packages_of(converter: str, folder: Path) -> Path:
    """Returns the folder of a converter's packages, which is made if it is not there."""
    _, packages = CONVERTERS[converter]
    place = folder / f"beside_{converter}"
    if packages and not (place / "complete").exists():
        install(sys.executable, packages, "--no-deps", "--upgrade", "--target", str(place))
        (place / "complete").touch()
    return place


def make_files(converter: str, model: str, folder: Path, venvs: Path) -> dict[str, str]:
    """Makes a model's files of some kinds, if they are not there.

    Returns:
        By kind, why a file was not made.
    """
    kinds, _ = CONVERTERS[converter]
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / f"{converter}.json"
    if not done.exists():
        try:
            beside = packages_of(converter, venvs)
        except NotHere as error:
            return dict.fromkeys(kinds, str(error))
        command = [sys.executable, "-m", "benchmarks.costs.runtimes.files"]
        said = subprocess.run(
            [*command, converter, model, str(folder)],
            env=environment(PYTHONPATH=f"{ROOT}:{beside}", TF_ENABLE_ONEDNN_OPTS="1"),
            capture_output=True,
            text=True,
        )
        if said.returncode:
            return dict.fromkeys(kinds, f"not made: {reason(said.returncode, said.stderr)}")
    notes = json.loads(done.read_text(encoding="utf-8"))
    return {kind: f"not made: {note}" for kind, note in notes.items()}


def run_file(runtime: Runtime, python: Path, path: Path, signature: str, inputs: Path):
    """Returns what a runtime draws from the inputs, or a sentence why it draws nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        to = Path(scratch) / "pictures.npy"
        arguments = [runtime.worker, str(path), signature, str(inputs), str(to)]
        try:
            done = subprocess.run(
                [str(python), str(WORKER), *arguments],
                capture_output=True,
                text=True,
                timeout=SECONDS,
                errors="replace",
            )
        except subprocess.TimeoutExpired:
            return f"no answer within {SECONDS} s"
        if done.returncode:
            return reason(done.returncode, done.stderr, runtime.tells_before)
        return np.load(to)


def column(name: str, files: Path, venvs: Path, missing: dict[str, dict[str, str]]) -> dict:
    """Returns a column of the table: by kind and model a cell."""
    runtime = RUNTIMES[name]
    try:
        python = environment_of(runtime, venvs)
    except NotHere as error:
        return {key(kind, model): str(error) for kind in runtime.reads for model in MODELS}
    found = {}
    for kind in runtime.reads:
        for model, (_, signature) in MODELS.items():
            if kind in missing[model]:
                found[key(kind, model)] = missing[model][kind]
                continue
            if runtime.worker is None:
                found[key(kind, model)] = "converts; not run"
                continue
            folder = files / model
            path, inputs = folder / FILES[kind], folder / "inputs.npz"
            pictures = run_file(runtime, python, path, signature, inputs)
            found[key(kind, model)] = cell(pictures, np.load(folder / "keras.npy"))
    return found


def stored_inputs(path: Path):
    """Returns the signature of a stored file, and inputs for it."""
    from keras_gan_zoo.export import read_metadata

    described, rng = read_metadata(path), np.random.default_rng(0)
    inputs = {}
    for takes in described["inputs"]:
        shape, low_high = (2, *takes["shape"]), takes["range"]
        if takes["dtype"].startswith("int"):
            inputs[takes["name"]] = rng.integers(1, 3, shape).astype(takes["dtype"])
        elif low_high:
            inputs[takes["name"]] = rng.uniform(*low_high, shape).astype("float32")
        else:
            inputs[takes["name"]] = rng.standard_normal(shape).astype("float32")
    return described["signature"], inputs


def oldest_of_each(venvs: Path) -> dict[str, str]:
    """Returns by stored file the oldest of the runtimes that draws what the newest one draws."""
    from keras_gan_zoo.export.parity import parity

    pythons = {}
    for name in LITE:
        try:
            pythons[name] = environment_of(RUNTIMES[name], venvs)
        except NotHere as error:
            print(f"{RUNTIMES[name].title}: {error}", flush=True)
    found = {}
    for path in sorted((ROOT / "saved_models").glob("*/*/*.tflite")):
        signature, inputs = stored_inputs(path)
        with tempfile.TemporaryDirectory() as scratch:
            given = Path(scratch) / "inputs.npz"
            np.savez(given, **inputs)
            drawn = {
                name: run_file(RUNTIMES[name], python, path, signature, given)
                for name, python in pythons.items()
            }
        newest = drawn[LITE[0]]
        if isinstance(newest, str):
            found[str(path.relative_to(ROOT))] = "none"
            continue
        agree = [
            name
            for name, pictures in drawn.items()
            if not isinstance(pictures, str) and parity(newest, pictures).psnr >= SAME
        ]
        found[str(path.relative_to(ROOT))] = RUNTIMES[agree[-1]].title
        print(path.relative_to(ROOT), found[str(path.relative_to(ROOT))], flush=True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runtimes", nargs="+", choices=RUNTIMES, default=[*RUNTIMES])
    parser.add_argument("--stored", action="store_true", help="and try every stored file")
    parser.add_argument("--venvs", type=Path, help="keep the environments here")
    parser.add_argument("--files", type=Path, help="keep the files here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        venvs = (options.venvs or Path(scratch) / "venvs").absolute()
        files = (options.files or Path(scratch) / "files").absolute()
        venvs.mkdir(parents=True, exist_ok=True)
        wanted = {kind for name in options.runtimes for kind in RUNTIMES[name].reads}
        missing = {model: {} for model in MODELS}
        for converter, (kinds, _) in CONVERTERS.items():
            # The first also makes the inputs and Keras's pictures, and what the last one reads.
            for model in MODELS if converter == "tflite" or wanted & {*kinds} else ():
                missing[model] |= make_files(converter, model, files / model, venvs)
                print(f"{model}: {converter} done", flush=True)
        columns = {}
        for name in options.runtimes:
            columns[name] = column(name, files, venvs, missing)
            print(RUNTIMES[name].title, columns[name], flush=True)
        write_table(columns, oldest_of_each(venvs) if options.stored else None)


if __name__ == "__main__":
    main()
