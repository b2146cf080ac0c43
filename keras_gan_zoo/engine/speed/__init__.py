"""What only makes a training step faster: the results are the same without it."""
