"""What the families reach."""
