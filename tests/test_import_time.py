"""What `import keras_gan_zoo` costs, and what it does not bring with it."""

import json
import statistics
import subprocess
import sys

IMPORT = """
import json, sys, time
start = time.perf_counter()
import keras_gan_zoo
seconds = time.perf_counter() - start
names = keras_gan_zoo.list_models("*gan*", task="image")
heavy = ("tensorflow", "keras", "numpy", "keras_gan_zoo.data")
rooms = tuple(f"keras_gan_zoo.{room}." for room in ("models", "engine", "families"))
loaded = [m for m in sys.modules if m in heavy or m.startswith(rooms)]
print(json.dumps({"seconds": seconds, "names": names, "loaded": loaded}))
"""


def fresh_import():
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_import_is_quick_and_lists_families_without_importing_any():
    runs = [fresh_import() for _ in range(5)]
    assert statistics.median(run["seconds"] for run in runs) < 0.3
    for run in runs:
        assert run["loaded"] == []
        assert "dcgan" in run["names"]
