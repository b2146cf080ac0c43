"""Families that predict videos."""
