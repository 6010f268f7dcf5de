"""What the megawatts compute: accelerators, training runs, tokens, and what an hour of compute costs."""
