"""The look of the game: colours, proportions and type, in one place. Colours are ``#rrggbb``.

A `Themed` holds a value for each theme. Views hand it on, and drawing code takes the value of the current theme
(`game.ui.ui_style.pick`). Pictures made without a window have the dark theme.

Curves, overlays and zones have the colours of Okabe and Ito (Color Universal Design, 2008), darker ones on light
ground, so that colour-blind people can tell them apart. No information is shown by colour alone.
"""

from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from game.levels.model import Palette

T = TypeVar("T")

Theme = Literal["dark", "light", "contrast"]
THEMES: tuple[Theme, ...] = ("dark", "light", "contrast")


class Themed(NamedTuple, Generic[T]):
    """A value for each theme."""

    dark: T
    light: T
    contrast: T

    def variant(self, theme: Theme) -> T:
        """Return the value for a theme."""
        return self[THEMES.index(theme)]


def themed_value(value: Themed[T] | T, theme: Theme = "dark") -> T:
    """Return the variant of a value for a theme; a plain value is the same in all themes."""
    return value.variant(theme) if isinstance(value, Themed) else value


Color = str | Themed[str]

ORANGE = Themed("#e69f00", "#b9670b", "#e69f00")
SKY = Themed("#56b4e9", "#1b88d1", "#56b4e9")
GREEN = Themed("#009e73", "#0a674f", "#009e73")
YELLOW = Themed("#f0e442", "#917d00", "#f0e442")
VERMILLION = Themed("#d55e00", "#a22300", "#d55e00")
PURPLE = Themed("#cc79a7", "#b15798", "#cc79a7")

BACKDROP_MIDDLE = Themed("#2a303c", "#efe7d8", "#000000")
BACKDROP_EDGE = Themed("#0e1118", "#c9bda6", "#000000")

SHADE, FLOOR_SHADE = 0.35, 0.8485
"""Brightness of the edge of a backdrop and of a floor, as a part of the brightness of the middle."""

LIGHT_LUMINANCE = 0.2
"""Luminance from which a colour counts as light, from 0 to 1."""

FRAME = Themed("#d8c6aa", "#8a5f3f", "#ffffff")
FRAME_WIDTH = Themed(0.025, 0.025, 0.04)
"""Width of the frames of walls, as a part of the size of the camera's subject."""

FLOOR = Themed("#3a414e", "#e6dcc8", "#000000")
SHADOW = Themed(0.5, 0.3, 0.5)
"""Largest darkness of shadows."""

MARKER = Themed("#ffa51f", "#ffa51f", "#ffe100")

BALL = "#f39800"
"""Colour of balls without a label."""

FORCE = SKY
SENSOR = {"count": GREEN, "remove": VERMILLION, "teleport": PURPLE, "finish": YELLOW}
"""Colours of zones: of forces, and of sensors by their action."""

BADGE = "#fff4e0"
"""Colour of the disc behind the number of a ball, and of its stripe."""

INK = "#2b211c"
"""Colour of the numbers of balls."""


class WallColors(NamedTuple):
    """The colours of walls: metal, floor of containers in the middle and at the walls, bolts.

    own_colors : whether a wall may have a colour of its own
    """

    frame: str = FRAME.dark
    floor: str = FLOOR.dark
    floor_edge: str = FLOOR.dark
    marker: str = MARKER.dark
    own_colors: bool = True


PANEL = Themed("#0b0d12", "#fffaf0", "#000000")
PANEL_OPACITY = Themed(0.78, 0.86, 1.0)
PANEL_EDGE = Themed(0.0, 0.0, 1.5)
"""Width of the line around panels, in UI units."""

TEXT = Themed("#f4ecdf", "#2b2118", "#ffffff")
TEXT_FAINT = Themed("#a9a59d", "#625749", "#e0e0e0")
TEXT_ACCENT = Themed("#f6ad49", "#8f4700", "#ffe100")
TEXT_ERROR = Themed("#ff8a70", "#b3210d", "#ff9d8a")

BUTTON = Themed("#2a313d", "#e3d8c3", "#000000")
BUTTON_HOVER = Themed("#3a4352", "#d3c4a8", "#404040")
TILE = Themed("#1b2029", "#fffaf0", "#000000")
SCRIM = Themed("#090b10", "#f0e9db", "#000000")
SCRIM_OPACITY = Themed(0.80, 0.80, 0.90)
"""Opacity of the layer that dims the world behind the level browser."""

HALO, HALO_OPACITY = 1.5, 0.55
"""Width, in units of the window, and opacity of the dark halo around lines over the world."""

CONTACT_POINT, NORMAL_IMPULSE, TANGENT_IMPULSE = "#ffffff", SKY.dark, PURPLE.dark
"""Colours of contacts and their impulses. With their dark halos they stand out in every theme."""

VELOCITY = YELLOW.dark
"""Colour of velocity arrows."""

RING = Themed("#ffffff", "#8f4700", "#ffe100")
"""Colour of the ring around a ball that a hint speaks of."""

GRID_CELL, GRID_CELL_OPACITY = Themed("#c9d4e6", "#4a4034", "#ffffff"), Themed(0.28, 0.40, 0.50)
NEAR_PAIR, TOUCHING_PAIR = SKY.dark, YELLOW.dark
"""Colours of the overlay of the broad phase: cells of the grid, pairs that are near, pairs that touch."""

CURVES = {
    "kinetic": ORANGE,
    "spin": PURPLE,
    "potential": SKY,
    "sum": TEXT,
    "heat": VERMILLION,
    "work of walls": GREEN,
    "work of fields": SKY,
    "momentum": YELLOW,
    "spin of walls × angular momentum": SKY,
    "Jacobi integral": TEXT_ACCENT,
}
GRAPH_OPACITY = Themed(0.86, 0.92, 1.0)
"""Opacity of the background of graphs."""

FONT = "Liberation Sans"
MONOSPACE_FONT = "Liberation Mono"
FONT_FILES = (
    ":system:fonts/ttf/Liberation/Liberation_Sans_Regular.ttf",
    ":system:fonts/ttf/Liberation/Liberation_Sans_Bold.ttf",
    ":system:fonts/ttf/Liberation/Liberation_Mono_Regular.ttf",
)
"""Font files of arcade. Text looks the same on every machine, even on one without fonts."""

TITLE_SIZE = 16
TEXT_SIZE = 12
SMALL_SIZE = 10
"""Font sizes in points."""

MARGIN, PADDING = 18, 12
"""Space around panels, and inside of them, in UI units."""

CORNER = 10
"""Radius of the corners of panels, in UI units."""


def backdrop(palette: "Palette | None" = None, theme: Theme = "dark") -> tuple[str, str]:
    """Return the colours of the backdrop in the middle and at the edge: those of a palette, except in high contrast."""
    if palette is None or theme == "contrast" or not (palette.background or palette.background_edge):
        return BACKDROP_MIDDLE.variant(theme), BACKDROP_EDGE.variant(theme)
    middle = palette.background or BACKDROP_MIDDLE.variant(theme)
    return middle, palette.background_edge or shaded(middle, SHADE)


def wall_colors(palette: "Palette", theme: Theme = "dark") -> WallColors:
    """Return the colours of the walls of a level: those of its palette, except in the contrast theme."""
    frame, floor, marker = FRAME.variant(theme), FLOOR.variant(theme), MARKER.variant(theme)
    if theme == "contrast":
        return WallColors(frame, floor, shaded(floor, FLOOR_SHADE), marker, own_colors=False)
    floor = palette.floor or floor
    floor_edge = palette.floor_edge or shaded(floor, FLOOR_SHADE)
    return WallColors(palette.frame or frame, floor, floor_edge, palette.marker or marker)


def frame_width(palette: "Palette", size: float, theme: Theme = "dark") -> float:
    """Return the width of the frames of containers, m; ``size`` is that of the subject of the camera."""
    default = FRAME_WIDTH.variant(theme) * size
    if palette.frame_width is None:
        return default
    return max(palette.frame_width, default) if theme == "contrast" else palette.frame_width


def is_light(color: str) -> bool:
    """Return whether dark text is better to read on a colour than bright text."""
    red, green, blue = (int(color[k : k + 2], 16) / 255.0 for k in (1, 3, 5))
    return 0.2126 * red * red + 0.7152 * green * green + 0.0722 * blue * blue > LIGHT_LUMINANCE


def shaded(color: str, brightness: float) -> str:
    """Return a colour with a part of its brightness."""
    return "#" + "".join(f"{int(brightness * int(color[k : k + 2], 16)):02x}" for k in (1, 3, 5))
