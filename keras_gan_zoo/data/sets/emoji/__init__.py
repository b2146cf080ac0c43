"""The same emoji as several artists draw them."""
