"""Steerable GAN: a contrast that is missing, made from others, with its vessels."""
