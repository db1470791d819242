"""The level format, a file for what belongs together; `game.level` is its front door."""
