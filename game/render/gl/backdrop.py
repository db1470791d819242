"""The backdrop behind the world."""

import arcade
from arcade.gl.geometry import quad_2d_fs
from arcade.types import Color

VERTEX = """
#version 330
in vec2 in_vert;
out vec2 place;

void main() {
    place = in_vert;
    gl_Position = vec4(in_vert, 0.0, 1.0);
}
"""
FRAGMENT = """
#version 330
in vec2 place;
uniform vec3 middle;
uniform vec3 edge;
out vec4 pixel_color;

// Noise of one step of brightness, which hides the bands of the gradient.
float grain() { return fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5; }

void main() {
    float away = length((place - vec2(-0.10, 0.16)) * vec2(0.80, 0.85));  // brightest towards the light
    pixel_color = vec4(mix(middle, edge, smoothstep(0.0, 1.25, away)) + grain() / 255.0, 1.0);
}
"""


class Backdrop:
    """A soft vignette that fills the active framebuffer, from the colour of its middle to that of its edge."""

    def __init__(self, middle: str, edge: str) -> None:
        self._ctx = arcade.get_window().ctx
        self._program = self._ctx.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        self._program["middle"] = Color.from_hex_string(middle).normalized[:3]
        self._program["edge"] = Color.from_hex_string(edge).normalized[:3]
        self._quad = quad_2d_fs()

    def draw(self) -> None:
        """Fill the active framebuffer."""
        self._ctx.enable_only()
        self._quad.render(self._program)
