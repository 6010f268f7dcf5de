"""Results as files of other programs; the suffix chooses the format."""
