"""Semantic-aware Grad-GAN: rendered streets shown as photographs, by maps of what is where."""
