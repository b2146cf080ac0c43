"""X-rays with masks are split by patients, and the made-up device shows the same bodies."""

import numpy as np

from keras_gan_zoo.data.sets import chest_xrays
from keras_gan_zoo.data.sets.chest_xrays import device_b


def test_no_patient_is_in_two_parts(real_set):
    masks = {}
    for name in ("chest_xrays", "chest_xrays_device_b"):
        for split in ("train", "test"):
            images, these = next(iter(real_set(name, split=split).batch(200)))
            masks[name, split] = {mask.tobytes() for mask in these.numpy()}
            assert images.shape[1:] == (224, 224, 1)
            assert set(np.unique(these)) == {-1.0, 1.0}
            share = (these.numpy() > 0).mean(axis=(1, 2, 3))
            assert share.min() > 0.1 and share.max() < 0.5  # of a picture is lung
    assert [len(one) for one in masks.values()] == [112, 39, 111, 37]
    assert len(set.union(*masks.values())) == 299


def test_several_pictures_of_a_patient_are_told_by_their_names():
    assert chest_xrays._patient("NORMAL2-IM-1269-0001-0002") == chest_xrays._patient(
        "NORMAL2-IM-1269-0001"
    )
    assert chest_xrays._patient("IM-0011-0001") != chest_xrays._patient("NORMAL2-IM-0011-0001")


def test_device_b_keeps_the_order_of_greys_and_is_always_the_same():
    greys = np.repeat(np.linspace(0, 255, 8).astype("uint8"), 28)
    image = np.tile(greys, (64, 1))[None, :, :, None]
    shown = device_b(image)
    np.testing.assert_array_equal(shown, device_b(image))
    middle = shown[0, 16:48, :, 0].astype(float).mean(axis=0).reshape(8, 28)[1:-1, 8:20].mean(1)
    assert (np.diff(middle) > 0).all()
    expected = 255 * (0.3 + 0.6 * (greys.reshape(8, 28)[:, 0] / 255) ** 0.45)
    assert (middle <= expected[1:-1]).all() and (middle > 0.75 * expected[1:-1]).all()
