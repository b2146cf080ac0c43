"""Families that draw pictures by a condition: a class, a code, a sentence."""
