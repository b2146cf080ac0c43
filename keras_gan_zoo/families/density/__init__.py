"""Families that give a picture a density: flows, and energies."""
