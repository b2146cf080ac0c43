"""The named GANs of the lectures: of each letter up to G one, and all that begin with an S."""

from keras_gan_zoo.hub.named_gan import NamedGAN

LECTURE_NAMES = tuple(
    NamedGAN(abbreviation, what, paper, f"https://arxiv.org/abs/{paper}", year, month)
    for abbreviation, paper, year, month, what in (
        ("ACGAN", "1610.09585", 2016, 10, "a discriminator that also tells the class"),
        ("BGAN", "1702.08431", 2017, 2, "a generator that seeks the discriminator's boundary"),
        ("CGAN", "1411.1784", 2014, 11, "a condition that both players are told"),
        ("DCGAN", "1511.06434", 2015, 11, "convolutions, and the guidelines that make them train"),
        ("EBGAN", "1609.03126", 2016, 9, "a discriminator that is an auto-encoder"),
        ("fGAN", "1606.00709", 2016, 6, "any f-divergence in the place of Jensen and Shannon's"),
        ("GoGAN", "1704.04865", 2017, 4, "stages, each of which has to beat the one before"),
        ("SeUDA", "1806.00600", 2018, 6, "pictures of one hospital for a segmenter of another's"),
        ("SG-GAN", "1801.01726", 2018, 1, "rendered streets made real, edges by edges of objects"),
        ("SG-GAN", "1805.07509", 2018, 5, "attributes of faces, of which few are labelled"),
        ("SGAN", "1611.08207", 2016, 11, "textures of any size, from a map of latents"),
        ("SGAN", "1612.04357", 2016, 12, "a stack of generators that undoes a classifier"),
        ("SGAN", "1703.05502", 2017, 3, "pictures to hide a message in"),
        ("SGAN", "1712.02330", 2017, 12, "a pair that is trained through several other pairs"),
        ("SGAN", "1807.07144", 2018, 7, "tomographies without noise, then larger"),
        ("sGAN", "1804.04366", 2018, 4, "one contrast of a magnetic resonance from the others"),
        ("SiftingGAN", "1809.04985", 2018, 9, "drawn examples, sifted, to train a classifier with"),
        ("SiGAN", "1807.08370", 2018, 7, "larger faces that stay the same person's"),
        ("SimGAN", "1612.07828", 2016, 12, "simulated pictures made to look real"),
        ("SisGAN", "1707.06873", 2017, 7, "a picture changed as a sentence says, and in no more"),
    )
)
"""In our own words; a list of more is the user's to give."""
