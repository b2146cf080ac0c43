"""Runs in a list, side by side, and as a sweep."""

import json
import subprocess
import sys

import numpy as np
import pytest

from keras_gan_zoo import cli
from keras_gan_zoo.cli.sweeping import combinations
from keras_gan_zoo.storage.yaml_values import to_yaml


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A folder with a recipe, and a sweep of it over two widths."""
    folder = tmp_path_factory.mktemp("swept")
    np.save(folder / "x.npy", np.random.default_rng(0).integers(0, 256, (16, 16, 16, 1), "uint8"))
    settings = {
        "model": {"name": "gan", "image_shape": [16, 16, 1], "latent_dim": 4},
        "data": {"name": str(folder / "x.npy")},
        "training": {"steps": 2, "batch_size": 4, "picture_every": 1},
    }
    (folder / "tiny.yaml").write_text(to_yaml(settings))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert cli.main(["train", "--recipe", "tiny.yaml", "--sweep", "model.width=2,4"]) == 0
    return folder


def test_a_sweep_has_a_run_for_each_value_and_is_not_trained_twice(swept, monkeypatch, capsys):
    monkeypatch.chdir(swept)
    runs = sorted((swept / "runs" / "tiny-sweep").iterdir())
    assert [run.name for run in runs] == ["width=2", "width=4"]
    before = {path: path.stat().st_mtime_ns for path in swept.rglob("*") if path.is_file()}
    assert cli.main(["train", "--recipe", "tiny.yaml", "--sweep", "model.width=2,4"]) == 0
    out = capsys.readouterr().out
    assert "1 of 2: model.width=2 is finished." in out and "--output sweep.html" in out
    assert before == {path: path.stat().st_mtime_ns for path in swept.rglob("*") if path.is_file()}
    other = ["--sweep", "model.width=2,4", "--set", "training.steps=4"]
    assert cli.main(["train", "--recipe", "tiny.yaml", *other]) == 2
    assert "finished run of other settings" in capsys.readouterr().err


def test_runs_are_listed(swept, monkeypatch, capsys):
    monkeypatch.chdir(swept)
    # What a run that was just begun, and one that was stopped, leave behind.
    for name, history in (("begun", ""), ("stopped", '{"step": 1, "seconds": 90.0, "x": 0.5}\n')):
        run = swept / "runs" / name
        run.mkdir(parents=True, exist_ok=True)
        recipe = swept / "runs" / "tiny-sweep" / "width=2" / "recipe.yaml"
        (run / "recipe.yaml").write_text(recipe.read_text())
        (run / "history.jsonl").write_text(history)
    (swept / "runs" / "stopped" / "evaluations.jsonl").write_text(
        '{"step": 1, "fid500_legacy": 41.23456}\n'
    )
    assert cli.main(["runs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["run", "model", "data", "steps", "state", "took", "scores"]
    assert lines[1].split() == ["runs/begun", "gan", "x.npy", "2", "0%", "-", "-"]
    assert lines[2].split() == [
        *("runs/stopped", "gan", "x.npy", "2", "50%", "90", "s", "fid500_legacy", "41.23")
    ]
    assert cli.main(["runs", "runs/tiny-sweep/width=4"]) == 0
    assert "finished" in capsys.readouterr().out.splitlines()[1]


def test_runs_side_by_side_differ_in_what_was_swept(swept, monkeypatch, capsys):
    monkeypatch.chdir(swept)
    scores = swept / "runs" / "tiny-sweep" / "width=4" / "scores.json"
    kept = scores.read_text()
    table = {"columns": ["", "fid1k_legacy (lower)"], "rows": [["this model", 12.5], ["x", 1.0]]}
    scores.write_text(json.dumps({**json.loads(kept), "tables": [table]}))
    page = swept / "page.html"
    assert cli.main(["runs", "runs/tiny-sweep", "--output", str(page)]) == 0
    scores.write_text(kept)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["width=2", "width=4"]
    assert ["model.width", "2", "4"] in lines and ["fid1k_legacy", "-", "12.5"] in lines
    settings = [line[0] for line in lines if line and line[0].startswith(("model.", "training."))]
    assert settings == ["model.width"]
    written = page.read_text()
    assert written.count("data:image/png;base64,") == 2 and "model.width" in written
    assert cli.main(["runs", "runs/tiny-sweep", "--output", str(page)]) == 2
    assert "is not written over" in capsys.readouterr().err


def test_a_list_waits_for_no_tensorflow(swept):
    code = "import sys; from keras_gan_zoo import cli; cli.main(['runs', 'runs/tiny-sweep']); "
    code += "assert 'tensorflow' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=swept, check=True, capture_output=True)


def test_combinations():
    assert list(combinations(["a.b=1,2", "c=[1, 2],'x, y'"])) == [
        ("a.b=1", "c=[1, 2]"),
        ("a.b=1", "c='x, y'"),
        ("a.b=2", "c=[1, 2]"),
        ("a.b=2", "c='x, y'"),
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["runs", "nowhere"], "'nowhere' is no folder of runs"),
        (["runs", "."], "'.' holds no runs: `gan-zoo train --recipe FILE` makes one"),
        (["train", "--recipe", "tiny.yaml", "--sweep", "model.width"], "as in model.width=16,32"),
        (["train", "--recipe", "tiny.yaml", "--sweep", "model.width=1,1"], "a value twice"),
        (["train", "--recipe", "tiny.yaml", "--sweep", "model.wide=1,2"], "mean 'width'"),
        (
            ["train", "--recipe", "tiny.yaml", "--sweep", "model.width=1,2", "--dry_run"],
            "--dry_run does not go with --sweep",
        ),
        (["train", "--run_dir", "runs/begun", "--sweep", "model.width=1,2"], "needs the --recipe"),
    ],
)
def test_mistakes(swept, arguments, says, monkeypatch, capsys):
    monkeypatch.chdir(swept)
    assert cli.main(arguments) == 2
    assert says in capsys.readouterr().err
