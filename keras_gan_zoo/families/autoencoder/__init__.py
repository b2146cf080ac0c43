"""Families that encode pictures as well as draw them: auto-encoders, with an adversary or without."""
