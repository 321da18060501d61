"""What the user wrote: hubs, scenarios, and everything that can be wrong with them."""
