import base64
import io
import json
import re
import shutil
import subprocess
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo.evaluation.preference import wilson_interval
from keras_gan_zoo.report.comparison import write_comparison
from keras_gan_zoo.report.comparison_script import SCRIPT

NAMES = ("runs/old </script>", "runs/new & better")
TRIALS = 24


def pictures(level):
    """Pictures that tell the model by their red and their place by their green."""

    def draw(count):
        images = np.full((count, 8, 8, 3), level, "uint8")
        images[..., 1] = np.arange(count)[:, None, None]
        return images

    return draw


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "sub" / "comparison.html"
    write_comparison(path, pictures(10), pictures(200), NAMES, trials=TRIALS, seed=5)
    return path.read_text()


def content_of(page):
    (text,) = re.findall(r'id="content">(.*?)</script>', page, re.DOTALL)
    return json.loads(text)


def pixel(address):
    image = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    return image.getpixel((0, 0))[:2], image.size


def unveiled(text):
    """Takes the veil off, as the script does, in another language."""
    data = base64.b64decode(text)
    return json.loads(bytes(byte ^ data[:32][i % 32] for i, byte in enumerate(data[32:])))


def test_each_trial_shows_both_models_and_the_key_knows_which(page):
    content = content_of(page)
    key = unveiled(content["key"])
    assert key["models"] == {"a": NAMES[0], "b": NAMES[1]}
    places = []
    for (left, right), side in zip(content["trials"], key["left"], strict=True):
        (first, size), (second, _) = pixel(left), pixel(right)
        assert {first[0], second[0]} == {10, 200} and size == (320, 320)
        assert (first[0] == 10) == (side == "a")
        places.append((first[1], second[1]))
    assert sorted(places) == [(n, n) for n in range(TRIALS)] and places != sorted(places)
    assert 6 <= Counter(key["left"])["a"] <= 18


def test_the_page_tells_no_names_and_fetches_nothing(page):
    assert not any(name in page for name in ("runs/old", "runs/new", '"left":["', "better"))
    assert not re.search(r"""(src|href)\s*=\s*["']?(?!data:)[a-z]+:""", page)
    assert "http" not in page and "fetch(" not in page


def test_the_same_seed_writes_the_same_page(page, tmp_path):
    for seed, same in ((5, True), (6, False)):
        path = tmp_path / f"{seed}.html"
        write_comparison(path, pictures(10), pictures(200), NAMES, trials=TRIALS, seed=seed)
        assert (path.read_text() == page) is same


def test_several_pictures_a_trial_are_a_sheet(tmp_path):
    path = tmp_path / "c.html"
    write_comparison(path, pictures(10), pictures(200), NAMES, trials=3, pictures=4)
    _, (width, height) = pixel(content_of(path.read_text())["trials"][0][0])
    assert width == height >= 320


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js runs the page's script here")
def test_the_script_unveils_and_counts_as_python_does(page):
    content = content_of(page)
    key = unveiled(content["key"])
    sides = ["left", "right", "tie"] * 8
    code = (
        SCRIPT
        + "const [veiled, sides, counts] = JSON.parse(require('fs').readFileSync(0));"
        + "const key = unveil(veiled);"
        + "console.log(JSON.stringify([key, chosenModels(sides, key.left),"
        + " counts.map(pair => wilson(...pair))]))"
    )
    counts = [[0, 0], [3, 10], [40, 40], [27, 40]]
    ran = subprocess.run(
        ["node", "-e", code],
        input=json.dumps([content["key"], sides, counts]),
        capture_output=True,
        text=True,
        check=True,
    )
    found, chosen, intervals = json.loads(ran.stdout)
    assert found == key
    other = {"a": "b", "b": "a"}
    assert chosen == [
        {"left": model, "right": other[model], "tie": "tie"}[side]
        for side, model in zip(sides, key["left"], strict=True)
    ]
    np.testing.assert_allclose(intervals, [wilson_interval(*pair) for pair in counts], atol=1e-9)


def test_mistakes_are_one_sentence(tmp_path):
    path = tmp_path / "c.html"
    arguments = (pictures(10), pictures(200), NAMES)
    with pytest.raises(ValueError, match=r"\.html"):
        write_comparison(tmp_path / "c.txt", *arguments)
    with pytest.raises(ValueError, match="`trials`"):
        write_comparison(path, *arguments, trials=0)
    with pytest.raises(ValueError, match="must give 40 pictures"):
        write_comparison(path, pictures(10), lambda n: pictures(1)(3), NAMES)
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        write_comparison(path, *arguments)
    assert path.read_text() == "mine"
