"""CycleGAN's own algorithm: its terms, its weights, its history and its two directions."""

import numpy as np
import pytest
from keras import ops

import keras_gan_zoo
from keras_gan_zoo.families.translation.cyclegan import CycleGAN
from keras_gan_zoo.layers import GlobalLayerNormalization, InstanceNormalization
from keras_gan_zoo.networks import patchgan, resnet_translator

TERMS = CycleGAN.terms


def small(image_shape=(16, 16, 1), **arguments):
    sizes = {"width": 2, "blocks": 1, "discriminator_width": 2, "discriminator_downsamplings": 1}
    return keras_gan_zoo.get("cyclegan", image_shape=image_shape, seed=3, **{**sizes, **arguments})


@pytest.fixture(scope="module")
def untrained():
    return small()


@pytest.fixture(scope="module")
def pair(pictures):
    shrunk = ops.convert_to_numpy(ops.image.resize(pictures[:8], (16, 16)))
    return shrunk[:4], -shrunk[4:]


def losses_of(gan, pair):
    gan.reset_metrics()
    batch = tuple(ops.convert_to_tensor(images) for images in pair)
    return {name: float(value) for name, value in gan.train_step(batch).items()}


def test_terms_are_those_of_the_paper(pair):
    gan = small(cycle_weight=(10.0, 4.0), identity_weight=(0.5, 0.25), history_size=0)
    x, y = pair
    G, F, D_X, D_Y = gan.generator_g, gan.generator_f, gan.discriminator_x, gan.discriminator_y
    fake_y, fake_x = G(x).numpy(), F(y).numpy()
    expected = {
        "adversarial_g": np.mean((D_Y(fake_y).numpy() - 1) ** 2),
        "adversarial_f": np.mean((D_X(fake_x).numpy() - 1) ** 2),
        "cycle_x": 10.0 * np.mean(np.abs(F(fake_y).numpy() - x)),
        "cycle_y": 4.0 * np.mean(np.abs(G(fake_x).numpy() - y)),
        "identity_x": 10.0 * 0.5 * np.mean(np.abs(F(x).numpy() - x)),
        "identity_y": 4.0 * 0.25 * np.mean(np.abs(G(y).numpy() - y)),
    }
    expected["generators_loss"] = sum(expected.values())
    expected["discriminators_loss"] = 0.5 * sum(
        np.mean((judge(real).numpy() - 1) ** 2) + np.mean(judge(fake).numpy() ** 2)
        for judge, real, fake in ((D_X, x, fake_x), (D_Y, y, fake_y))
    )
    assert losses_of(gan, pair) == pytest.approx(expected, rel=1e-4)


def test_no_identity_term_with_a_weight_of_zero(pair):
    losses = losses_of(small(identity_weight=0, history_size=0), pair)
    assert losses["identity_x"] == losses["identity_y"] == 0
    total = sum(losses[term] for term in TERMS)
    assert losses["generators_loss"] == pytest.approx(total, rel=1e-5)


def test_discriminators_are_shown_older_pictures(pair):
    gan = small(history_size=4)
    losses_of(gan, pair)
    assert int(gan.history_x.stored) == int(gan.history_y.stored) == 4
    first_fakes = gan.history_y.images.numpy()
    seen = []
    call = gan.history_y.call
    for _ in range(4):
        fakes = gan.generator_g(pair[0]).numpy()
        shown = call(fakes).numpy()
        seen += [any(np.allclose(image, old) for old in first_fakes) for image in shown]
    assert 0 < sum(seen) <= 4  # some of the first pictures come back, each once at most


def test_the_histories_draw_independently():
    gan = small(history_size=4)
    images = np.arange(4 * 16 * 16, dtype="float32").reshape(4, 16, 16, 1)
    for history in (gan.history_x, gan.history_y):
        history(images)
    shown = [
        [history(images + 1000.0 * step).numpy()[:, 0, 0, 0].tolist() for step in range(1, 6)]
        for history in (gan.history_x, gan.history_y)
    ]
    assert shown[0] != shown[1]
    assert small(history_size=4).history_y.seed == gan.history_y.seed
    assert small_without_seed().history_y.seed is None


def small_without_seed():
    sizes = {"width": 2, "blocks": 1, "discriminator_width": 2, "discriminator_downsamplings": 1}
    return keras_gan_zoo.get("cyclegan", image_shape=(16, 16, 1), **sizes)


SIZES = ("width", "discriminator_width", "discriminator_downsamplings", "palette_x", "palette_y")


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("value", [0, -3, 2.0, "8"])
def test_sizes_are_checked(name, value):
    with pytest.raises(ValueError, match=rf"^`{name}` must be a whole number of at least 1, got"):
        small(**{name: value})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"blocks": -1}, r"^`blocks` must be a whole number of at least 0, got -1"),
        ({"blocks": 1.5}, r"^`blocks` must be a whole number of at least 0, got 1.5"),
        ({"history_size": "50"}, r"^`history_size` must be a whole number of at least 0"),
        ({"image_shape": 64}, r"^`image_shape` must be \(height, width, channels\)"),
        ({"ema_decay": "0.9"}, r"^`ema_decay` must be None or in \[0, 1\), got '0.9'"),
        ({"ema_decay": float("nan")}, r"^`ema_decay` must be None or in \[0, 1\), got nan"),
        ({"seed": "3"}, r"^`seed` must be None or a whole number, got '3'"),
        ({"seed": 3.0}, r"^`seed` must be None or a whole number, got 3.0"),
    ],
)
def test_other_arguments_are_checked(arguments, message):
    sizes = {"width": 2, "blocks": 1, "discriminator_width": 2, "discriminator_downsamplings": 1}
    arguments = {"image_shape": (16, 16, 1), **sizes, **arguments}
    with pytest.raises(ValueError, match=message):
        keras_gan_zoo.get("cyclegan", **arguments)


def test_a_seed_of_numpys_kind_is_a_seed(untrained):
    sizes = {"width": 2, "blocks": 1, "discriminator_width": 2, "discriminator_downsamplings": 1}
    gan = keras_gan_zoo.get("cyclegan", image_shape=(16, 16, 1), seed=np.int64(3), **sizes)
    assert type(gan.get_config()["seed"]) is int
    for weight, same in zip(gan.get_weights(), untrained.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, same)


@pytest.mark.parametrize("batch_size", [0, -1, 1.5, "4"])
def test_a_batch_to_generate_is_at_least_one(untrained, pair, batch_size):
    with pytest.raises(ValueError, match=r"^`batch_size` must be a whole number of at least 1"):
        untrained.generate(pair[0], batch_size=batch_size)


def test_both_directions(untrained, pair):
    gan = untrained
    x, y = pair
    np.testing.assert_allclose(gan.generate(x), gan.generator_g(x), atol=1e-6)
    np.testing.assert_allclose(gan.generate(y, direction="y_to_x"), gan.generator_f(y), atol=1e-6)
    np.testing.assert_allclose(gan(x), gan.generator_g(x), atol=1e-6)
    assert gan.export_networks() == {"x_to_y": gan.generator_g, "y_to_x": gan.generator_f}
    np.testing.assert_allclose(gan.generate(x, batch_size=3), gan.generate(x), atol=1e-6)


def test_normalization_is_that_of_the_domain_which_is_drawn_or_judged():
    gan = small(normalization_x="layer", normalization_y="instance")
    for network, layer in (
        (gan.generator_g, InstanceNormalization),
        (gan.generator_f, GlobalLayerNormalization),
        (gan.discriminator_x, GlobalLayerNormalization),
        (gan.discriminator_y, InstanceNormalization),
    ):
        found = {type(item) for item in network.layers if isinstance(item, InstanceNormalization)}
        assert found == {layer}, network.name


def networks(x_channels, y_channels):
    x, y = (16, 16, x_channels), (16, 16, y_channels)
    return {
        "generator_g": resnet_translator(x, y_channels, 2, 1),
        "generator_f": resnet_translator(y, x_channels, 2, 1),
        "discriminator_x": patchgan(x, 2, 1),
        "discriminator_y": patchgan(y, 2, 1),
    }


def test_domains_may_differ_in_channels(pair):
    gan = CycleGAN(**networks(1, 3), identity_weight=0)
    gan.compile()
    assert gan.data_shapes() == ((16, 16, 1), (16, 16, 3))
    losses = losses_of(gan, (pair[0], np.repeat(pair[1], 3, axis=-1)))
    assert np.isfinite(list(losses.values())).all()
    assert gan.generate(pair[0]).shape == (4, 16, 16, 3)
    with pytest.raises(
        ValueError, match=r"`identity_weight` is 0.5, but X is .* set identity_weight=0"
    ):
        CycleGAN(**networks(1, 3))


def test_networks_must_fit_each_other():
    wrong = {**networks(1, 3), "generator_f": resnet_translator((16, 16, 3), 3, 2, 1)}
    with pytest.raises(ValueError, match=r"`generator_f` maps .* must map .*to \(16, 16, 1\)"):
        CycleGAN(**wrong, identity_weight=0)
    wrong = {**networks(1, 3), "discriminator_y": patchgan((16, 16, 1), 2, 1)}
    with pytest.raises(ValueError, match=r"`discriminator_y` maps .* must map .*to logits"):
        CycleGAN(**wrong, identity_weight=0)


@pytest.mark.parametrize("argument", ["cycle_weight", "identity_weight"])
@pytest.mark.parametrize(
    "weight", [-1.0, (1.0, -2.0), (1.0, 2.0, 3.0), (), "ten", float("nan"), (1.0, "2"), None]
)
def test_weights_are_checked(untrained, argument, weight):
    networks = {name: getattr(untrained, name) for name in untrained.network_names}
    with pytest.raises(ValueError, match=rf"`{argument}` must be a number of at least 0"):
        CycleGAN(**networks, **{argument: weight})


def test_a_pair_is_wanted(untrained, pair):
    gan = untrained
    with pytest.raises(ValueError, match=r"`x` must be a pair .*got ndarray"):
        gan.fit(pair[0])
    with pytest.raises(ValueError, match=r"`x` must be a pair"):
        gan.fit((pair[0],))
    with pytest.raises(ValueError, match=r"x\[1\].*uint8"):
        gan.fit((pair[0], np.zeros((4, 16, 16, 1), "uint8")))


def test_an_unknown_direction(untrained, pair):
    with pytest.raises(ValueError, match=r"got 'x_toy'.*Did you mean 'x_to_y'"):
        untrained.generate(pair[0], direction="x_toy")
    with pytest.raises(ValueError, match=r"images"):
        untrained.generate(np.zeros((2, 8, 8, 1), "float32"))
