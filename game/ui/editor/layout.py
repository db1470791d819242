"""Where the panels of the edit mode lie in the window. Sizes are in UI units."""

from game.simulation.view_rect import Insets
from game.ui import ui_style

BAR_HEIGHT = 46.0
"""Height of the bar at the top."""

STATUS_HEIGHT = 30.0
"""Height of the line at the bottom."""

TOOLS_WIDTH = 118.0
"""Width of the tools at the left."""

SHEET_WIDTH = 322.0
"""Width of the sheet of fields at the right."""

MIN_WORLD_WIDTH = 320.0
"""In a narrower world the sheet of fields is closed at first, and covers the world."""


def has_room_for_sheet() -> bool:
    """Whether the window is wide enough for the sheet of fields beside the world."""
    return ui_style.current().window_size[0] >= TOOLS_WIDTH + SHEET_WIDTH + MIN_WORLD_WIDTH


def insets(is_sheet_open: bool) -> Insets:
    """Return what the panels cover."""
    right = SHEET_WIDTH if is_sheet_open and has_room_for_sheet() else 0.0
    return Insets(left=TOOLS_WIDTH, bottom=STATUS_HEIGHT, right=right, top=BAR_HEIGHT)
