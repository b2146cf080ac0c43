"""The networks that metrics look through: Inception, LPIPS, classifiers."""
