"""Many users at once."""
