"""Sprites of round things, and light: the parts of pictures without OpenGL.

Each sprite is made for sixteen positions between the pixels, so that slow motion looks smooth. Light is computed in
linear space: the light of a colour is its square.
"""

from functools import lru_cache
from math import ceil, floor, hypot
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float64]
Frame = NDArray[np.uint8]
Phase = tuple[int, int]
Color = tuple[int, int, int]

BLACK = (0, 0, 0)

LIGHT = np.array([-0.48, -0.66, 0.72]) / hypot(0.48, 0.66, 0.72)
"""Direction to the light, a unit vector: x right, y down, z to the viewer."""

HALF_VECTOR = (LIGHT + np.array([0.0, 0.0, 1.0])) / np.linalg.norm(LIGHT + np.array([0.0, 0.0, 1.0]))
"""Normal of metal that reflects the light to the viewer (Blinn 1977), a unit vector."""

PHASES = 4
"""Positions of a sprite between two pixels, along x and along y."""


class PixelPosition(NamedTuple):
    """A position in the picture: column and row of the pixel, and one of `PHASES` by `PHASES` parts of the pixel."""

    column: int
    row: int
    phase: Phase

    @classmethod
    def at(cls, x: float, y: float) -> "PixelPosition":
        """Return the position at a distance in px from the left and the upper edge."""
        column, row = floor(x), floor(y)
        return cls(column, row, (int((x - column) * PHASES), int((y - row) * PHASES)))

    def paste(self, canvas: Image.Image, sprite: Image.Image | Color, mask: Image.Image) -> None:
        """Paste a sprite, or a colour, with its middle at this position. The mask must be made for this phase."""
        canvas.paste(sprite, (self.column - mask.width // 2, self.row - mask.height // 2), mask)


@lru_cache(maxsize=256)
def sphere_sprite(radius: float, phase: Phase, color: str, gloss: float, brightness: float = 1.0) -> Image.Image:
    """Draw the round head of a metal bolt with a radius in px; its mask is a `disc_mask`."""
    slope = 0.6 * np.stack(np.broadcast_arrays(*sprite_grid(radius, phase)), axis=-1)
    return Image.fromarray(to_bytes(np.sqrt(brightness * metal_light(color, slope, gloss))))


@lru_cache(maxsize=4096)
def disc_mask(radius: float, phase: Phase, opacity: float = 1.0) -> Image.Image:
    """Draw a mask that has an opacity within a radius in px."""
    distance = np.hypot(*sprite_grid(radius, phase))
    return Image.fromarray(to_bytes(opacity * np.clip((1.0 - distance) * radius + 0.5, 0.0, 1.0)))


@lru_cache(maxsize=256)
def recess_mask(radius: float, phase: Phase) -> Image.Image:
    """Draw a mask for the shade around a bolt with a radius in px."""
    distance = np.hypot(*sprite_grid(radius, phase, reach=1.5))
    return Image.fromarray(to_bytes(1.0 - np.sqrt(0.2 + 0.8 * smoothstep(1.0, 1.5, distance))))


def sprite_grid(radius: float, phase: Phase, reach: float = 1.0) -> tuple[Floats, Floats]:
    """Return x (1, s) and y (s, 1) of the pixels of a sprite, in radii from its middle."""
    half = ceil(radius * reach) + 2
    x, y = ((np.arange(0.5 - half, half) - (step + 0.5) / PHASES) / radius for step in phase)
    return x[None, :], y[:, None]


def metal_light(color: str, slope: Floats, gloss: float) -> Floats:
    """Return the light (..., 3) from a metal surface with a slope (..., 2)."""
    normal = np.concatenate((slope, np.ones((*slope.shape[:-1], 1))), axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    diffuse, specular = np.maximum(normal @ LIGHT, 0.0)[..., None], np.maximum(normal @ HALF_VECTOR, 0.0)[..., None]
    light: Floats = linear(color) * (0.08 + 1.2 * diffuse**2) + gloss * specular**24
    return light


def linear(color: str) -> Floats:
    """Return the light (3,), from 0 to 1, of a colour ``#rrggbb``."""
    return np.square(np.frombuffer(bytes.fromhex(color[1:]), np.uint8) / 255.0)


def to_color(light: Floats) -> Color:
    """Return red, green and blue, from 0 to 255, of light (3,) from 0 to 1."""
    red, green, blue = to_bytes(np.sqrt(light)).tolist()
    return red, green, blue


def to_bytes(values: Floats) -> Frame:
    """Return integers from 0 to 255 for values from 0 to 1."""
    return np.clip(np.rint(255.0 * values), 0.0, 255.0).astype(np.uint8)


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """Rise smoothly from 0 to 1 between two values, as the function of the same name in GLSL."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    smooth: Floats = t * t * (3.0 - 2.0 * t)
    return smooth
