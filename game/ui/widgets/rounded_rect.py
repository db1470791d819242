"""Rectangles with round corners: plain, with a picture, or with text in front."""

from typing import NamedTuple

import arcade
import numpy as np
from arcade.gl import Texture2D
from arcade.gl.geometry import quad_2d_fs
from arcade.types import Color
from numpy.typing import NDArray

from game.render import theme
from game.ui import ui_style

EDGED = (theme.PANEL, theme.TILE)
"""Colours whose rectangles have an outline, in themes with outlines."""

VERTEX = """
#version 330
in vec2 in_vert;
uniform vec2 window;
uniform vec2 center;
uniform vec2 half_size;
out vec2 position;

void main() {
    position = in_vert * half_size;
    gl_Position = vec4((center + position) / window * 2.0 - 1.0, 0.0, 1.0);
}
"""
FRAGMENT = """
#version 330
in vec2 position;
uniform vec2 half_size;
uniform float radius;
uniform float visibility;
uniform vec4 color;
uniform float edge;
uniform vec3 edge_color;
uniform bool has_picture;
uniform bool has_text;
uniform sampler2D picture;
uniform ivec2 text_origin;  // framebuffer pixel at the lower left corner of the text
uniform sampler2D text;
out vec4 pixel_color;

void main() {
    vec2 beyond = abs(position) - half_size + radius;
    float distance = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0) - radius;
    vec4 fill = has_picture ? color * texture(picture, 0.5 + 0.5 * position / half_size) : color;
    if (edge > 0.0) fill.rgb = mix(fill.rgb, edge_color, clamp((distance + edge) / fwidth(position.x) + 0.5, 0.0, 1.0));
    fill.a *= clamp(0.5 - distance / fwidth(position.x), 0.0, 1.0);
    vec4 text_color = has_text ? texelFetch(text, ivec2(gl_FragCoord.xy) - text_origin, 0) : vec4(0.0);
    vec4 blended = vec4(fill.rgb, 1.0) * fill.a * (1.0 - text_color.a) + text_color;
    pixel_color = vec4(blended.rgb / max(blended.a, 1e-6), visibility * blended.a);
}
"""


class Box(NamedTuple):
    """A rectangle of the window in UI units, with y upwards: ``top`` is its upper edge."""

    left: float
    top: float
    width: float
    height: float

    def contains(self, x: float, y: float) -> bool:
        """Return whether a point is inside the box."""
        return 0.0 <= x - self.left < self.width and 0.0 <= self.top - y < self.height

    def intersects(self, other: "Box") -> bool:
        """Return whether two boxes overlap."""
        is_beside = self.left < other.left + other.width and other.left < self.left + self.width
        return is_beside and self.top - self.height < other.top and other.top - other.height < self.top

    def expanded(self, margin: float) -> "Box":
        """Return the box with a margin added on every side."""
        return Box(self.left - margin, self.top + margin, self.width + 2.0 * margin, self.height + 2.0 * margin)


class TextImage(NamedTuple):
    """Text that was rendered into a texture, with premultiplied alpha.

    origin : framebuffer pixel that the lower left pixel of the texture covers
    """

    texture: Texture2D
    origin: tuple[int, int]


class RoundedRect:
    """Draws rectangles with round corners into the active framebuffer."""

    def __init__(self) -> None:
        self._ctx = arcade.get_window().ctx
        self._program = self._ctx.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        self._program["picture"], self._program["text"] = 0, 1
        self._quad = quad_2d_fs()
        self._uniforms_for: tuple[object, ...] = ()

    def draw(
        self,
        window: tuple[float, float],
        box: Box,
        color: theme.Color = theme.PANEL,
        opacity: float | theme.Themed[float] = theme.PANEL_OPACITY,
        radius: float = theme.CORNER,
        picture: Texture2D | None = None,
        text: TextImage | None = None,
        visibility: float = 1.0,
    ) -> None:
        """Fill a box of a window of that size with a colour, or with a picture multiplied by the colour.

        radius : radius of the corners, in UI units
        visibility : opacity of all together, from 0 to 1
        """
        self._ctx.enable(self._ctx.BLEND)
        if picture:
            picture.use(0)
        if text:
            text.texture.use(1)
        has_picture, origin = picture is not None, text and text.origin
        uniforms_for = ui_style.current(), window, box, color, opacity, radius, visibility, has_picture, origin
        if uniforms_for != self._uniforms_for:  # setting uniforms is slow, and most rectangles stay the same
            self._uniforms_for = uniforms_for
            self._program["has_picture"], self._program["has_text"] = has_picture, text is not None
            self._program["text_origin"] = text.origin if text else (0, 0)
            self._program["color"] = *Color.from_hex_string(ui_style.pick(color)).normalized[:3], ui_style.pick(opacity)
            self._program["edge"] = ui_style.pick(theme.PANEL_EDGE) if color in EDGED else 0.0
            self._program["edge_color"] = Color.from_hex_string(ui_style.pick(theme.TEXT)).normalized[:3]
            self._program["radius"], self._program["visibility"] = radius, visibility
            self._program["window"] = window
            self._program["center"] = box.left + 0.5 * box.width, box.top - 0.5 * box.height
            self._program["half_size"] = 0.5 * box.width, 0.5 * box.height
        self._quad.render(self._program)


def texture_from_pixels(pixels: NDArray[np.uint8]) -> Texture2D:
    """Return a texture in the window's OpenGL context from RGB pixels (height, width, 3), top row first."""
    height, width, _ = pixels.shape
    bottom_up = np.ascontiguousarray(pixels[::-1])
    return arcade.get_window().ctx.texture((width, height), components=3, data=bottom_up.tobytes())
