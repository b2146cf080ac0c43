"""The folder of a run: its layout, and its history file."""
