"""The tools of the edit mode, and the chosen one."""

from typing import Protocol

from game.levels.editing.frame import Point
from game.ui.editor.draw_tools import SHAPES, DrawOptions, DrawTool
from game.ui.editor.editor import Editor
from game.ui.editor.pointer import Pointer
from game.ui.editor.ruler import Ruler
from game.ui.editor.select_tool import SelectTool
from game.ui.editor.sketch import Sketch


class Tool(Protocol):
    """What the mouse does in the edited level."""

    @property
    def hint(self) -> str:
        """How to use the tool."""
        ...

    @property
    def snap_start(self) -> Point | None:
        """The point from which directions snap to multiples of 15 deg, or None."""
        ...

    def press(self, at: Pointer) -> None:
        """Handle a press of the left button."""
        ...

    def move(self, at: Pointer) -> None:
        """Handle a movement, with or without the button held."""
        ...

    def release(self, at: Pointer) -> None:
        """Handle a release of the left button."""
        ...

    def finish(self) -> bool:
        """Complete what is drawn; return whether there was something."""
        ...

    def cancel(self) -> bool:
        """Give up what is drawn or dragged; return whether there was something."""
        ...

    def draw(self, sketch: Sketch, at: Pointer | None) -> None:
        """Draw handles, boxes and measures."""
        ...


class Toolbox:
    """All tools by name, and the chosen one.

    options : what drawn items get besides their points
    name : of the chosen tool
    """

    def __init__(self, editor: Editor) -> None:
        self.options = DrawOptions()
        self._tools: dict[str, Tool] = {"select": SelectTool(editor)}
        self._tools |= {shape.name: DrawTool(editor, shape, self.options) for shape in SHAPES}
        self._tools["ruler"] = Ruler()
        self.name = "select"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all tools."""
        return tuple(self._tools)

    @property
    def tool(self) -> Tool:
        """The chosen tool."""
        return self._tools[self.name]

    @property
    def option_names(self) -> tuple[str, ...]:
        """The options that matter for the chosen tool."""
        return next((shape.options for shape in SHAPES if shape.name == self.name), ())

    def choose(self, name: str) -> None:
        """Choose a tool; what the last one had begun is given up."""
        if name != self.name:
            self.tool.cancel()
            self.name = name
