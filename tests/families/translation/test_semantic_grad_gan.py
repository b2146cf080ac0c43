"""Semantic-aware Grad-GAN: gradients kept by boundaries, scores by class, pictures with maps."""

import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in
from scipy.ndimage import sobel
from tiny import rates, reloaded
from translators import images, run, step

import keras_gan_zoo
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.translation.semantic_grad_gan.semantic_grad_gan import remembered
from keras_gan_zoo.families.translation.semantic_grad_gan.semantic_terms import (
    cell_side,
    class_boundaries,
    class_shares,
    score_of_class,
    soft_gradient_loss,
)
from keras_gan_zoo.networks import patchgan

SMALL = {
    "image_shape": (16, 16, 1),
    "classes": 3,
    "width": 2,
    "blocks": 0,
    "discriminator_width": 2,
    "discriminator_downsamplings": 1,
    "history_size": 0,
    "seed": 3,
}
X, Y = images(2), images(2, seed=1)


def maps(count, seed=0, classes=3):
    """Returns maps of squares of 3 pixels, so that places of 2 pixels are shared by classes."""
    squares = np.random.default_rng(seed).integers(0, classes, (count, 6, 6))
    return squares.repeat(3, 1).repeat(3, 2)[:, :16, :16].astype("int32")


S_X, S_Y = maps(2), maps(2, seed=1)


def small(**arguments):
    return keras_gan_zoo.get("semantic_grad_gan", **{**SMALL, **arguments})


@pytest.fixture(scope="module")
def untrained():
    return small()


def boundaries(of):
    """Returns where a map changes, pixel by pixel."""
    found = np.zeros(of.shape)
    for number, row, column in np.ndindex(*of.shape):
        for ends in (
            ((row - 1, column), (row + 1, column)),
            ((row, column - 1), (row, column + 1)),
        ):
            inside = all(0 <= a < 16 and 0 <= b < 16 for a, b in ends)
            if inside and of[number][ends[0]] != of[number][ends[1]]:
                found[number, row, column] = 1
    return found


def gradient_term(pictures, drawn, of, alpha, beta):
    """Returns the term as a mean over pictures of one channel, each by SciPy's Sobel."""
    lost = []
    for one, other, where in zip(pictures, drawn, alpha * boundaries(of) + beta, strict=True):
        for axis in (0, 1):
            sizes = [
                np.abs(sobel(np.asarray(each, "float64")[..., 0], axis, mode="mirror"))
                for each in (one, other)
            ]
            lost.append(np.mean(where * np.abs(sizes[0] - sizes[1])))
    return np.mean(lost)


def asked(scores, of):
    """Returns of each place of 2x2 pixels the mean over its pixels of their class's score."""
    numbers = of.reshape(len(of), 8, 2, 8, 2).transpose(0, 1, 3, 2, 4).reshape(len(of), 8, 8, 4)
    return np.take_along_axis(scores, numbers, axis=-1).mean(-1)


@pytest.mark.parametrize("semantic", [True, False])
def test_each_player_goes_down_its_loss(semantic):
    weights = {
        "cycle_weight": 3.0,
        "gradient_weight": 2.0,
        "boundary_weight": 0.7,
        "elsewhere_weight": 0.2,
    }
    gan = descend(small(semantic_discriminators=semantic, **weights))
    G, F, D_X, D_Y = (getattr(gan, name) for name in gan.network_names)

    def judge(D, pictures, of):
        scores = run(D, pictures)
        return asked(scores, of) if semantic else scores

    def generators():
        fake_y, fake_x = run(G, X), run(F, Y)
        game = np.mean((judge(D_Y, fake_y, S_X) - 1) ** 2)
        game += np.mean((judge(D_X, fake_x, S_Y) - 1) ** 2)
        cycle = np.abs(run(F, fake_y) - X).mean() + np.abs(run(G, fake_x) - Y).mean()
        kept = gradient_term(X, fake_y, S_X, 0.7, 0.2) + gradient_term(Y, fake_x, S_Y, 0.7, 0.2)
        return game + 3.0 * cycle + 2.0 * kept

    def discriminators():
        real = np.mean((judge(D_X, X, S_X) - 1) ** 2) + np.mean((judge(D_Y, Y, S_Y) - 1) ** 2)
        fake = np.mean(judge(D_X, run(F, Y), S_Y) ** 2) + np.mean(judge(D_Y, run(G, X), S_X) ** 2)
        return 0.5 * real + 0.5 * fake

    moves = moves_in(gan, X, S_X, Y, S_Y)
    losses = [("generators", generators), ("discriminators", discriminators)]
    check_moves(gan, moves, losses, stride=2e-4)


def test_the_gradient_term_alone_reaches_the_generator_that_draws():
    def lengths(**weights):
        # Discriminators that say nothing, so that what is left is the term.
        gan = descend(small(cycle_weight=0.0, **weights))
        for D in (gan.discriminator_x, gan.discriminator_y):
            for variable in D.get_layer("logits").variables:
                variable.assign(0 * variable)
        move = moves_in(gan, X, S_X, Y, S_Y)[0]
        return move.of(gan, "generator_g"), move.of(gan, "generator_f")

    assert lengths(gradient_weight=0.0) == (0, 0)
    assert lengths(boundary_weight=0.0, elsewhere_weight=0.0) == (0, 0)
    assert min(lengths()) > 1e-3
    assert min(lengths(elsewhere_weight=0.0)) > 1e-3


def test_without_the_gradient_term_it_is_not_logged_and_not_paid():
    logs = step(small(gradient_weight=0.0), X, S_X, Y, S_Y)
    assert logs["gradient_x"] == logs["gradient_y"] == 0
    paid = sum(logs[term] for term in ("adversarial_g", "adversarial_f", "cycle_x", "cycle_y"))
    assert logs["generators_loss"] == pytest.approx(paid, rel=1e-5)


def test_boundaries_are_where_neighbours_on_either_side_differ():
    np.testing.assert_array_equal(class_boundaries(S_X), boundaries(S_X))
    assert 0.2 < boundaries(S_X).mean() < 0.9
    assert not np.any(class_boundaries(np.full((1, 5, 7), 2)))


def test_an_edge_as_strong_the_other_way_round_costs_nothing():
    step_up = np.zeros((1, 8, 8, 1), "float32")
    step_up[:, :, 4:] = 0.5
    ones = np.ones((1, 8, 8), "float32")
    assert float(soft_gradient_loss(step_up, -step_up, ones)) == 0
    # Sobel's 4 x 0.5 in two of eight columns, in one direction of two.
    assert float(soft_gradient_loss(step_up, 0 * step_up, ones)) == pytest.approx(0.25)
    left = ones * (np.arange(8) < 4)
    assert float(soft_gradient_loss(step_up, 0 * step_up, left)) == pytest.approx(0.125)


def test_a_place_is_judged_as_what_is_there():
    shares = class_shares(S_X, 3, 2).numpy()
    np.testing.assert_allclose(shares.sum(-1), 1, atol=1e-6)
    corner = [np.mean(S_X[0, :2, 2:4] == number) for number in range(3)]
    np.testing.assert_allclose(shares[0, 0, 1], corner, atol=1e-6)
    scores = np.random.default_rng(0).normal(size=(2, 8, 8, 3)).astype("float32")
    found = score_of_class(scores, S_X, 2)
    np.testing.assert_allclose(found[..., 0], asked(scores, S_X), atol=1e-5)
    # A class that is nowhere in the pictures is not asked, and its scores learn nothing.
    gan = descend(small())
    move = moves_in(gan, X, np.minimum(S_X, 1), Y, np.minimum(S_Y, 1))[1]
    last = {id(D.get_layer("logits").kernel) for D in (gan.discriminator_x, gan.discriminator_y)}
    kernels = [
        gradient
        for variable, gradient in zip(gan.player_variables(move.player), move.gradient, strict=True)
        if id(variable) in last
    ]
    for kernel in kernels:
        assert not kernel[..., 2].any() and kernel[..., :2].any(axis=(0, 1, 2)).all()


def test_places_are_squares_whatever_the_pictures_sides():
    for size, downsamplings in (((64, 128), 3), ((20, 44), 2), ((18, 34), 2), ((16, 16), 1)):
        grid = patchgan((*size, 1), 2, downsamplings, scores=3).output_shape[1:3]
        assert cell_side(size, grid) == 2**downsamplings
        numbers = np.random.default_rng(0).integers(0, 3, (1, *size))
        assert class_shares(numbers, 3, 2**downsamplings).shape == (1, *grid, 3)


def test_the_history_keeps_each_picture_with_its_map():
    gan = small(history_size=4)
    seen = set()
    for number in range(12):
        classes = np.array([number % 3, (number + 1) % 3], "int32")
        pictures = np.broadcast_to((classes - 1)[:, None, None, None] / 2, (2, 16, 16, 1))
        of = np.broadcast_to(classes[:, None, None], (2, 16, 16))
        shown, maps_shown = remembered(gan.history_y, ops.array(pictures, "float32"), of)
        np.testing.assert_array_equal(shown[..., 0] * 2 + 1, maps_shown)
        assert maps_shown.dtype == "int32"
        seen.add(tuple(int(one) for one in maps_shown[:, 0, 0]) == tuple(classes))
    assert seen == {True, False}  # sometimes older ones
    step(gan, X, S_X, Y, S_Y)
    kept = gan.history_x.images.numpy()
    assert {one[..., -1].tobytes() for one in kept} & {one.astype("f4").tobytes() for one in S_Y}


def sets(of_x=6, of_y=4):
    """Returns two sets in which a picture's first pixel tells its place in the set."""

    def numbered(count, seed):
        pictures, of = images(count, seed), maps(count, seed)
        pictures[:, 0, 0, 0] = of[:, 0, 0] = np.arange(count) % 3
        return pictures / 2, of

    return numbered(of_x, 0), numbered(of_y, 1)


def test_two_sets_come_unaligned_and_each_picture_with_its_own_map(untrained):
    batches = list(untrained.prepare_data(sets(), 2, shuffle=True))
    assert len(batches) == 3
    together = []
    for x, s_x, y, s_y in batches:
        for pictures, of in ((x, s_x), (y, s_y)):
            np.testing.assert_allclose(pictures[:, 0, 0, 0] * 2, of[:, 0, 0])
        together += [tuple(one) for one in np.stack([s_x[:, 0, 0], s_y[:, 0, 0]], 1)]
    assert len(set(together)) > 3  # not always the same of Y beside one of X


def test_every_form_of_the_data_is_the_same_data(untrained):
    (x, s_x), (y, s_y) = sets(4, 4)
    datasets = [tf.data.Dataset.from_tensor_slices(one) for one in ((x, s_x), (y, s_y))]
    fours = tf.data.Dataset.from_tensor_slices((x, s_x[..., None], y, s_y[..., None]))
    forms = [
        ((x, s_x), (y, s_y)),
        (x, s_x.astype("uint8"), y, s_y[..., None]),
        tuple(datasets),
        tuple(one.batch(2) for one in datasets),
        fours,
        fours.batch(2),
        tf.data.Dataset.zip(tuple(datasets)),
    ]
    for form in forms:
        batches = list(untrained.prepare_data(form, 2, shuffle=False))
        assert len(batches) == 2
        for number, batch in enumerate(batches):
            for found, expected in zip(batch, (x, s_x, y, s_y), strict=True):
                np.testing.assert_array_equal(found, expected[2 * number : 2 * number + 2])


def test_what_is_drawn_needs_no_map(untrained):
    assert untrained.generate(X).shape == (2, 16, 16, 1)
    back = untrained.generate(Y, direction="y_to_x")
    expected = untrained.export_networks()["y_to_x"](Y)
    np.testing.assert_allclose(back, expected, atol=1e-6)
    assert list(untrained.source_kinds()) == ["x_to_y", "y_to_x"]
    assert [kind.name for kind in untrained.takes] == ["pictures", "class maps"] * 2


def test_defaults_and_saving(tmp_path, untrained):
    assert rates(untrained) == dict.fromkeys(untrained.players, (2e-4, 0.5))
    names = ("cycle_weight", "gradient_weight", "boundary_weight", "elsewhere_weight")
    assert [getattr(untrained, name) for name in names] == [10.0, 5.0, 0.9, 0.1]
    gan = small(**{name: number for number, name in enumerate(names)}, history_size=2)
    step(gan, X, S_X, Y, S_Y)
    again = reloaded(gan, tmp_path)
    assert [getattr(again, name) for name in names] == [0, 1, 2, 3] and again.classes == 3
    np.testing.assert_array_equal(again.history_y.images, gan.history_y.images)


def test_maps_that_do_not_fit_are_told(untrained):
    with pytest.raises(ValueError, match=r"must be two sets .* got 3 things: pass fit\(\(\(pic"):
        untrained.fit((X, S_X, Y))
    with pytest.raises(ValueError, match=r"x\[1\] must hold a map for each .* 2 pictures and 1"):
        untrained.fit(((X, S_X), (Y, S_Y[:1])))
    one_hot = np.eye(3, dtype="float32")[S_Y]
    with pytest.raises(DataMismatch, match=r"x\[1\]\[1\] has class maps of .*argmax\(axis=-1\)"):
        untrained.fit(((X, S_X), (Y, one_hot)))
    with pytest.raises(DataMismatch, match=r"\(8, 8\), int32, where \(16, 16\) whole numbers"):
        untrained.fit(((X, S_X[:, ::2, ::2]), (Y, S_Y)))
    with pytest.raises(DataMismatch, match=r"the class 7 where 0 to 2 .* with classes=8"):
        untrained.fit(((X, S_X + 5), (Y, S_Y)))
    with pytest.raises(DataMismatch, match=r"x\[0\]\[0\] has the dtype uint8"):
        untrained.fit(((X.astype("uint8"), S_X), (Y, S_Y)))
    pairs = tf.data.Dataset.from_tensor_slices((X, Y))
    with pytest.raises(ValueError, match=r"`x` must yield .* but yields 2 things an example"):
        untrained.fit(pairs)
    wrong = tf.data.Dataset.from_tensor_slices((X, S_X, Y, np.full_like(S_Y, 7)))
    with pytest.raises(DataMismatch, match="x has the class 7 where 0 to 2 are expected"):
        untrained.fit(wrong, batch_size=1, verbose=0)


def test_two_papers_call_theirs_so():
    names = r"'semantic_grad_gan' \(1801\.01726, 2018\) and 'sparsely_grouped_gan' \(1805\.07509"
    for ask in (keras_gan_zoo.get, keras_gan_zoo.describe):
        with pytest.raises(ValueError, match=f"There is no family 'sg_gan': {names}"):
            ask("sg_gan")


def test_what_is_refused(untrained):
    for name, value in (("gradient_weight", -1), ("elsewhere_weight", "0.1")):
        with pytest.raises(ValueError, match=rf"`{name}` must be a number of at least 0"):
            small(**{name: value})
    with pytest.raises(ValueError, match="`classes` must be a whole number of at least 2, got 1"):
        small(classes=1)
    networks = {name: getattr(untrained, name) for name in untrained.network_names}
    with pytest.raises(ValueError, match=r"`discriminator_x` gives \(8, 8, 3\), .* classes=4"):
        type(untrained)(**networks, classes=4)
    networks["discriminator_y"] = patchgan((16, 16, 3), 2, 1)
    with pytest.raises(ValueError, match="`discriminator_y` maps"):
        type(untrained)(**networks, classes=3)
