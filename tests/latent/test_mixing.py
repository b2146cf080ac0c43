"""Mixed styles are the source's where asked, and the sheet shows whose they are."""

import numpy as np
import pytest
from small_families import small

from keras_gan_zoo.latent import mixed_styles, mixing_grid
from keras_gan_zoo.samples.sheets import grid


def test_some_layers_are_the_sources_and_the_others_the_destinations():
    gan = small("stylegan2", seed=0)
    a, b = gan.latents_of(3, seed=1), gan.latents_of(2, seed=2)
    mixed = mixed_styles(gan, a, b, [1])
    assert mixed.shape[:2] == (2, 3)
    for row in range(2):
        for column in range(3):
            expected = gan.styles(b[row : row + 1])[0]
            expected[1] = gan.styles(a[column : column + 1])[0, 1]
            np.testing.assert_allclose(mixed[row, column], expected, rtol=1e-5)


def test_a_sheet_of_all_layers_shows_the_sources_in_every_row():
    gan = small("stylegan2", seed=0)
    a, b = gan.latents_of(3, seed=1), gan.latents_of(2, seed=2)
    layers = range(gan.generator.synthesis.style_layers)
    sheet = mixing_grid(gan, a, b, layers)
    sources, destinations = gan.generate(latents=a), gan.generate(latents=b)
    white = np.ones_like(sources[:1])
    rows = [white, sources]
    for destination in destinations:
        rows += [destination[None], sources]
    found, expected = sheet.astype(int), grid(np.concatenate(rows), 4).astype(int)
    assert np.abs(found - expected).max() <= 1


def test_mistakes():
    gan = small("stylegan2", seed=0)
    z = gan.latents_of(2, seed=1)
    for layers in ([], [99], [-1]):
        with pytest.raises(ValueError, match=r"`layers` must be some of the generator's \d+, from"):
            mixed_styles(gan, z, z, layers)
    with pytest.raises(TypeError, match="must be a model that is driven by styles"):
        mixed_styles(small("dcgan"), z, z, [0])
