"""f-GAN's divergences against their definitions, and the bound they train."""

import numpy as np
import pytest
from keras import ops

from keras_gan_zoo import losses
from keras_gan_zoo.losses import FDivergence

OUTPUTS = np.linspace(-3, 3, 61)

# f'(u) at u = p / q, where the bound is tight (1606.00709, eq. 5)
DERIVATIVES = {
    "kl": lambda u: 1 + np.log(u),
    "reverse_kl": lambda u: -1 / u,
    "pearson_chi2": lambda u: 2 * (u - 1),
    "squared_hellinger": lambda u: 1 - 1 / np.sqrt(u),
    "jensen_shannon": lambda u: np.log(2 * u / (1 + u)),
    "total_variation": lambda u: 0.5 * np.sign(u - 1),
    "gan": lambda u: np.log(u / (1 + u)),
}


def numpy(x):
    return np.asarray(ops.convert_to_numpy(x), "float64")


@pytest.fixture(params=losses.list_divergences())
def divergence(request):
    return losses.get_divergence(request.param)


def test_conjugate_is_the_supremum(divergence):
    u = np.geomspace(1e-4, 1e4, 400_001)
    # The paper's conjugate of Pearson's f is that of (u - 1)^2 over all u: the same from f'(0) on.
    outputs = OUTPUTS[OUTPUTS >= -2] if divergence.name == "pearson_chi2" else OUTPUTS
    for t in numpy(divergence.activation(outputs.astype("float32")))[::6]:
        value = float(numpy(divergence.conjugate(np.float32(t))))
        assert value == pytest.approx(np.max(u * t - divergence.f(u)), rel=1e-3, abs=1e-3)


def test_activation_increases_and_the_short_form_is_the_same(divergence):
    v = OUTPUTS.astype("float32")
    activated = numpy(divergence.activation(v))
    assert np.all(np.diff(activated) > 0)
    if divergence.conjugate_of_activation is not None:
        np.testing.assert_allclose(
            numpy(divergence.conjugate_of_activation(v)),
            numpy(divergence.conjugate(divergence.activation(v))),
            rtol=1e-4,
            atol=1e-5,
        )


def test_bound_is_tight_at_the_optimal_output(divergence):
    """On a grid of two Gaussians' densities: E_P[T] - E_Q[f*(T)] = D_f, at T = f'(p / q)."""
    x = np.linspace(-8, 8, 4001)
    p = np.exp(-0.5 * (x - 0.5) ** 2) / np.sqrt(2 * np.pi)
    q = np.exp(-0.5 * (x / 1.2) ** 2) / np.sqrt(2 * np.pi) / 1.2
    t = DERIVATIVES[divergence.name](p / q)
    if divergence.name == "total_variation":
        v = 20 * np.sign(p - q)  # tanh reaches 1 only far out
    else:
        inverse = {
            "kl": lambda t: t,
            "reverse_kl": lambda t: -np.log(-t),
            "pearson_chi2": lambda t: t,
            "squared_hellinger": lambda t: -np.log(1 - t),
            "jensen_shannon": lambda t: np.log(p / q),
            "gan": lambda t: np.log(p / q),
        }
        v = inverse[divergence.name](t)
    activated = divergence.activation(v.astype("float32"))
    composed = divergence.conjugate_of_activation
    conjugate = numpy(composed(v) if composed else divergence.conjugate(activated))
    activated = numpy(activated)
    bound = np.trapezoid(p * activated - q * conjugate, x)
    assert bound == pytest.approx(np.trapezoid(q * divergence.f(p / q), x), rel=1e-3)


def test_losses_are_means_of_the_bound(divergence):
    real, fake = np.float32([[0.3], [1.2]]), np.float32([[-0.4], [0.1]])
    loss = divergence.adversarial_loss()
    conjugate = numpy(divergence.conjugate(divergence.activation(fake))).mean()
    assert float(loss.discriminator(real=real, fake=fake)) == pytest.approx(
        conjugate - numpy(divergence.activation(real)).mean(), rel=1e-5
    )
    assert float(loss.generator(fake=fake)) == pytest.approx(
        -numpy(divergence.activation(fake)).mean(), rel=1e-5
    )
    assert float(divergence.adversarial_loss(saturating=True).generator(fake=fake)) == (
        pytest.approx(-conjugate, rel=1e-5)
    )


def test_a_divergence_of_ones_own():
    neyman = FDivergence(
        "neyman",
        activation=lambda v: 1 - ops.exp(-v),
        conjugate=lambda t: 2 - 2 * ops.sqrt(1 - t),
    )
    assert losses.get_divergence(neyman) is neyman
    with pytest.raises(ValueError, match=r"'neyman' is not registered"):
        losses.saved_divergence_name(neyman)


@pytest.mark.parametrize("missing", ["activation", "conjugate"])
def test_a_divergence_without_its_activation_is_refused(missing):
    functions = {"activation": lambda v: v, "conjugate": lambda t: t}
    functions.pop(missing)
    with pytest.raises(ValueError, match=rf"'own' has no `{missing}`: pass {missing}="):
        FDivergence("own", **functions)


def test_names_are_suggested_and_guarded():
    with pytest.raises(ValueError, match=r"Did you mean 'pearson_chi2'\?"):
        losses.get_divergence("pearson")
    with pytest.raises(ValueError, match=r"'kl' is taken by another divergence"):
        losses.register_divergence(FDivergence("kl", lambda v: v, lambda t: t))
