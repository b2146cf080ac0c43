"""Random numbers and batches that are right on several replicas at once."""
