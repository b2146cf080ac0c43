"""Zip and tar files of pictures are what the folders in them are, and are never unpacked."""

import io
import json
import re
import tarfile
import warnings
import zipfile

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo import data

PLACES = ("cats/2.png", "cats/10.png", "dogs/1.png")


def picture(number, size=(6, 8), colour=True):
    shape = (*size, 3) if colour else size
    return np.random.default_rng(number).integers(0, 256, shape, "uint8")


def encoded(pixels, form="PNG"):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form)
    return file.getvalue()


PICTURES = {name: encoded(picture(number)) for number, name in enumerate(PLACES)}


def write_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_tar(path, members, mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


ARCHIVES = pytest.mark.parametrize(
    ("write", "name"), [(write_zip, "p.zip"), (write_tar, "p.tar")], ids=["zip", "tar"]
)


def rows(dataset):
    return [
        tuple(np.round((part + 1) * 127.5) if np.ndim(part) else int(part) for part in row)
        for row in dataset.as_numpy_iterator()
    ]


@ARCHIVES
@pytest.mark.parametrize("around", ["", "./", "pets/"])
def test_classes_as_in_the_folder(write, name, around, tmp_path, cache_dir):
    # `zip -r pets.zip pets` and `tar -c .` put their own in front of the names.
    path = write(tmp_path / name, {around + key: content for key, content in PICTURES.items()})
    dataset = data.load(path, labels=True)
    assert dataset.class_names == ["cats", "dogs"] and data.class_names(path) == ("cats", "dogs")
    found = rows(dataset)
    assert [label for _, label in found] == [0, 0, 1]
    for (pixels, _), number in zip(found, range(3), strict=True):
        np.testing.assert_array_equal(pixels, picture(number))
    assert not [child for child in tmp_path.iterdir() if child.name not in (name, cache_dir.name)]


@ARCHIVES
def test_splits_and_pairs(write, name, tmp_path, cache_dir):
    members = {
        f"{split}/{side}/{n}.png": encoded(picture(n + len(split) + len(side)))
        for split, count in (("train", 3), ("test", 2))
        for side in ("input", "target")
        for n in range(count)
    }
    path = write(tmp_path / name, members)
    for split, count in (("train", 3), ("test", 2)):
        found = list(data.load(path, split).as_numpy_iterator())
        assert len(found) == count
        for n, pair in enumerate(found):
            for image, side in zip(pair, ("input", "target"), strict=True):
                wanted = picture(n + len(split) + len(side)) / 127.5 - 1
                np.testing.assert_allclose(image, wanted, atol=1e-6)


@ARCHIVES
def test_what_cannot_be_used_is_named(write, name, tmp_path, cache_dir):
    members = {**PICTURES, "cats/torn.png": PICTURES[PLACES[0]][:-9], "dogs/empty.png": b""}
    path = write(tmp_path / name, members)
    with pytest.raises(data.UnreadableImages, match=r"2 of 5 files in .*cats/torn.png .*empty"):
        data.load(path)
    report = data.scan_folder(path)
    assert [str(file).rpartition(name)[2] for file, _ in report.unreadable] == [
        "/cats/torn.png",
        "/dogs/empty.png",
    ]
    assert len(report.pictures) == 3 and report.class_names == ("cats", "dogs")
    with pytest.warns(UserWarning, match="dogs/empty.png .empty file.*are skipped"):
        assert len(rows(data.load(path, labels=True, unreadable=0.5))) == 3


@ARCHIVES
@pytest.mark.parametrize("bad", ["../outside.png", "a/../../x.png", "/etc/x.png", "c:\\x.png"])
def test_names_that_lead_outside(write, name, bad, tmp_path, cache_dir):
    path = write(tmp_path / name, {**PICTURES, bad: PICTURES[PLACES[0]]})
    with pytest.raises(ValueError, match=re.escape(repr(bad)) + ".*outside of the archive"):
        data.load(path)


def test_a_damaged_member_of_a_zip(tmp_path, cache_dir):
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:  # stored, so that a byte is easily turned over
        for name, content in PICTURES.items():
            archive.writestr(name, content)
        place = archive.getinfo("dogs/1.png").header_offset + 60
    content = bytearray(path.read_bytes())
    content[place] ^= 255
    path.write_bytes(content)
    with pytest.raises(
        data.UnreadableImages, match=r"1 of 3 .*dogs/1.png .*damaged in the archive"
    ):
        data.load(path)


def test_an_archive_that_is_none_or_compressed_as_a_whole(tmp_path, cache_dir):
    for name in ("no.zip", "no.tar"):
        (tmp_path / name).write_bytes(b"nothing of the kind" * 50)
        with pytest.raises(ValueError, match=f"{name} is no readable"):
            data.load(tmp_path / name)
    for ending, command in (("gz", "gzip -dk"), ("xz", "xz -dk"), ("bz2", "bzip2 -dk")):
        path = write_tar(tmp_path / f"p.tar.{ending}", PICTURES, f"w:{ending}")
        with pytest.raises(ValueError, match=f"run `{command} .*p.tar.{ending}` and pass"):
            data.load(path)


def test_a_link_in_a_tar_is_no_picture(tmp_path, cache_dir):
    path = write_tar(tmp_path / "p.tar", PICTURES)
    with tarfile.open(path, "a") as archive:
        link = tarfile.TarInfo("cats/link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "2.png"
        archive.addfile(link)
    with pytest.raises(data.UnreadableImages, match=r"link.png .a link or a device"):
        data.load(path)


def test_an_archive_is_shuffled_whole_and_read_again_when_pictures_are_not_kept(
    tmp_path, cache_dir, monkeypatch
):
    monkeypatch.setattr("keras_gan_zoo.data.image_folder._KEPT_BYTES", 0)
    names = {f"{n}.png": encoded(picture(n)) for n in range(20)}
    for path in (write_zip(tmp_path / "p.zip", names), write_tar(tmp_path / "p.tar", names)):
        dataset = data.load(path, shuffle=True, batch_size=4)
        first, second = (np.concatenate(list(dataset.as_numpy_iterator())) for _ in "12")
        assert not np.array_equal(first, second)
        means = [sorted(images.mean(axis=(1, 2, 3))) for images in (first, second)]
        wanted = sorted(float((picture(n) / 127.5 - 1).mean()) for n in range(20))
        np.testing.assert_allclose(means, [wanted] * 2, atol=1e-6)


LISTING = [["00000/img0.png", 6], ["00000/img1.png", 2], ["00001/img2.png", 6]]


def stylegan(labels):
    members = {name: encoded(picture(n)) for n, (name, _) in enumerate(LISTING)}
    return {**members, "dataset.json": json.dumps({"labels": labels})}


@pytest.mark.parametrize("one_hot", [False, True])
def test_stylegan_zip(one_hot, tmp_path, cache_dir):
    listing = [
        [name, [int(n == label) for n in range(7)] if one_hot else label] for name, label in LISTING
    ]
    path = write_zip(tmp_path / "s.zip", stylegan(listing))
    found = rows(data.load(path, labels=True))
    assert [label for _, label in found] == [6, 2, 6]
    for n, (pixels, _) in enumerate(found):
        np.testing.assert_array_equal(pixels, picture(n))
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "folder")
    assert [label for _, label in rows(data.load(tmp_path / "folder", labels=True))] == [6, 2, 6]


def test_stylegan_zip_without_labels_or_with_wrong_ones(tmp_path, cache_dir):
    path = write_zip(tmp_path / "s.zip", stylegan(None))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(list(data.load(path))) == 3
    with pytest.raises(ValueError, match=r"labels=True, but .* has no labels"):
        data.load(path, labels=True)
    for labels, reason in (
        (LISTING[:2], "no label for 1 of the 3 pictures, such as 00001/img2.png"),
        ([[name, "cat"] for name, _ in LISTING], "the label 'cat' is no class number"),
        ([[name, [0.5, 0.5]] for name, _ in LISTING], "not one-hot"),
    ):
        path = write_zip(tmp_path / "s.zip", stylegan(labels))
        with pytest.raises(ValueError, match=reason):
            data.load(path, labels=True)
