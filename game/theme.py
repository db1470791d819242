"""The look of the game: colours, proportions and type, in one place. Colours are ``#rrggbb``."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from game.level import Palette

BACKDROP_MIDDLE = "#2a303c"
BACKDROP_EDGE = "#0e1118"

SHADE = 0.35
"""Brightness of the edge of a backdrop, as a part of that of its middle."""

FRAME = "#d8c6aa"
FRAME_WIDTH = 0.025
"""Width of a wall's frame as a part of what the camera shows at least."""

FLOOR = "#343b47"
MARKER = "#ffa51f"

BALL = "#f39800"
"""Of balls that have no colour of their own."""

FORCE = "#7fb2d9"
SENSOR = {"count": "#a8c686", "remove": "#d98880", "teleport": "#b497d6", "finish": "#ffd75e"}
"""Of zones: where forces act, and of sensors by what they do."""

BADGE = "#fff4e0"
INK = "#2b211c"


class Coats(NamedTuple):
    """What walls are painted with."""

    frame: str = FRAME
    floor: str = FLOOR
    marker: str = MARKER


PANEL = "#0b0d12"
PANEL_OPACITY = 0.62
TEXT = "#f4ecdf"
TEXT_FAINT = "#a9a59d"
TEXT_ACCENT = "#f6ad49"
TEXT_WRONG = "#ff8a70"

TILE = "#1b2029"
BUTTON, BUTTON_LIT = "#2a313d", "#3a4352"
VEIL = "#090b10"
VEIL_OPACITY = 0.80
"""Of what lies over the world while something else is chosen."""

HALO, HALO_OPACITY = 1.5, 0.55
"""Of the dark rim of lines over the world, in units of the window."""

TOUCH, PRESS, RUB = "#ffffff", "#55d6ff", "#ff5fa2"
"""Of points of contact, and of what presses and rubs there."""

VELOCITY = "#b6f26b"
CELL, CELL_OPACITY = "#c9d4e6", 0.28
PAIR, PAIR_PRESSING = "#7fb2d9", "#ffe27a"
"""Of arrows, and of the search for neighbours."""

CURVES = {
    "kinetic": "#f6ad49",
    "spin": "#d99be0",
    "potential": "#74b8ee",
    "sum": TEXT,
    "dissipated": "#ff7a66",
    "work of walls": "#7fcf9a",
    "momentum": "#f0d36b",
}
GRAPH_OPACITY = 0.86
"""Of curves, and of the plate below them."""

FONT = "Liberation Sans"
FONT_OF_CODE = "Liberation Mono"
FONT_FILES = (
    ":system:fonts/ttf/Liberation/Liberation_Sans_Regular.ttf",
    ":system:fonts/ttf/Liberation/Liberation_Sans_Bold.ttf",
    ":system:fonts/ttf/Liberation/Liberation_Mono_Regular.ttf",
)
"""Arcade brings these along, so that text looks the same on every machine, one without fonts included."""

TITLE_SIZE = 16
TEXT_SIZE = 12
SMALL_SIZE = 10
"""Sizes of type in points, margins in units of the window."""

MARGIN = 18
PADDING = 12
CORNER = 10
"""Radius of the corners of panels."""


def backdrop(color: str | None = None) -> tuple[str, str]:
    """Return the colours in the middle and at the edge of what is far behind: for a colour, that and its shade."""
    if color is None:
        return BACKDROP_MIDDLE, BACKDROP_EDGE
    return color, "#" + "".join(f"{int(SHADE * int(color[k : k + 2], 16)):02x}" for k in (1, 3, 5))


def coats(palette: "Palette") -> Coats:
    """Return what the walls of a level are painted with."""
    return Coats(palette.frame or FRAME, palette.floor or FLOOR, palette.marker or MARKER)
