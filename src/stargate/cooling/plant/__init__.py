"""What cooling systems are built of: halls, coils, towers, chillers, dry coolers and the electrical plant."""
