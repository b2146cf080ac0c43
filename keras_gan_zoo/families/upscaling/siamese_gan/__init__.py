"""Siamese GAN: faces are enlarged in pairs, so that a person stays the same person."""
