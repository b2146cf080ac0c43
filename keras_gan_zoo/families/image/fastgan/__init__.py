"""FastGAN, for hundreds of pictures (2101.04775)."""
