"""TOML files: reading, the position of every value, and error messages."""
