"""Emoji are drawn on white, aligned by code points, and split by what they show."""

import json
from collections import Counter

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data.sets.emoji import drawing as emoji
from keras_gan_zoo.data.sets.emoji.captioned import emoji_caption

SUBJECTS = [f"{point:x}" for point in range(0x1F400, 0x1F428)]


def svg_of(subject, artist):
    """Returns a drawing that tells in its colour the subject and the artist."""
    red, green = int(subject.split("-")[0], 16) % 256, 40 * artist
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">'
        f'<path d="M0 0h8v4h-8z" fill="#{red:02x}{green:02x}00"/></svg>'
    )


@pytest.fixture
def drawn(cache_dir, monkeypatch):
    """Replaces the packages by drawings that tell the subject; counts what is fetched."""
    pytest.importorskip("resvg_py")
    fetched = Counter()

    def fetch_drawings(artist):
        fetched[artist] += 1
        number = list(emoji.ARTISTS).index(artist)
        # Each artist has drawn one subject that no other has, and one with a skin tone.
        points = [*SUBJECTS, f"1f44b-{number}", "1f44b-1f3fd"]
        return {one: svg_of(one, number) for one in reversed(points)}

    def fetch_lines_and_colours():
        fetched["lines"] += 1
        pairs = {one: (svg_of(one, 0), svg_of(one, 1)) for one in SUBJECTS}
        empty = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>'
        flag = {"1f1e8-1f1ed": (svg_of("1f1e8", 0), svg_of("1f1e8", 1))}
        return {**pairs, **flag, "1f600": (empty, svg_of("1f600", 1))}

    monkeypatch.setattr(emoji, "fetch_drawings", fetch_drawings)
    monkeypatch.setattr(emoji, "fetch_lines_and_colours", fetch_lines_and_colours)
    return fetched


def told(images):
    """Returns the subject and the artist that drawings tell."""
    pixels = np.round((np.stack(list(images)) + 1) * 127.5).astype(int)
    assert (pixels[:, 40:] == 255).all()  # what is not drawn on is white
    corners = pixels[:, 0, 0]
    return [(red, green // 40) for red, green in corners[:, :2].tolist()]


def test_the_same_rows_of_all_artists_show_the_same(drawn):
    sets = {}
    for split in ("train", "test"):
        names = ("noto_emoji", "twemoji", "fluent_emoji", "openmoji")
        by_artist = [told(data.load(name, split)) for name in names]
        for number, shown in enumerate(by_artist):
            assert {artist for _, artist in shown} == {number}
            assert [subject for subject, _ in shown] == [subject for subject, _ in by_artist[0]]
        sets[split] = {subject for subject, _ in by_artist[0]}
    assert not sets["train"] & sets["test"] and sets["test"]
    assert sets["train"] | sets["test"] == {int(one, 16) % 256 for one in SUBJECTS}
    assert set(drawn.values()) == {1}  # then they come from the cache


def test_unpaired_sets_train_on_different_subjects_and_test_on_the_same(drawn):
    noto, twemoji = (told(images) for images in data.load("noto_and_twemoji"))
    assert {artist for _, artist in noto} == {0} and {artist for _, artist in twemoji} == {1}
    assert noto and twemoji
    assert not {subject for subject, _ in noto} & {subject for subject, _ in twemoji}
    noto, twemoji = (told(images) for images in data.load("noto_and_twemoji", "test"))
    assert [subject for subject, _ in noto] == [subject for subject, _ in twemoji]
    pairs = list(data.load("noto_and_twemoji_pairs", "test"))
    assert told(first for first, _ in pairs) == noto
    assert told(second for _, second in pairs) == twemoji


def test_the_artist_is_the_label(drawn):
    examples = list(data.load("emoji_by_artist", labels=True))
    shown = told(image for image, _ in examples)
    assert [artist for _, artist in shown] == [int(label) for _, label in examples]
    assert {artist for _, artist in shown} == {0, 1, 2, 3}


def test_captions_name_the_emoji_and_its_artist(drawn, monkeypatch):
    texts = {one: (f"animal {int(one, 16) % 256}", ("pet", "zoo")) for one in SUBJECTS}
    monkeypatch.setattr(emoji, "fetch_texts", lambda: texts)
    for split in ("train", "test"):
        examples = list(data.load("captioned_emoji", split, labels=True))
        captions = [caption.numpy().decode() for _, caption in examples]
        for row, (subject, artist) in enumerate(told(image for image, _ in examples)):
            hand, name = list(emoji.ARTISTS)[artist], f"animal {subject}"
            wordings = (name, f"{name} by {hand}", "pet, zoo", f"an emoji by {hand} of pet, zoo")
            assert captions[row] == wordings[row % 4]


@pytest.mark.parametrize("variant", [4, -1, 0.5])
def test_wrong_wording_is_named(variant):
    with pytest.raises(ValueError, match="`variant`"):
        emoji_caption("cat face", ["cat"], "noto", variant)


def test_an_emoji_without_keywords_is_called_by_its_name():
    assert emoji_caption("cat face", [], "noto", 3) == "an emoji by noto of cat face"


def test_lines_and_colours_are_of_one_subject_without_flags_and_empty_drawings(drawn):
    pairs = list(data.load("openmoji_lines_and_colours"))
    pairs += list(data.load("openmoji_lines_and_colours", "test"))
    lines, colours = told(line for line, _ in pairs), told(colour for _, colour in pairs)
    assert [subject for subject, _ in lines] == [subject for subject, _ in colours]
    assert len(pairs) == len(SUBJECTS)
    assert drawn["lines"] == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1f469-1f3fd-200d-1f33e", "1f468-200d-1f33e"),  # farmers
        ("1f3c3-200d-2642-200d-27a1", "1f3c3-1f3ff-200d-2640"),  # runners
        ("1f468-1f3fb-200d-1f9b0", "1f9d1"),  # a man with red hair, a person
    ],
)
def test_variants_of_a_person_are_one_subject(one, other):
    assert emoji.subject_of(one) == emoji.subject_of(other)
    assert emoji.subject_of(one) != emoji.subject_of("1f431")


def test_drawings_are_read_from_an_icon_set(monkeypatch):
    icons = {"width": 8, "height": 16, "icons": {"cat": {"body": '<path d="M0 0h8v8h-8z"/>'}}}
    contents = {
        "package/icons.json": json.dumps(icons).encode(),
        "package/chars.json": json.dumps({"1F431-FE0F": "cat"}).encode(),
    }
    monkeypatch.setattr(emoji, "fetch_members", lambda package, members: (contents, "toy-1.tgz"))
    drawings = emoji.fetch_drawings("noto")
    assert list(drawings) == ["1f431"]
    assert 'viewBox="0 0 8 16"' in drawings["1f431"]


def test_real_lines_are_black_and_lie_where_the_colours_end():
    pytest.importorskip("resvg_py")
    try:
        pairs = emoji.fetch_lines_and_colours()
    except data.DataUnavailable as error:
        pytest.skip(f"npm's package openmoji is not to be had here: {error}")
    assert len(pairs) == 4495
    line, colour = (emoji.render(svg, 64) for svg in pairs["1f431"])
    np.testing.assert_array_equal(line[..., 0], line[..., 1])  # grey
    ink = line.max(axis=-1) < 60
    assert 0.02 < ink.mean() < 0.3
    assert (colour.max(axis=-1)[ink] < 120).mean() > 0.9  # the same lines
    assert np.ptp(colour.astype(int), axis=-1).max() > 60  # colours


def test_real_names_and_keywords_are_of_what_is_drawn():
    try:
        texts = emoji.fetch_texts()
    except data.DataUnavailable as error:
        pytest.skip(f"npm's package openmoji is not to be had here: {error}")
    name, keywords = texts["1f431"]
    assert name == "cat face" and {"cat", "pet"} <= set(keywords)
    assert texts["2764"][0] == "red heart"  # with a variation selector
    assert len(texts) == 4495
