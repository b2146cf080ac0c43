"""Summaries without pairs (1810.02851): the family, its two discriminators, its first stage."""
