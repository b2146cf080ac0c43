import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo import data
from keras_gan_zoo.data import folder_scan, image_folder
from keras_gan_zoo.samples import picture_files


def pixels_of(dataset):
    return [np.round((image + 1) * 127.5).astype("uint8") for image in dataset.as_numpy_iterator()]


def assert_same(dataset, expected):
    for found, wanted in zip(pixels_of(dataset), expected, strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_a_flat_folder_in_natural_order(tmp_path, cache_dir, save_picture):
    names = ["img10.png", "img2.png", "img1.png"]
    saved = {name: save_picture(tmp_path / "p" / name) for name in names}
    (tmp_path / "p" / ".DS_Store").write_text("passed over")
    dataset = data.load(tmp_path / "p")
    assert int(dataset.cardinality()) == 3 and dataset.element_spec.shape == (8, 8, 3)
    assert_same(dataset, [saved["img1.png"], saved["img2.png"], saved["img10.png"]])
    assert_same(data.load(f"folder:{tmp_path / 'p'}", limit=1), [saved["img1.png"]])
    # A second pass takes the kept pictures, in another order.
    shuffled = data.load(tmp_path / "p", shuffle=True)
    first, second = (
        sorted(image.tobytes() for image in shuffled.as_numpy_iterator()) for _ in "12"
    )
    assert first == second


def test_pictures_beyond_the_kept_bytes_are_decoded_each_time(
    tmp_path, cache_dir, save_picture, monkeypatch
):
    saved = [save_picture(tmp_path / "p" / f"{number}.png") for number in range(3)]
    monkeypatch.setattr(image_folder, "_KEPT_BYTES", 0)
    dataset = data.load(tmp_path / "p")
    assert_same(dataset, saved)
    assert_same(dataset, saved)


def test_a_batch_is_one_look_up_and_a_file_is_decoded_once(
    tmp_path, cache_dir, save_picture, monkeypatch
):
    saved = [save_picture(tmp_path / "p" / name / "a.png") for name in "abcde"]
    decoded = count_decoded(monkeypatch)
    calls, call = [], image_folder.tf.numpy_function
    monkeypatch.setattr(
        image_folder.tf,
        "numpy_function",
        lambda look_up, keys, dtype: call(
            lambda rows: calls.append(np.shape(rows)) or look_up(rows), keys, dtype
        ),
    )
    dataset = data.load(tmp_path / "p", labels=True, batch_size=2)
    for _ in "12":
        for batch, (images, labels) in enumerate(dataset):
            assert labels.numpy().tolist() == [2 * batch, 2 * batch + 1]
            found = np.round((images.numpy() + 1) * 127.5)
            np.testing.assert_array_equal(found, saved[2 * batch : 2 * batch + 2])
    assert calls == [(2,)] * 4
    assert len(decoded) == 5
    # What was scanned before is decoded where it is needed.
    for _ in data.load(tmp_path / "p", batch_size=2):
        pass
    assert len(decoded) == 5 + 4


def count_decoded(monkeypatch):
    """Returns a list that grows by one whenever a file is decoded."""
    decoded, decode = [], picture_files._decode
    monkeypatch.setattr(picture_files, "_decode", lambda file: decoded.append(file) or decode(file))
    return decoded


@pytest.mark.filterwarnings("ignore:All pictures in .* twice as wide")
@pytest.mark.parametrize(
    "options",
    [
        {"channels": 3},
        {"channels": 1},
        {"image_size": (5, 9)},
        {"image_size": 16, "channels": 1},
        {"image_size": 4, "pairs": "left_to_right"},
        {"pairs": "right_to_left", "channels": 3},
    ],
    ids=str,
)
def test_the_first_pass_takes_what_the_scan_decoded(
    tmp_path, cache_dir, save_picture, monkeypatch, options
):
    for number in range(3):
        save_picture(tmp_path / "p" / f"{number}.png", 12, 24)
    grey = np.random.default_rng(0).integers(0, 256, (12, 24), "uint8")
    Image.fromarray(grey).save(tmp_path / "p" / "grey.png")
    decoded = count_decoded(monkeypatch)
    first = data.load(tmp_path / "p", **options)
    assert len(decoded) == 4
    kept = [np.asarray(picture) for picture in first.as_numpy_iterator()]
    assert len(decoded) == 4
    # The record of the folder spares the second load its scan, so that each file is read by itself.
    again = [np.asarray(picture) for picture in data.load(tmp_path / "p", **options)]
    assert len(decoded) > 4
    np.testing.assert_array_equal(kept, again)


def test_both_sides_of_an_unpaired_folder_are_kept(tmp_path, cache_dir, save_picture, monkeypatch):
    for side, name in (("trainA", "x"), ("trainA", "y"), ("trainB", "x")):
        save_picture(tmp_path / "p" / side / f"{name}.png")
    decoded = count_decoded(monkeypatch)
    first, second = data.load(tmp_path / "p")
    assert len(pixels_of(first)) == 2 and len(pixels_of(second)) == 1
    assert len(decoded) == 3


def test_no_more_is_kept_than_there_is_room_for(tmp_path, cache_dir, save_picture, monkeypatch):
    saved = [save_picture(tmp_path / "p" / f"{number}.png") for number in range(3)]
    monkeypatch.setattr(image_folder, "_KEPT_BYTES", saved[0].nbytes * 5 // 2)
    kept = image_folder.KeptPictures(None, None, (None,), image_folder._KEPT_BYTES)
    for path in sorted((tmp_path / "p").iterdir()):
        kept.keep(path, picture_files.open_picture(path))
    shape = saved[0].shape
    taken = [kept.take(path, None, shape) for path in sorted((tmp_path / "p").iterdir())]
    assert [pixels is not None for pixels in taken] == [True, True, False]
    assert_same(data.load(tmp_path / "p"), saved)


def test_class_folders_give_labels_in_natural_order(tmp_path, cache_dir, save_picture):
    saved = {
        name: save_picture(tmp_path / "p" / name)
        for name in ("class10/a.png", "class2/deep/b.png", "class2/a.png")
    }
    order = ["class2/a.png", "class2/deep/b.png", "class10/a.png"]
    dataset = data.load(tmp_path / "p", labels=True)
    assert [int(label) for _, label in dataset] == [0, 0, 1]
    assert_same(dataset.map(lambda image, label: image), [saved[name] for name in order])
    assert data.load(tmp_path / "p").element_spec.shape == (8, 8, 3)


def test_splits(tmp_path, cache_dir, save_picture):
    for name in ("train/a.png", "train/b.png", "test/a.png"):
        save_picture(tmp_path / "p" / name)
    assert int(data.load(tmp_path / "p").cardinality()) == 2
    assert int(data.load(tmp_path / "p", "test").cardinality()) == 1
    with pytest.raises(ValueError, match="no split 'val'; it has 'test', 'train'"):
        data.load(tmp_path / "p", "val")
    with pytest.raises(ValueError, match="no split 'test': it is not divided into splits"):
        data.load(tmp_path / "p" / "train", "test")


@pytest.mark.parametrize("layout", ["{split}{domain}", "{split}/{domain}"])
def test_unpaired_domains(tmp_path, cache_dir, save_picture, layout):
    for split, domain, count in (
        ("train", "A", 3),
        ("train", "B", 2),
        ("test", "A", 1),
        ("test", "B", 1),
    ):
        folder = layout.format(split=split, domain=domain)
        for number in range(count):
            save_picture(
                tmp_path / "p" / folder / f"{number}.png", mode="L" if domain == "A" else "RGB"
            )
    first, second = data.load(tmp_path / "p")
    assert (int(first.cardinality()), int(second.cardinality())) == (3, 2)
    assert first.element_spec.shape == (8, 8, 1) and second.element_spec.shape == (8, 8, 3)
    first, _ = data.load(tmp_path / "p", "test", channels=3)
    assert int(first.cardinality()) == 1 and first.element_spec.shape == (8, 8, 3)
    with pytest.raises(ValueError, match="no split 'val'"):
        data.load(tmp_path / "p", "val")


def test_pairs_are_matched_by_stem(tmp_path, cache_dir, save_picture):
    # Sorted with their extensions, the two sides would not line up.
    inputs = {stem: save_picture(tmp_path / "p" / "input" / f"{stem}.png") for stem in ("a", "a.c")}
    targets = {
        stem: save_picture(tmp_path / "p" / "target" / f"{stem}.bmp") for stem in ("a", "a.c")
    }
    dataset = data.load(tmp_path / "p")
    assert_same(dataset.map(lambda a, b: a), inputs.values())
    assert_same(dataset.map(lambda a, b: b), targets.values())
    save_picture(tmp_path / "p" / "input" / "lonely.png")
    save_picture(tmp_path / "p" / "input" / "a.bmp")
    with pytest.raises(
        data.UnreadableImages, match=r"2 of 6 .*a second file.*no partner in target"
    ):
        data.load(tmp_path / "p")
    with pytest.warns(UserWarning, match=r"lonely.png .* are skipped"):
        assert int(data.load(tmp_path / "p", unreadable=0.5).cardinality()) == 2


def test_pictures_of_several_sizes_need_a_size(tmp_path, cache_dir, save_picture):
    save_picture(tmp_path / "p" / "a.png", 8, 8)
    save_picture(tmp_path / "p" / "b.png", 12, 10)
    with pytest.raises(
        ValueError, match=r"2 sizes, such as 8x8 \(a.png\) and 12x10 \(b.png\): pass"
    ):
        data.load(tmp_path / "p")
    assert data.load(tmp_path / "p", image_size=6, batch_size=2).element_spec.shape == (2, 6, 6, 3)


def test_grey_and_colour_together_become_colour(tmp_path, cache_dir, save_picture):
    save_picture(tmp_path / "p" / "a.png", mode="L")
    assert data.load(tmp_path / "p").element_spec.shape == (8, 8, 1)
    save_picture(tmp_path / "p" / "b.png")
    assert data.load(tmp_path / "p").element_spec.shape == (8, 8, 3)


@pytest.fixture
def damaged(tmp_path, save_picture):
    """A folder of 20 pictures and 3 files that are none."""
    folder = tmp_path / "p"
    for number in range(20):
        save_picture(folder / f"{number}.png")
    (folder / "empty.png").write_bytes(b"")
    (folder / "notes.txt").write_text("hello")
    (folder / "cut.png").write_bytes((folder / "0.png").read_bytes()[:100])
    return folder


def test_unreadable_files_stop_and_are_all_named(damaged, cache_dir):
    with pytest.raises(data.UnreadableImages) as caught:
        data.load(damaged)
    sentence = str(caught.value)
    assert sentence.startswith(f"3 of 23 files in {damaged} cannot be used as pictures: cut.png (")
    assert "empty.png (empty file), notes.txt (not a picture of a known format)" in sentence
    assert sentence.endswith("or pass unreadable=0.14 to skip up to that share.")
    report = caught.value.report
    assert len(report.pictures) == 20 and len(report.unreadable) == 3


def test_a_share_of_unreadable_files_is_skipped_with_a_warning(damaged, cache_dir):
    with pytest.warns(UserWarning, match=r"3 of 23 files .*empty.png .* they are skipped"):
        assert int(data.load(damaged, unreadable=0.14).cardinality()) == 20
    with pytest.raises(data.UnreadableImages, match=r"more than the share unreadable=0.1 admits"):
        data.load(damaged, unreadable=0.1)


def test_no_more_than_ten_files_are_named(tmp_path, cache_dir, save_picture):
    for number in range(14):
        path = tmp_path / "p" / f"bad{number}.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    with pytest.raises(data.UnreadableImages, match=r"14 of 14 .*bad9.png .* and 4 more; none is"):
        data.load(tmp_path / "p", unreadable=0.5)


def test_a_link_back_to_the_folder_is_named_and_not_followed(tmp_path, cache_dir, save_picture):
    save_picture(tmp_path / "p" / "a.png")
    (tmp_path / "p" / "again").symlink_to(tmp_path / "p")
    with pytest.raises(data.UnreadableImages, match=r"1 of 2 .* again \(symbolic link loop\)"):
        data.load(tmp_path / "p")


def test_links_between_two_folders_end(tmp_path, cache_dir, save_picture):
    for name, other in (("cats", "dogs"), ("dogs", "cats")):
        save_picture(tmp_path / "p" / name / "a.png")
        (tmp_path / "p" / name / "others").symlink_to(tmp_path / "p" / other)
    report = data.scan_folder(tmp_path / "p")
    names = [str(picture.path.relative_to(tmp_path / "p")) for picture in report.pictures]
    assert names == ["cats/a.png", "cats/others/a.png", "dogs/a.png", "dogs/others/a.png"]
    assert [reason for _, reason in report.unreadable] == ["symbolic link loop"] * 2


def test_animations_are_noted(tmp_path, cache_dir):
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "lime")]
    (tmp_path / "p").mkdir()
    frames[0].save(tmp_path / "p" / "a.gif", save_all=True, append_images=frames[1:])
    with pytest.warns(UserWarning, match=r"Notes on 1 files .* a.gif \(the first of 2 frames"):
        data.load(tmp_path / "p")


def test_a_second_scan_decodes_only_what_changed(damaged, cache_dir, monkeypatch, save_picture):
    first = data.scan_folder(damaged)
    decoded = []
    examine = folder_scan._examine
    monkeypatch.setattr(
        folder_scan, "_examine", lambda path, *kept: decoded.append(path.name) or examine(path)
    )
    assert data.scan_folder(damaged) == first and not decoded
    save_picture(damaged / "cut.png", 9, 9)
    assert len(data.scan_folder(damaged).unreadable) == 2 and decoded == ["cut.png"]


def test_a_picture_that_breaks_after_the_scan_is_named(tmp_path, cache_dir, save_picture):
    save_picture(tmp_path / "p" / "a.png")
    data.scan_folder(tmp_path / "p")
    dataset = data.load(tmp_path / "p")  # which knows of it, and has not decoded it
    (tmp_path / "p" / "a.png").write_bytes(b"")
    with pytest.raises(Exception, match=r"a.png was whole when it was scanned .* \(empty file\)"):
        list(dataset)


def test_folders_of_no_known_layout(tmp_path, cache_dir, save_picture):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="empty holds no files"):
        data.load(tmp_path / "empty")
    save_picture(tmp_path / "mixed" / "a.png")
    save_picture(tmp_path / "mixed" / "sub" / "a.png")
    with pytest.raises(ValueError, match=r"both files \(a.png\) and subfolders \(sub\)"):
        data.load(tmp_path / "mixed")
    with pytest.raises(ValueError, match="'nowhere' is not a folder"):
        data.load("folder:nowhere")
    with pytest.raises(ValueError, match=r"labels=True, but .* has no labels"):
        save_picture(tmp_path / "flat" / "a.png")
        data.load(tmp_path / "flat", labels=True)
