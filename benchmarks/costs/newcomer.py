"""Times what a newcomer types, from the installation to a sheet, a comparison, a page, a figure.

    python -m benchmarks.costs.newcomer [--folder build/newcomer]

Someone who knows Keras and nothing of this package, with a folder of 600 pictures of their own and
an empty cache, so that what has to be fetched is fetched. Every command is run as the documents
print it, by bash, in an environment that was made for it; a step is done when the file that it is
for is there. The last steps need npm and Chromium, and the repository, where the page and the
notebooks lie.

A step that is done is not done again. What the page shows is kept as page.png in the folder. Writes
benchmarks/results/newcomer.md.
"""

import argparse
import dataclasses
import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from benchmarks.common.places import RESULTS, ROOT
from benchmarks.common.real_pictures import first_pictures, write_folder

COUNT = 600

SHORT = "--set training.steps=300 --set model.width=16"


@dataclasses.dataclass(frozen=True)
class Step:
    """What one wants, what one types for it, and by which file one sees that it is there.

    Attributes:
        wish: What one wants.
        commands: What one types, `REPO` being the repository.
        result: The file; with stars, the first that fits.
        then: Something that one does with the file, timed with it.
    """

    wish: str
    commands: tuple[str, ...]
    result: str
    then: str = ""


STEPS = (
    Step(
        "an installation",
        ("python3 -m venv env", ". env/bin/activate", "pip install 'REPO[demo]'"),
        "env/bin/gan-zoo",
    ),
    Step(
        "a first sheet of one's own folder",
        (
            "gan-zoo recipe dcgan --data photos --output mine.yaml",
            "gan-zoo train --recipe mine.yaml --set training.steps=200 --set evaluation=null",
        ),
        "runs/mine/pictures/step_000100.png",
    ),
    Step(
        "two families compared by FID",
        (
            f"gan-zoo train --recipe mine.yaml --sweep model.name=dcgan,r3gan {SHORT}",
            "gan-zoo runs runs/mine-sweep --output sweep.html",
        ),
        "sweep.html",
    ),
    Step(
        "the generator on a page, as a phone shows it",
        (
            "gan-zoo export --run_dir runs/mine --format tflite --output gan.tflite",
            "cp -r REPO/examples/browser page && cp gan.tflite page/",
            "cd page && npm install && cd ..",
        ),
        "page/node_modules",
        "opened",
    ),
    Step(
        "a lecture's figure: JS and W, as the distance grows",
        (
            "pip install 'REPO[lectures]' nbconvert",
            "cp REPO/lectures/en/03_js_and_wasserstein.ipynb .",
            "jupyter nbconvert --to html --execute 03_js_and_wasserstein.ipynb",
        ),
        "03_js_and_wasserstein.html",
    ),
)


def run(step, folder):
    """Runs a step's commands in the folder and returns its seconds."""
    script = "\n".join(step.commands).replace("REPO", str(ROOT))
    if step.commands[0] != STEPS[0].commands[0]:
        script = f". env/bin/activate\n{script}"
    # Of this process's own Python nothing is to be found by the newcomer's.
    strange = ("PYTHONPATH", "VIRTUAL_ENV", "TF_NUM_INTRAOP_THREADS")
    environment = {name: value for name, value in os.environ.items() if name not in strange}
    environment["KERAS_GAN_ZOO_CACHE"] = str(folder / "cache")
    begun = time.perf_counter()
    with (folder / "log.txt").open("a") as log:
        subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env=environment,
            check=True,
            stdout=log,
            stderr=log,
        )
    if step.then == "opened":
        open_page(folder / "page", folder / "page.png")
    seconds = time.perf_counter() - begun
    if not any(folder.glob(step.result)):
        sys.exit(f"{step.wish}: no {step.result}; {folder / 'log.txt'} says why")
    return seconds


def open_page(page, picture):
    """Opens the page in a window of a phone's size, waits for its picture, keeps what shows."""
    sys.path.insert(0, str(ROOT / "tests" / "shared"))
    from chromium import Chromium, find_chromium

    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=page)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        profile = page.parent / "profile"
        with Chromium(find_chromium(), profile) as browser:
            browser.look(390, 844)
            browser.open(f"http://127.0.0.1:{server.server_port}/index.html")
            status = "document.getElementById('status')?.textContent"
            browser.wait_for(f"{status} && {status} !== 'Loading.'")
            browser.screenshot(picture)
        server.shutdown()
    shutil.rmtree(profile, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "newcomer")
    parser.add_argument("--results", type=Path, default=RESULTS / "newcomer.md")
    options = parser.parse_args()
    from keras_gan_zoo.metrics.score import machine_class

    folder = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "photos").is_dir():
        write_folder(folder / "photos", first_pictures("faces", COUNT, image_size=96))
    kept = folder / "seconds.json"
    seconds = json.loads(kept.read_text()) if kept.exists() else {}
    lines = [
        "# What a newcomer types, and how long it takes",
        "",
        f"{machine_class()}, {COUNT} pictures of 96 x 96 pixels in a folder, an empty cache, "
        "packages from an index. Each step goes on from the one before. Written by "
        "`python -m benchmarks.costs.newcomer`.",
        "",
        "| one wants | one types | minutes |",
        "|---|---|---|",
    ]
    for step in STEPS:
        if step.wish not in seconds:
            seconds[step.wish] = run(step, folder)
            kept.write_text(json.dumps(seconds))
        typed = "<br>".join(f"`{command}`" for command in step.commands).replace("REPO", ".")
        lines.append(f"| {step.wish} | {typed} | {seconds[step.wish] / 60:.1f} |")
        print(lines[-1], flush=True)
    lines += [
        "",
        "After so few steps the sheet and the page still show noise: a DCGAN of this width draws a "
        "face after some thousand, for which the same command goes on.",
    ]
    options.results.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
