"""The tool that selects, moves, turns and resizes items."""

from game.levels.editing import handles as item_handles
from game.levels.editing import hit_testing, item_edits
from game.levels.editing.frame import Point, distance
from game.levels.editing.handle import Handle
from game.levels.editing.level_document import Item, LevelDocument
from game.levels.editing.snapping import ANGLE_STEP
from game.render import theme
from game.ui.editor.editor import Editor
from game.ui.editor.pointer import Pointer
from game.ui.editor.sketch import Sketch

HANDLE_RADIUS = 5.0
"""Radius of a handle, in UI units."""


class SelectTool:
    """Selects the item that is pressed, drags handles of the selected item, moves what is selected, or spans a box."""

    hint = "click to select, drag to move; Shift adds, Alt switches snapping off"

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._start: Pointer | None = None
        self._document: LevelDocument = editor.document
        self._handle: Handle | None = None
        self._pressed: tuple[Item, ...] = ()
        self._box_end: Point | None = None
        self._is_dragging = False

    @property
    def snap_start(self) -> Point | None:
        """The point from which directions snap: none."""
        return None

    def press(self, at: Pointer) -> None:
        """Begin to drag a handle, the pressed item, or a box."""
        editor = self._editor
        self._start, self._document, self._is_dragging = at, editor.document, False
        self._handle = item_handles.handle_at(self._handles(at.reach), *at.raw, at.reach)
        if self._handle:
            return
        self._pressed = tuple(hit.item for hit in hit_testing.hits(editor.document, *at.raw, at.reach))
        if not self._pressed:
            self._box_end = at.raw
        elif at.is_adding:
            editor.select([*editor.selection, self._pressed[0]])
        elif not set(self._pressed) & set(editor.selection):
            editor.select(self._pressed[:1])

    def move(self, at: Pointer) -> None:
        """Drag."""
        if self._start is None:
            return
        self._is_dragging = self._is_dragging or distance(self._start.raw, at.raw) > 0.5 * at.reach
        if not self._is_dragging:
            return
        if self._box_end is not None:
            self._box_end = at.raw
        elif self._handle:
            self._drag_handle(self._handle, at)
        else:
            self._move_selection(self._start, at)

    def release(self, at: Pointer) -> None:
        """Finish the drag; without one, select what lies below the selected item."""
        start, self._start, self._handle = self._start, None, None
        box_end, self._box_end = self._box_end, None
        if start is None:
            return
        if box_end is not None:
            self._select_box(start, at)
        elif self._is_dragging:
            self._editor.commit()
        elif len(self._editor.selection) == 1 and self._editor.selection[0] in self._pressed[:-1] and not at.is_adding:
            self._editor.select(self._pressed[1:2])

    def finish(self) -> bool:
        """Do nothing; return that there was nothing to finish."""
        return False

    def cancel(self) -> bool:
        """Give up the drag, or select nothing; return whether there was something to give up."""
        was_active = self._start is not None or bool(self._editor.selection)
        if self._start is None:
            self._editor.select(())
        self._start = self._handle = self._box_end = None
        self._editor.cancel()
        return was_active

    def draw(self, sketch: Sketch, at: Pointer | None) -> None:  # noqa: ARG002
        """Draw the handles of the selected item, or the box."""
        if self._start and self._box_end:
            (x, y), (end_x, end_y) = self._start.raw, self._box_end
            sketch.path([(x, y), (end_x, y), (end_x, end_y), (x, end_y)], theme.TEXT_ACCENT, 1.0, is_closed=True)
        for handle in self._handles(sketch.metres_per_unit * 2.0 * HANDLE_RADIUS):
            if handle.role in ("rotate", "radius", "area", "move"):
                sketch.dot((handle.x, handle.y), HANDLE_RADIUS, theme.TEXT_ACCENT)
            else:
                sketch.square((handle.x, handle.y), 0.8 * HANDLE_RADIUS, theme.BADGE)

    def _handles(self, size: float) -> tuple[Handle, ...]:
        if len(self._editor.selection) != 1:
            return ()
        geometry = self._editor.geometry(self._editor.selection[0])
        return item_handles.handles(geometry, size) if geometry else ()

    def _drag_handle(self, handle: Handle, at: Pointer) -> None:
        (item,), step = self._editor.selection, 0.0 if at.is_free else ANGLE_STEP
        x, y = at.raw if handle.role == "rotate" else at.point
        self._editor.show(lambda: item_edits.drag_handle(self._document, item, handle, x, y, step))

    def _move_selection(self, start: Pointer, at: Pointer) -> None:
        """Move the selection by the way between the points to which the mouse has snapped."""
        dx, dy = at.point[0] - start.point[0], at.point[1] - start.point[1]
        selection = self._editor.selection
        self._editor.show(lambda: item_edits.move_items(self._document, selection, dx, dy))

    def _select_box(self, start: Pointer, at: Pointer) -> None:
        (x, y), (end_x, end_y) = start.raw, at.raw
        low, high = (min(x, end_x), min(y, end_y)), (max(x, end_x), max(y, end_y))
        inside = hit_testing.items_in_box(self._editor.document, low, high) if self._is_dragging else ()
        self._editor.select([*self._editor.selection, *inside] if at.is_adding else inside)
