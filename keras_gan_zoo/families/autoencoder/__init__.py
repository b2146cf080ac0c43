"""Families that encode pictures as well as draw them, with an adversary or without."""
