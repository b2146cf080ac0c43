"""Benchmarks of the families of the lectures' slide whose names sound alike."""
