"""The measures: worked out by hand on tiny hubs, and what holds of them on random ones."""
