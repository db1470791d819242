"""Writing files: atomic replacement, and names that no existing file has."""
