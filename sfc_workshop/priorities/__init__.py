"""What the ballots say: an order, its parts, the groups beside the total. Computed, never stored as truth."""
