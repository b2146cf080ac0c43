"""BigGAN, class-conditional pictures by large batches and truncated latents (1809.11096)."""
