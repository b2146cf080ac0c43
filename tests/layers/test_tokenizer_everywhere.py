"""One list of texts that every program cuts alike: graph, SavedModel, Python and the page."""

import html
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo import data
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.layers import Tokenizer

ROOT = Path(__file__).parents[2]
TEXTS = json.loads((ROOT / "tests/shared/tokenizer_texts.json").read_text())
CUT = {
    "words": lambda case: case["words"],
    "characters": lambda case: list(case["characters"]),
    "chinese": lambda case: list(case["chinese"]),
}
SCRIPT = (
    (ROOT / "examples" / "browser" / "tokens.js").read_text().replace("export function", "function")
)
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
NODE = shutil.which("node") or shutil.which("nodejs")


def tokenizer_and_tokens(split):
    """Returns a tokenizer of half of the pieces, and the tokens of each text."""
    cut = [CUT[split](case) for case in TEXTS]
    pieces = sorted({piece for pieces in cut for piece in pieces})
    known = {piece: place + 2 for place, piece in enumerate(pieces[::2])}
    length = max(map(len, cut))
    tokens = [[known.get(piece, 1) for piece in one] + [0] * (length - len(one)) for one in cut]
    return Tokenizer(pieces[::2], length, split), np.array(tokens)


@pytest.fixture(params=list(CUT))
def expected(request):
    return tokenizer_and_tokens(request.param)


def texts():
    return [case["text"] for case in TEXTS]


def settings(tokenizer):
    return {name: tokenizer.get_config()[name] for name in ("vocabulary", "length", "split")}


def as_tokens(cut, tokenizer):
    """Returns the tokens of texts that an example has cut; it refuses what the model knows not."""
    known = {piece: place + 2 for place, piece in enumerate(settings(tokenizer)["vocabulary"])}
    length = settings(tokenizer)["length"]
    return [[known.get(piece, 1) for piece in one] + [0] * (length - len(one)) for one in cut]


def assert_same(found, tokens):
    wrong = [
        ascii(text)
        for text, *both in zip(texts(), found, tokens, strict=True)
        if list(both[0]) != list(both[1])
    ]
    assert not wrong


def test_a_graph(expected):
    tokenizer, tokens = expected
    assert_same(tf.function(tokenizer)(tf.constant(texts())).numpy(), tokens)


@pytest.mark.parametrize("split", CUT)
def test_a_vocabulary_of_the_texts_has_their_pieces(split):
    tokenizer = Tokenizer.from_texts(texts(), split)
    pieces = {piece for case in TEXTS for piece in CUT[split](case)}
    assert set(tokenizer.vocabulary) == pieces
    written = tokenizer.decode(tokenizer.encode(texts()))
    between = " " if split == "words" else ""
    assert written == [between.join(CUT[split](case)) for case in TEXTS]


def test_saved_models_on_a_turkish_machine(tmp_path):
    tokens = {}
    for split in CUT:
        module = tf.Module()
        module.tokenizer, tokens[split] = tokenizer_and_tokens(split)
        signature = [tf.TensorSpec([None], tf.string)]
        module.tokens = tf.function(module.tokenizer.__call__, input_signature=signature)
        tf.saved_model.save(module, str(tmp_path / split))
    (tmp_path / "texts.json").write_text(json.dumps(texts()))
    code = (
        "import json, sys, tensorflow as tf\n"
        "given = tf.constant(json.load(open('texts.json')))\n"
        "found = {name: tf.saved_model.load(name).tokens(given) for name in sys.argv[1:]}\n"
        "print(json.dumps({name: tokens.numpy().tolist() for name, tokens in found.items()}))"
    )
    turkish = {**os.environ, "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}
    command = [sys.executable, "-c", code, *CUT]
    answer = subprocess.run(command, cwd=tmp_path, env=turkish, check=True, capture_output=True)
    found = json.loads(answer.stdout)
    for split in CUT:
        assert_same(found[split], tokens[split])


def test_the_example_for_tflite_files(expected):
    tokenizer, tokens = expected
    specification = importlib.util.spec_from_file_location(
        "example", ROOT / "examples" / "generate_with_litert.py"
    )
    example = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(example)
    cut = [example.pieces_of(text, settings(tokenizer)["split"]) for text in texts()]
    assert_same(as_tokens(cut, tokenizer), tokens)


def test_the_page_in_node(expected):
    if NODE is None:
        pytest.skip("there is no node here: apt-get install nodejs")
    tokenizer, tokens = expected
    code = f"{SCRIPT}\nconsole.log(JSON.stringify({call(tokenizer)}))"
    answer = subprocess.run([NODE], input=code.encode(), check=True, capture_output=True)
    assert_same(as_tokens(json.loads(answer.stdout), tokenizer), tokens)


def test_the_page_in_chromium(expected, tmp_path):
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    tokenizer, tokens = expected
    code = f"{SCRIPT}\ndocument.body.textContent = JSON.stringify({call(tokenizer)})"
    page = f"<!doctype html><meta charset=utf-8><body><script>{code}</script>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    answer = subprocess.run(
        [CHROMIUM, *flags, "--dump-dom", (tmp_path / "page.html").as_uri()],
        check=True,
        capture_output=True,
        timeout=240,
    )
    body = re.search("<body>(.*)</body>", answer.stdout.decode(), re.DOTALL)[1]
    assert_same(as_tokens(json.loads(html.unescape(body)), tokenizer), tokens)


def call(tokenizer):
    """Returns the JavaScript that cuts all texts; ASCII, and with no tag inside a script."""
    split = settings(tokenizer)["split"]
    given = [json.dumps(value).replace("<", "\\u003c") for value in (texts(), split)]
    return f"{given[0]}.map((text) => piecesOf(text, {given[1]}))"


def test_a_text_file_may_begin_with_a_byte_order_mark(tmp_path):
    (tmp_path / "t.txt").write_bytes("\ufeffthe cat\nthe dog\n".encode())
    assert data.load_text(tmp_path / "t.txt") == ["the cat", "the dog"]


def test_half_a_character_gets_one_sentence():
    with pytest.raises(DataMismatch, match=r"^texts\[1\] has half of a surrogate pair, .*UTF-8\.$"):
        Tokenizer(["a"], 1).encode(["a", "b\ud800"])
