"""Families that write text, token by token."""
