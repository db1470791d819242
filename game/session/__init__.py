"""Playing a simulation: clock, rewind, energy history, saved levels and recordings."""
