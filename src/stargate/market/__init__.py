"""What a region's grid charges and emits by the hour."""
