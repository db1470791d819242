"""TOML texts: where everything in them stands, and what is wrong with them in plain words."""
