"""The families, a file or a folder a paper; the name of the folder is the task."""
