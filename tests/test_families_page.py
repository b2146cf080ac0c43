"""docs/families.md says what the registry and the classes say now."""

import re
import runpy
from pathlib import Path

import pytest

import keras_gan_zoo
from keras_gan_zoo import registry

DOCS = Path(__file__).parents[1] / "docs"
NAMES = ("Adam's", "M,", "Q", "RMSprop's")  # what may begin a sentence that goes on from another
script = runpy.run_path(str(DOCS / "make_families.py"))


def test_the_page_is_up_to_date():
    assert (DOCS / "families.md").read_text(encoding="utf-8") == script["page"](), (
        "docs/families.md is out of date: run `python docs/make_families.py`."
    )


def test_every_family_is_there_with_what_belongs_to_it():
    text = (DOCS / "families.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    built_in = [
        name for name in keras_gan_zoo.list_models() if registry.is_own(registry.find(name))
    ]
    assert list(sections) == built_in
    for name, section in sections.items():
        assert (registry.find(name).paper or "no paper") in section
        assert "Algorithm:" in section
        cls = registry.find(name).load()
        assert all(line in section for line in (*cls.objective, *cls.watch))
        assert "What to watch:" in section
        assert all(f"- {sentence}" in section for sentence in cls.differs)
        assert ("Differs from the paper in:" in section) == bool(cls.differs)


def test_describe_says_what_to_watch():
    description = keras_gan_zoo.describe("lsgan")
    assert len(description.watch) == 2
    words = " ".join(str(description).split())
    assert "Watch " + " ".join(description.watch) in words


@pytest.mark.parametrize("name", keras_gan_zoo.list_models())
def test_what_differs_reads_on_behind_its_heading(name):
    cls = registry.find(name).load()
    if registry.is_own(registry.find(name)):
        assert cls.differs, "say what is other than in the paper"
        # Else a subclass would claim what its parent does.
        assert "differs" in vars(cls), "a family says itself what it does otherwise"
    for sentence in cls.differs:
        assert sentence[0].islower() or sentence.split()[0] in NAMES, sentence
        assert sentence.endswith(".")


def test_describe_says_what_differs():
    description = keras_gan_zoo.describe("seqgan")
    words = " ".join(str(description).split())
    assert "Differs from the paper in " + " ".join(description.differs) in words
    assert any("15 updates" in sentence for sentence in description.differs)


def test_links_lead_somewhere():
    text = (DOCS / "families.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https)([^)#]+)\)", text):
        assert (DOCS / target).exists(), target
    headings = set(re.findall(r"^## (\w+)$", text, re.MULTILINE))
    assert set(re.findall(r"\]\(#(\w+)\)", text)) <= headings
