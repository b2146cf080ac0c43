"""Unsupervised speech recognition: phonemes of speech, learned from speech and text apart."""
