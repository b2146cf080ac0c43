"""The multi-scale video GAN and its parts."""
