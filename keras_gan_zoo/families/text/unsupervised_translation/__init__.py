"""Translation without pairs (1710.11041, 1711.00043): family, networks, noise, beginning."""
