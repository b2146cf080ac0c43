"""English and Spanish sentences that do not meet: no two of a pair, none of what is held out."""

from keras_gan_zoo import data
from keras_gan_zoo.data.sets import spanish_english
from keras_gan_zoo.data.sets.spanish_english import apart

PAIRS = [(f"es {i}", f"en {i // 3}") for i in range(60)] + [("es 0", "en 5"), ("es 0", "en 0")]


def test_pairs_that_share_a_sentence_are_in_one_half():
    spanish, english = apart(*zip(*PAIRS, strict=True))
    assert spanish == list(dict.fromkeys(spanish)) and english == list(dict.fromkeys(english))
    ours, theirs = set(spanish), set(english)
    assert not [pair for pair in PAIRS if pair[0] in ours and pair[1] in theirs]
    assert all((es in ours) != (en in theirs) for es, en in PAIRS)
    assert 5 < len(theirs) < 15 and ("es 0" in ours) == ("es 15" in ours)


def test_held_out_pairs_are_new_on_both_sides(monkeypatch, tmp_path):
    test = [("es 70", "en 70"), ("es 1", "en 71"), ("es 72", "en 1"), ("es 73", "en 2")]
    lines = {"train": ["\t".join(pair) for pair in PAIRS], "test": ["\t".join(p) for p in test]}
    monkeypatch.setattr(spanish_english, "_spanish_english", lambda split, _: lines[split])
    arguments = {"name": "english_and_spanish", "cache_dir": tmp_path}
    english, spanish = data.load_text_styles(**arguments)
    assert (spanish, english) == apart(*zip(*PAIRS, strict=True))
    held_out = list(zip(*data.load_text_pairs(**arguments, split="test"), strict=True))
    known = {*english, *spanish}
    assert held_out == [(en, es) for es, en in test if en not in known and es not in known]
    assert ("en 70", "es 70") in held_out and len(held_out) < len(test)
