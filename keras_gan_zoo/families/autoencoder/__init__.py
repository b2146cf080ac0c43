"""Families that encode pictures and draw them: auto-encoders, with an adversary or without."""
