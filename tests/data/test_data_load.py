import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import data
from keras_gan_zoo.data import arrays
from keras_gan_zoo.samples.picture_files import read_picture

GREY = np.random.default_rng(0).integers(0, 256, (50, 8, 8), "uint8")
LABELS = np.arange(50) % 7


def stacked(dataset):
    return np.stack(list(dataset.as_numpy_iterator()))


def test_uint8_becomes_float_in_minus_one_to_one():
    dataset = data.from_arrays(GREY)
    assert dataset.element_spec == tf.TensorSpec((8, 8, 1), tf.float32)
    assert int(dataset.cardinality()) == 50
    np.testing.assert_allclose(stacked(dataset)[..., 0], GREY / 127.5 - 1, atol=1e-6)


def test_labels_stay_with_their_images_under_shuffling():
    dataset = data.from_arrays(GREY, LABELS, shuffle=True, batch_size=25)
    assert dataset.element_spec[1] == tf.TensorSpec((25,), tf.int32)
    label_of = {image.tobytes(): label for image, label in zip(GREY, LABELS, strict=True)}
    for images, labels in dataset.as_numpy_iterator():
        bytes_back = np.round((images[..., 0] + 1) * 127.5).astype("uint8")
        assert [label_of[image.tobytes()] for image in bytes_back] == labels.tolist()


def test_batches_are_whole_and_known():
    dataset = data.from_arrays(GREY, batch_size=20)
    assert dataset.element_spec.shape == (20, 8, 8, 1)
    assert int(dataset.cardinality()) == 2 == len(list(dataset))


@pytest.mark.parametrize("batch_size", [None, 10])
def test_shuffling_changes_each_iteration_and_repeats_with_the_seed(batch_size):
    def orders(seed):
        dataset = data.from_arrays(GREY, batch_size=batch_size, shuffle=True, seed=seed)
        return [stacked(dataset).reshape(50, -1) for _ in range(2)]

    first, second = orders(seed=1)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(np.sort(first, 0), np.sort(second, 0))
    again, _ = orders(seed=1)
    np.testing.assert_array_equal(first, again)
    other, _ = orders(seed=2)
    assert not np.array_equal(first, other)


def test_limit_takes_the_first_before_any_shuffling():
    first = stacked(data.from_arrays(GREY, limit=5))
    shuffled = stacked(data.from_arrays(GREY, limit=5, shuffle=True))
    assert len(first) == len(shuffled) == 5
    np.testing.assert_array_equal(np.sort(first, 0), np.sort(shuffled, 0))
    assert int(data.from_arrays(GREY, limit=1000).cardinality()) == 50


def test_shrinking_by_two_averages_and_enlarging_matches_antialiased_bilinear():
    ramp = np.tile(np.arange(0, 128, 2, dtype="uint8"), (64, 1))[None]
    small = stacked(data.from_arrays(ramp, image_size=32))[0, ..., 0]
    pairs = (ramp[0, ::2, ::2] / 2.0 + ramp[0, ::2, 1::2] / 2.0) / 127.5 - 1
    np.testing.assert_allclose(small[:, 1:-1], pairs[:, 1:-1], atol=1e-5)
    large = stacked(data.from_arrays(GREY, image_size=(19, 19)))
    expected = tf.image.resize(GREY[..., None], (19, 19), antialias=True) / 127.5 - 1
    np.testing.assert_allclose(large, expected, atol=1e-5)


def test_another_aspect_ratio_keeps_the_middle_unstretched():
    wide = np.zeros((1, 4, 10, 1), "uint8")
    wide[:, :, 3:7] = 255
    assert (stacked(data.from_arrays(wide, image_size=4)) == 1).all()
    assert (stacked(data.from_arrays(wide.transpose(0, 2, 1, 3), image_size=(8, 8))) == 1).all()


def test_folders_and_arrays_are_resized_alike(tmp_path, cache_dir, save_picture):
    pixels = save_picture(tmp_path / "p" / "a.png", 60, 47)
    for size in ((16, 16), (20, 31), (90, 70)):
        from_array = stacked(data.from_arrays(pixels[None], image_size=size))[0]
        from_file = read_picture(tmp_path / "p" / "a.png", size).pixels / 127.5 - 1
        assert np.abs(from_array - from_file).max() <= 1.6 / 127.5


def test_channels_are_converted_on_request():
    grey = data.from_arrays(np.stack([GREY] * 3, -1), channels=1)
    np.testing.assert_allclose(stacked(grey)[..., 0], GREY / 127.5 - 1, atol=1e-3)
    assert data.from_arrays(GREY, channels=3).element_spec.shape == (8, 8, 3)


def test_floating_point_arrays_need_a_plain_range():
    unit = GREY / 255.0
    with pytest.raises(data.DataMismatch, match=r"pass value_range=\(0, 1\)"):
        data.from_arrays(unit)
    with pytest.raises(data.DataMismatch, match=r"from 0 to 255 .* value_range=\(0, 255\)"):
        data.from_arrays(GREY.astype("float32"))
    with pytest.raises(data.DataMismatch, match=r"int64, .* pass value_range=\(0, 255\)"):
        data.from_arrays(GREY.astype("int64"))
    with pytest.raises(data.DataMismatch, match=r"to 255, outside value_range=\(0, 1\)"):
        data.from_arrays(GREY, value_range=(0, 1))
    with pytest.raises(data.DataMismatch, match="NaN"):
        data.from_arrays(np.full((2, 4, 4), np.nan, "float32"))
    expected = stacked(data.from_arrays(GREY))
    np.testing.assert_allclose(
        stacked(data.from_arrays(unit, value_range=(0, 1))), expected, atol=1e-6
    )
    scaled = data.from_arrays(GREY.astype("int64"), value_range=(0, 255))
    np.testing.assert_allclose(stacked(scaled), expected, atol=1e-6)
    signed = data.from_arrays(unit.astype("float32") * 2 - 1)
    np.testing.assert_allclose(stacked(signed), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("images", "labels", "sentence"),
    [
        (np.zeros((4, 8)), None, r"shape \(4, 8\) where \(N, H, W\)"),
        (np.zeros((4, 8, 8, 4), "uint8"), None, r"shape \(4, 8, 8, 4\)"),
        (np.full((4, 8, 8), "a"), None, "dtype <U1 where numbers"),
        (np.zeros((4, 0, 0, 1), "uint8"), None, "there is not one pixel in it"),
        (np.zeros((0, 8, 8)), None, "there is not one pixel in it"),
        (GREY, LABELS[:9], r"labels of images have the shape \(9,\)"),
        (GREY, LABELS / 2, "where 50 integers"),
    ],
)
def test_unfit_arrays_are_refused(images, labels, sentence):
    with pytest.raises(data.DataMismatch, match=sentence):
        data.from_arrays(images, labels)


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ({"image_size": 0}, ValueError, "image_size=0 must be 1 pixel or more"),
        ({"image_size": (8, 8, 3)}, ValueError, r"\(height, width\), without channels"),
        ({"image_size": 8.5}, TypeError, "image_size=8.5 must be an integer"),
        ({"channels": 4}, ValueError, "channels=4 must be 1"),
        ({"limit": 0}, ValueError, "limit=0 must be 1 or more"),
        ({"batch_size": True}, TypeError, "batch_size=True must be an integer"),
        ({"batch_size": 51}, ValueError, "batch_size=51 is more than the 50 examples"),
        ({"limit": 3, "batch_size": 4}, ValueError, "pass batch_size=3 or less"),
        ({"shuffle": 1}, TypeError, "shuffle=1 must be True or False"),
        ({"seed": None}, TypeError, "seed=None must be an integer"),
    ],
)
def test_wrong_arguments_are_named(arguments, error, sentence):
    with pytest.raises(error, match=sentence):
        data.from_arrays(GREY, **arguments)


@pytest.mark.parametrize("unreadable", ["skip", 0, 1, 1.5, -0.1, True, None])
def test_wrong_policies_are_named(tmp_path, unreadable):
    with pytest.raises(ValueError, match=r"unreadable=.* must be 'stop', or the share"):
        data.load(tmp_path, unreadable=unreadable)


def test_unknown_names_get_the_nearest():
    with pytest.raises(ValueError, match=r"'fashion_minst' is no .* Did you mean 'fashion_mnist'"):
        data.load("fashion_minst")
    with pytest.raises(ValueError, match="'cifar10' has no split 'valid'; it has 'test', 'train'"):
        data.load("cifar10", "valid")
    with pytest.raises(TypeError, match=r"of the type ndarray .*from_arrays"):
        data.load(GREY)
    with pytest.raises(ValueError, match=r"no data source 'face'.* Did you mean 'faces'"):
        data.describe_source("face")


def test_own_sources_of_each_kind(register):
    @register("own_images", kind="images", image_shape=(8, 8, 1), description="Mine.")
    def own_images(options):
        return GREY

    @register("own_labelled", kind="labelled", splits=("train", "held_out"))
    def own_labelled(options):
        return (GREY, LABELS) if options.split == "train" else (GREY[:5], LABELS[:5])

    @register("own_unpaired", kind="unpaired")
    def own_unpaired(options):
        return GREY[:20], tf.data.Dataset.from_tensor_slices(np.stack([GREY] * 3, -1))

    @register("own_paired", kind="paired")
    def own_paired(options):
        return GREY, 255 - GREY

    assert data.load("own_images", batch_size=2).element_spec.shape == (2, 8, 8, 1)
    assert int(data.load("own_labelled", "held_out").cardinality()) == 5
    assert data.load("own_labelled", labels=True).element_spec[1].dtype == tf.int32
    first, second = data.load("own_unpaired", shuffle=True)
    assert int(first.cardinality()) == 20 and second.element_spec.shape == (8, 8, 3)
    for image, negative in data.load("own_paired", batch_size=10, shuffle=True).take(2):
        np.testing.assert_allclose(image, -negative, atol=1e-6)
    assert "own_images (images)\nMine." in data.describe_source("own_images")
    assert {"own_images", "faces"} <= set(data.list_sources())
    with pytest.raises(ValueError, match="labels=True, but 'own_images' has no labels"):
        data.load("own_images", labels=True)


def test_the_two_domains_are_shuffled_apart(register):
    @register("twice", kind="unpaired")
    def twice(options):
        return GREY, GREY

    first, second = (stacked(domain) for domain in data.load("twice", shuffle=True))
    assert not np.array_equal(first, second)
    in_order = [stacked(domain) for domain in data.load("twice")]
    np.testing.assert_array_equal(*in_order)


def test_bad_sources_are_named(register):
    @register("wrong", kind="labelled")
    def wrong(options):
        return GREY

    @register("endless", kind="images")
    def endless(options):
        return tf.data.Dataset.from_tensor_slices(GREY[..., None]).repeat()

    with pytest.raises(ValueError, match="'wrong' is labelled but returned no pair"):
        data.load("wrong")
    with pytest.raises(ValueError, match="'endless' returned a dataset of unknown length"):
        data.load("endless")
    with pytest.raises(ValueError, match="name 'wrong' is taken"):
        register("wrong", kind="images")(endless)
    assert register("wrong", kind="labelled")(wrong) is wrong
    with pytest.raises(ValueError, match=r"kind='pared' .* Did you mean 'paired'"):
        register("other", kind="pared")(wrong)


def test_npy_and_npz_files(tmp_path, monkeypatch):
    np.save(tmp_path / "a.npy", GREY)
    np.savez(tmp_path / "b.npz", images=GREY, labels=LABELS)
    np.savez(tmp_path / "c.npz", x_train=GREY, y_train=LABELS, x_test=GREY[:3])
    expected = stacked(data.from_arrays(GREY))
    np.testing.assert_array_equal(stacked(data.load(tmp_path / "a.npy")), expected)
    # Read by row from the file, as arrays too large to copy are.
    monkeypatch.setattr(arrays, "_COPIED_BYTES", 0)
    np.testing.assert_array_equal(stacked(data.load(tmp_path / "a.npy")), expected)
    images, labels = next(iter(data.load(str(tmp_path / "b.npz"), labels=True, batch_size=50)))
    np.testing.assert_array_equal(images, expected)
    assert labels.numpy().tolist() == LABELS.tolist()
    assert int(data.load(tmp_path / "c.npz", "test").cardinality()) == 3
    with pytest.raises(ValueError, match="no split 'val'; it has 'test', 'train'"):
        data.load(tmp_path / "c.npz", "val")
    with pytest.raises(ValueError, match="has no split 'test': it has only 'train'"):
        data.load(tmp_path / "a.npy", "test")
    with pytest.raises(ValueError, match="has no labels"):
        data.load(tmp_path / "a.npy", labels=True)


def test_npz_files_of_other_tools(tmp_path):
    np.savez(tmp_path / "one.npz", GREY)  # numpy calls it arr_0
    assert int(data.load(tmp_path / "one.npz").cardinality()) == 50
    np.savez(
        tmp_path / "med.npz", train_images=GREY, train_labels=LABELS[:, None], test_images=GREY
    )
    assert [int(label) for _, label in data.load(tmp_path / "med.npz", labels=True)] == list(LABELS)
    with pytest.raises(ValueError, match="no split 'val'; it has 'test', 'train'"):
        data.load(tmp_path / "med.npz", "val")
    np.savez(tmp_path / "two.npz", GREY, LABELS)
    with pytest.raises(ValueError, match=r"holds arr_0, arr_1 where .* expected: pass") as refusal:
        data.load(tmp_path / "two.npz")
    advice = str(refusal.value).partition("expected: pass ")[2].partition(" if")[0]
    dataset = eval(advice, {"keras_gan_zoo": keras_gan_zoo, "numpy": np})
    np.testing.assert_array_equal(stacked(dataset), stacked(data.from_arrays(GREY)))


def test_one_hot_labels_are_told_the_way():
    with pytest.raises(
        data.DataMismatch, match=r"pass labels.argmax\(axis=1\) if they are one-hot"
    ):
        data.from_arrays(GREY, np.eye(7, dtype=int)[LABELS])


def test_pixels_do_not_depend_on_the_settings_of_keras():
    expected = stacked(data.from_arrays(GREY, image_size=5))
    keras.config.set_image_data_format("channels_first")
    try:
        np.testing.assert_array_equal(stacked(data.from_arrays(GREY, image_size=5)), expected)
    finally:
        keras.config.set_image_data_format("channels_last")


def test_other_files_are_refused(tmp_path):
    (tmp_path / "a.npy").write_bytes(b"not an array")
    np.save(tmp_path / "b.npy", np.array([{}, {}]), allow_pickle=True)
    (tmp_path / "c.xyz").write_bytes(b"")
    np.save(tmp_path / "d.npy", GREY)
    damaged = (tmp_path / "d.npy").read_bytes().replace(b"), }", b"(((")
    (tmp_path / "d.npy").write_bytes(damaged)
    np.save(tmp_path / "e.npy", np.float32(0.5))
    with pytest.raises(data.DataMismatch, match=r"e\.npy holds a single value"):
        data.load(tmp_path / "e.npy")
    for name in ("a.npy", "b.npy", "d.npy"):
        with pytest.raises(ValueError, match=f"{name} is no readable .npy or .npz file"):
            data.load(tmp_path / name)
    with pytest.raises(ValueError, match=r"neither a folder nor of a known format; known are .npy"):
        data.load(tmp_path / "c.xyz")
