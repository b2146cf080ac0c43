"""How photographs of high resolution become those of low resolution that a model trains on."""
