"""A simulation as it is played: clock, rewind, energy history and recordings."""
