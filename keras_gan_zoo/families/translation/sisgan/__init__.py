"""SISGAN: a picture changed as a sentence says, and in no more."""
