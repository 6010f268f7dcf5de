"""The nouns of a programme together, and how they are read, checked and changed."""
