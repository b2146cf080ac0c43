"""The lectures on GANs as experiments: thirteen notebooks, in English and in Chinese."""
