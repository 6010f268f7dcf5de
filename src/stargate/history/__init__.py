"""What projects of the past did: their records, and the reference classes fitted to them."""
