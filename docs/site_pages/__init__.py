"""The pages of the site: those that are written, and those that the registry makes."""
