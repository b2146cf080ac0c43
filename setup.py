"""Packaging of keras_gan_zoo. Lower bounds are the oldest releases the suite was run with."""

import pathlib
import re

from setuptools import find_packages, setup

ROOT = pathlib.Path(__file__).parent
VERSION = re.search(
    r'^__version__ = "(.+)"$', (ROOT / "keras_gan_zoo/version.py").read_text(), re.MULTILINE
).group(1)

# Trained weights and recipes lie beside the package, and are installed inside of it.
BESIDE = {
    package: folder
    for package, folder in (
        ("keras_gan_zoo.saved_models", "saved_models"),
        ("keras_gan_zoo.recipe_files", "recipes"),
    )
    if (ROOT / folder).is_dir()
}
FILES = {"keras_gan_zoo.saved_models": ["*/*/*"], "keras_gan_zoo.recipe_files": ["*.yaml"]}

# Cartoon faces drawn on this machine, without the network.
DATA = ["dicebear-core>=10.7,<11", "dicebear-styles>=10.6,<11", "resvg-py>=0.5,<1"]
TFLITE = ["ai-edge-litert>=2.1"]
# It imports pkg_resources, which setuptools has no more from 82 on.
HUB = ["tensorflow-hub>=0.16", "setuptools<82"]
TFDS = ["tensorflow-datasets>=4.9.7", "importlib-resources>=6"]  # the second it forgets to name
DETECTORS = ["opencv-python-headless>=4.9,<5"]  # faces in photographs
TRACK = ["tensorboard>=2.19"]
FILM = ["av>=14"]  # .mp4 files
SOUND = ["soundfile>=0.12"]  # .flac and .ogg files
GAMES = ["ale-py>=0.11"]  # Ms. Pac-Man, played on this machine
TEXT = ["pyarrow>=15"]  # the words of GloVe's vectors
FORMATS = ["lmdb>=1.4", "pyarrow>=15"]  # databases and tables of pictures
# The pages of `make docs`; the API is read as text, by griffe.
DOCS = ["mkdocs-material>=9.6.14", "mkdocstrings-python>=1.16.12"]
LECTURES = ["jupytext>=1.16", "nbclient>=0.8", "nbformat>=5.9", "ipykernel>=6.25"]  # the notebooks
REFERENCE = ["torch>=2.2"]  # runs the networks that ours are compared with, in one benchmark
TEST = [
    "pytest>=8",
    "pytest-xdist>=3.6",
    "hypothesis>=6.100",
    "scikit-image>=0.24",
    "jsonschema>=4.18",
    "huggingface_hub>=2.4",  # reads the cards that are written for it
]

setup(
    name="keras_gan_zoo",
    version=VERSION,
    description="A model zoo of generative adversarial networks for Keras 3 and TensorFlow",
    long_description=(ROOT / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    packages=[*find_packages(include=["keras_gan_zoo", "keras_gan_zoo.*"]), *BESIDE],
    package_dir=BESIDE,
    package_data={
        "keras_gan_zoo": ["py.typed"],
        **{package: FILES[package] for package in BESIDE},
    },
    python_requires=">=3.10,<3.14",
    install_requires=[
        "tensorflow>=2.20",
        "keras>=3.12",
        "absl-py>=2.1",
        "numpy>=1.26",
        "PyYAML>=6.0",
        "Pillow>=10.3",
        "matplotlib>=3.8",
        "scipy>=1.11",
        "tqdm>=4.66",
    ],
    extras_require={
        "data": DATA,
        "tflite": TFLITE,
        "hub": HUB,
        "tfds": TFDS,
        "demo": DATA + TFLITE,
        "detectors": DETECTORS,
        "film": FILM,
        "sound": SOUND,
        "games": GAMES,
        "tensorboard": TRACK,
        "text": TEXT,
        "formats": FORMATS,
        "docs": DOCS,
        "lectures": DATA + LECTURES,
        "reference": REFERENCE,
        "all": [
            *(*DATA, *TFLITE, *HUB, *TFDS, *DETECTORS, *FILM, *SOUND, *GAMES, *TRACK, *TEXT),
            *FORMATS,
        ],
        "test": [
            *(*DATA, *TFLITE, *HUB, *TFDS, *DETECTORS, *FILM, *SOUND, *TRACK, *TEXT),
            *(*FORMATS, *DOCS, *LECTURES, *TEST),
        ],
        "dev": ["ruff>=0.6", "mypy>=1.18"],
    },
    entry_points={"console_scripts": ["gan-zoo=keras_gan_zoo.cli:main"]},
    classifiers=[
        "Programming Language :: Python :: 3",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
    ],
)
