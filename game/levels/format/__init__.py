"""The parts of the level format. `game.levels.model` defines the level itself and loads it."""
