"""Recognizing from a training's own numbers that a game has collapsed."""
