import hashlib
import io
import tarfile

import pytest

from keras_gan_zoo.storage.packages import DataUnavailable, Package, fetch_members
from keras_gan_zoo.storage.source_distributions import links_of

EVIL_SETUP = "import pathlib; pathlib.Path('executed').touch()"


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A package index in a folder, whose one source distribution must not be executed."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as members:
        for name, content in (("setup.py", EVIL_SETUP), ("toy_set/data.txt", "3 8")):
            member = tarfile.TarInfo(f"toy_set-1.0/{name}")
            member.size = len(content)
            members.addfile(member, io.BytesIO(content.encode()))
    project = tmp_path / "simple" / "toy-set"
    project.mkdir(parents=True)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "toy_set-1.0.tar.gz").write_bytes(archive.getvalue())
    (project / "index.html").write_text(
        '<a href="../../../files/toy_set-0.9-py3-none-any.whl">w</a>'
        '<a href="../../../files/toy_set-1.0.tar.gz#sha256=00">toy_set-1.0.tar.gz</a>'
    )
    monkeypatch.chdir(tmp_path)
    return archive.getvalue()


@pytest.fixture
def served(index, tmp_path, monkeypatch):
    """The same index, served as pip's would be."""
    import functools
    import http.server
    import threading

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    handler = functools.partial(Quiet, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple/")
        yield index
        server.shutdown()


def test_a_member_is_read_and_nothing_is_executed(served, tmp_path):
    package = Package("sdist", "Toy.Set", "1.0", hashlib.sha256(served).hexdigest())
    contents, archive = fetch_members(package, {"toy_set-1.0/toy_set/data.txt": None})
    assert contents == {"toy_set-1.0/toy_set/data.txt": b"3 8"}
    assert archive == "toy_set-1.0.tar.gz"
    assert not (tmp_path / "executed").exists()


def test_another_archive_than_the_known_one_is_refused(served):
    package = Package("sdist", "toy-set", "1.0", "0" * 64)
    with pytest.raises(DataUnavailable, match=f"where {'0' * 64} was expected"):
        fetch_members(package, {"toy_set-1.0/toy_set/data.txt": None})


def test_what_the_index_does_not_have_is_said(served):
    with pytest.raises(DataUnavailable, match=r"no source distribution toy-set 0\.9"):
        fetch_members(Package("sdist", "toy-set", "0.9"), {})
    with pytest.raises(DataUnavailable, match=r"toys 1\.0 could not be downloaded: .*not found"):
        fetch_members(Package("sdist", "toys", "1.0"), {})


def test_a_source_distribution_needs_a_version():
    with pytest.raises(ValueError, match="needs a version"):
        Package("sdist", "toy-set")


def test_links_are_read_as_the_index_writes_them():
    page = (
        '<a href="https://files.example.org/a/b_c-2.0.1.zip#sha256=1" data-x="y">b_c</a>'
        '<a href="b.c-3.0.tar.gz">b.c</a><a>nothing</a><a href="b_c-3.0-py3-none-any.whl">w</a>'
    )
    assert links_of(page, "https://example.org/simple/b-c/") == {
        ("b-c", "2.0.1"): "https://files.example.org/a/b_c-2.0.1.zip",
        ("b-c", "3.0"): "https://example.org/simple/b-c/b.c-3.0.tar.gz",
    }
