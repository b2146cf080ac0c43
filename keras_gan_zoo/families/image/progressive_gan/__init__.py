"""Progressive growing of GANs (1710.10196)."""
