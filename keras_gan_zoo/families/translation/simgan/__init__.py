"""SimGAN: simulated pictures refined until they look real."""
