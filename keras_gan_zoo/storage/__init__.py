"""Files that are written whole or not at all: the cache, packages, archives and YAML."""
