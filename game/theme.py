"""The look of the game: colours, proportions and type, in one place. Colours are ``#rrggbb``."""

BACKDROP_MIDDLE = "#2a303c"
BACKDROP_EDGE = "#0e1118"

FRAME = "#d8c6aa"
FRAME_WIDTH = 0.025
"""Width of a wall's frame as a part of what the camera shows at least."""

FLOOR = "#343b47"
MARKER = "#ffa51f"

BALL = "#f39800"
"""Of balls that have no colour of their own."""

BADGE = "#fff4e0"
INK = "#2b211c"

PANEL = "#0b0d12"
PANEL_OPACITY = 0.62
TEXT = "#f4ecdf"
TEXT_FAINT = "#a9a59d"
TEXT_ACCENT = "#f6ad49"

FONT = "Liberation Sans"
FONT_FILES = (
    ":system:fonts/ttf/Liberation/Liberation_Sans_Regular.ttf",
    ":system:fonts/ttf/Liberation/Liberation_Sans_Bold.ttf",
)
"""Arcade brings these along, so that text looks the same on every machine, one without fonts included."""

TITLE_SIZE = 16
TEXT_SIZE = 12
"""Sizes of type in points, margins in units of the window."""

MARGIN = 18
PADDING = 12
CORNER = 10
"""Radius of the corners of panels."""
