"""Throughput of `fit` on one core and on two."""
