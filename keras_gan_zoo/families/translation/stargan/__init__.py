"""StarGAN: one generator for several domains."""
