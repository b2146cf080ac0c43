"""What is known of the documents' code blocks: how each is shortened, and which cannot run here."""

import dataclasses
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

DOCUMENTS = sorted(
    path
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
    # Its blocks are quoted out of the families, which the contracts run; those of CONTRIBUTING.md
    # are steps on a copy of the tree, which tests/test_contributing.py takes.
    if path.name != "families.md"
)

SMALL_RUN = "--set training.steps=2 --set training.batch_size=4 --set evaluation=null "

QUICK = """
import tensorflow as tf
# To optimize a graph takes longer than the few steps that it is for.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
"""

# So does to trace it, where a training step is large and taken once or twice.
EAGER = "tf.config.run_functions_eagerly(True)\n"
WITHOUT_GRAPHS = {f"README.md {number}" for number in (1, 4, 5, 7, 8, 9)}

# Bash expands the commands; what it would start is only noted, with its environment.
NOTED = """
calls=0
note() { calls=$((calls + 1)); env -0 >"$CALLS/$calls.env"; printf '%s\\0' "$@" >"$CALLS/$calls"; }
gan-zoo() { note gan-zoo "$@"; }
python() { note python "$@"; }
"""


@dataclasses.dataclass(frozen=True)
class Block:
    """A block of code of a document.

    Attributes:
        name: The document and the block's number in it, from 1.
        language: What the block is said to be in.
        code: The code.
    """

    name: str
    language: str
    code: str


def blocks() -> list[Block]:
    """Returns the blocks of all documents, in their order."""
    found = []
    for path in DOCUMENTS:
        matches = re.findall(r"^```(\w*)\n(.*?)^```$", path.read_text("utf-8"), re.M | re.S)
        found += [
            Block(f"{path.name} {number}", language, code)
            for number, (language, code) in enumerate(matches, start=1)
        ]
    return found


SHORTER: dict[str, tuple[tuple[str, str], ...]] = {
    "README.md 1": (
        ("image_size=48", "image_size=16, limit=1"),
        (
            "(48, 48, 3), width=16",
            "(16, 16, 3), width=4, blocks=1, discriminator_width=4, discriminator_downsamplings=1",
        ),
    ),
    "README.md 4": (("width=32", "width=4"), ("epochs=5", "epochs=1")),
    "README.md 6": (("image_shape=", "width=4, image_shape="),),
    "README.md 7": (("epochs=50", "epochs=1"),),
    "README.md 8": (("width=32", "width=4"), ("epochs=5", "epochs=1")),
    "README.md 9": (
        ("labels=True", "labels=True, image_size=16"),
        ("width=32", "width=4, embedding_dim=8, image_shape=(16, 16, 3)"),
        ("epochs=3", "epochs=1"),
        ("epochs=10", "epochs=1"),
    ),
    "README.md 10": (
        ("latent.invert(gan, faces[:2])", "latent.invert(gan, faces[:2], steps=2, starts=1)"),
        ("(1000,", "(200,"),
        ("seconds=6", "seconds=0.2"),
    ),
    "README.md 11": (
        (
            "tokenizer=tokenizer)",
            "tokenizer=tokenizer, units=4, embedding_dim=4, filters={1: 4}, rollouts=1,"
            " discriminator_steps=1, discriminator_epochs=1)",
        ),
        ("epochs=20", "epochs=1"),
    ),
    "README.md 5": (
        ("--data photos", "--data fashion_mnist --image_size 16"),
        ("--set model.width=16", f"--set model.width=4 {SMALL_RUN}"),
        # One run is as good as four to see that the commands work.
        (
            "--sweep model.width=16,32 --sweep training.seed=0,1",
            f"--sweep model.width=4 --sweep training.seed=0 {SMALL_RUN}",
        ),
        ("--n 64", "--n 4"),
        ("--film walk.mp4", "--film walk.mp4 --seconds 0.2"),
    ),
    "hub.md 3": (
        # What a server would hand out.
        ('"https://example.org/dcgan_garments.tar.gz", sha256="..."', '"published/it.tar.gz"'),
    ),
    "on_a_device.md 3": (("pip install ai-edge-litert numpy pillow\n", ""),),
    "on_a_device.md 5": (("(1000,", "(200,"),),
    "reliability.md 1": (("width=32", "width=4"), ("epochs=20", "epochs=1")),
    "reliability.md 2": (("--strategy mirrored", f"--strategy mirrored {SMALL_RUN}"),),
    "reliability.md 3": (
        ('"host0:2222", "host1:2222"', '"localhost:PORT"'),
        ("--strategy multi_worker", f"--strategy multi_worker {SMALL_RUN}"),
    ),
    # To trace a CycleGAN's step takes longer than all else here.
    "performance.md 1": (("demo.yaml", "demo.yaml --dry_run"),),
}
"""Textual substitutions by block. A text that a block no longer has fails the test."""

NOT_RUN: dict[str, str] = {
    "README.md 2": "installs the package anew; the suite itself is one of the two",
    "README.md 3": "installs the package anew",
    "README.md 14": "takes JupyterLab; test_lecture_notebooks.py runs the notebooks",
    "on_a_device.md 2": "takes coremltools; benchmarks/costs/runtimes/files.py does what it does",
    "on_a_device.md 4": "takes npm and starts a server; test_browser_page.py does what it does",
    "on_a_device.md 6": "takes Android's compiler, which is not to be had here",
    "on_a_device.md 7": "takes Apple's compiler, which is not to be had here",
    "reliability.md 4": "needs the machines of Slurm",
}
"""Blocks that cannot run here, and why; their syntax is looked at all the same."""
