"""A level in motion: entities, the order of a step, commands and parameters."""
