"""What runs an exported file: the kinds of export in runtimes old and new."""
