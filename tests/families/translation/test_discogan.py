"""DiscoGAN: its terms, and networks with no way around the smallest map."""

import keras
import numpy as np
import pytest
from translators import images, run, softplus, step, still

A, B = images(4), images(4, seed=1)


def test_terms_are_those_of_the_paper():
    gan = still("discogan", reconstruction_weight=2.0)
    G_AB, G_BA = gan.generator_g, gan.generator_f
    ab, ba = run(G_AB, A), run(G_BA, B)
    on_a = [run(gan.discriminator_x, batch) for batch in (A, ba)]
    on_b = [run(gan.discriminator_y, batch) for batch in (B, ab)]
    expected = {
        "adversarial_ab": np.mean(softplus(-on_b[1])),
        "adversarial_ba": np.mean(softplus(-on_a[1])),
        "reconstruction_a": 2.0 * np.mean((run(G_BA, ab) - A) ** 2),
        "reconstruction_b": 2.0 * np.mean((run(G_AB, ba) - B) ** 2),
    }
    expected["generators_loss"] = sum(expected.values())
    expected["discriminators_loss"] = sum(
        np.mean(softplus(-real)) + np.mean(softplus(fake)) for real, fake in (on_a, on_b)
    )
    assert step(gan, A, B) == pytest.approx(expected, rel=1e-4)


def test_its_networks_judge_whole_pictures_and_pass_nothing_across():
    gan = still("discogan")
    assert gan.discriminator_x.output_shape == (None, 1)
    layers = gan.generator_g.layers
    assert not any(isinstance(layer, keras.layers.Concatenate) for layer in layers)
    layers = still("discogan", skips=True).generator_g.layers
    assert any(isinstance(layer, keras.layers.Concatenate) for layer in layers)


def test_a_weight_below_zero_is_refused():
    with pytest.raises(ValueError, match=r"`reconstruction_weight` must be a number of at least 0"):
        still("discogan", reconstruction_weight=-1)
