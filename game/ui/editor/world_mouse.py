"""The mouse over the edited level: snaps its positions, and forwards them to the tool, or moves the camera."""

import arcade
from arcade import key

from game.levels.editing.level_document import LevelDocument
from game.levels.editing.snapping import Snapped, Snapper, grid_size
from game.ui.editor.edit_camera import EditCamera
from game.ui.editor.editor import Editor
from game.ui.editor.pointer import Pointer
from game.ui.editor.toolbox import Toolbox

REACH = 9.0
"""Largest distance of something that the mouse means, in UI units."""

MIN_SPACING = 14.0
"""Smallest distance of two lines of the grid, in UI units."""

PAN_BUTTONS = arcade.MOUSE_BUTTON_MIDDLE | arcade.MOUSE_BUTTON_RIGHT


class WorldMouse:
    """What the mouse does in the edited level.

    has_grid : whether the grid is drawn and snapped to
    pointer : the last position; None while the mouse is on a panel
    modifiers : the modifier keys that are held, as bits
    """

    def __init__(self, editor: Editor, toolbox: Toolbox, camera: EditCamera) -> None:
        self.has_grid, self.modifiers = True, 0
        self.pointer: Pointer | None = None
        self._editor, self._toolbox, self._camera = editor, toolbox, camera
        self._snapper: tuple[LevelDocument, tuple[object, ...], Snapper] | None = None
        self._is_pressed = self._was_dragged = False

    @property
    def spacing(self) -> float:
        """Distance of the lines of the grid, m."""
        return grid_size(1.0 / self._camera.metres_per_unit, MIN_SPACING)

    def press(self, x: float, y: float, button: int, modifiers: int) -> None:
        """Handle a button press: the left one is the tool's, the right one ends a path."""
        self.modifiers = modifiers
        self._was_dragged = False
        if button == arcade.MOUSE_BUTTON_LEFT:
            self._is_pressed = True
            self.pointer = self._pointer(x, y)
            self._toolbox.tool.press(self.pointer)

    def move(self, x: float, y: float, dx: float, dy: float, buttons: int) -> None:
        """Forward a movement to the tool, or move the camera with the middle or the right button."""
        self.pointer = self._pointer(x, y)
        if buttons & PAN_BUTTONS:
            self._was_dragged = True
            self._camera.pan(-dx, -dy)
        else:
            self._toolbox.tool.move(self.pointer)

    def leave(self) -> None:
        """Handle that the mouse is on a panel."""
        self.pointer = None

    def release(self, x: float, y: float, button: int) -> None:
        """Handle a button release."""
        self.pointer = self._pointer(x, y)
        if button == arcade.MOUSE_BUTTON_RIGHT and not self._was_dragged:
            self._toolbox.tool.finish()
        elif button == arcade.MOUSE_BUTTON_LEFT and self._is_pressed:
            self._toolbox.tool.release(self.pointer)
            self._is_pressed = False

    def scroll(self, x: float, y: float, notches: float) -> None:
        """Zoom."""
        self._camera.zoom(x, y, notches)
        self.pointer = self._pointer(x, y)

    def _pointer(self, x: float, y: float) -> Pointer:
        point, reach = self._camera.to_world(x, y), REACH * self._camera.metres_per_unit
        is_adding, is_free = bool(self.modifiers & key.MOD_SHIFT), bool(self.modifiers & key.MOD_ALT)
        if is_free:
            return Pointer(point, Snapped(*point), reach, is_adding, is_free)
        grid = self.spacing if self.has_grid else 0.0
        start = self._toolbox.tool.snap_start if is_adding else None
        snapped = self._current_snapper().snap(*point, reach, grid=grid, start=start)
        return Pointer(point, snapped, reach, is_adding)

    def _current_snapper(self) -> Snapper:
        """Return the points to snap to: those of all items, but while the selection is dragged not its own."""
        editor = self._editor
        dragged = editor.selection if self._is_pressed and self._toolbox.name == "select" else ()
        if self._snapper is None or self._snapper[:2] != (editor.document, dragged):
            self._snapper = editor.document, dragged, Snapper(editor.document, dragged)
        return self._snapper[2]
