"""What pictures without OpenGL are put together from: light, colours, and sprites of what is round.

A sprite is made once for each of sixteen places between the pixels, so that what is slow glides. Colours are squared
before they are lit: light adds up in linear space.
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

LIGHT = np.array([-0.48, -0.66, 0.72]) / hypot(0.48, 0.66, 0.72)  # x right, y down, z to the viewer
GLOSS = (LIGHT + np.array([0.0, 0.0, 1.0])) / np.linalg.norm(LIGHT + np.array([0.0, 0.0, 1.0]))  # metal mirrors it

PHASES = 4  # places of a sprite between two pixels, in x and in y


class Place(NamedTuple):
    """A place in the picture: the pixel, and where in it, as one of `PHASES` by `PHASES`."""

    column: int
    row: int
    phase: Phase

    @classmethod
    def of(cls, x: float, y: float) -> "Place":
        """Find a place from its distance in px from the left and the upper edge."""
        column, row = floor(x), floor(y)
        return cls(column, row, (int((x - column) * PHASES), int((y - row) * PHASES)))

    def paste(self, canvas: Image.Image, sprite: Image.Image | Color, mask: Image.Image) -> None:
        """Paste a sprite that was made for this phase, its middle here."""
        canvas.paste(sprite, (self.column - mask.width // 2, self.row - mask.height // 2), mask)


@lru_cache(maxsize=256)
def knob(radius: float, phase: Phase, color: str, gloss: float, brightness: float = 1.0) -> Image.Image:
    """A round head of metal of that radius in px; cut it out with a `disc`."""
    slope = 0.6 * np.stack(np.broadcast_arrays(*grid(radius, phase)), axis=-1)
    return Image.fromarray(to_bytes(np.sqrt(brightness * lit(color, slope, gloss))))


@lru_cache(maxsize=4096)
def disc(radius: float, phase: Phase, opacity: float = 1.0) -> Image.Image:
    """A mask that is ``opacity`` within that radius in px."""
    far = np.hypot(*grid(radius, phase))
    return Image.fromarray(to_bytes(opacity * np.clip((1.0 - far) * radius + 0.5, 0.0, 1.0)))


@lru_cache(maxsize=256)
def hollow(radius: float, phase: Phase) -> Image.Image:
    """A mask for the shade around something round of that radius in px that is let into metal."""
    far = np.hypot(*grid(radius, phase, reach=1.5))
    return Image.fromarray(to_bytes(1.0 - np.sqrt(0.2 + 0.8 * smoothstep(1.0, 1.5, far))))


def grid(radius: float, phase: Phase, reach: float = 1.0) -> tuple[Floats, Floats]:
    """Return x (1, s) and y (s, 1) of the pixels of a sprite, in radii from its middle."""
    half = ceil(radius * reach) + 2
    x, y = ((np.arange(0.5 - half, half) - (step + 0.5) / PHASES) / radius for step in phase)
    return x[None, :], y[:, None]


def lit(color: str, slope: Floats, gloss: float) -> Floats:
    """Return the light (..., 3) from a metal surface that falls off along ``slope`` (..., 2)."""
    normal = np.concatenate((slope, np.ones((*slope.shape[:-1], 1))), axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    facing, glance = np.maximum(normal @ LIGHT, 0.0)[..., None], np.maximum(normal @ GLOSS, 0.0)[..., None]
    light: Floats = linear(color) * (0.08 + 1.2 * facing**2) + gloss * glance**24
    return light


def linear(color: str) -> Floats:
    """Return the light (3,), 0 to 1, of a colour ``#rrggbb``."""
    return np.square(np.frombuffer(bytes.fromhex(color[1:]), np.uint8) / 255.0)


def to_color(light: Floats) -> Color:
    """Red, green and blue, 0 to 255, of light (3,) from 0 to 1."""
    red, green, blue = to_bytes(np.sqrt(light)).tolist()
    return red, green, blue


def to_bytes(values: Floats) -> Frame:
    """Whole numbers from 0 to 255 for values from 0 to 1."""
    return np.clip(np.rint(255.0 * values), 0.0, 255.0).astype(np.uint8)


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """Rise smoothly from 0 to 1 between two values, as in the shaders."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    smooth: Floats = t * t * (3.0 - 2.0 * t)
    return smooth
