"""Heads in three dimensions that speak, drawn on this machine."""
