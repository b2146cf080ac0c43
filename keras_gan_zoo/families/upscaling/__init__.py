"""Families that enlarge photographs."""
