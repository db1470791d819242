"""The simulation of a level: its entities, the order of a step, commands, parameters and state."""
