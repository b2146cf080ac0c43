"""Captions of faces: true, varied, within the vocabulary, and without what is held out."""

import re

import numpy as np
import pytest

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.faces import captioned as captioned_faces
from keras_gan_zoo.data.sets.faces.captioned import HELD_OUT, WORDINGS, captioned_examples
from keras_gan_zoo.data.sets.faces.captions import (
    EXAMPLE_CAPTIONS,
    caption_tokenizer,
    face_caption,
    named_combination,
    shows,
)
from keras_gan_zoo.data.sets.faces.drawing import PALETTES, SHORT_HAIR, face_attributes

FACES = [face_attributes(identity) for identity in range(300)]
CAPTIONS = [(face, face_caption(face, variant)) for face in FACES for variant in range(WORDINGS)]
HAIR, EYES = "|".join(PALETTES["hair"]), "|".join(PALETTES["eyes"])


def test_what_a_caption_says_is_true():
    for face, caption in CAPTIONS:
        hair = re.findall(rf"({HAIR})(?: hair|-haired)|hair is (?:\w+ and )?({HAIR})\b", caption)
        eyes = re.findall(rf"({EYES}) eyes", caption)
        assert {colour for pair in hair for colour in pair if colour} <= {face["hair_colour"]}
        assert set(eyes) <= {face["eye_colour"]} and (hair or eyes)
        for length in re.findall(r"\b(long|short)\b", caption):
            assert (length == "short") == (face["hair"] in SHORT_HAIR), caption
        denied = re.search(r"(no|without) glasses", caption) is not None
        named = re.search(r"glasses|spectacles", caption) is not None and not denied
        assert not (named and not face["glasses"]) and not (denied and face["glasses"])
        for part in ("earring", "freckle", "flowers", "beard"):
            key = {"earring": "earrings", "freckle": "freckles"}.get(part, part)
            assert part not in caption or face[key], caption


def test_most_captions_name_both_colours_and_some_one():
    both = [
        re.search(rf"({EYES}) eyes", caption) is not None
        and re.search(rf"hair is|haired|(?:{HAIR}) hair", caption) is not None
        for _, caption in CAPTIONS
    ]
    assert 0.55 < np.mean(both) < 0.85


def test_one_face_has_many_wordings_and_each_is_kept():
    captions = {face_caption(FACES[0], variant) for variant in range(60)}
    assert len(captions) > 30
    assert face_caption(FACES[0], 7) == face_caption(FACES[0], 7)


def test_every_word_is_in_the_vocabulary():
    texts = [caption for _, caption in CAPTIONS] + list(EXAMPLE_CAPTIONS)
    tokens = caption_tokenizer().encode(texts, unknown_allowed=False)  # raises if one is not
    assert (tokens[:, -1] == 0).all()  # and none is too long


def test_combinations_go_by_name():
    assert named_combination("blue hair and no glasses") == {
        "hair_colour": "blue",
        "glasses": False,
    }
    assert named_combination("red eyes, beard") == {"eye_colour": "red", "beard": True}
    assert shows({"hair_colour": "blue", "glasses": False}, named_combination("blue hair"))
    assert not shows({"hair_colour": "blue", "glasses": True}, named_combination("no glasses"))
    with pytest.raises(ValueError, match=r"has 'blu hair'\. Did you mean 'blue hair'"):
        named_combination("blu hair, red eyes")


def test_what_is_held_out_is_in_no_example(monkeypatch):
    def undrawn(domain, identities, options, name):
        # A face's own number in its first pixel: low and high byte.
        images = np.zeros((len(identities), 2, 2, 3), "uint8")
        images[:, 0, 0, 0], images[:, 0, 0, 1] = np.divmod(np.array(identities), 256)[::-1]
        return images

    monkeypatch.setattr(captioned_faces, "drawn_faces", undrawn)
    examples = captioned_examples(LoadOptions(limit=1000))
    assert examples.count == 1000
    images, captions = examples.read(np.arange(1000))
    identities = images.numpy()[:, 0, 0, 0] + 256 * images.numpy()[:, 0, 0, 1].astype(int)
    combinations = [named_combination(name) for name in HELD_OUT]
    for index, (identity, caption) in enumerate(zip(identities, captions.numpy(), strict=True)):
        face = face_attributes(int(identity))
        assert caption.decode() == face_caption(face, index % WORDINGS)
        assert not any(shows(face, combination) for combination in combinations)
    # A fiftieth of all faces for each of the five combinations.
    skipped = 1 - 250 / (identities.max() + 1 - captioned_faces.IDENTITIES["train"].start)
    assert skipped == pytest.approx(0.1, abs=0.05)
