"""Spoken sentences: speech by several voices, with its phonemes and where they end."""
