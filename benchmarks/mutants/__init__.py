"""Algorithms made wrong, for the tests to notice."""
