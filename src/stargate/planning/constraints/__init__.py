"""One limit a file; the folder is their registry."""
