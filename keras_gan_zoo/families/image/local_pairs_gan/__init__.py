"""A global pair trained by independent local pairs (1712.02330)."""
