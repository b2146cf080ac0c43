"""Generative Latent Optimization (1707.05776)."""
