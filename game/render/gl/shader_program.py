"""Compiles the shaders in ``shaders/``."""

import arcade
from arcade.gl import Program
from arcade.types import Color

from game.render.gl.shader_text import shader_text


def compile_program(vertex: str, fragment: str, geometry: str | None = None) -> Program:
    """Compile shader files into a program of the context of the arcade window."""
    return arcade.get_window().ctx.program(
        vertex_shader="#version 330\n" + shader_text(vertex),
        fragment_shader="#version 330\n" + shader_text(fragment),
        geometry_shader="#version 330\n" + shader_text(geometry) if geometry else None,
    )


def to_rgb(color: str) -> tuple[float, float, float]:
    """Return red, green and blue, from 0 to 1, of a colour ``#rrggbb``."""
    red, green, blue, _ = Color.from_hex_string(color).normalized
    return red, green, blue
