"""A soak: the game is played in a real window for a long time, and nothing may grow."""
