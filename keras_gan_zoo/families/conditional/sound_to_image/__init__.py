"""Sound to image: pictures of what is heard."""
