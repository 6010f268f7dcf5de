"""What moves money between two parties (F1): one final class a file of this folder, which is their registry."""
