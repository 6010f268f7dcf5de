"""What a plan may take or emit, one final class a file; the folder is their registry."""
