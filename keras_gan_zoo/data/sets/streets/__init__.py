"""Streets drawn by ray casting: flat, as games show them, and as photographs would."""
