"""Files and folders: atomic writing, the cache, packages, archives and YAML."""
