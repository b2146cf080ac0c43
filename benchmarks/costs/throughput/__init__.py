"""Training speed, beside PyTorch and plain Keras."""
