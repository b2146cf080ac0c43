"""What every data set says of itself, with no list of data sets anywhere."""

import runpy
from pathlib import Path

import pytest

from keras_gan_zoo import cli, data
from keras_gan_zoo.data.catalogue import picture_sources, text_sources

DOCS = Path(__file__).parents[2] / "docs"
SOURCES = {
    name: source
    for name, source in {**picture_sources(), **text_sources()}.items()
    if source.prepare.__module__.startswith("keras_gan_zoo.")
}


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_data_set_says_what_it_is(name):
    source = SOURCES[name]
    assert source.description.endswith(".")
    assert source.licence not in ("", "not stated")
    assert source.splits and len(set(source.splits)) == len(source.splits)
    assert source.prepare.__module__.startswith("keras_gan_zoo.data.sets.")


def test_the_page_is_up_to_date():
    script = runpy.run_path(str(DOCS / "make_data_sets.py"))
    assert (DOCS / "data_sets.md").read_text(encoding="utf-8") == script["page"](), (
        "docs/data_sets.md is out of date: run `python docs/make_data_sets.py`."
    )


def test_a_data_set_of_ones_own_is_described_on_the_command_line(register, tmp_path, capsys):
    @register("my_dots", kind="images", licence="mine", description="Dots.")
    def dots(options):
        return None

    assert cli.main(["describe", "my_dots"]) == 0
    assert capsys.readouterr().out.startswith("my_dots (images)\nDots.")
    assert "my_dots" in data.list_sources()
    assert cli.main(["describe", "captions"]) == 0
    assert "Licence: CC BY-SA 4.0" in capsys.readouterr().out
