"""Brains as several contrasts of magnetic resonance show them, with angiograms of their vessels."""
