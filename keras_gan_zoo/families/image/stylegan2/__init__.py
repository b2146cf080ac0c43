"""StyleGAN2 (1912.04958), and what it shares with the StyleGAN before it."""
