"""Detects the collapse of a GAN from numbers of its own training."""
