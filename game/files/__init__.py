"""Files: atomic replacement, names that no existing file has, and texts that are safe to print."""
