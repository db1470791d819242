"""Many lines and dots with one draw call."""

import arcade
import numpy as np
from arcade.gl import BufferDescription
from numpy.typing import ArrayLike, NDArray

LINE_RECORD = np.dtype([("ends", np.float32, 4), ("width", np.float32), ("color", np.uint8, 4)])
"""A line with round ends: x, y, x, y; width; red, green, blue and opacity. A dot is a line of length 0."""

LineRecords = NDArray[np.void]

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
uniform float unit;     // unit of widths, in units of positions
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
    float thin = min(2.0 * reach.y / pixel, 1.0);  // a line thinner than a pixel is drawn fainter
    float line = clamp(0.5 - beyond / pixel, 0.0, 1.0) * thin;
    float dark = shade * clamp(1.0 - beyond / (halo + 0.5 * pixel), 0.0, 1.0);
    float cover = line + dark * (1.0 - line);
    pixel_color = vec4(color.rgb * line / max(cover, 0.001), color.a * cover);
}
"""


class LineBatch:
    """Draws the lines and dots of the last `set_lines` into the active framebuffer."""

    def __init__(self, halo: float = 0.0, shade: float = 0.0, is_flat: bool = False) -> None:
        """Compile the shaders.

        halo : width of the dark halo around each line, in units of line widths
        shade : darkness of the halo, from 0 to 1
        is_flat : whether lines have flat ends instead of round ones, so that translucent lines in a row do not overlap
        """
        self._ctx = arcade.get_window().ctx
        self._program = self._ctx.program(vertex_shader=VERTEX, geometry_shader=GEOMETRY, fragment_shader=FRAGMENT)
        self._program["halo"] = halo
        self._program["shade"], self._program["is_flat"] = shade, is_flat
        self._count = 0
        self._allocate(256)

    def set_lines(self, records: LineRecords) -> None:
        """Replace all lines. Later lines cover earlier ones."""
        self._count = len(records)
        if self._count > self._capacity:
            self._allocate(2 * self._count)
        if self._count:
            self._buffer.orphan()
            self._buffer.write(records.tobytes())

    def draw(self, half_view: tuple[float, float], unit: float = 1.0) -> None:
        """Draw all lines.

        half_view : half the width and half the height of the view, whose centre is the origin of the positions
        unit : unit of widths, in units of positions
        """
        if self._count == 0:
            return
        self._ctx.enable(self._ctx.BLEND)
        self._program["half_view"] = half_view
        self._program["unit"] = unit
        self._program["pixel"] = 2.0 * half_view[0] / unit / self._ctx.active_framebuffer.viewport[2]
        self._points.render(self._program, vertices=self._count)

    def _allocate(self, count: int) -> None:
        self._capacity = count
        self._buffer = self._ctx.buffer(reserve=LINE_RECORD.itemsize * count, usage="stream")
        content = [BufferDescription(self._buffer, "4f 1f 4f1", ["in_ends", "in_width", "in_color"], ["in_color"])]
        self._points = self._ctx.geometry(content, mode=self._ctx.POINTS)


def line_records(
    start: ArrayLike, end: ArrayLike, width: ArrayLike, color: ArrayLike, opacity: ArrayLike = 1.0
) -> LineRecords:
    """Return n `LINE_RECORD` between positions (n, 2).

    width : a number, or (n,)
    color : red, green and blue from 0 to 255: (3,), or (n, 3)
    opacity : from 0 to 1: a number, or (n,)
    """
    start = np.asarray(start)
    records = np.empty(len(start), LINE_RECORD)
    records["ends"][:, :2], records["ends"][:, 2:] = start, end
    records["width"] = width
    records["color"][:, :3], records["color"][:, 3] = color, 255.0 * np.asarray(opacity)
    return records
