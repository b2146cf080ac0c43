"""EBGAN: energies, the margin and the pulling-away term."""

import numpy as np
import pytest
from tiny import fakes, numpy, rates, reloaded, step, tiny

from keras_gan_zoo.families.image.ebgan import pulling_away
from keras_gan_zoo.networks import mlp_discriminator, mlp_generator

SHAPE = (16, 16, 1)
BATCH = np.random.default_rng(0).uniform(-1, 1, (4, *SHAPE)).astype("float32")


def small(**arguments):
    return tiny("ebgan", image_shape=SHAPE, width=2, latent_dim=3, body="dcgan", **arguments)


def energies(gan, images):
    reconstruction, code = (numpy(x) for x in gan.discriminator(images, training=True))
    return np.mean((reconstruction - numpy(images)) ** 2, axis=(1, 2, 3)), code


def alike(codes):
    """The paper's eq. 4, as it is written."""
    total, n = 0.0, len(codes)
    for i in range(n):
        for j in range(n):
            if i != j:
                product = codes[i] @ codes[j]
                total += (product / (np.linalg.norm(codes[i]) * np.linalg.norm(codes[j]))) ** 2
    return total / (n * (n - 1))


@pytest.mark.parametrize("margin", [0.2, 5.0])
def test_losses_are_those_of_the_paper(margin):
    gan = small(margin=margin, pulling_away_weight=0.3)
    logged = step(gan, BATCH)
    (drawn,) = fakes(gan, 4)
    real, _ = energies(gan, BATCH)
    fake, codes = energies(gan, drawn)
    assert logged == pytest.approx(
        {
            "discriminator_loss": real.mean() + np.maximum(0, margin - fake).mean(),
            "generator_loss": fake.mean() + 0.3 * alike(codes),
            "real_energy": real.mean(),
            "fake_energy": fake.mean(),
        },
        rel=1e-4,
    )


def test_pulling_away_is_the_mean_squared_cosine_of_the_pairs():
    codes = np.random.default_rng(1).normal(size=(5, 7)).astype("float32")
    assert float(pulling_away(codes)) == pytest.approx(alike(codes.astype("float64")), rel=1e-4)
    assert float(pulling_away(np.eye(3, 7, dtype="float32"))) == pytest.approx(0, abs=1e-6)
    assert float(pulling_away(np.ones((4, 7), "float32"))) == pytest.approx(1, rel=1e-5)
    # Squares of such codes overflow in float16.
    assert float(pulling_away(np.full((4, 700), 100, "float16"))) == pytest.approx(1, rel=1e-3)


def test_optimizers_are_dcgans():
    assert set(rates(small(still=False)).values()) == {(2e-4, 0.5)}


def test_settings_are_saved(tmp_path):
    again = reloaded(small(margin=0.7, pulling_away_weight=0.0), tmp_path)
    assert (again.margin, again.pulling_away_weight) == (0.7, 0.0)


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`margin` must be a number above 0, got 0"):
        small(margin=0)
    with pytest.raises(ValueError, match=r"`pulling_away_weight` must be a number of at least 0"):
        small(pulling_away_weight=-1)
    with pytest.raises(ValueError, match=r"'ebgan' has no argument 'penalties'"):
        small(penalties="r1")
    cls, gan = type(small()), small()
    with pytest.raises(ValueError, match=r"EBGAN takes no `penalties`.*got 'orthogonal'"):
        cls(gan.generator, gan.discriminator, penalties="orthogonal")
    with pytest.raises(ValueError, match=r"must give a pair \(reconstruction, code\)"):
        cls(mlp_generator((3,)), mlp_discriminator((3,)))
