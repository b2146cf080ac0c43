"""Spatial GAN, for textures of any size (1611.08207)."""
