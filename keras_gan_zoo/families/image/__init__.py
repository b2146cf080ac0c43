"""Families that draw pictures from latent vectors."""
