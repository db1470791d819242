"""Walls in OpenGL."""

import arcade
import numpy as np
from arcade.gl import BufferDescription, Geometry, Program
from numpy.typing import NDArray

from components import Table
from game.render.gl.shader_program import compile_program, to_rgb
from game.render.gl.wall_cells import SHADOW_REACH, Cells, cut_ground, cut_metal
from game.render.outlines import RenderOutline, back_to_front, render_outlines
from game.render.theme import WallColors
from systems.render import Poses

Floats = NDArray[np.float64]

SEGMENTS_PER_ROW = 1024
"""Segments in a row of their texture, as in wall.glsl."""


class WallLayer:
    """Draws the walls of a table in two layers: grounds below the balls, and metal above them.

    The plane around a wall is cut into cells, and each cell knows the few segments of the edge that can be the nearest
    to a point in it. A shader computes the exact distance from the edge.
    """

    def __init__(self, walls: Table, frame_width: float, colors: WallColors, darkness: float) -> None:
        """Draw frames of a width in m, and shadows of a darkness from 0 to 1."""
        self._table = walls
        self._width = frame_width
        self._ctx = arcade.get_window().ctx
        self._ground = compile_program("wall.vert", "ground.frag")
        self._metal = compile_program("wall.vert", "metal.frag")
        self._colors = colors
        self._metal["marker_color"] = to_rgb(colors.marker)
        self._ground["darkness"] = darkness
        self._ground["floor_color"], self._ground["floor_edge"] = to_rgb(colors.floor), to_rgb(colors.floor_edge)
        for program in (self._ground, self._metal):
            program["width"] = frame_width
            program["walls"], program["pieces"] = 0, 1
        self._version = -1

    def set_scene(self, half_view: tuple[float, float], pixel: float) -> None:
        """Set the uniforms: half the size of the view and the width of a framebuffer pixel, in m."""
        for program in (self._ground, self._metal):
            program["half_view"], program["pixel"] = half_view, pixel

    def upload(self, poses: Poses) -> None:
        """Write the poses of all walls, as in `Canvas.draw`, and their shapes when walls have come or gone."""
        if self._version != self._table.version:
            self._upload_shapes()
            self._version = self._table.version
        if len(poses):
            self._walls.write(poses.data, viewport=(0, 0, 1, len(poses)))

    def draw_grounds(self) -> None:
        """Draw the floors inside of containers, and the shadows of frames and obstacles."""
        self._draw(self._ground, self._ground_cells)

    def draw_metal(self) -> None:
        """Draw obstacles and frames, each with its bolt."""
        self._draw(self._metal, self._metal_cells)

    def _draw(self, program: Program, cells: Geometry | None) -> None:
        if cells:
            self._walls.use(0)
            self._segments.use(1)
            cells.render(program)

    def _upload_shapes(self) -> None:
        outlines = render_outlines(self._table, self._width)
        grounds: list[Cells] = []
        metals: list[Cells] = []
        segments, first = [np.zeros((0, 4))], 0
        for row, outline in enumerate(outlines):
            for cut, cells_of_walls in ((cut_ground, grounds), (cut_metal, metals)):
                cells, near = cut(outline)
                cells.corners["wall"] = row
                cells.corners["segments"][:, 0] += first
                cells_of_walls.append(cells)
                segments.append(outline.edge.segments[near])
                first += len(near)
        containers, obstacles = back_to_front(outlines)
        self._ground_cells = self._upload_cells([grounds[row] for row in containers + obstacles])
        self._metal_cells = self._upload_cells([metals[row] for row in obstacles + containers])
        rows = -(-first // SEGMENTS_PER_ROW) or 1
        table = np.zeros((rows * SEGMENTS_PER_ROW, 4), np.float32)
        table[:first] = np.concatenate(segments)
        self._segments = self._ctx.texture((SEGMENTS_PER_ROW, rows), components=4, dtype="f4", data=table.tobytes())
        texels = np.array([self._texels(outline) for outline in outlines] or np.zeros((1, 5, 4)), np.float32)
        self._walls = self._ctx.texture((5, len(texels)), components=4, dtype="f4", data=texels.tobytes())

    def _texels(self, outline: RenderOutline) -> Floats:
        """Return the data of a wall for the shaders, (5, 4): room for its pose, then its shape, see wall.glsl."""
        edge, is_container = outline.edge, outline.outline.container
        low, high = edge.bounds
        middle, extent = 0.5 * (low + high), float(0.5 * (high - low).max())
        reach = extent + SHADOW_REACH * self._width if is_container else extent
        pivot = (0.0, 0.0) if is_container else middle
        return np.array(
            (
                (0.0, 0.0, 1.0, 0.0),
                (is_container, edge.closed, edge.radius, reach),
                (*outline.bolt, outline.hub),
                (*pivot, outline.bevel, outline.groove),
                (*to_rgb(outline.metal_color(self._colors)), 0.0),
            )
        )

    def _upload_cells(self, walls: list[Cells]) -> Geometry | None:
        first = np.cumsum([0, *(len(cells.corners) for cells in walls)])
        triangles = [cells.triangles + start for cells, start in zip(walls, first, strict=False)]
        if not sum(map(len, triangles)):
            return None
        corners = self._ctx.buffer(data=np.concatenate([cells.corners for cells in walls]).tobytes())
        order = self._ctx.buffer(data=np.concatenate(triangles).astype(np.uint32).tobytes())
        content = [BufferDescription(corners, "2f i 3i", ["in_corner", "in_wall", "in_pieces"])]
        return self._ctx.geometry(content, index_buffer=order, mode=self._ctx.TRIANGLES)
