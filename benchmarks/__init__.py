"""What is measured of this package, a room for each kind of question; see README.md."""
