"""An energy-based model: a network that scores pictures, trained by searching for high scores."""
