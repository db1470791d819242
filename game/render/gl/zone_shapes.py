"""Zones of forces and sensors in OpenGL."""

import arcade
from arcade.gl.geometry import quad_2d_fs
from arcade.types import Color

from game.render.theme import Theme, themed_value
from game.render.zones import EDGE_OPACITY, EDGE_WIDTH, FILL_OPACITY, zone_shapes
from game.simulation.simulation import Simulation

VERTEX = """
#version 330
in vec2 in_vert;
uniform vec4 view;      // left, right, bottom, top, in m
uniform vec2 middle;
uniform vec2 half_size;
uniform float margin;
out vec2 place;

void main() {
    place = in_vert * (half_size + margin);
    vec2 size = vec2(view.y - view.x, view.w - view.z);
    gl_Position = vec4((middle + place - view.xz) / size * 2.0 - 1.0, 0.0, 1.0);
}
"""
FRAGMENT = """
#version 330
in vec2 place;
uniform vec2 half_size;
uniform bool is_round;
uniform float pixel;    // m
uniform float line;     // pixels
uniform vec3 color;
uniform vec2 opacity;   // inside, and along the edge
out vec4 pixel_color;

void main() {
    vec2 beyond = abs(place) - half_size;
    float distance = max(beyond.x, beyond.y);
    if (is_round) {
        vec2 scaled = place / half_size;
        float far = length(scaled);
        distance = far > 0.0 ? (far - 1.0) * far / length(scaled / half_size) : -min(half_size.x, half_size.y);
    }
    float depth = -distance / pixel;
    float edge = clamp(depth + 0.5, 0.0, 1.0) * clamp(line - depth + 0.5, 0.0, 1.0);
    pixel_color = vec4(color, max(opacity.x * clamp(depth + 0.5, 0.0, 1.0), opacity.y * edge));
}
"""


class ZoneShapes:
    """Draws the zones of a simulation into the active framebuffer, over the world."""

    def __init__(self, simulation: Simulation, theme: Theme = "dark") -> None:
        self._zones = zone_shapes(simulation)
        self._theme = theme
        self._ctx = arcade.get_window().ctx
        self._program = self._ctx.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        self._program["opacity"] = FILL_OPACITY, EDGE_OPACITY
        self._square = quad_2d_fs()

    def draw(self, view: tuple[float, float, float, float], pixel: float, oversampling: int) -> None:
        """Draw the zones.

        view : left, right, bottom and top, m
        pixel : m, width of a framebuffer pixel
        oversampling : framebuffer pixels along one pixel of the final picture
        """
        if not self._zones:
            return
        self._ctx.enable(self._ctx.BLEND)
        self._program["view"] = view
        self._program["pixel"], self._program["line"] = pixel, EDGE_WIDTH * oversampling
        self._program["margin"] = pixel
        for zone in self._zones:
            self._program["middle"] = zone.x, zone.y
            self._program["half_size"] = zone.half_width, zone.half_height
            self._program["is_round"] = zone.is_round
            color = themed_value(zone.color, self._theme)
            self._program["color"] = Color.from_hex_string(color).normalized[:3]
            self._square.render(self._program)
