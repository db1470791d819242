"""Many lines and dots at once."""

import arcade
import numpy as np
from arcade.gl import BufferDescription
from numpy.typing import ArrayLike, NDArray

STROKE = np.dtype([("ends", np.float32, 4), ("width", np.float32), ("color", np.uint8, 4)])
"""A line with round ends: x, y, x, y; width; red, green, blue and opacity. A dot ends where it begins."""

Drawn = NDArray[np.void]

VERTEX = """
#version 330
in vec4 in_ends;
in float in_width;
in vec4 in_color;
out vec4 ends;
out float width;
out vec4 paint;

void main() {
    ends = in_ends;
    width = in_width;
    paint = in_color;
}
"""
GEOMETRY = """
#version 330
layout(points) in;
layout(triangle_strip, max_vertices = 4) out;
in vec4 ends[];
in float width[];
in vec4 paint[];
uniform vec2 half_view;
uniform float unit;     // of widths, in those of places
uniform float halo;     // units
uniform float pixel;    // units
out vec2 place;         // units: along the line from its middle, and across it
flat out vec2 reach;    // units: half the length, half the width
flat out vec4 color;

void main() {
    vec2 way = ends[0].zw - ends[0].xy;
    float far = length(way);
    vec2 along = far > 0.0 ? way / far : vec2(1.0, 0.0);
    vec2 middle = 0.5 * (ends[0].xy + ends[0].zw);
    reach = vec2(0.5 * far / unit, 0.5 * width[0]);
    color = paint[0];
    float margin = reach.y + halo + pixel;
    for (int k = 0; k < 4; k++) {
        place = (vec2(k & 1, k >> 1) * 2.0 - 1.0) * vec2(reach.x + margin, margin);
        vec2 corner = middle + unit * (place.x * along + place.y * vec2(-along.y, along.x));
        gl_Position = vec4(corner / half_view, 0.0, 1.0);
        EmitVertex();
    }
}
"""
FRAGMENT = """
#version 330
in vec2 place;
flat in vec2 reach;
flat in vec4 color;
uniform float halo;
uniform float pixel;
uniform float shade;
uniform bool is_flat;
out vec4 pixel_color;

void main() {
    if (is_flat && abs(place.x) > reach.x) discard;
    float beyond = length(vec2(max(abs(place.x) - reach.x, 0.0), place.y)) - reach.y;
    float thin = min(2.0 * reach.y / pixel, 1.0);  // what is thinner than a pixel is as faint
    float line = clamp(0.5 - beyond / pixel, 0.0, 1.0) * thin;
    float dark = shade * clamp(1.0 - beyond / (halo + 0.5 * pixel), 0.0, 1.0);
    float cover = line + dark * (1.0 - line);
    pixel_color = vec4(color.rgb * line / max(cover, 0.001), color.a * cover);
}
"""


class LineBatch:
    """Draws lines and dots into the active framebuffer, all that were written last with one call.

    halo : units of width around each that are darker, so that it stands out from what is as bright
    shade : how dark that is, from 0 to 1
    is_flat : whether lines end where they end, so that of translucent ones in a row none covers another
    """

    def __init__(self, halo: float = 0.0, shade: float = 0.0, is_flat: bool = False) -> None:
        self._ctx = arcade.get_window().ctx
        self._program = self._ctx.program(vertex_shader=VERTEX, geometry_shader=GEOMETRY, fragment_shader=FRAGMENT)
        self._program["halo"] = halo
        self._program["shade"], self._program["is_flat"] = shade, is_flat
        self._count = 0
        self._make_room(256)

    def write(self, drawn: Drawn) -> None:
        """Replace all strokes; what comes later lies above."""
        self._count = len(drawn)
        if self._count > self._room:
            self._make_room(2 * self._count)
        if self._count:
            self._buffer.orphan()
            self._buffer.write(drawn.tobytes())

    def draw(self, half_view: tuple[float, float], unit: float = 1.0) -> None:
        """Draw into a view that reaches so far from its middle, where the strokes have their origin.

        unit : of widths, in those of places
        """
        if self._count == 0:
            return
        self._ctx.enable(self._ctx.BLEND)
        self._program["half_view"] = half_view
        self._program["unit"] = unit
        self._program["pixel"] = 2.0 * half_view[0] / unit / self._ctx.active_framebuffer.viewport[2]
        self._points.render(self._program, vertices=self._count)

    def _make_room(self, count: int) -> None:
        self._room = count
        self._buffer = self._ctx.buffer(reserve=STROKE.itemsize * count, usage="stream")
        content = [BufferDescription(self._buffer, "4f 1f 4f1", ["in_ends", "in_width", "in_color"], ["in_color"])]
        self._points = self._ctx.geometry(content, mode=self._ctx.POINTS)


def strokes(begin: ArrayLike, end: ArrayLike, width: ArrayLike, color: ArrayLike, opacity: ArrayLike = 1.0) -> Drawn:
    """Return n strokes between places (n, 2).

    width : one, or (n,)
    color : red, green and blue from 0 to 255: one, or (n, 3)
    opacity : from 0 to 1: one, or (n,)
    """
    begin = np.asarray(begin)
    drawn = np.empty(len(begin), STROKE)
    drawn["ends"][:, :2], drawn["ends"][:, 2:] = begin, end
    drawn["width"] = width
    drawn["color"][:, :3], drawn["color"][:, 3] = color, 255.0 * np.asarray(opacity)
    return drawn
