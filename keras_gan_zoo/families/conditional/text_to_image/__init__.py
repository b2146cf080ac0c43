"""Text to image: pictures drawn by a sentence."""
