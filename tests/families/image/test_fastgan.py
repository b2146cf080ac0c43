"""FastGAN: its losses, what is cut out and redrawn, and which maps gate which."""

import keras
import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in, settle
from tiny import numpy, rates, reloaded

import keras_gan_zoo
from keras_gan_zoo.families.image.fastgan import fastgan as module
from keras_gan_zoo.families.image.fastgan.networks import fastgan_discriminator, fastgan_generator
from keras_gan_zoo.families.image.fastgan.parts import cut_out, random_parts, shrunk
from keras_gan_zoo.layers import SkipLayerExcitation, learned_noise

RANDOM = np.random.default_rng(0)
X = RANDOM.uniform(-1, 1, (4, 16, 16, 1)).astype("float32")
Z = RANDOM.normal(size=(4, 8)).astype("float32")
SMALL = {"image_shape": (16, 16, 1), "latent_dim": 8, "width": 2, "seed": 5}
PARTS = [2, 0, 1, 3]


def quarter(images, number):
    """Returns a quarter of a picture or map, by slices."""
    half = images.shape[0] // 2
    top, left = half * (number // 2), half * (number % 2)
    return images[top : top + half, left : left + half]


def test_each_player_goes_down_its_loss(monkeypatch):
    gan = descend(keras_gan_zoo.get("fastgan", augment=None, reconstruction_weight=0.7, **SMALL))
    # Their noise is always the same, so that its sizes have a slope.
    monkeypatch.setattr(
        learned_noise,
        "random_rows",
        lambda draw, shape, **_: np.random.default_rng(7).normal(size=shape).astype("float32"),
    )
    settle(gan)
    gan.sample_latents = lambda like: ops.convert_to_tensor(Z)
    monkeypatch.setattr(
        module, "random_parts", lambda like, seed: ops.one_hot(np.array(PARTS), 4, dtype="float32")
    )

    def D(images):
        return gan.discriminator(images, training=True)

    def redrawn(maps, decoder, originals):
        again = numpy(decoder(ops.convert_to_tensor(maps), training=True))
        return np.abs(again - originals).mean()

    def judged():
        real, fake = D(X), D(gan.generator(Z, training=True))
        hinge = np.maximum(0, 1 - numpy(real["logits"])).mean()
        hinge += np.maximum(0, 1 + numpy(fake["logits"])).mean()
        part_maps = np.stack([quarter(m, n) for m, n in zip(real["part_maps"], PARTS, strict=True)])
        parts = np.stack([quarter(x, n) for x, n in zip(X, PARTS, strict=True)])
        errors = redrawn(real["maps"], gan.decoder, X)
        errors += redrawn(part_maps, gan.part_decoder, parts)
        return hinge + 0.7 * errors

    def believed():
        return -numpy(D(gan.generator(Z, training=True))["logits"]).mean()

    moves = moves_in(gan, X)
    check_moves(gan, moves, [("discriminator", judged), ("generator", believed)])
    for network in ("discriminator", "decoder", "part_decoder"):
        assert moves[0].of(gan, network) > 1e-3


def test_only_real_pictures_are_redrawn_and_both_players_see_augmented_ones(monkeypatch):
    gan = keras_gan_zoo.get("fastgan", **SMALL)
    monkeypatch.setattr(gan, "augmented", lambda images: 0 * images + 0.5)
    shown, redrawn = [], []
    discriminator, decoder = gan.discriminator.call, gan.decoder.call
    gan.discriminator.call = lambda x, **kw: (shown.append(numpy(x)), discriminator(x, **kw))[1]
    gan.decoder.call = lambda x, **kw: (redrawn.append(numpy(x)), decoder(x, **kw))[1]
    gan.train_step(ops.convert_to_tensor(X))
    assert len(shown) == 3 and len(redrawn) == 1
    assert all(np.all(images == 0.5) for images in shown)


def test_quarters_are_those_of_slices_and_come_evenly():
    maps = RANDOM.normal(size=(4, 6, 6, 2)).astype("float32")
    parts = ops.one_hot(np.array(PARTS), 4, dtype="float32")
    expected = [quarter(one, number) for one, number in zip(maps, PARTS, strict=True)]
    np.testing.assert_array_equal(cut_out(maps, parts), np.stack(expected))
    drawn = numpy(random_parts(np.zeros(4000), keras.random.SeedGenerator(1)))
    assert drawn.shape == (4000, 4) and np.all(drawn.sum(axis=1) == 1)
    np.testing.assert_allclose(drawn.mean(axis=0), 0.25, atol=0.03)
    np.testing.assert_allclose(shrunk(maps, 3), maps.reshape(4, 3, 2, 3, 2, 2).mean((2, 4)), 1e-5)


@pytest.mark.parametrize(
    ("side", "of_generator", "of_discriminator"),
    [
        (16, [(4, 16)], [(16, 8)]),
        (32, [(4, 32)], [(32, 8)]),
        (64, [(4, 64)], [(64, 8)]),
        (256, [(4, 64), (8, 128), (16, 256)], [(256, 32), (128, 16), (64, 8)]),
        (512, [(4, 64), (8, 128), (16, 256), (32, 512)], [(256, 32), (128, 16), (64, 8)]),
    ],
)
def test_which_maps_gate_which(side, of_generator, of_discriminator):
    networks = fastgan_generator((side, side, 3), 4, 1), fastgan_discriminator((side, side, 3), 1)
    for network, expected in zip(networks, (of_generator, of_discriminator), strict=True):
        gates = [each for each in network.layers if isinstance(each, SkipLayerExcitation)]
        assert [tuple(x.shape[1] for x in gate.input) for gate in gates] == expected


def test_widths_are_the_authors():
    generator = fastgan_generator((256, 256, 3))
    halves = [x.output.shape[-1] for x in generator.layers if type(x).__name__ == "GatedLinearUnit"]
    # At 8, 32 and 128 pixels a map is convolved twice.
    assert halves == [1024, 512, 512, 256, 128, 128, 128, 64, 64, 32]
    discriminator = fastgan_discriminator((256, 256, 3))
    sides = {each.output.shape[1]: each.output.shape[-1] for each in discriminator.layers[1:-4]}
    assert sides == {256: 16, 128: 32, 64: 64, 32: 128, 16: 256, 8: 512}


def test_defaults_and_saving(tmp_path):
    gan = keras_gan_zoo.get("fastgan", **SMALL)
    assert rates(gan) == {"discriminator": (2e-4, 0.5), "generator": (2e-4, 0.5)}
    assert gan.ema_decay == 0.999 and gan.default_batch_size == 8
    again = reloaded(
        keras_gan_zoo.get("fastgan", augment="color", reconstruction_weight=2, **SMALL), tmp_path
    )
    assert (again.augment, again.reconstruction_weight) == ("color", 2.0)
    assert again.augmentation.policy == "color"


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"side of 16, 32, .*got \(28, 28, 1\); .*\(32, 32, 1\)"):
        keras_gan_zoo.get("fastgan", image_shape=(28, 28, 1))
    with pytest.raises(ValueError, match=r"must be square with a side of 16.*got \(8, 8, 3\)"):
        keras_gan_zoo.get("fastgan", image_shape=(8, 8, 3))
    with pytest.raises(ValueError, match=r"`augment` must name augmentations out of .*'colour'"):
        keras_gan_zoo.get("fastgan", **{**SMALL, "augment": "colour"})
    with pytest.raises(ValueError, match="`reconstruction_weight` must be a number of at least 0"):
        keras_gan_zoo.get("fastgan", reconstruction_weight=-1, **SMALL)
    gan = keras_gan_zoo.get("fastgan", **SMALL)
    networks = (gan.generator, gan.discriminator, gan.decoder, gan.decoder)
    with pytest.raises(
        ValueError, match=r"`part_decoder` must draw .* divides 8, got a side of 16"
    ):
        module.FastGAN(*networks)
