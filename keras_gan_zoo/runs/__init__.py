"""The folder of a run: what lies where in it, and the files that grow line by line."""
