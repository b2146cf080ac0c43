"""Descriptions of packages and the lines that sum them up: what is held out and what is apart."""

import hashlib
import re
import subprocess

import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data.sets import package_summaries

LONG = " ".join(f"word{number}" for number in range(19))


def stanza(package, synopsis, *paragraphs):
    lines = "\n .\n".join(f" {paragraph}" for paragraph in paragraphs)
    return f"Package: {package}\nDescription-md5: 0\nDescription-en: {synopsis}\n{lines}\n"


@pytest.fixture(scope="module")
def parts():
    """Sixty sources of four packages, which share a first paragraph or the beginning of a line."""
    stanzas = []
    for source in (f"source{number}" for number in range(60)):
        stanzas += [
            stanza("a", f"tool {source}", f"A {source}.", f"One part {LONG}"),
            stanza("b", f"Tool {source} (files)", f"The files of {source} {LONG}"),
            stanza("c", f"manual of {source}", f"A {source}.", f"Read it {LONG}"),
            stanza("d", f"manual of {source} - as HTML", f"For browsers, {source} {LONG}"),
        ]
    return package_summaries._dealt_out(package_summaries._descriptions("\n".join(stanzas)))


def sources(lines):
    return {word for line in lines for word in re.findall(r"source\d+", line)}


def test_parts_of_one_source_never_meet(parts):
    texts, lines = (
        [line for line in parts["train"] if line.startswith(kind)]
        for kind in ("description", "synopsis")
    )
    each = sources(parts["test"]), sources(texts), sources(lines)
    assert all(each) and len(set().union(*each)) == sum(map(len, each)) == 60
    assert sources(parts["train_pairs"]) == each[1] | each[2]
    assert len(parts["train_pairs"]) == len(texts) + len(lines) == 240 - len(parts["test"])


def test_a_text_has_twenty_words_and_no_more_paragraphs_than_that_needs():
    index = "\n".join(
        [
            stanza("a", "one line", f"Alone {LONG}", "Behind it."),
            stanza("b", "two  lines", "Short.", f"More\n of  it {LONG}", "Behind it."),
            stanza("c", "too short", "Short."),
            stanza("d", "the same text", f"Alone {LONG}"),
            "Nothing: else\n",
        ]
    )
    found = package_summaries._descriptions(index)
    assert found == [
        (f"Alone {LONG}", f"Alone {LONG}", "one line"),
        ("Short.", f"Short. More of it {LONG}", "two lines"),
    ]


def test_another_index_is_read_and_its_digest_told(tmp_path, capsys):
    path = tmp_path / "Translation-en"
    path.write_text("\n".join(stanza(f"p{n}", f"line {n}", f"{n} {LONG}") for n in range(60)))
    pairs = data.read_package_index(path, "train_pairs")
    assert hashlib.sha256(path.read_bytes()).hexdigest() in capsys.readouterr().err
    test = data.read_package_index(path, "test")
    assert len(pairs) + len(test) == 60 and test
    assert pairs[0].split("\t")[0].endswith(LONG)
    assert {line.split("\t")[0] for line in data.read_package_index(path)} == {
        "description",
        "synopsis",
    }
    with pytest.raises(ValueError, match=r"`split` must be one of .* Did you mean 'train'"):
        data.read_package_index(path, "trian")
    with pytest.raises(ValueError, match=r"is no readable UTF-8 file"):
        data.read_package_index(tmp_path / "nowhere")
    path.write_text("Package: a\n")
    with pytest.raises(
        ValueError, match="has no descriptions of 20 words: it must be a Translation"
    ):
        data.read_package_index(path)


def test_a_newer_index_is_not_taken_for_the_old_one(tmp_path, monkeypatch):
    content = stanza("a", "line", f"Alone {LONG}").encode()
    monkeypatch.setattr(package_summaries, "fetch_descriptions", lambda release: content)
    with pytest.raises(data.DataUnavailable, match=r"has the SHA-256 \w+ where .* was expected"):
        data.load_text("package_summaries", cache_dir=tmp_path)


def test_what_apt_says_is_told(monkeypatch):
    from keras_gan_zoo.storage import package_index

    said = subprocess.CompletedProcess([], 100, "", "E: Could not resolve 'deb.debian.org'\n")
    monkeypatch.setattr(package_index.subprocess, "run", lambda *_, **__: said)
    monkeypatch.setattr(package_index.shutil, "which", lambda command: f"/usr/bin/{command}")
    with pytest.raises(data.DataUnavailable, match=r"could not be fetched: .* said: E: Could"):
        package_index.fetch_descriptions("bookworm")
    monkeypatch.setattr(package_index.shutil, "which", lambda command: None)
    with pytest.raises(data.DataUnavailable, match=r"apt-get, .* is not on this machine"):
        package_index.fetch_descriptions("bookworm")


def test_descriptions_and_synopses():
    try:
        texts, lines = data.load_text_styles("package_summaries")
    except data.DataUnavailable as error:
        pytest.skip(str(error))
    assert (len(texts), len(lines)) == (18_369, 17_698)
    pairs = data.load_text_pairs("package_summaries", "train_pairs")
    held_out = data.load_text_pairs("package_summaries", "test")
    assert (len(pairs[0]), len(held_out[0])) == (36_226, 1_757)
    assert min(len(text.split()) for text in (*texts, *held_out[0])) == 20
    line_of = dict(zip(*pairs, strict=True))
    assert not {line_of[text] for text in texts} & set(lines)
    assert not set(held_out[0]) & set(pairs[0]) and not set(held_out[1]) & set(pairs[1])
    assert held_out[1][0] == "penguin-themed solitaire games"
