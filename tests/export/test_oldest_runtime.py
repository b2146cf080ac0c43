"""What a TF-Lite file needs: in its card, and as it was seen in old runtimes and new."""

import json
from pathlib import Path

import pytest

from keras_gan_zoo.export import oldest_runtime

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "saved_models").glob("*/*/*.tflite"))
MEASURED = json.loads((ROOT / "benchmarks/results/runtimes.json").read_text())["oldest"]


def as_numbers(version):
    return tuple(map(int, version.split(".")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_a_file_needs_is_in_its_card_and_was_seen(file):
    needed = oldest_runtime(file)
    rows = (file.parent / "card.md").read_text().splitlines()
    size = f"{file.stat().st_size:,}"
    assert f"| `{file.name}` | {size} | TensorFlow Lite {needed} and newer |" in rows
    # Between 2.7 and 2.14, which ran, lies what no file needs.
    oldest = MEASURED.get(str(file.relative_to(ROOT)))
    if oldest is not None:
        assert (oldest == "tflite-runtime 2.7.0") == (as_numbers(needed) <= (2, 7))


def test_most_files_were_run():
    assert len(MEASURED) >= 34


def test_another_file_says_nothing(tmp_path):
    (tmp_path / "a.tflite").write_bytes(b"no model at all")
    with pytest.raises(ValueError, match=r"`path` must be a TF-Lite file .* got '.*a\.tflite'"):
        oldest_runtime(tmp_path / "a.tflite")
