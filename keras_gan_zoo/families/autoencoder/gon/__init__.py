"""Gradient Origin Networks (2007.02798)."""
