"""Rectangles with round corners: plain ones, pictures, and such that something is written on."""

from typing import NamedTuple

import arcade
import numpy as np
from arcade.gl import Texture2D
from arcade.gl.geometry import quad_2d_fs
from arcade.types import Color
from numpy.typing import NDArray

from game.render import theme
from game.ui import ui_style

PANELS = (theme.PANEL, theme.TILE)
"""What has an edge, in a theme with edges."""

VERTEX = """
#version 330
in vec2 in_vert;
uniform vec2 window;
uniform vec2 middle;
uniform vec2 half_size;
out vec2 place;

void main() {
    place = in_vert * half_size;
    gl_Position = vec4((middle + place) / window * 2.0 - 1.0, 0.0, 1.0);
}
"""
FRAGMENT = """
#version 330
in vec2 place;
uniform vec2 half_size;
uniform float corner;
uniform vec4 color;
uniform float edge;
uniform vec3 edge_color;
uniform bool is_picture;
uniform bool is_written;
uniform sampler2D picture;
uniform ivec2 begin;  // pixel of the window at the lower left of what is written
uniform sampler2D writing;
out vec4 pixel_color;

void main() {
    vec2 beyond = abs(place) - half_size + corner;
    float distance = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0) - corner;
    vec4 paint = is_picture ? color * texture(picture, 0.5 + 0.5 * place / half_size) : color;
    if (edge > 0.0) paint.rgb = mix(paint.rgb, edge_color, clamp((distance + edge) / fwidth(place.x) + 0.5, 0.0, 1.0));
    paint.a *= clamp(0.5 - distance / fwidth(place.x), 0.0, 1.0);
    vec4 ink = is_written ? texelFetch(writing, ivec2(gl_FragCoord.xy) - begin, 0) : vec4(0.0);
    vec4 both = vec4(paint.rgb, 1.0) * paint.a * (1.0 - ink.a) + ink;
    pixel_color = vec4(both.rgb / max(both.a, 1e-6), both.a);
}
"""


class Box(NamedTuple):
    """A rectangle of the window, in its units; the top is above the bottom."""

    left: float
    top: float
    width: float
    height: float

    def contains(self, x: float, y: float) -> bool:
        """Whether a place is within."""
        return 0.0 <= x - self.left < self.width and 0.0 <= self.top - y < self.height

    def intersects(self, other: "Box") -> bool:
        """Whether two boxes have a place in common."""
        across = self.left < other.left + other.width and other.left < self.left + self.width
        return across and self.top - self.height < other.top and other.top - other.height < self.top

    def expanded(self, margin: float) -> "Box":
        """Return the box with a margin on every side."""
        return Box(self.left - margin, self.top + margin, self.width + 2.0 * margin, self.height + 2.0 * margin)


class Writing(NamedTuple):
    """What is written on a plate: a picture whose colours come premultiplied, and where it begins in the window.

    begin : pixel of the framebuffer that the lower left one of the picture covers
    """

    picture: Texture2D
    begin: tuple[int, int]


class RoundedRect:
    """Draws rectangles into the active framebuffer."""

    def __init__(self) -> None:
        self._ctx = arcade.get_window().ctx
        self._program = self._ctx.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        self._program["picture"], self._program["writing"] = 0, 1
        self._square = quad_2d_fs()
        self._drawn: tuple[object, ...] = ()

    def draw(
        self,
        window: tuple[float, float],
        box: Box,
        color: theme.Color = theme.PANEL,
        opacity: float | theme.Themed[float] = theme.PANEL_OPACITY,
        corner: float = theme.CORNER,
        picture: Texture2D | None = None,
        writing: Writing | None = None,
    ) -> None:
        """Fill a box in a window of that size with a colour, or with a picture that the colour dims."""
        self._ctx.enable(self._ctx.BLEND)
        if picture:
            picture.use(0)
        if writing:
            writing.picture.use(1)
        drawn = ui_style.current(), window, box, color, opacity, corner, picture is None, writing and writing.begin
        if drawn != self._drawn:  # most are drawn again and again, and to tell the graphics card is slow
            self._drawn = drawn
            self._program["is_picture"], self._program["is_written"] = picture is not None, writing is not None
            self._program["begin"] = writing.begin if writing else (0, 0)
            self._program["color"] = *Color.from_hex_string(ui_style.pick(color)).normalized[:3], ui_style.pick(opacity)
            self._program["edge"] = ui_style.pick(theme.PANEL_EDGE) if color in PANELS else 0.0
            self._program["edge_color"] = Color.from_hex_string(ui_style.pick(theme.TEXT)).normalized[:3]
            self._program["corner"] = corner
            self._program["window"] = window
            self._program["middle"] = box.left + 0.5 * box.width, box.top - 0.5 * box.height
            self._program["half_size"] = 0.5 * box.width, 0.5 * box.height
        self._square.render(self._program)


def texture_from_pixels(picture: NDArray[np.uint8]) -> Texture2D:
    """Return a picture (height, width, 3), top row first, as a texture of the window."""
    height, width, _ = picture.shape
    upward = np.ascontiguousarray(picture[::-1])
    return arcade.get_window().ctx.texture((width, height), components=3, data=upward.tobytes())
