"""Projection GAN: the class enters the discriminator as an inner product."""
