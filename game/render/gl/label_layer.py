"""Labels of walls and zones in OpenGL."""

from math import floor

import arcade
from arcade.gl import Texture2D
from arcade.gl.geometry import quad_2d_fs

from game.render.labels import GAP, Label, labels, letter_size
from game.render.pillow.label_sprite import label_sprite
from game.render.theme import Theme
from game.simulation.simulation import Simulation
from systems.render import Poses, View

VERTEX = """
#version 330
in vec2 in_vert;
in vec2 in_uv;
uniform vec4 box;   // left, bottom, width and height, as parts of the picture
out vec2 place;

void main() {
    place = vec2(in_uv.x, 1.0 - in_uv.y);
    gl_Position = vec4((box.xy + in_uv * box.zw) * 2.0 - 1.0, 0.0, 1.0);
}
"""
FRAGMENT = """
#version 330
in vec2 place;
uniform sampler2D picture;
out vec4 pixel_color;

void main() { pixel_color = texture(picture, place); }
"""


class LabelLayer:
    """Draws the labels of a simulation into the active framebuffer, over the world."""

    def __init__(self, simulation: Simulation, theme: Theme = "dark") -> None:
        self._simulation, self._theme = simulation, theme
        self._ctx = arcade.get_window().ctx
        self._labels: list[Label] = []
        self._version = -1
        self._textures: dict[tuple[str, float], Texture2D] = {}
        self._program = self._ctx.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        self._quad = quad_2d_fs()

    def draw(self, view: View, walls: Poses, size: tuple[int, int], oversampling: int) -> None:
        """Draw the labels.

        view : left, right, bottom and top, m
        walls : poses of all walls, as in `Canvas.draw`
        size : px, width and height of the framebuffer
        oversampling : framebuffer pixels along one pixel of the final picture
        """
        if self._version != self._simulation.walls_table.version:
            self._labels = labels(self._simulation)
            self._version = self._simulation.walls_table.version
        width, height = size
        letters = oversampling * letter_size(height / oversampling)
        if not (self._labels and letters):
            return
        left, right, bottom, top = view
        self._ctx.enable(self._ctx.BLEND)
        for label in self._labels:
            texture = self._texture(label.text, letters)
            x, y, across, up = label.place(walls, (0.5 * (left + right), 0.5 * (bottom + top)))
            wide, high = texture.size
            x = 0.5 * width + x * width / (right - left) + across * (0.5 * wide + GAP * letters)
            y = 0.5 * height + y * height / (top - bottom) + up * (0.5 * high + GAP * letters)
            x, y = floor(x - 0.5 * wide + 0.5), floor(y - 0.5 * high + 0.5)
            self._program["box"] = x / width, y / height, wide / width, high / height
            texture.use(0)
            self._quad.render(self._program)

    def _texture(self, text: str, letters: float) -> Texture2D:
        key = text, letters
        if key not in self._textures:
            if len(self._textures) > 2 * len(self._labels):  # the window was resized
                self._textures.clear()
            sprite = label_sprite(text, letters, self._theme)
            texture = self._ctx.texture(sprite.size, components=4, data=sprite.tobytes())
            texture.filter = self._ctx.NEAREST, self._ctx.NEAREST
            self._textures[key] = texture
        return self._textures[key]
