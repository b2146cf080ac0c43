"""Cartoon faces, drawn on this machine."""
