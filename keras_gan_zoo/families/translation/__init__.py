"""Families that translate pictures of one domain into another."""
