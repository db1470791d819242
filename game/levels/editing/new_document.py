"""A new level to edit: a box with nothing in it."""

from game.levels.editing.level_document import LevelDocument
from game.levels.editing.saving import unused_path

TEXT = """\
#:schema ./level.schema.json

format = 1
title = "New level"

# A container keeps the balls inside.
[[walls]]
shape = "box"
width = 10.0                # m
height = 7.0
container = true
"""


def new_document() -> LevelDocument:
    """Return the text of a new level with an unused name in the user's folder. No file is written."""
    return LevelDocument(TEXT, unused_path("new-level"))
