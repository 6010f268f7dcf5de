"""What megawatts compute with: accelerators as data."""
