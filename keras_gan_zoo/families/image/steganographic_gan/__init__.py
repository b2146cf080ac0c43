"""A generator whose pictures are good to hide messages in (1703.05502)."""
