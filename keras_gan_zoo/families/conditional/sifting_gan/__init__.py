"""SiftingGAN: labelled pictures that are drawn, and sifted, for a classifier to learn from."""
