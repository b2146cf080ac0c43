"""The cartoon faces: the same everywhere, truly paired, and true to their attributes."""

import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("dicebear", reason="cartoon faces need keras_gan_zoo[data]")
pytest.importorskip("dicebear_styles", reason="cartoon faces need keras_gan_zoo[data]")
pytest.importorskip("resvg_py", reason="cartoon faces need keras_gan_zoo[data]")

from keras_gan_zoo.data.sets.faces import drawing as faces
from keras_gan_zoo.data.sets.faces.drawing import PALETTES, face_attributes, render_faces

COUNT = 32
DRAWN = [face_attributes(n) for n in range(4000)]
HAIR = sorted({face["hair"] for face in DRAWN})
EYES = sorted({face["eyes"] for face in DRAWN})


@pytest.fixture(scope="module")
def colour():
    return render_faces("colour", 0, COUNT, progress=False)


@pytest.fixture(scope="module")
def pencil():
    return render_faces("pencil", 0, COUNT, progress=False)


def near(image, colour, distance=30):
    """Returns which pixels lie within `distance` of a hex colour."""
    return np.linalg.norm(image - np.array([*bytes.fromhex(colour[1:])], float), axis=-1) < distance


def edges(image):
    rows, columns = np.gradient(image.astype(float).mean(-1))
    return np.hypot(rows, columns).ravel()


def first_identity(**wanted):
    """Returns the first identity with the attributes wanted."""
    return next(n for n, face in enumerate(DRAWN) if wanted.items() <= face.items())


def test_shape_type_and_attributes(colour):
    images, attributes = colour
    assert images.shape == (COUNT, 64, 64, 3)
    assert images.dtype == np.uint8
    assert attributes == [face_attributes(n) for n in range(COUNT)]


@pytest.mark.parametrize("size", [16, 48, 100])
def test_size(size):
    images, _ = render_faces("pencil", 3, 1, size=size, progress=False)
    assert images.shape == (1, size, size, 3)
    assert images.min() < 64


def test_attributes_do_not_depend_on_the_process():
    program = "from keras_gan_zoo import data; print(data.face_attributes(123456))"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == str(face_attributes(123456))


def test_attributes_follow_the_raw_stream_of_pcg64():
    raw = [int(word) for word in np.random.PCG64(99).random_raw(2)]
    face = face_attributes(99)
    assert face["hair_colour"] == list(PALETTES["hair"])[int(raw[0] / 2**64 * 10)]
    assert face["eye_colour"] == list(PALETTES["eyes"])[int(raw[1] / 2**64 * 5)]


def test_every_palette_name_is_drawn_about_equally_often():
    for key, palette in [
        ("hair_colour", "hair"),
        ("eye_colour", "eyes"),
        ("skin", "skin"),
        ("background", "background"),
    ]:
        names = [face[key] for face in DRAWN]
        expected = len(DRAWN) / len(PALETTES[palette])
        for name in PALETTES[palette]:
            assert abs(names.count(name) - expected) < 5 * expected**0.5


def test_what_hair_hides_is_not_claimed():
    for face in DRAWN:
        assert not (face["beard"] and face["flowers"])
        for part in ("glasses", "earrings", "beard"):
            assert face[part] == (face[f"{part}_shape"] is not None)


def test_same_face_twice(colour):
    again, _ = render_faces("colour", 5, 3, progress=False)
    np.testing.assert_array_equal(again, colour[0][5:8])


def test_processes_draw_what_one_process_draws(colour):
    images, attributes = render_faces("colour", 0, COUNT, progress=False, processes=2)
    np.testing.assert_array_equal(images, colour[0])
    assert attributes == colour[1]


@pytest.mark.parametrize("executable", ["no such interpreter", "true"])
def test_draws_alone_where_processes_cannot_start(monkeypatch, colour, executable):
    monkeypatch.setattr(sys, "executable", executable)
    images, _ = render_faces("colour", 0, 4, progress=False, processes=2)
    np.testing.assert_array_equal(images, colour[0][:4])


def test_more_than_200_faces_are_drawn_by_every_core(monkeypatch):
    asked = []

    def remember(images, domain, first, processes, advance):
        asked.append(processes)
        return True

    monkeypatch.setattr(faces, "available_cores", lambda: 7)
    monkeypatch.setattr(faces, "_draw_in_processes", remember)
    render_faces("colour", 0, 201, size=16, progress=False)
    assert asked == [7]


def test_progress_bar_names_the_domain(capsys):
    render_faces("pencil", 0, 2, size=16)
    assert "pencil faces" in capsys.readouterr().err


def test_disjoint_identities_are_different_faces(colour):
    images, _ = colour
    others, _ = render_faces("colour", COUNT, COUNT, progress=False)
    everything = np.concatenate([images, others])
    assert len({image.tobytes() for image in everything}) == 2 * COUNT


def test_pencil_is_grey_on_white_paper(pencil):
    images, _ = pencil
    assert (images == images[..., :1]).all()
    assert (images[:, [0, 0], [0, -1]] == 255).all()
    assert (images.min(axis=(1, 2, 3)) < 32).all()


def test_both_domains_share_every_edge(colour, pencil):
    correlation = np.corrcoef(
        [edges(image) for image in colour[0]], [edges(image) for image in pencil[0]]
    )[:COUNT, COUNT:]
    assert (correlation.argmax(axis=1) == np.arange(COUNT)).all()
    different = correlation[~np.eye(COUNT, dtype=bool)]
    assert np.diag(correlation).mean() > different.mean() + 0.3


@pytest.mark.parametrize("name", PALETTES["hair"])
def test_hair_colour_fills_the_hair_of_the_pencil_drawing(name):
    number = first_identity(hair_colour=name, beard=False)
    image = render_faces("colour", number, 1, progress=False)[0][0]
    hair = near(render_faces("pencil", number, 1, progress=False)[0][0], "#b4b4b4", 4)
    assert hair.sum() > 100
    assert near(image[hair], PALETTES["hair"][name], 12).mean() > 0.95


def test_skin_and_background_colour(colour):
    images, attributes = colour
    for image, face in zip(images, attributes, strict=True):
        assert near(image[0, 0], PALETTES["background"][face["background"]], 1)
        assert near(image, PALETTES["skin"][face["skin"]], 6).sum() > 200


@pytest.mark.parametrize("variant", EYES)
def test_eye_colour_shows_in_every_eye_variant(variant):
    for glasses in (False, True):
        number = first_identity(eyes=variant, glasses=glasses)
        face = face_attributes(number)
        image = render_faces("colour", number, 1, progress=False)[0][0]
        drawn = render_faces("pencil", number, 1, progress=False)[0][0].mean(-1) < 128
        assert (near(image, PALETTES["eyes"][face["eye_colour"]], 45) & drawn).sum() >= 8


def test_eye_colours_stand_out_from_every_skin():
    for eyes in PALETTES["eyes"].values():
        for skin in PALETTES["skin"].values():
            difference = np.subtract([*bytes.fromhex(eyes[1:])], [*bytes.fromhex(skin[1:])])
            assert np.linalg.norm(difference) > 100


@pytest.mark.parametrize("hair", HAIR)
def test_no_hair_is_cut_or_hides_what_the_attributes_say(hair):
    number = first_identity(hair=hair)
    image = render_faces("pencil", number, 1, size=128, progress=False)[0][0]
    assert (image[0] == 255).all()
    assert (image[:, [0, -1]] == 255).all()
    parts = ["freckles", "glasses"]
    if any(face["hair"] == hair and face["earrings"] for face in DRAWN):
        parts.append("earrings")
    for part in parts:
        face = DRAWN[first_identity(**{"hair": hair, part: True})]
        drawn = faces._draw(face, "colour", 64).astype(int)
        without = faces._draw({**face, part: False}, "colour", 64)
        assert (np.abs(drawn - without).max(-1) > 20).sum() >= 4, part
    recoloured = DRAWN[number] | {"eye_colour": "red", "hair_colour": "green", "skin": "pale"}
    eyes = near(faces._draw(recoloured, "colour", 64), PALETTES["eyes"]["red"], 60)
    assert eyes.sum() >= 8


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("color", 0, 1), ValueError, r"domain must be one of .*Did you mean 'colour'\?"),
        (("pencl", 0, 1), ValueError, r"'pencl'.*Did you mean 'pencil'\?"),
        ((None, 0, 1), ValueError, "domain must be one of 'colour', 'pencil'; got None"),
        (("colour", -1, 1), ValueError, "first_identity must be at least 0; got -1"),
        (("colour", 0, 0), ValueError, "count must be at least 1; got 0"),
        (("colour", 0, 1, 15), ValueError, "size must be at least 16; got 15"),
        (("colour", 0, 1, 64.0), TypeError, "size must be an integer of at least 16; got 64.0"),
        (("colour", "a", 1), TypeError, "first_identity must be an integer"),
    ],
)
def test_bad_arguments(arguments, error, words):
    with pytest.raises(error, match=words) as caught:
        render_faces(*arguments)
    assert "\n" not in str(caught.value)


def test_missing_extra_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(ImportError, match=r"pip install keras_gan_zoo\[data\]") as caught:
        render_faces("colour", 0, 1)
    assert "'resvg_py'" in str(caught.value)
