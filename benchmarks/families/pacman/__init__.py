"""Ms. Pac-Man predicted by the video GAN, and the figure counted in what is predicted."""
