"""What is shown: one file a figure or a page, every number computed, every title tested."""
