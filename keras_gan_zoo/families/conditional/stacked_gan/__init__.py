"""Stacked GANs, which invert a classifier level by level (1612.04357)."""
