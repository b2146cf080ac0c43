"""Talking heads: of many people, and of one person who was seen in a few frames."""
