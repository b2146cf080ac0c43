"""CONTRIBUTING's steps to the letter, but that their files lie beside the package, not in it."""

import re
import subprocess
from pathlib import Path

import new_process
from blocks import NOTED, QUICK, ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)^```$", TEXT, re.M | re.S))
COMMANDS = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.M | re.S)

# The pages and the suite, whole things of their own, have tests of their own.
STEPS = """
import runpy, sys, types
from pathlib import Path

def registered(path):
    name = path.removesuffix(".py").replace("/", ".")
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(Path(path).read_text(), path, "exec"), module.__dict__)

from keras_gan_zoo import cli

for path in FILES:
    if path.endswith(".py"):
        registered(path)

for number in range(1, len(list(Path("calls").glob("*.env"))) + 1):
    program, *arguments = Path(f"calls/{number}").read_text().split("\\0")[:-1]
    match arguments:
        case ["-m", "keras_gan_zoo", *rest]:
            assert cli.main([*rest, "--traceback"]) == 0, arguments
        case ["-m", module, *rest] if module != "pytest":
            sys.argv = [module, *rest, "--saved_models", "saved_models"]
            try:
                runpy.run_module(module, run_name="__main__")
            except SystemExit as ended:
                assert not ended.code, ended.code
        case [*paths]:
            found = [path for path in paths if "/" in path]
            assert found and all((Path(ROOT) / path).exists() for path in found), arguments
"""


def test_there_are_steps_for_each_thing():
    assert [Path(name).suffix for name in FILES] == [".py", ".py", ".yaml"]
    assert len(COMMANDS) == 4
    assert all(not (ROOT / name).exists() for name in FILES)


def test_the_steps_run(tmp_path):
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "calls").mkdir()
    noted = f"set -eu\nCALLS=calls\n{NOTED}\n{''.join(COMMANDS)}"
    subprocess.run(["bash", "-c", noted], cwd=tmp_path, check=True, capture_output=True)
    script = (
        f"import os\nos.chdir({str(tmp_path)!r})\nFILES = {list(FILES)}\nROOT = {str(ROOT)!r}\n"
    )
    done = new_process.run(f"{script}{QUICK}{STEPS}")
    assert done.code == 0, f"{done.printed[-2000:]}\n{done.errors[-4000:]}"
    stored = tmp_path / "saved_models" / "toy_gan" / "squares"
    assert {"card.md", "generate.tflite", "samples.png"} <= {file.name for file in stored.iterdir()}
    assert "twenty steps are not enough" in (stored / "card.md").read_text(encoding="utf-8")
