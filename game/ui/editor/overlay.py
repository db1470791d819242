"""What is drawn over the edited level: outlines of what is selected or refused, coordinates, and the snap."""

from game.levels.editing.geometry import ItemGeometry
from game.levels.editing.level_document import Item
from game.render import theme
from game.ui.editor.editor import Editor
from game.ui.editor.grid import length_text
from game.ui.editor.pointer import Pointer
from game.ui.editor.sketch import Sketch

SELECTED_WIDTH, REFUSED_WIDTH = 2.0, 3.0
"""Widths of outlines, in UI units."""

SNAP_RADIUS = 4.0
"""Radius of the mark where the mouse snaps to, in UI units."""


def draw_items(sketch: Sketch, editor: Editor) -> None:
    """Draw the outlines of the selected items, and in red that of a refused one."""
    refused = editor.preview.selection if editor.preview and editor.preview_problems else ()
    for item in problem_items(editor):
        _draw_outline(sketch, editor.geometry(item), theme.TEXT_ERROR, SELECTED_WIDTH)
    for item in editor.selection:
        if item not in refused:
            _draw_outline(sketch, editor.geometry(item), theme.TEXT_ACCENT, SELECTED_WIDTH)
    for item in refused:
        _draw_outline(sketch, editor.geometry(item), theme.TEXT_ERROR, REFUSED_WIDTH)


def problem_items(editor: Editor) -> tuple[Item, ...]:
    """Return the items that the problems of the level are about."""
    document = editor.document
    return tuple(item for item in document.items if document.item_problems(item)) if document.problems else ()


def draw_pointer(sketch: Sketch, editor: Editor, at: Pointer, spacing: float) -> None:
    """Draw the coordinates of the mouse, where it snaps to, and why a drag is refused."""
    x, y = (length_text(part, spacing) for part in at.point)
    kind = at.snapped.kind
    if kind not in ("nothing", "grid"):
        sketch.dot(at.point, SNAP_RADIUS, theme.SKY)
    what = f"  ·  {kind}" if kind not in ("nothing", "grid", "angle") else ""
    sketch.text(at.point, f"{x}, {y} m{what}", theme.TEXT)
    if editor.preview and editor.preview_problems:
        sketch.text(at.point, editor.preview_problems[0].message, theme.TEXT_ERROR, (10.0, 10.0))


def _draw_outline(sketch: Sketch, geometry: ItemGeometry | None, color: theme.Color, width: float) -> None:
    if geometry is None:
        return
    for stroke in geometry.strokes:
        thickness = max(stroke.thickness / sketch.metres_per_unit + 2.0 * width, width)
        if stroke.thickness:
            sketch.path(stroke.points, color, thickness, stroke.closed, 0.35)
        else:
            sketch.path(stroke.points, color, width, stroke.closed)
