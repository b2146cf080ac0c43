"""Attributes of pictures changed, learned from few that are labelled (1805.07509)."""
