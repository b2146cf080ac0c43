"""Archives that a stranger may have made."""

import gzip
import io
import tarfile

import pytest

from keras_gan_zoo.hub import archive as archive_module
from keras_gan_zoo.hub.archive import ArchiveRefused, pack, unpack


def archive_of(path, *members, tail=b""):
    """Writes a .tar.gz of (name or TarInfo, content) pairs."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, content in members:
            member = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    path.write_bytes(gzip.compress(plain.getvalue() + tail))
    return path


def special(name, kind, target=""):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "model" / "variables").mkdir(parents=True)
    (tmp_path / "model" / "saved_model.pb").write_bytes(b"graph")
    (tmp_path / "model" / "variables" / "data").write_bytes(bytes(range(256)) * 40)
    return tmp_path / "model"


def test_what_is_packed_is_unpacked_and_packs_to_the_same_bytes(folder, tmp_path):
    sha256 = pack(folder, tmp_path / "a.tar.gz")
    unpacked = unpack(tmp_path / "a.tar.gz", tmp_path / "out", sha256=sha256.upper())
    assert (unpacked / "variables" / "data").read_bytes() == bytes(range(256)) * 40
    assert pack(unpacked, tmp_path / "b.tar.gz") == sha256
    with pytest.raises(FileExistsError, match="nothing is overwritten"):
        unpack(tmp_path / "a.tar.gz", unpacked)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([("../evil", b"x")], r"'\.\./evil' leads out of it"),
        ([("a/../../evil", b"x")], "leads out of it"),
        ([("/tmp/evil", b"x")], "leads out of it"),
        ([("a\\..\\evil", b"x")], "leads out of it"),
        ([(special("link", tarfile.SYMTYPE, "/etc"), b""), ("link/x", b"x")], "'link' is neither"),
        ([("a", b"x"), (special("hard", tarfile.LNKTYPE, "a"), b"")], "'hard' is neither"),
        ([(special("pipe", tarfile.FIFOTYPE), b"")], "'pipe' is neither a plain file"),
        ([(special("null", tarfile.CHRTYPE), b"")], "'null' is neither"),
        ([("a", b"one"), ("a", b"two")], "holds 'a' twice"),
        ([("a", b"one"), ("a/b", b"two")], "is damaged"),
    ],
)
def test_malicious_members_are_refused(tmp_path, members, message):
    path = archive_of(tmp_path / "evil.tar.gz", ("good", b"good"), *members)
    with pytest.raises(ArchiveRefused, match=message):
        unpack(path, tmp_path / "out")
    assert [each.name for each in tmp_path.iterdir()] == ["evil.tar.gz"]


def test_bombs_are_refused_before_they_fill_the_disk(tmp_path, monkeypatch):
    bomb = archive_of(tmp_path / "bomb.tar.gz", ("zeros", bytes(3_000_000)))
    assert bomb.stat().st_size < 10_000
    with pytest.raises(ArchiveRefused, match="unpacks to more than 1,000,000 bytes"):
        unpack(bomb, tmp_path / "out", max_bytes=1_000_000)
    # What no member holds counts, too.
    tail = archive_of(tmp_path / "tail.tar.gz", ("a", b"a"), tail=bytes(3_000_000))
    with pytest.raises(ArchiveRefused, match="unpacks to more than 1,000,000 bytes"):
        unpack(tail, tmp_path / "out", max_bytes=1_000_000)
    monkeypatch.setattr(archive_module, "MAX_FILES", 10)
    many = archive_of(tmp_path / "many.tar.gz", *((f"{i}", b"") for i in range(11)))
    with pytest.raises(ArchiveRefused, match="more than 10 files"):
        unpack(many, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_every_truncation_and_alteration_is_refused(folder, tmp_path):
    path = tmp_path / "model.tar.gz"
    sha256 = pack(folder, path)
    whole = path.read_bytes()
    for length in (0, 5, len(whole) // 3, len(whole) - 9, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(ArchiveRefused, match="is damaged"):
            unpack(path, tmp_path / "out")
    for position in (len(whole) // 2, len(whole) - 6):
        altered = bytearray(whole)
        altered[position] ^= 1
        path.write_bytes(altered)
        with pytest.raises(ArchiveRefused, match="is damaged"):
            unpack(path, tmp_path / "out")
    # Another archive, whole in itself, is told by its checksum only.
    archive_of(path, ("saved_model.pb", b"another graph"))
    with pytest.raises(ArchiveRefused, match=f"not {sha256}"):
        unpack(path, tmp_path / "out", sha256=sha256)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["model", "model.tar.gz"]
