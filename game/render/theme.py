"""The look of the game: colours, proportions and type, in one place. Colours are ``#rrggbb``.

A `Themed` holds a value for each theme. Views hand it on, and drawing code takes the value of the current theme
(`game.ui.ui_style.pick`). Pictures made without a window have the dark theme.

Curves, overlays and zones have the colours of Okabe and Ito (Color Universal Design, 2008), darker ones on light
ground: whoever sees fewer colours tells them apart too. Never does a colour alone say what something is.
"""

from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from game.levels.model import Palette

T = TypeVar("T")

Theme = Literal["dark", "light", "contrast"]
THEMES: tuple[Theme, ...] = ("dark", "light", "contrast")


class Themed(NamedTuple, Generic[T]):
    """What something is in each theme."""

    dark: T
    light: T
    contrast: T

    def of(self, theme: Theme) -> T:
        """Return what it is in a theme."""
        return self[THEMES.index(theme)]


def themed_value(value: Themed[T] | T, theme: Theme = "dark") -> T:
    """Return what something is in a theme."""
    return value.of(theme) if isinstance(value, Themed) else value


Color = str | Themed[str]

ORANGE = Themed("#e69f00", "#b9670b", "#e69f00")
SKY = Themed("#56b4e9", "#1b88d1", "#56b4e9")
GREEN = Themed("#009e73", "#0a674f", "#009e73")
YELLOW = Themed("#f0e442", "#917d00", "#f0e442")
VERMILLION = Themed("#d55e00", "#a22300", "#d55e00")
PURPLE = Themed("#cc79a7", "#b15798", "#cc79a7")

BACKDROP_MIDDLE = Themed("#2a303c", "#efe7d8", "#000000")
BACKDROP_EDGE = Themed("#0e1118", "#c9bda6", "#000000")

SHADE = 0.35
"""Brightness of the edge of a backdrop, as a part of that of its middle."""

FRAME = Themed("#d8c6aa", "#8a5f3f", "#ffffff")
FRAME_WIDTH = Themed(0.025, 0.025, 0.04)
"""Width of a wall's frame as a part of what the camera shows at least."""

FLOOR = Themed("#3a414e", "#e6dcc8", "#000000")
SHADOW = Themed(0.5, 0.3, 0.5)
"""Darkness of shadows, at most."""

MARKER = Themed("#ffa51f", "#ffa51f", "#ffe100")

BALL = "#f39800"
"""Of balls that have no colour of their own."""

FORCE = SKY
SENSOR = {"count": GREEN, "remove": VERMILLION, "teleport": PURPLE, "finish": YELLOW}
"""Of zones: where forces act, and of sensors by what they do."""

BADGE = "#fff4e0"
INK = "#2b211c"


class WallColors(NamedTuple):
    """What walls are painted with."""

    frame: str = FRAME.dark
    floor: str = FLOOR.dark
    marker: str = MARKER.dark


PANEL = Themed("#0b0d12", "#fffaf0", "#000000")
PANEL_OPACITY = Themed(0.78, 0.86, 1.0)
PANEL_EDGE = Themed(0.0, 0.0, 1.5)
"""Width of the line around panels, in units of the look."""

TEXT = Themed("#f4ecdf", "#2b2118", "#ffffff")
TEXT_FAINT = Themed("#a9a59d", "#625749", "#e0e0e0")
TEXT_ACCENT = Themed("#f6ad49", "#8f4700", "#ffe100")
TEXT_WRONG = Themed("#ff8a70", "#b3210d", "#ff9d8a")

BUTTON = Themed("#2a313d", "#e3d8c3", "#000000")
BUTTON_LIT = Themed("#3a4352", "#d3c4a8", "#404040")
TILE = Themed("#1b2029", "#fffaf0", "#000000")
VEIL = Themed("#090b10", "#f0e9db", "#000000")
VEIL_OPACITY = Themed(0.80, 0.80, 0.90)
"""Of what lies over the world while something else is chosen."""

HALO, HALO_OPACITY = 1.5, 0.55
"""Of the dark rim of lines over the world, in units of the window."""

TOUCH, PRESS, RUB = "#ffffff", SKY.dark, PURPLE.dark
"""Of points of contact, and of what presses and rubs there; with their dark rims they stand out in every theme."""

VELOCITY = YELLOW.dark
CELL, CELL_OPACITY = Themed("#c9d4e6", "#4a4034", "#ffffff"), Themed(0.28, 0.40, 0.50)
PAIR, PAIR_PRESSING = SKY.dark, YELLOW.dark
"""Of arrows, and of the search for neighbours."""

CURVES = {
    "kinetic": ORANGE,
    "spin": PURPLE,
    "potential": SKY,
    "sum": TEXT,
    "dissipated": VERMILLION,
    "work of walls": GREEN,
    "momentum": YELLOW,
}
GRAPH_OPACITY = Themed(0.86, 0.92, 1.0)
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


def backdrop(color: str | None = None, theme: Theme = "dark") -> tuple[str, str]:
    """Return the colours in the middle and at the edge of what is far behind: for a level's own, that and its shade."""
    if color is None or theme == "contrast":
        return BACKDROP_MIDDLE.of(theme), BACKDROP_EDGE.of(theme)
    return color, "#" + "".join(f"{int(SHADE * int(color[k : k + 2], 16)):02x}" for k in (1, 3, 5))


def wall_colors(palette: "Palette", theme: Theme = "dark") -> WallColors:
    """Return what the walls of a level are painted with: its own colours, unless contrast goes before them."""
    usual = WallColors(FRAME.of(theme), FLOOR.of(theme), MARKER.of(theme))
    if theme == "contrast":
        return usual
    return WallColors(palette.frame or usual.frame, palette.floor or usual.floor, palette.marker or usual.marker)
