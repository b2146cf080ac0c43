"""Adversarial dialogue (1701.06547): the family, and its discriminator of questions and answers."""
