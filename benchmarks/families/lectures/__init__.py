"""The lectures' claims about what is set beside the GAN, one command each."""
