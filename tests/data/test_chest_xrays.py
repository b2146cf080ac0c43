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
    greys = np.linspace(0, 255, 6).astype("uint8")
    images = np.broadcast_to(greys[:, None, None, None], (6, 96, 96, 1))
    shown = device_b(images)
    np.testing.assert_array_equal(shown, device_b(images))
    # Over the middle grain is nothing on average, and nothing is darkened yet.
    middle = shown[:, 38:58, 38:58].astype(float).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(middle, 255 * (0.45 + 0.4 * (greys / 255) ** 0.35), atol=5)
    corners = shown[:, :8, :8].astype(float).mean(axis=(1, 2, 3))
    assert (corners < 0.75 * middle).all() and (corners > 0.5 * middle).all()
    assert shown[0].std() > 3 and len(np.unique(shown[0, 40:56, 40:56])) > 8
