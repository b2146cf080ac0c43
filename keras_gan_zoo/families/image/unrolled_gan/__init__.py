"""Unrolled GAN: a generator that looks some steps of the discriminator ahead."""
