"""A small level to edit, a clipboard without a window, and positions of the mouse."""

from game.levels.editing.level_document import LevelDocument
from game.levels.editing.snapping import Snapped
from game.ui.editor.editor import Editor
from game.ui.editor.pointer import Pointer

LEVEL = """\
format = 1
title = "A box"

# keeps the balls inside
[[walls]]
shape = "box"
width = 8.0
height = 6.0
container = true

[[walls]]
shape = "circle"            # an obstacle
radius = 0.5
container = false

[[balls]]
radius = 0.2
position = [2.0, 2.0]
"""


class FakeClipboard:
    def __init__(self):
        self.text = ""

    def get_clipboard_text(self):
        return self.text

    def set_clipboard_text(self, text):
        self.text = text


def make_editor(tmp_path, text=LEVEL):
    path = tmp_path / "box.toml"
    path.write_text(text, "utf-8")
    return Editor(LevelDocument.open(path), FakeClipboard())


def at(x, y, is_adding=False, is_free=False):
    return Pointer((x, y), Snapped(x, y), 0.05, is_adding, is_free)


def drag(tool, start, end, **keys):
    tool.press(at(*start, **keys))
    for part in (0.3, 0.7, 1.0):
        tool.move(at(*(a + part * (b - a) for a, b in zip(start, end, strict=True)), **keys))
    tool.release(at(*end, **keys))
