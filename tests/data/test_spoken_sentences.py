"""Spoken sentences: ends become frames, splits are apart, and what does not fit makes way.

No package is fetched: a small program of the test speaks in the place of flite.
"""

import sys

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.spoken_sentences import sources, speaker

PROGRAM = f"""#!{sys.executable}
import sys, wave
text, output = (sys.argv[sys.argv.index(flag) + 1] for flag in ("-t", "-o"))
if "Fail" in text:
    sys.exit("no such voice")
names = ["pau", *(letter for letter in text.lower() if letter in "bdfgklmnprstvwz"), "pau"]
if output == "none":
    print(" ".join(names))
    sys.exit()
ends = [0.1 * (1 + place) for place in range(len(names))]
print(" ".join(f"{{name}}:{{end:.3f}}" for name, end in zip(names, ends)))
with wave.open(output, "wb") as file:
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(16000)
    samples = (1000 + place % 7 for place in range(int(16000 * ends[-1])))
    file.writeframes(b"".join(sample.to_bytes(2, "little") for sample in samples))
"""
NAMES = ["Tom", "Bob", "Kim", "Dan", "Ben", "Pat", "Sam", "Max", "Lee", "Ron", "Ted", "Zed", "Gus"]
VERBS = ["likes", "sees", "finds", "wants", "keeps", "leads"]
ENGLISH = [
    f"{name} {verb} {what}." for name in NAMES for verb in VERBS for what in ("it", "me now")
]


@pytest.fixture
def toy(monkeypatch, cache_dir):
    """Speaks with a program of the test; four utterances for training, three for the test."""
    fetched = []

    def fetch(package, members):
        fetched.append(package.name)
        (path,) = members
        if package.name == "flite":
            return {path: PROGRAM.encode()}, "flite.deb"
        return {path.replace("*", "_x"): b"a library"}, "libflite1.deb"

    monkeypatch.setattr(speaker, "fetch_members", fetch)
    monkeypatch.setattr(sources, "COUNTS", {"train": 4, "test": 3})
    lines = [f"palabras\t{text}" for text in [*ENGLISH, "I am 3 years old.", "Who?", ENGLISH[0]]]
    monkeypatch.setattr("keras_gan_zoo.data.text.load_text", lambda *_, **__: lines)
    return fetched


def test_utterances_are_spoken_once_and_kept(toy, cache_dir):
    first = sources.spoken(LoadOptions("train", cache_dir=cache_dir))
    again = sources.spoken(LoadOptions("train", limit=3, cache_dir=cache_dir))
    assert toy == ["flite", "libflite1"]
    assert first["sounds"].shape == (4, 48_000) and again["ends"].shape == (3, 48)
    assert first["voices"].tolist() == [0, 1, 2, 0]
    np.testing.assert_array_equal(first["said"][:3], again["said"])
    for row in range(4):
        count = int((first["said"][row] > 0).sum())
        # Phoneme i ends at 0.1 (i + 1) seconds: frames 10 ms apart, 12.5 ms to the first's middle.
        expected = [int(np.ceil((1600 * (i + 1) - 200) / 160)) for i in range(count)]
        np.testing.assert_array_equal(first["ends"][row, :count], expected)
        assert (first["ends"][row, count:] == expected[-1]).all()
        assert not first["sounds"][row, 1600 * count :].any()
        assert first["sounds"][row, : 1600 * count].all()


def test_nobody_and_nothing_of_the_test_is_in_training(toy, cache_dir):
    roles = {role: sources.sentences_of(ENGLISH, role) for role in ("train", "test", "text")}
    assert sum(map(len, roles.values())) == len(set(ENGLISH))
    assert set().union(*roles.values()) == set(ENGLISH)
    assert not set(sources.SPEAKERS["train"]) & set(sources.SPEAKERS["test"])
    twice = ["Who goes there?", "Who goes there."]
    assert sum(len(sources.sentences_of(twice, role)) for role in roles) == 1
    plain = ["It costs 3 euros.", "Go.", "He said: go on.", "NASA is far away."]
    assert not any(sources.sentences_of(plain, role) for role in roles)
    said, unpaired = (
        [
            tuple(each[2].numpy())
            for each in data.load("spoken_sentences", split, cache_dir=cache_dir)
        ]
        for split in ("paired", "train")
    )
    assert len(said) == len(unpaired) == 4
    assert all(row not in said for row in unpaired)


def test_what_is_loaded_is_what_the_family_takes(toy, cache_dir):
    dataset = data.load("spoken_sentences", "test", batch_size=3, cache_dir=cache_dir)
    ((sounds, ends, phonemes),) = list(dataset)
    assert [each.dtype.name for each in (sounds, ends, phonemes)] == ["float32", "int32", "int32"]
    assert float(np.abs(sounds).max()) == pytest.approx(1006 / 32768)
    held = sources.spoken(LoadOptions("test", cache_dir=cache_dir))
    np.testing.assert_array_equal(phonemes, held["said"])
    assert {sources.PHONEMES[token - 1] for token in held["said"][:, 0]} == {"pau"}


def test_what_does_not_fit_makes_way(toy, cache_dir, monkeypatch):
    before = sources.spoken(LoadOptions("test", limit=1, cache_dir=cache_dir))
    samples = int(np.flatnonzero(before["sounds"][0])[-1])
    monkeypatch.setattr(sources, "SAMPLES", samples)  # one less than the first candidate has
    after = sources.spoken(LoadOptions("test", limit=1, cache_dir=cache_dir / "other"))
    assert after["sounds"].shape == (1, samples)
    assert after["said"].tolist() != before["said"].tolist()
    assert sources.tokens_of(["pau", "qq"]) is None and sources.tokens_of(["b"] * 49) is None
    assert sources.tokens_of(["pau", "zh"])[:3].tolist() == [1, 41, 0]


def test_every_phoneme_has_a_frame():
    ends = sources.ends_of([0.2, 0.201, 0.202, 0.5], samples=8000)
    assert ends[:5].tolist() == [19, 20, 21, 49, 49]
    crowded = sources.ends_of([0.49, 0.495, 0.497, 0.5], samples=8000)
    assert crowded[:4].tolist() == [46, 47, 48, 49]
    assert data.frames_until([0.0, 0.0125, 0.0126, 9.0], 40).tolist() == [0, 0, 1, 40]


def test_a_speaker_that_does_not_run_is_named(toy, monkeypatch):
    assert speaker.parse_ends("pau:0.220 dh:0.252 \n") == (["pau", "dh"], [0.22, 0.252])
    with speaker.Speaker() as speaks:
        assert speaks.phonemes("Bob!") == ["pau", "b", "b", "pau"]
        with pytest.raises(data.DataUnavailable, match="ended with an error: no such voice"):
            speaks.phonemes("Fail")
    broken = lambda package, members: (dict.fromkeys(members, b"\0\0"), "x.deb")  # noqa: E731
    monkeypatch.setattr(speaker, "fetch_members", broken)
    with speaker.Speaker() as speaks, pytest.raises(data.DataUnavailable, match="Debian 12"):
        speaks.speak("Bob!", "slt")
