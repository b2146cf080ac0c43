"""CT enhancement: a GAN that takes the noise away, and one that makes clear what it left."""
