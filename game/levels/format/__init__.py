"""The level format, a file for what belongs together; `game.levels.model` is its front door."""
