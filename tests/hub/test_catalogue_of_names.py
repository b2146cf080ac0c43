"""The catalogue: a list is read whole or refused by line, searched, and joined with the zoo."""

import http.server
import threading

import pytest

from keras_gan_zoo import cli
from keras_gan_zoo.hub.catalogue import families_by_paper, find_named, parse, read_catalogue
from keras_gan_zoo.hub.lecture_names import LECTURE_NAMES

LIST = """Year\tMonth\tAbbr.\tTitle\tArxiv\tStars
2014\t6\tGAN\tGenerative Adversarial Networks\thttps://arxiv.org/abs/1406.2661\t1736
2016\t11\tSGAN\tTextures\thttp://arxiv.org/abs/1611.08207\t-
2016\t12\tS-GAN \tA  stack\thttps://arxiv.org/abs/1612.04357v4\t49
2016\t12\ttextGAN\tText\thttps://example.org/textgan.pdf\t-
2017\t4\t\u03b2-GAN\tAnnealed\thttps://arxiv.org/abs/1705.07505\t-

"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_GAN_ZOO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "gans.tsv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_list_is_read_and_kept(source):
    found = read_catalogue(source)
    assert [gan.abbreviation for gan in found] == ["GAN", "SGAN", "S-GAN", "textGAN", "\u03b2-GAN"]
    assert [gan.paper for gan in found] == [
        "1406.2661", "1611.08207", "1612.04357", None, "1705.07505",
    ]  # fmt: skip
    assert (found[2].title, found[2].date) == ("A stack", "2016-12")
    source.unlink()
    assert read_catalogue() == found


def test_without_one_there_are_the_lectures_names():
    names = read_catalogue()
    assert names is LECTURE_NAMES and len(names) == 20
    assert len(find_named(names, "sgan")) == 6
    assert [gan.paper for gan in find_named(names, "SG-GAN")] == ["1801.01726", "1805.07509"]
    families = families_by_paper()
    have = {gan.abbreviation for gan in names if gan.paper in families}
    assert have >= {"ACGAN", "BGAN", "CGAN", "DCGAN", "EBGAN", "fGAN", "GoGAN", "SimGAN"}


def test_what_is_found(source):
    names = read_catalogue(source)
    assert [gan.paper for gan in find_named(names, "s gan")] == ["1611.08207", "1612.04357"]
    assert [gan.abbreviation for gan in find_named(names, "adversarial NETWORKS")] == ["GAN"]
    assert len(find_named(names, year=2016)) == 3
    assert find_named(names, "sgan", year=2014) == []


def test_a_head_with_commas_and_other_words():
    text = 'name,url,year,title\n"Fake, real GAN",https://arxiv.org/pdf/1801.00001v2.pdf,2018,T\n'
    (gan,) = parse(text.encode(), "list")
    assert (gan.abbreviation, gan.paper, gan.date) == ("Fake, real GAN", "1801.00001", "2018")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Arxiv", "Paper link", "no column for the link: its head must name one of 'arxiv'"),
        (
            "https://arxiv.org/abs/1406.2661",
            "file:///etc",
            "Line 2 .* has the link 'file:///etc': an",
        ),
        ("https://arxiv.org/abs/1406.2661", "1406.2661", "Line 2 .* has the link '1406.2661': an"),
        ("/abs/1406.2661", "/list/cs", r"Line 2 .* one to arXiv is expected to be like"),
        ("2016\t12\tS-GAN", "16\t12\tS-GAN", "Line 4 .* has the date '16', '12'"),
        ("2016\t12\tS-GAN", "2016\t13\tS-GAN", "Line 4 .* has the date '2016', '13'"),
        ("S-GAN ", " ", "Line 4 .* has no abbreviation"),
        ("Textures", "T" * 501, "Line 3 .* has a title of more than 500"),
        ("\tText\thttps://example.org/textgan.pdf\t-", "", "Line 5 .* has 3 cells, fewer"),
    ],
)
def test_a_wrong_list_is_refused_by_its_line(source, old, new, sentence):
    assert old in LIST
    source.write_text(LIST.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=sentence):
        read_catalogue(source)
    assert read_catalogue() is LECTURE_NAMES  # nothing was kept


def test_what_is_no_list(source, tmp_path):
    for content, sentence in (
        (b"\xff\xfe\x00", "is no text in UTF-8"),
        (b"", "no column for the abbreviation"),
        (LIST.split("\n")[0].encode(), "has a head and no names"),
        (b"x" * 5_000_001, "larger than 5,000,000 bytes"),
    ):
        source.write_bytes(content)
        with pytest.raises(ValueError, match=sentence):
            read_catalogue(source)
    with pytest.raises(FileNotFoundError):
        read_catalogue(tmp_path / "none.tsv")
    with pytest.raises(ValueError, match="https"):
        read_catalogue("ftp://example.org/gans.tsv")


def test_an_address_is_read(source):
    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=source.parent)

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = read_catalogue(f"http://127.0.0.1:{server.server_port}/gans.tsv")
        server.shutdown()
    assert len(found) == 5 and read_catalogue() == found


def test_the_command(source, capsys):
    assert cli.main(["catalogue", "dcgan"]) == 0
    printed = capsys.readouterr().out
    assert "1511.06434  dcgan" in printed and "lectures' names; --source" in printed
    assert cli.main(["catalogue", "--source", str(source)]) == 0
    printed = capsys.readouterr().out
    assert "5 papers of 4 names; the zoo has " in printed and "--source" not in printed
    assert cli.main(["catalogue", "--year", "2014"]) == 0
    assert "1 paper of 1 name" in capsys.readouterr().out
    assert cli.main(["catalogue", "nothing of this"]) == 2
    assert "None of the 5 names is 'nothing of this'" in capsys.readouterr().err
